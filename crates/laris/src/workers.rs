//! What goes on beside requests: timers of the market run, the queue, housekeeping. Each ends when the server closes.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jobs::queue::Handler;
use market::picking::timers;
use market::pictures;
use tokio::sync::watch;
use tokio::task::JoinSet;
use web::App;
use web::messages::OrderMessages;
use web::payout_messages::PayoutMessages;
use web::trade_messages::{ComplaintMessages, StandingMessages};

use crate::tellings::Tellings;

/// How often stalls' and buyers' deadlines are looked at.
const TIMERS: Duration = Duration::from_secs(2);
/// How often payments without news, and money that goes back, are looked at.
const PAYMENTS: Duration = Duration::from_secs(2);
/// How often it is looked whether a provider's day is to be compared with the books.
const RECONCILING: Duration = Duration::from_secs(900);
/// How often the queue is looked at when nobody wakes it.
const QUEUE: Duration = Duration::from_secs(1);
/// How often servers tell each other who asks much.
const SHARE: Duration = Duration::from_secs(1);
/// How often slots are made and old quotes forgotten.
const TIDY: Duration = Duration::from_secs(60);
/// How often what has ended long ago is forgotten, and busy accounts of the ledger get a checkpoint.
const PRUNE: Duration = Duration::from_secs(3_600);
/// Jobs of one round.
const JOBS_MAX: u32 = 100;

/// Starts every worker.
#[must_use]
pub fn start(app: &App) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    let desk = app.desk.clone();
    workers.spawn(every(app.closing(), TIMERS, "timers", move || {
        let desk = desk.clone();
        async move {
            let round = timers::run(&desk).await?;
            tracing::debug!(?round, "timers ran");
            Ok(())
        }
    }));
    let desk = app.desk.clone();
    workers.spawn(every(app.closing(), PAYMENTS, "payments", move || {
        let desk = desk.clone();
        async move {
            let round = market::payments::run(&desk).await?;
            tracing::debug!(?round, "payments were looked at");
            Ok(())
        }
    }));
    let desk = app.desk.clone();
    workers.spawn(every(app.closing(), RECONCILING, "reconciling", move || {
        let desk = desk.clone();
        async move {
            let ran = market::payments::reconcile::run_due(&desk).await?;
            tracing::debug!(ran, "days were compared with their providers' statements");
            Ok(())
        }
    }));
    let desk = app.desk.clone();
    workers.spawn(every(app.closing(), TIDY, "tidying up", move || {
        let desk = desk.clone();
        async move { Ok(timers::tidy_up(&desk).await?) }
    }));
    let (desk, handlers) = (app.desk.clone(), handlers(app));
    workers.spawn(every(app.closing(), QUEUE, "the queue", move || {
        let (desk, handlers) = (desk.clone(), handlers.clone());
        async move {
            let ran = jobs::queue::run_due(&desk.house, desk.city_id(), &handlers, JOBS_MAX).await?;
            tracing::debug!(ran, "the queue was looked at");
            Ok(())
        }
    }));
    let (desk, studio) = (app.desk.clone(), app.studio.clone());
    workers.spawn(every(app.closing(), PRUNE, "removing pictures that nobody uses", move || {
        let (desk, studio) = (desk.clone(), studio.clone());
        async move {
            let gone = pictures::sweep::sweep(&desk, &studio).await? + market::payments::printed::sweep(&desk, &studio).await?;
            tracing::debug!(gone, "unused pictures were removed");
            Ok(())
        }
    }));
    let counting = app.clone();
    workers.spawn(every(app.closing(), SHARE, "counting", move || {
        let app = counting.clone();
        async move { Ok(app.limiter.share(&app.desk.house, &app.secrets, app.desk.city_id()).await?) }
    }));
    let desk = app.desk.clone();
    workers.spawn(every(app.closing(), PRUNE, "forgetting", move || {
        let desk = desk.clone();
        async move { prune(&desk).await }
    }));
    workers
}

/// Who runs which kind of job.
#[must_use]
pub fn handlers(app: &App) -> Arc<[Arc<dyn Handler>]> {
    let mut handlers: Vec<Arc<dyn Handler>> = vec![
        Arc::new(OrderMessages::new(app.clone())),
        Arc::new(ComplaintMessages::new(app.clone())),
        Arc::new(StandingMessages::new(app.clone())),
        Arc::new(PayoutMessages::new(app.clone())),
    ];
    if let Some(sandbox) = &app.sandbox {
        handlers.push(Arc::new(Tellings::new(app.desk.clone(), sandbox.clone()).counted_by(app)));
    }
    handlers.into()
}

async fn prune(desk: &market::Desk) -> anyhow::Result<()> {
    let (house, city) = (&desk.house, desk.city_id());
    jobs::feed::prune(house, city).await?;
    jobs::idempotency::prune(house, city).await?;
    jobs::queue::prune(house, city).await?;
    registry::sessions::prune(house, city).await?;
    market::payments::prune(desk).await?;
    market::imports::runs::prune(desk).await?;
    ledger::take_checkpoints(house, city).await?;
    // Into the log once an hour, which who may write to the database need not be able to write to: `laris audit verify --head`.
    if let Some(head) = registry::audit::head(&mut house.db.reader().await?, city).await? {
        tracing::info!(%head, "the audit trail");
    }
    market::baskets::prune(desk).await?;
    Ok(())
}

/// Does the work again and again with a pause between; a failure is logged and tried again after the pause.
async fn every<F, W>(mut closing: watch::Receiver<bool>, pause: Duration, what: &'static str, work: W)
where
    F: Future<Output = anyhow::Result<()>>,
    W: Fn() -> F,
{
    loop {
        if let Err(error) = work().await {
            tracing::warn!("{what} failed and will be tried again: {error:#}");
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = closing.wait_for(|is_closing| *is_closing) => return,
        }
    }
}

//! Imports under way and ended: each is a row that every replica reads, so that its page can be left and found again.
//!
//! | a run is   | because                                                   | then                                             |
//! |------------|-----------------------------------------------------------|--------------------------------------------------|
//! | under way  | its process says now and then how far it is               | its page waits                                   |
//! | ended      | it landed, or it was refused                              | report or faults are kept for a week             |
//! | broken off | nothing was heard of it for minutes: its process has died | nothing was written; the file is sent once more  |
//!
//! That a run landed is written in the import's own transaction, and only if it was heard of lately. So a run that is shown as broken
//! off has written nothing, and never will. The file itself is not kept.

mod model;
mod store;

use std::sync::Arc;
use std::time::Duration;

use ::store::{StoreError, Tx};
use jobs::in_chunks;
use kernel::error::{ErrorKind, Kinded as _};
use kernel::id::{MarketId, first_id};
use kernel::time::{DAY, MINUTE};
use kernel::{Actor, Timestamp};
use tokio::sync::oneshot;

use super::model::{ImportError, Mode, Progress, Report};
use super::service::{self, Upload};
use crate::desk::Desk;
use crate::ids::ImportId;

pub use model::{KeptFault, NewRun, Outcome, Reason, Run};

/// How often a process says how far it is.
const HEARD_EVERY: Duration = Duration::from_secs(2);
/// A run that was not heard of for longer does not land any more. **Units:** microseconds.
const SILENT_MAX: i64 = 3 * MINUTE;
/// Nor does one that was heard of so far ahead: its clock ran fast and was set right. **Units:** microseconds.
const AHEAD_MAX: i64 = MINUTE;
/// So much later it is shown as broken off, for the clocks of two machines differ and a commit takes time. **Units:** microseconds.
const SLACK: i64 = MINUTE;
/// How long runs are kept, in days: their faults hold names and numbers of people.
const KEPT_DAYS: i64 = 7;

/// Keeps that an import begins, before anything else is done for it.
///
/// # Errors
/// [`ImportError::NotAllowed`] for others than the market's manager, `Store`.
pub async fn begin(desk: &Desk, actor: &Actor, new: &NewRun) -> Result<(), ImportError> {
    check(actor, new.market)?;
    let context = (desk.city_id(), new.clone(), actor.person, desk.now());
    let begun = desk.house.db.write(context, |tx, (city, new, by, now)| Box::pin(store::insert(tx, *city, new, *by, *now)));
    begun.await?;
    Ok(())
}

/// Carries out a run that began: imports its file as [`run`](super::run()) does, says how far it is, and keeps what became of it.
///
/// # Errors
/// When what became of it could not be kept: it is shown as broken off, and nothing was written.
pub async fn carry_out(desk: &Desk, actor: &Actor, run: &NewRun, bytes: Vec<u8>, progress: &Arc<Progress>) -> Result<(), StoreError> {
    let (under_way, ended) = oneshot::channel::<()>();
    let upload = Upload { market: run.market, bytes, mode: run.mode, run: Some(run.id) };
    let work = async {
        let result = service::import(desk, actor, upload, progress).await;
        drop(under_way);
        result
    };
    let (result, ()) = tokio::join!(work, tell(desk, run.id, progress, ended));
    if result.is_ok() && run.mode == Mode::Write {
        return Ok(());
    }
    let (outcome, faults) = kept(result);
    let context = (desk.city_id(), run.id, outcome, faults, desk.now());
    let end = desk
        .house
        .db
        .write(context, |tx, (city, run, outcome, faults, now)| Box::pin(store::end(tx, *city, *run, (outcome, faults.as_slice()), *now)));
    end.await
}

/// Says how far it is until it ended. Each time in a transaction of its own: others read it while the import's is open. On SQLite, which
/// has one writer, it waits behind the import, and its one process knows better.
async fn tell(desk: &Desk, run: ImportId, progress: &Progress, mut ended: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut ended => return,
            () = tokio::time::sleep(HEARD_EVERY) => {}
        }
        let now = desk.now();
        let context = (desk.city_id(), run, progress.rows(), now);
        let told = desk
            .house
            .db
            .write(context, |tx, (city, run, rows, now)| Box::pin(store::hear(tx, *city, *run, *rows, (*now, heard_within(*now, 0)))));
        if let Err(error) = told.await {
            tracing::warn!(%error, "how far an import is could not be kept");
        }
    }
}

/// Ends a run in the transaction that makes it land.
pub(super) async fn land(tx: &mut Tx, desk: &Desk, run: ImportId, report: &Report) -> Result<(), ImportError> {
    let now = desk.now();
    let has_landed = store::land(tx, desk.city_id(), run, report, (now, heard_within(now, 0))).await?;
    if has_landed { Ok(()) } else { Err(ImportError::BrokenOff) }
}

/// One run of a market.
///
/// # Errors
/// [`ImportError::NotFound`], `NotAllowed`, `Store`.
pub async fn find(desk: &Desk, actor: &Actor, market: MarketId, id: ImportId) -> Result<Run, ImportError> {
    check(actor, market)?;
    let found = store::find(&mut desk.house.db.reader().await?, desk.city_id(), market, id).await?;
    found.map(|run| judged(run, desk.now())).ok_or(ImportError::NotFound)
}

/// What is wrong with the rows of a run's file; empty when nothing is, or nothing was found yet.
///
/// # Errors
/// [`ImportError::NotFound`], `NotAllowed`, `Store`.
pub async fn faults(desk: &Desk, actor: &Actor, market: MarketId, id: ImportId) -> Result<Vec<KeptFault>, ImportError> {
    check(actor, market)?;
    let found = store::faults(&mut desk.house.db.reader().await?, desk.city_id(), market, id).await?;
    found.ok_or(ImportError::NotFound)
}

/// The last 20 runs of a market, newest first.
///
/// # Errors
/// [`ImportError::NotAllowed`], `Store`.
pub async fn lately(desk: &Desk, actor: &Actor, market: MarketId) -> Result<Vec<Run>, ImportError> {
    check(actor, market)?;
    let found = store::lately(&mut desk.house.db.reader().await?, desk.city_id(), market).await?;
    let now = desk.now();
    Ok(found.into_iter().map(|run| judged(run, now)).collect())
}

/// Forgets runs older than a week, at most 1,000 in one transaction; gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(desk: &Desk) -> Result<u64, StoreError> {
    let (db, city) = (&desk.house.db, desk.city_id());
    let before = first_id::<ImportId>(desk.now().plus(-KEPT_DAYS * DAY));
    in_chunks(|| db.write((city, before), |tx, (city, before)| Box::pin(store::delete(tx, *city, *before)))).await
}

fn check(actor: &Actor, market: MarketId) -> Result<(), ImportError> {
    if actor.manages(market) { Ok(()) } else { Err(ImportError::NotAllowed) }
}

/// After and until when a run was heard of that goes on, with so much slack.
const fn heard_within(now: Timestamp, slack: i64) -> (Timestamp, Timestamp) {
    (now.plus(-SILENT_MAX - slack), now.plus(AHEAD_MAX + slack))
}

/// A run that fell silent is told as what it is: its process, which would have said more, has died.
fn judged(mut run: Run, now: Timestamp) -> Run {
    let (after, until) = heard_within(now, SLACK);
    if run.outcome.is_none() && (run.heard <= after || run.heard > until) {
        run.outcome = Some(Outcome::Refused(Reason::of(&ImportError::BrokenOff)));
    }
    run
}

/// What is kept of a result; logs what is our fault.
fn kept(result: Result<Report, ImportError>) -> (Outcome, Vec<KeptFault>) {
    match result {
        Ok(report) => (Outcome::Landed(report), Vec::new()),
        Err(ImportError::Rows(faults)) => (Outcome::Faulty(faults.len()), faults.into_iter().map(KeptFault::from).collect()),
        Err(error) => {
            if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable) {
                tracing::warn!(code = error.code(), %error, "an import failed");
            }
            (Outcome::Refused(Reason::of(&error)), Vec::new())
        }
    }
}

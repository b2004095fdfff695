//! The house itself: timers, the queue, tidying up, the night's comparison, and a process that dies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jobs::queue::{Failure, Handler, Job};
use kernel::id::{OrderId, PayoutId};
use market::Desk;
use market::complaints::COMPLAINT_MESSAGE;
use market::disbursements::{self, PAYOUT_MESSAGE, PayoutMessage};
use market::orders::{ORDER_MESSAGE, OrderMessage, OrderState, read};
use market::picking::timers as rounds;
use market::standing::STANDING_MESSAGE;
use store::{BoxFuture, House};

use super::standing;
use crate::audit::{self, Outcome};
use crate::stop::{Findings, Stop};
use crate::world::World;

/// Jobs of one look at the queue.
const JOBS_MAX: u32 = 500;

/// The other end of every message: what arrived, how often. It outlives processes.
#[derive(Debug, Clone, Default)]
pub struct Phone(Arc<Mutex<Inbox>>);

#[derive(Debug, Default)]
struct Inbox {
    arrived: BTreeMap<(OrderId, String), u32>,
    /// Payouts that their payee was told of.
    paid: BTreeSet<PayoutId>,
    /// Deliveries so far, to lose the confirmation of some.
    rung: u64,
}

impl Phone {
    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends messages of one kind to the phone. Of some it does not hear that they arrived, and sends them again.
struct Sender {
    kind: &'static str,
    desk: Desk,
    phone: Phone,
    is_trial: bool,
}

impl Sender {
    async fn send(&self, job: &Job) -> Result<(), Failure> {
        if !self.is_trial {
            return Ok(());
        }
        if self.kind == PAYOUT_MESSAGE {
            let message: PayoutMessage = serde_json::from_str(&job.body)?;
            if let Some(payout) = message.payout {
                let told = disbursements::message_of(&self.desk, payout).await?;
                self.phone.inbox().paid.insert(told.id);
            }
        }
        if self.kind != ORDER_MESSAGE {
            // Who is told of these, and when, is a matter of the tests.
            return if job.attempt == 1 && job.id.0.as_u128().is_multiple_of(7) { Err("no confirmation came".into()) } else { Ok(()) };
        }
        let message: OrderMessage = serde_json::from_str(&job.body)?;
        read::get(&self.desk, &self.desk.system(), message.order).await?;
        let mut inbox = self.phone.inbox();
        inbox.rung += 1;
        *inbox.arrived.entry((message.order, message.kind)).or_default() += 1;
        if job.attempt == 1 && inbox.rung.is_multiple_of(23) { Err("no confirmation came".into()) } else { Ok(()) }
    }
}

impl Handler for Sender {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.send(job))
    }
}

/// Settles what nobody acted on; a second round at the same moment finds nothing.
pub async fn timers(world: &mut World) -> Result<(), Stop> {
    payments(world).await?;
    world.step += 1;
    let due = world.model.due(world.now());
    let days = standing::due(world).await?;
    let reminded = world.model.trade.remind(world.now());
    if due.is_empty() && days.is_empty() && reminded == 0 && !world.settings.is_trial() {
        return Ok(());
    }
    let round = rounds::run(&world.machine.desk).await?;
    let mut findings = Findings::default();
    findings.same("who decides late is reminded once", None, &usize::try_from(round.reminded).unwrap_or(usize::MAX), &reminded);
    findings.same("a day that is due is prepared once", None, &usize::try_from(round.prepared).unwrap_or(usize::MAX), &days.len());
    findings.end()?;
    *world.acts.entry("timers").or_default() += 1;
    standing::counted(world, &days).await?;
    if round != rounds::Round::default() {
        for order in due {
            let before = world.model.orders.get(&order).map(|known| known.detail.events.len());
            audit::touched(world, order, Outcome { worked: true, ..Outcome::default() }).await?;
            if before != world.model.orders.get(&order).map(|known| known.detail.events.len()) {
                world.tell(&[order.into()], "nobody acted in time: a round of timers decided");
            }
        }
    }
    standing::prepared(world, days).await?;
    if world.mishap(10) {
        *world.faults.entry("timers_run_twice").or_default() += 1;
        let again = rounds::run(&world.machine.desk).await?;
        let mut findings = Findings::default();
        findings.same("a second round of timers finds nothing", None, &again, &rounds::Round::default());
        findings.end()?;
    }
    Ok(())
}

/// The market asks the acquirer what nobody told, and sends back what is too much. At times the acquirer's answers are lost, and it is
/// asked again later; what was sent back is not sent twice for that.
async fn payments(world: &mut World) -> Result<(), Stop> {
    let waiting = world.model.payments.waiting();
    if waiting.is_empty() && !world.settings.is_trial() {
        return Ok(());
    }
    world.step += 1;
    *world.acts.entry("payments_round").or_default() += 1;
    let lost = if world.mishap(12) { u32::try_from(world.mishaps.between(1, 3)).unwrap_or(1) } else { 0 };
    world.machine.lost_answers.store(lost, Ordering::Relaxed);
    market::payments::run(&world.machine.desk).await?;
    let left = world.machine.lost_answers.swap(0, Ordering::Relaxed);
    *world.faults.entry("acquirers_answer_lost").or_default() += u64::from(lost - left);
    for order in waiting {
        audit::touched(world, order, Outcome { worked: true, ..Outcome::default() }).await?;
    }
    world.model.payments.asked = Some(world.now());
    if world.mishap(5) {
        *world.faults.entry("payments_run_twice").or_default() += 1;
        let again = market::payments::run(&world.machine.desk).await?;
        let mut findings = Findings::default();
        findings.same("a second round of payments finds nothing", None, &again, &market::payments::Round::default());
        findings.end()?;
    }
    Ok(())
}

/// The days that ended are compared with the acquirer's statements.
async fn settle(world: &mut World) -> Result<(), Stop> {
    let waiting = world.model.payments.waiting();
    market::payments::reconcile::run_due(&world.machine.desk).await?;
    // A statement may be the first to say that something was paid.
    for order in waiting {
        audit::touched(world, order, Outcome { worked: true, ..Outcome::default() }).await?;
    }
    world.model.payments.settled = Some(world.today());
    Ok(())
}

/// Runs what is due in the queue.
pub async fn queue(world: &mut World) -> Result<(), Stop> {
    world.step += 1;
    let desk = world.machine.desk.clone();
    let handlers = [ORDER_MESSAGE, COMPLAINT_MESSAGE, STANDING_MESSAGE, PAYOUT_MESSAGE].map(|kind| -> Arc<dyn Handler> {
        Arc::new(Sender { kind, desk: desk.clone(), phone: world.phone.clone(), is_trial: world.settings.is_trial() })
    });
    let ran = jobs::queue::run_due(&desk.house, desk.city_id(), &handlers, JOBS_MAX).await?;
    *world.acts.entry("job").or_default() += u64::from(ran);
    Ok(())
}

/// Slots of the coming days are made, old things forgotten.
pub async fn housekeeping(world: &mut World) -> Result<(), Stop> {
    world.step += 1;
    let desk = world.machine.desk.clone();
    rounds::tidy_up(&desk).await?;
    if world.mishap(30) {
        *world.faults.entry("housekeeping_run_twice").or_default() += 1;
        let made = market::orders::slots::ensure(&desk).await?;
        let mut findings = Findings::default();
        findings.same("slots are made once", None, &made, &0);
        findings.end()?;
    }
    let (house, city) = (&desk.house, desk.city_id());
    settle(world).await?;
    jobs::feed::prune(house, city).await?;
    jobs::idempotency::prune(house, city).await?;
    jobs::queue::prune(house, city).await?;
    registry::sessions::prune(house, city).await?;
    market::payments::prune(&desk).await?;
    market::imports::runs::prune(&desk).await?;
    market::baskets::prune(&desk).await?;
    ledger::take_checkpoints(house, city).await.map_err(market::MarketError::from)?;
    Ok(())
}

/// The night: the queue is empty, everybody was told, and everything is compared.
pub async fn night(world: &mut World) -> Result<(), Stop> {
    // Twice, with the wait of a failed try between.
    queue(world).await?;
    world.wait(60);
    queue(world).await?;
    if !world.settings.is_trial() {
        return Ok(());
    }
    told(world)?;
    audit::whole(world).await?;
    tracing::info!(
        "seed {}, day {} of {}: {} orders placed, {} steps",
        world.settings.seed,
        world.day_number(),
        world.settings.days,
        world.model.orders.len(),
        world.step
    );
    Ok(())
}

/// Whoever must be told was told at least once.
fn told(world: &World) -> Result<(), Stop> {
    let mut findings = Findings::default();
    let inbox = world.phone.inbox();
    for (id, known) in &world.model.orders {
        let end = match known.detail.order.state {
            OrderState::Delivered => "delivered",
            OrderState::Failed => "failed",
            OrderState::Cancelled => "cancelled",
            _ => "placed",
        };
        for kind in ["placed", end] {
            if !inbox.arrived.contains_key(&(*id, kind.to_owned())) {
                findings.add("a message arrives at least once", Some((*id).into()), format!("nobody was told that it is {kind}"));
            }
        }
    }
    for (id, _) in world.model.money.payouts.iter().filter(|(id, payout)| payout.is_paid && !inbox.paid.contains(id)) {
        findings.add("a message arrives at least once", Some((*id).into()), "nobody was told that it was handed over".to_owned());
    }
    drop(inbox);
    findings.end()
}

/// The process dies between two steps.
pub async fn death(world: &mut World) -> Result<(), Stop> {
    world.step += 1;
    *world.faults.entry("process_died_between").or_default() += 1;
    world.machine.die().await?;
    Ok(())
}

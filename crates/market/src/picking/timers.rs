//! What happens when nobody acts: sellers' default, unanswered questions, unassigned orders, old quotes, coming slots.

use kernel::id::first_id;
use kernel::time::{DAY, MINUTE};

use super::{decide, substitute};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::SellerOrderState;
use crate::orders::{slots, store};
use crate::{complaints, delivery, standing};

/// How long an order waits for the manager's choice before the fair default finds a runner.
const ASSIGN_AFTER: i64 = 2 * MINUTE;

/// How many of each kind a round settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Seller orders decided by the default.
    pub decided: u32,
    /// Questions that ended without an answer.
    pub expired: u32,
    /// Orders that found a runner.
    pub assigned: u32,
    /// Complaints whose deciders were reminded.
    pub reminded: u32,
    /// Days of standing orders that were prepared.
    pub prepared: u32,
}

/// Settles everything whose time has come; safe to run in several processes at once. One that changed meanwhile is left to the next round.
///
/// # Errors
/// [`MarketError::Store`] when the database fails.
pub async fn run(desk: &Desk) -> Result<Round, MarketError> {
    let mut round = Round::default();
    let (city, now) = (desk.city_id(), desk.now());
    let mut tx = desk.house.db.reader().await?;
    let decisions = store::seller_orders_due(&mut tx, city, now).await?;
    let questions = store::substitutions_due(&mut tx, city, now).await?;
    let unassigned = store::orders_unassigned(&mut tx, city, now.plus(-ASSIGN_AFTER)).await?;
    drop(tx);
    for part in decisions {
        round.decided += count(decide_by_default(desk, part.id).await)?;
    }
    for (order, question) in questions {
        round.expired += count(expire(desk, order, question).await)?;
    }
    for order in unassigned {
        round.assigned += count(delivery::assign_fairly(desk, order.id).await)?;
    }
    round.reminded = complaints::timers::remind(desk).await?;
    round.prepared = standing::timers::run(desk).await?.days;
    Ok(round)
}

/// Housekeeping that needs no hurry: slots of the coming days, quotes made a day ago.
///
/// # Errors
/// [`MarketError::Store`] when the database fails.
pub async fn tidy_up(desk: &Desk) -> Result<(), MarketError> {
    slots::ensure(desk).await?;
    let city = desk.city_id();
    let before = first_id(desk.now().plus(-DAY));
    desk.house
        .db
        .write((), move |tx, ()| Box::pin(async move { Ok::<_, MarketError>(store::prune_quotes(tx, city, before).await?) }))
        .await?;
    Ok(())
}

/// A refusal means that somebody acted meanwhile; only the database's own failure ends the round.
fn count(outcome: Result<(), MarketError>) -> Result<u32, MarketError> {
    match outcome {
        Ok(()) => Ok(1),
        Err(MarketError::Store(error)) => Err(MarketError::Store(error)),
        Err(refusal) => {
            tracing::debug!(%refusal, "a timer found its work done or changed");
            Ok(0)
        }
    }
}

async fn decide_by_default(desk: &Desk, id: kernel::id::SellerOrderId) -> Result<(), MarketError> {
    let accepts = desk.city.settings.seller_default == registry::cities::SellerDefault::Accept;
    desk.house
        .db
        .write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                let actor = desk.system();
                let (detail, part) = decide::find(desk, tx, &actor, id).await?;
                if part.state != SellerOrderState::Waiting {
                    return Err(MarketError::AlreadyDone);
                }
                let decisions: Vec<_> = detail
                    .lines
                    .iter()
                    .filter(|line| line.seller_order == id && line.state == crate::orders::LineState::Open)
                    .map(|line| decide::LineDecision { line: line.id, accepts, reason: String::new() })
                    .collect();
                decide::apply(desk, tx, &actor, &detail, &part, &decisions, true).await
            })
        })
        .await
}

async fn expire(desk: &Desk, order: kernel::id::OrderId, question: kernel::id::SubstitutionId) -> Result<(), MarketError> {
    desk.house
        .db
        .write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                let found = store::order(tx, desk.city_id(), order).await?.ok_or(MarketError::NotFound("order"))?;
                let detail = store::detail(tx, desk.city_id(), found).await?;
                let asked = detail.substitutions.iter().find(|other| other.id == question).ok_or(MarketError::NotFound("substitution"))?;
                substitute::settle(desk, tx, &desk.system(), &detail, asked, false).await
            })
        })
        .await
}

//! Reading complaints, each only by those whom they concern or who answer for the market.

use kernel::Actor;
use kernel::id::{MarketId, OrderId, PersonId, RawId, StallId};

use super::answer::is_own;
use super::model::ComplaintDetail;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ComplaintId;
use crate::orders::store as orders;
use crate::settlement::{read, rights};

/// The most complaints of one list.
const ROWS_MAX: i64 = 100;

/// Whether the actor may know of it: the buyer, those concerned, and those who see the market's money.
pub(super) fn may_see(actor: &Actor, detail: &ComplaintDetail) -> bool {
    let complaint = &detail.complaint;
    actor.person == Some(complaint.buyer)
        || rights::sees(actor, complaint.market)
        || detail.parties.iter().any(|party| is_own(actor, party))
}

/// One complaint.
///
/// # Errors
/// [`MarketError::NotFound`] when there is none, or the actor may not know of it.
pub async fn get(desk: &Desk, actor: &Actor, id: ComplaintId) -> Result<ComplaintDetail, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = store::detail(&mut tx, desk.city_id(), id).await?;
    found.filter(|detail| may_see(actor, detail)).ok_or(MarketError::NotFound("complaint"))
}

/// An order's complaints, oldest first, as far as the actor may know of them.
///
/// # Errors
/// [`MarketError::NotFound`] for those who may not see the order.
pub async fn of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<ComplaintDetail>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    found.filter(|order| crate::orders::read::may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    let mut complaints = store::of_order(&mut tx, desk.city_id(), order).await?;
    complaints.retain(|detail| may_see(actor, detail));
    Ok(complaints)
}

/// A market's complaints: those that wait, the most urgent first, then the newest that are decided; at most 100 of each.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn of_market(desk: &Desk, actor: &Actor, market: MarketId) -> Result<Vec<ComplaintDetail>, MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    Ok(store::of_market(&mut tx, desk.city_id(), market, ROWS_MAX).await?)
}

/// Decisions of the whole city that wait for a second person, oldest first; at most 100.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for others than treasurers, auditors and administrators.
pub async fn proposed(desk: &Desk, actor: &Actor) -> Result<Vec<ComplaintDetail>, MarketError> {
    if !rights::sees_all(actor) {
        return Err(rights::refusal(actor));
    }
    let mut tx = desk.house.db.reader().await?;
    Ok(store::proposed(&mut tx, desk.city_id(), ROWS_MAX).await?)
}

/// What concerns a stall, newest first; at most 100.
///
/// # Errors
/// [`MarketError::NotFound`] for others than its sellers and those who see the market's money.
pub async fn of_stall(desk: &Desk, actor: &Actor, stall: StallId) -> Result<Vec<ComplaintDetail>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    read::stall_seen(desk, &mut tx, actor, stall).await?;
    Ok(store::of_payee(&mut tx, desk.city_id(), stall.into(), ROWS_MAX).await?)
}

/// What concerns a runner, newest first; at most 100.
///
/// # Errors
/// [`MarketError::NotFound`] for others than the runner and those who see all money.
pub async fn of_runner(desk: &Desk, actor: &Actor, runner: PersonId) -> Result<Vec<ComplaintDetail>, MarketError> {
    if actor.person != Some(runner) && !rights::sees_all(actor) {
        return Err(MarketError::NotFound("runner"));
    }
    let mut tx = desk.house.db.reader().await?;
    Ok(store::of_payee(&mut tx, desk.city_id(), RawId::from(runner), ROWS_MAX).await?)
}

/// Whether the actor may be the second person for this complaint now.
#[must_use]
pub fn can_approve(actor: &Actor, detail: &ComplaintDetail) -> bool {
    let complaint = &detail.complaint;
    complaint.state == super::ComplaintState::Proposed
        && super::decide::may_check(actor, detail)
        && crate::settlement::rules::check_checker(complaint.decided_by, actor.person).is_ok()
}

/// Whether the actor may decide this complaint now.
#[must_use]
pub fn can_decide(actor: &Actor, detail: &ComplaintDetail) -> bool {
    let complaint = &detail.complaint;
    let is_concerned = actor.person == Some(complaint.buyer) || detail.parties.iter().any(|party| is_own(actor, party));
    complaint.state == super::ComplaintState::Open && actor.manages(complaint.market) && !is_concerned
}

//! Reading counts, batches, payouts and refunds, each only by those whose money it is or who answer for it.

use ::store::Tx;
use kernel::id::{MarketId, OrderId, PersonId, RawId, SettlementId, StallId};
use kernel::page::PAGE_ROWS_MAX;
use kernel::{Actor, BusinessDate, Cursor, Page, Role, Scope};
use serde::Serialize;

use super::model::{BatchState, CashCount, Payout, PayoutState, Refund, Settlement};
use super::store::{self, PayoutsWanted};
use super::{rights, rules};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::store as orders;

/// What a list of payouts is narrowed to; nothing set is everything the actor may see.
#[derive(Debug, Clone, Copy, Default)]
pub struct PayoutFilter {
    /// Of one market.
    pub market: Option<MarketId>,
    /// Of one batch date.
    pub date: Option<BusinessDate>,
    /// In one state.
    pub state: Option<PayoutState>,
    /// To one stall.
    pub stall: Option<StallId>,
    /// To one runner.
    pub runner: Option<PersonId>,
}

/// Whose payouts a list may show.
#[derive(Debug, PartialEq, Eq)]
enum Sight {
    City,
    Markets(Vec<MarketId>),
    Payees(Vec<RawId>),
}

/// Payouts, newest first. Treasurers, auditors and administrators see all, managers their markets', sellers their stalls', runners their own.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for a market or runner that is not the actor's,
/// [`MarketError::NotFound`] for such a stall.
pub async fn list_payouts(
    desk: &Desk,
    actor: &Actor,
    filter: PayoutFilter,
    before: Option<Cursor>,
    rows: usize,
) -> Result<Page<Payout>, MarketError> {
    let rows = rows.clamp(1, PAGE_ROWS_MAX);
    let mut tx = desk.house.db.reader().await?;
    let city = desk.city_id();
    let sight = match filter.stall {
        Some(stall) => {
            stall_seen(desk, &mut tx, actor, stall).await?;
            Sight::Payees(vec![stall.into()])
        }
        None => sight(actor, &filter)?,
    };
    let wanted = PayoutsWanted {
        dates: filter.date.map_or(store::EVER, |date| (date, date)),
        state: filter.state,
        before: start(before),
        rows: one_more(rows),
    };
    let found = match sight {
        Sight::City => store::payouts_of_city(&mut tx, city, &wanted).await?,
        Sight::Markets(markets) => store::payouts_of_markets(&mut tx, city, &markets, &wanted).await?,
        Sight::Payees(payees) => store::payouts_of_payees(&mut tx, city, &payees, filter.market, &wanted).await?,
    };
    Ok(page(found, rows, |payout| payout.id.into()))
}

/// What the actor sees of the list, where no stall is asked for.
fn sight(actor: &Actor, filter: &PayoutFilter) -> Result<Sight, MarketError> {
    if let Some(runner) = filter.runner {
        let sees =
            actor.person == Some(runner) || filter.market.map_or_else(|| rights::sees_all(actor), |market| rights::sees(actor, market));
        return if sees { Ok(Sight::Payees(vec![runner.into()])) } else { Err(rights::refusal(actor)) };
    }
    match filter.market {
        Some(market) if rights::sees(actor, market) => return Ok(Sight::Markets(vec![market])),
        None if rights::sees_all(actor) => return Ok(Sight::City),
        _ => {}
    }
    let markets = rights::managed(actor);
    if filter.market.is_none() && !markets.is_empty() {
        return Ok(Sight::Markets(markets));
    }
    let own = own(actor);
    if own.is_empty() { Err(rights::refusal(actor)) } else { Ok(Sight::Payees(own)) }
}

/// The stalls an actor sells at, and the actor's own deliveries.
fn own(actor: &Actor) -> Vec<RawId> {
    let mut own: Vec<RawId> = Vec::new();
    for grant in &actor.grants {
        match (grant.role, grant.scope) {
            (Role::Seller, Scope::Stall(stall)) => own.push(stall.into()),
            (Role::Runner, Scope::Market(_)) => own.extend(actor.person.map(RawId::from)),
            _ => {}
        }
    }
    own.sort_unstable();
    own.dedup();
    own
}

/// A stall's market, for those who may see the stall's money; nobody else learns whether there is such a stall.
pub(crate) async fn stall_seen(desk: &Desk, tx: &mut Tx, actor: &Actor, stall: StallId) -> Result<MarketId, MarketError> {
    let market = store::market_of_stall(tx, desk.city_id(), stall).await?.ok_or(MarketError::NotFound("stall"))?;
    if actor.sells_at(stall) || rights::sees(actor, market) { Ok(market) } else { Err(MarketError::NotFound("stall")) }
}

/// What a list of batches is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct SettlementFilter {
    /// Of one market.
    pub market: Option<MarketId>,
    /// In one state.
    pub state: Option<BatchState>,
}

/// Batches, newest first: managers see their markets', treasurers, auditors and administrators all.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn list_settlements(
    desk: &Desk,
    actor: &Actor,
    filter: SettlementFilter,
    before: Option<Cursor>,
    rows: usize,
) -> Result<Page<Settlement>, MarketError> {
    let rows = rows.clamp(1, PAGE_ROWS_MAX);
    let markets = match filter.market {
        Some(market) => {
            rights::must_see(actor, market)?;
            Some(vec![market])
        }
        None if rights::sees_all(actor) => None,
        None => Some(rights::managed(actor)).filter(|markets| !markets.is_empty()).map(Some).ok_or_else(|| rights::refusal(actor))?,
    };
    let mut tx = desk.house.db.reader().await?;
    let found = store::batches(&mut tx, desk.city_id(), markets.as_deref(), filter.state, start(before), one_more(rows)).await?;
    Ok(page(found, rows, |batch| batch.id.into()))
}

/// A batch with its payouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettlementDetail {
    /// The batch.
    pub settlement: Settlement,
    /// Stalls in walking order, then runners.
    pub payouts: Vec<Payout>,
    /// Whether the actor may approve it now.
    pub can_approve: bool,
}

/// One batch with its payouts.
///
/// # Errors
/// [`MarketError::NotFound`] when there is none, or the actor does not see the market's money.
pub async fn get_settlement(desk: &Desk, actor: &Actor, id: SettlementId) -> Result<SettlementDetail, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = store::batch(&mut tx, desk.city_id(), id).await?.filter(|batch| rights::sees(actor, batch.market));
    let settlement = found.ok_or(MarketError::NotFound("settlement"))?;
    let payouts = store::payouts_of_batch(&mut tx, desk.city_id(), id).await?;
    let can_approve = settlement.state == BatchState::Prepared
        && actor.holds(Role::Treasurer, Scope::City)
        && rules::check_checker(settlement.prepared_by, actor.person).is_ok();
    Ok(SettlementDetail { settlement, payouts, can_approve })
}

/// The counts of a market's day, oldest first.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn list_cash_counts(desk: &Desk, actor: &Actor, market: MarketId, date: BusinessDate) -> Result<Vec<CashCount>, MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    Ok(store::counts_of_day(&mut tx, desk.city_id(), market, date).await?)
}

/// A market's refunds that wait to be fetched, oldest first.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn list_refunds(desk: &Desk, actor: &Actor, market: MarketId) -> Result<Vec<Refund>, MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    Ok(store::refunds_to_pay(&mut tx, desk.city_id(), market).await?)
}

/// An order's refunds, oldest first, for whoever may see the order.
///
/// # Errors
/// [`MarketError::NotFound`].
pub async fn refunds_of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<Refund>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    found.filter(|order| crate::orders::read::may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::refunds_of_order(&mut tx, desk.city_id(), order).await?)
}

fn start(before: Option<Cursor>) -> RawId {
    before.map_or(RawId::max(), |cursor| cursor.0)
}

pub(crate) fn one_more(rows: usize) -> i64 {
    i64::try_from(rows + 1).unwrap_or(i64::MAX)
}

pub(crate) fn page<T>(mut items: Vec<T>, rows: usize, id: fn(&T) -> RawId) -> Page<T> {
    let more = items.len() > rows;
    items.truncate(rows);
    let next = items.last().filter(|_| more).map(|last| Cursor(id(last)).to_string());
    Page { items, next }
}

#[cfg(test)]
mod tests {
    use kernel::Lang;
    use kernel::actor::Grant;
    use kernel::id::CityId;

    use super::*;

    #[test]
    fn each_sees_the_payouts_that_concern_them() {
        let id = RawId::from_u128;
        let (market, other, stall) = (MarketId(id(2)), MarketId(id(3)), StallId(id(4)));
        let actor = |role: Option<(Role, Scope)>| Actor {
            city: CityId(id(1)),
            person: Some(PersonId(id(9))),
            lang: Lang::Id,
            grants: role.map(|(role, scope)| Grant { role, scope }).into_iter().collect(),
            is_system: false,
        };
        let any = PayoutFilter::default();
        let of_market = PayoutFilter { market: Some(market), ..any };
        let of_other = PayoutFilter { market: Some(other), ..any };
        let of_runner = PayoutFilter { runner: Some(PersonId(id(8))), ..any };
        let in_market = PayoutFilter { market: Some(market), ..of_runner };
        let manager = Some((Role::Manager, Scope::Market(market)));
        let treasurer = Some((Role::Treasurer, Scope::City));
        let seller = Some((Role::Seller, Scope::Stall(stall)));
        let runner = Some((Role::Runner, Scope::Market(market)));
        for (role, filter, expected) in [
            (treasurer, any, Some(Sight::City)),
            (treasurer, of_other, Some(Sight::Markets(vec![other]))),
            (treasurer, of_runner, Some(Sight::Payees(vec![id(8)]))),
            (manager, any, Some(Sight::Markets(vec![market]))),
            (manager, of_market, Some(Sight::Markets(vec![market]))),
            (manager, of_other, None),
            (manager, of_runner, None),
            (manager, in_market, Some(Sight::Payees(vec![id(8)]))),
            (seller, any, Some(Sight::Payees(vec![id(4)]))),
            (seller, of_market, Some(Sight::Payees(vec![id(4)]))),
            (seller, of_runner, None),
            (runner, any, Some(Sight::Payees(vec![id(9)]))),
            (None, any, None),
            (None, of_market, None),
        ] {
            assert_eq!(sight(&actor(role), &filter).ok(), expected, "{role:?} {filter:?}");
        }
    }
}

//! What staff and sellers see of orders: the market's board, a stall's own part.

use kernel::id::{MarketId, OrderId, PersonId, SlotId, StallId};
use kernel::{Actor, BusinessDate, Role, Scope};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Order, OrderLine, OrderState, SellerOrder, Slot, Substitution};
use crate::orders::store;

/// Everything open in a market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// Orders that are not final, oldest first; at most 500.
    pub orders: Vec<Order>,
    /// Parts that no seller has decided, most urgent first.
    pub waiting: Vec<SellerOrder>,
    /// Questions that no buyer has answered, most urgent first.
    pub questions: Vec<Substitution>,
    /// Running and coming slots.
    pub slots: Vec<Slot>,
    /// Orders of today for each runner, cancelled ones not counted.
    pub load: Vec<(PersonId, i64)>,
}

/// Whether the actor may look at the whole market: its staff, and the city's treasurer and auditor.
#[must_use]
pub fn may_watch(actor: &Actor, market: MarketId) -> bool {
    actor.manages(market) || actor.runs_for(market) || actor.holds(Role::Treasurer, Scope::City) || actor.holds(Role::Auditor, Scope::City)
}

/// The manager's board.
///
/// # Errors
/// [`MarketError::NotAllowed`].
pub async fn board(desk: &Desk, actor: &Actor, market: MarketId) -> Result<Board, MarketError> {
    if !may_watch(actor, market) {
        return Err(MarketError::NotAllowed);
    }
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    Ok(Board {
        orders: store::orders_open(&mut tx, city, market).await?,
        waiting: store::parts_waiting(&mut tx, city, market).await?,
        questions: store::questions_open(&mut tx, city, market).await?,
        slots: store::slots(&mut tx, city, market, desk.now()).await?,
        load: store::load_of_runners(&mut tx, city, market, desk.today()).await?,
    })
}

/// A market's orders of one local date, whatever their state; at most 500.
///
/// # Errors
/// [`MarketError::NotAllowed`].
pub async fn of_day(desk: &Desk, actor: &Actor, market: MarketId, day: BusinessDate) -> Result<Vec<Order>, MarketError> {
    if !may_watch(actor, market) {
        return Err(MarketError::NotAllowed);
    }
    let mut tx = desk.house.db.reader().await?;
    Ok(store::orders_of_day(&mut tx, desk.city_id(), market, day).await?)
}

/// A stall's part of an order, without anything about the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StallOrder {
    /// The part.
    pub part: SellerOrder,
    /// The order's number.
    pub number: String,
    /// Where the order stands.
    pub order_state: OrderState,
    /// When it should come.
    pub slot: SlotId,
    /// The part's lines, by position.
    pub lines: Vec<OrderLine>,
}

/// A stall's newest parts; at most 100.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than its sellers and the market's manager.
pub async fn of_stall(desk: &Desk, actor: &Actor, stall: StallId) -> Result<Vec<StallOrder>, MarketError> {
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    let market = store::market_of_stall(&mut tx, city, stall).await?.ok_or(MarketError::NotFound("stall"))?;
    if !actor.sells_at(stall) && !actor.manages(market) {
        return Err(MarketError::NotAllowed);
    }
    let parts = store::seller_orders_of_stall(&mut tx, city, stall, 100).await?;
    let mut orders: Vec<OrderId> = parts.iter().map(|part| part.order).collect();
    orders.sort_unstable();
    orders.dedup();
    let heads = store::heads(&mut tx, city, &orders).await?;
    let lines = store::lines_of_stall(&mut tx, city, stall, &orders).await?;
    let with_lines = |part: SellerOrder| {
        let (_, number, order_state, slot) = heads.iter().find(|(order, ..)| *order == part.order)?.clone();
        let lines = lines.iter().filter(|line| line.seller_order == part.id).cloned().collect();
        Some(StallOrder { part, number, order_state, slot, lines })
    };
    Ok(parts.into_iter().filter_map(with_lines).collect())
}

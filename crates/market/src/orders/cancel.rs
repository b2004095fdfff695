//! Calling an order off: stock, slot and hold go back.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{OrderId, RawId, new_id};
use kernel::{Actor, Rupiah};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Order, OrderDetail, OrderLine, OrderState};
use crate::orders::place::stock_move;
use crate::orders::{store, trail};

/// The most characters of a reason.
pub const REASON_MAX: usize = 200;

/// Cancels an order. The buyer may until the runner begins; the manager until it is on its way.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::ReasonMissing`] for staff,
/// [`MarketError::TooLong`], [`MarketError::Stale`], [`MarketError::Idempotency`].
pub async fn cancel(desk: &Desk, actor: &Actor, key: &str, id: OrderId, reason: &str) -> Result<(), MarketError> {
    let reason = MarketError::read("reason", reason, REASON_MAX)?;
    let key = IdempotencyKey::new(actor, "cancel_order", key, &(id, &reason))?;
    let context = (desk.clone(), actor.clone(), key, reason);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, reason)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let order = store::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
            check(actor, &order, reason)?;
            undo(desk, tx, actor, order, reason).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<OrderId>().map(drop),
    }
}

fn check(actor: &Actor, order: &Order, reason: &str) -> Result<(), MarketError> {
    let is_buyer = actor.person.is_some_and(|person| person == order.buyer || person == order.placed_by);
    let is_manager = actor.manages(order.market);
    if !is_buyer && !is_manager {
        return Err(if super::read::may_see(actor, order) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
    }
    let allowed: &[OrderState] =
        if is_manager { &[OrderState::Placed, OrderState::Picking, OrderState::Picked] } else { &[OrderState::Placed] };
    if !allowed.contains(&order.state) {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    }
    if !is_buyer && reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    Ok(())
}

/// Calls an order off inside a running transaction.
///
/// # Errors
/// [`MarketError::Stale`] when it changed meanwhile.
pub(crate) async fn undo(desk: &Desk, tx: &mut Tx, actor: &Actor, order: Order, reason: &str) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let detail = store::detail(tx, city, order).await?;
    let order = &detail.order;
    if !store::finish(tx, city, order, OrderState::Cancelled, reason, now).await? {
        return Err(MarketError::Stale);
    }
    give_stock_back(desk, tx, &detail, "cancelled")?;
    store::release_slot(tx, city, order.slot)?;
    store::cancel_parts(tx, city, order.id, now)?;
    store::set_payment(tx, city, order.id, ("awaited", "cancelled"), Rupiah::ZERO, now).await?;
    crate::payments::close(desk, tx, order, Rupiah::ZERO).await?;
    ledger::void_hold(tx, city, now, order.hold).await?;
    trail::note(desk, tx, actor, order.id, "cancelled", &serde_json::json!({ "reason": reason }), None)?;
    trail::message(desk, tx, order.id, "cancelled")?;
    for part in &detail.seller_orders {
        trail::tell(desk, tx, Topic::SellerOrder, part.id)?;
    }
    Ok(trail::tell(desk, tx, Topic::Board, order.market)?)
}

/// Returns what each line still holds of counted stock.
pub(crate) fn give_stock_back(desk: &Desk, tx: &mut Tx, detail: &OrderDetail, reason: &'static str) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    let mut held: Vec<&OrderLine> = detail.lines.iter().filter(|line| held_milli(line) > 0).collect();
    held.sort_by_key(|line| line.offer_to_pick());
    let mut moves = Vec::with_capacity(held.len() * 6);
    for line in held {
        let back = held_milli(line);
        store::move_stock(tx, city, line.offer_to_pick(), back)?;
        trail::tell(desk, tx, Topic::Offer, line.offer_to_pick())?;
        moves.extend(stock_move(new_id::<RawId>(&*desk.house.ids, now), line.offer_to_pick(), back, reason, detail.order.id, now));
    }
    Ok(store::note_stock_moves(tx, city, &moves)?)
}

/// Thousandths of stock that a line holds: what was picked, else what was ordered, nothing once it is missing or rejected.
pub(crate) fn held_milli(line: &OrderLine) -> i64 {
    use crate::orders::model::LineState;
    match line.state {
        LineState::Open => line.quantity.milli(),
        LineState::Picked | LineState::Substituted => line.picked.map_or(0, kernel::Quantity::milli),
        LineState::Rejected | LineState::Missing => 0,
    }
}

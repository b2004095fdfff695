//! The door: PIN, cash, and where the money goes; or the reason why nothing was handed over.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{OrderId, PersonId};
use kernel::{Actor, Rupiah, Timestamp};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};

use super::rules::{Posting, sold_by_stall};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::named;
use crate::orders::cancel::{REASON_MAX, give_stock_back};
use crate::orders::model::{Order, OrderDetail, OrderState};
use crate::orders::{store, trail};
use crate::payments;

/// Wrong PINs before only the manager can help.
pub const PIN_ATTEMPTS_MAX: i64 = 5;

named! {
    /// What happens to the goods of a failed delivery.
    FailedGoods {
        /// Back to the stalls, which are not paid; counted stock returns.
        Returned = "returned",
        /// Spoilt or kept: the market pays the stalls.
        Lost = "lost",
    }
}

/// The runner leaves the market with a picked order. Again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::Stale`].
pub async fn start_delivery(desk: &Desk, actor: &Actor, order: OrderId) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let detail = carried(desk, tx, actor, order).await?;
                if detail.order.state == OrderState::Delivering {
                    return Ok(());
                }
                require(&detail.order, OrderState::Picked)?;
                if !store::advance(tx, desk.city_id(), &detail.order, OrderState::Picked, OrderState::Delivering).await? {
                    return Err(MarketError::Stale);
                }
                trail::note(desk, tx, actor, order, "delivering", &serde_json::json!({}), None)?;
                trail::message(desk, tx, detail.order.id, "delivering")?;
                Ok(trail::tell(desk, tx, Topic::Board, detail.order.market)?)
            })
        })
        .await
}

/// The order with its parts, for its runner or the market's manager.
async fn carried(desk: &Desk, tx: &mut Tx, actor: &Actor, id: OrderId) -> Result<OrderDetail, MarketError> {
    let order = store::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
    let is_its_runner = order.runner.is_some() && order.runner == actor.person && actor.runs_for(order.market);
    if !is_its_runner && !actor.manages(order.market) {
        return Err(if crate::orders::read::may_see(actor, &order) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
    }
    Ok(store::detail(tx, desk.city_id(), order).await?)
}

fn require(order: &Order, state: OrderState) -> Result<(), MarketError> {
    if order.state == state { Ok(()) } else { Err(MarketError::WrongState { what: "order", state: order.state.name() }) }
}

/// Hands the goods over against the PIN and exactly the cash that is still due, and posts where the money goes.
/// The market's manager may hand over without the PIN, with a reason.
///
/// # Errors
/// [`MarketError::WrongPin`] (counted, five in all), [`MarketError::PinLocked`], [`MarketError::WrongCash`], [`MarketError::ReasonMissing`],
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::Stale`].
pub async fn hand_over(
    desk: &Desk,
    actor: &Actor,
    key: &str,
    order: OrderId,
    proof: Proof,
    cash: Rupiah,
    device: Option<Timestamp>,
) -> Result<(), MarketError> {
    let key = IdempotencyKey::new(actor, "hand_over_order", key, &(order, &proof, cash))?;
    let context = (desk.clone(), actor.clone(), key, proof);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, proof)| {
        Box::pin(async move {
            let detail = carried(desk, tx, actor, order).await?;
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &order.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            require(&detail.order, OrderState::Delivering)?;
            check_proof(actor, &detail.order, proof)?;
            let total = detail.order.total_final.ok_or(MarketError::WrongState { what: "order", state: "unpriced" })?;
            let due = payments::due_in_cash(desk, tx, &detail.order, total).await?;
            if cash != due {
                return Err(MarketError::WrongCash { due });
            }
            settle(desk, tx, actor, &detail, total).await?;
            let said = serde_json::json!({ "cash": cash, "by_pin": matches!(proof, Proof::Pin(_)) });
            trail::note(desk, tx, actor, order, "delivered", &said, device)?;
            trail::message(desk, tx, detail.order.id, "delivered")?;
            Ok(trail::tell(desk, tx, Topic::Board, detail.order.market)?)
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        // Counted in a transaction of its own: the refused one leaves nothing behind.
        Err(refusal @ MarketError::WrongPin { .. }) => {
            let city = desk.city_id();
            desk.house
                .db
                .write((), move |tx, ()| Box::pin(async move { Ok::<_, MarketError>(store::count_wrong_pin(tx, city, order).await?) }))
                .await?;
            Err(refusal)
        }
        Err(error) => error.or_repeated::<OrderId>().map(drop),
    }
}

/// How the recipient is known.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum Proof {
    /// The four digits that only the buyer was shown.
    Pin(String),
    /// The manager vouches, with a reason.
    Manager(String),
}

fn check_proof(actor: &Actor, order: &Order, proof: &Proof) -> Result<(), MarketError> {
    match proof {
        Proof::Manager(_) if !actor.manages(order.market) => Err(MarketError::NotAllowed),
        Proof::Manager(reason) if MarketError::read("reason", reason, REASON_MAX)?.is_empty() => Err(MarketError::ReasonMissing),
        Proof::Manager(_) => Ok(()),
        Proof::Pin(_) if order.pin_attempts >= PIN_ATTEMPTS_MAX => Err(MarketError::PinLocked),
        Proof::Pin(pin) if pin.trim() == order.pin => Ok(()),
        Proof::Pin(_) => Err(MarketError::WrongPin { left: PIN_ATTEMPTS_MAX - order.pin_attempts - 1 }),
    }
}

/// Posts the charge, the cash and its split, and ends the order.
async fn settle(desk: &Desk, tx: &mut Tx, actor: &Actor, detail: &OrderDetail, due: Rupiah) -> Result<(), MarketError> {
    let (city, now, order) = (desk.city_id(), desk.now(), &detail.order);
    let runner: PersonId = order.runner.or(actor.person).ok_or(MarketError::NotARunner)?;
    if !store::finish(tx, city, order, OrderState::Delivered, "", now).await? {
        return Err(MarketError::Stale);
    }
    if !store::set_payment(tx, city, order.id, ("awaited", "paid"), due, now).await? {
        return Err(MarketError::AlreadyDone);
    }
    let charge = Transfer {
        id: derive_id(order.id.into(), Reason::OrderCharge, 0),
        debit: Account { kind: AccountKind::BuyerReceivable, owner: order.buyer.into() },
        credit: Account { kind: AccountKind::OrderClearing, owner: order.market.into() },
        amount: due,
        reason: Reason::OrderCharge,
        reference_kind: "order",
        reference: order.id.into(),
        business_date: order.business_date,
        memo: order.number.clone(),
    };
    if due > order.total_max() {
        // The buyer agreed to dearer substitutes: more than was held is charged without the hold.
        ledger::void_hold(tx, city, now, order.hold).await?;
        ledger::post(tx, city, now, &[charge]).await?;
    } else {
        ledger::post_hold(tx, city, now, order.hold, charge).await?;
    }
    let used = payments::close(desk, tx, order, due).await?;
    let mut posting = Posting::new(order, city.into());
    posting.cash_collected(runner, due - used);
    let share = desk.city.settings.runner_share_bp;
    posting.split(&sold_by_stall(&detail.lines), runner, share, order.rounding.unwrap_or_default());
    Ok(ledger::post(tx, city, now, &posting.transfers).await?)
}

/// Nothing could be handed over: says why, and what happens to the goods. The runner is paid for the way.
///
/// # Errors
/// [`MarketError::ReasonMissing`], [`MarketError::TooLong`], [`MarketError::NotFound`], [`MarketError::NotAllowed`],
/// [`MarketError::WrongState`], [`MarketError::Stale`].
pub async fn fail(desk: &Desk, actor: &Actor, key: &str, order: OrderId, reason: &str, goods: FailedGoods) -> Result<(), MarketError> {
    let reason = MarketError::read("reason", reason, REASON_MAX)?;
    if reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    let key = IdempotencyKey::new(actor, "fail_delivery", key, &(order, &reason, goods))?;
    let context = (desk.clone(), actor.clone(), key, reason);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, reason)| {
        Box::pin(async move {
            let detail = carried(desk, tx, actor, order).await?;
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &order.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            require(&detail.order, OrderState::Delivering)?;
            give_up(desk, tx, actor, &detail, reason, goods).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<OrderId>().map(drop),
    }
}

async fn give_up(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    detail: &OrderDetail,
    reason: &str,
    goods: FailedGoods,
) -> Result<(), MarketError> {
    let (city, now, order) = (desk.city_id(), desk.now(), &detail.order);
    if !store::finish(tx, city, order, OrderState::Failed, reason, now).await? {
        return Err(MarketError::Stale);
    }
    store::set_payment(tx, city, order.id, ("awaited", "cancelled"), Rupiah::ZERO, now).await?;
    payments::close(desk, tx, order, Rupiah::ZERO).await?;
    ledger::void_hold(tx, city, now, order.hold).await?;
    let mut posting = Posting::new(order, city.into());
    match goods {
        FailedGoods::Returned => give_stock_back(desk, tx, detail, "returned")?,
        FailedGoods::Lost => posting.goods_lost(&sold_by_stall(&detail.lines)),
    }
    if let Some(runner) = order.runner {
        posting.failed_trip(runner, desk.city.settings.runner_share_bp);
    }
    ledger::post(tx, city, now, &posting.transfers).await?;
    trail::note(desk, tx, actor, order.id, "failed", &serde_json::json!({ "reason": reason, "goods": goods }), None)?;
    trail::message(desk, tx, order.id, "failed")?;
    Ok(trail::tell(desk, tx, Topic::Board, order.market)?)
}

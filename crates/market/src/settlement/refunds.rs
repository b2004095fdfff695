//! Giving a buyer money back after delivery: to where the money came from, as far as the order was paid by code; the rest in cash at the
//! market office.

use ::store::Tx;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{LineId, OrderId, StallId};
use kernel::{Actor, Rupiah};
use ledger::{Account, AccountKind, Reason};
use serde::Serialize;

use super::model::{Liable, Refund, RefundId, RefundState};
use super::payouts::has_cash;
use super::rules::{self, Act, Parties};
use super::{note, store};
use crate::complaints::rules::needs_checker;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Order, OrderDetail, OrderLine, OrderState};
use crate::orders::{store as orders, trail};

/// What the manager enters.
#[derive(Debug, Clone, Serialize)]
pub struct MakeRefund {
    /// For which order.
    pub order: OrderId,
    /// For which line; `None` for the order as a whole.
    pub line: Option<LineId>,
    /// More than zero, at most what was charged and not given back before.
    pub amount: Rupiah,
    /// Who bears it.
    pub liable: Liable,
    /// Why.
    pub reason: String,
}

/// Allows a refund and takes it from whoever is liable; a stall or runner that was paid already owes it to the next payout.
/// The same key gives the same refund again.
///
/// **Holds** the market's cash desk, so two refunds never give back more than was charged.
///
/// # Errors
/// [`MarketError::ReasonMissing`], [`MarketError::TooLong`], [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the
/// market's managers and for one whose own order it is, [`MarketError::WrongState`] unless delivered, [`MarketError::BadAmount`] with what
/// is left, [`MarketError::NeedsChecker`] above what may be given back of an order without a second person, [`MarketError::Missing`] `line`
/// when several stalls could be liable, [`MarketError::NotARunner`], [`MarketError::Idempotency`].
pub async fn make_refund(desk: &Desk, actor: &Actor, key: &str, mut command: MakeRefund) -> Result<RefundId, MarketError> {
    command.reason = rules::read_reason(&command.reason)?;
    if command.reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    let key = IdempotencyKey::new(actor, "make_refund", key, &command)?;
    let id: RefundId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key, command);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, command)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let detail = managed(desk, tx, actor, command.order).await?;
            if detail.order.state != OrderState::Delivered {
                return Err(MarketError::WrongState { what: "order", state: detail.order.state.name() });
            }
            make(desk, tx, actor, id, &detail, command).await?;
            // After the amount itself was judged: what cannot be given back at all needs nobody else. With what went before, or a great
            // refund would be made of small ones.
            let by_one = store::refunded_by_one(tx, desk.city_id(), detail.order.id).await?;
            let above = desk.city.settings.refund_checked_above_rupiah;
            if needs_checker(by_one, above) { Err(MarketError::NeedsChecker { above }) } else { Ok(()) }
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

/// Whether the actor gives money back of an order: a manager of its market who neither bought it, nor sold any of it, nor brought it.
#[must_use]
pub fn may_refund(actor: &Actor, detail: &OrderDetail) -> bool {
    let order = &detail.order;
    let is_own = actor.person.is_some_and(|person| {
        order.buyer == person || order.runner == Some(person) || detail.lines.iter().any(|line| actor.sells_at(line.stall))
    });
    actor.manages(order.market) && !is_own
}

/// The order, for who may give money back of it.
async fn managed(desk: &Desk, tx: &mut Tx, actor: &Actor, id: OrderId) -> Result<OrderDetail, MarketError> {
    let order = orders::order(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("order"))?;
    let detail = orders::detail(tx, desk.city_id(), order).await?;
    if may_refund(actor, &detail) {
        return Ok(detail);
    }
    let is_seen = crate::orders::read::may_see(actor, &detail.order);
    Err(if is_seen { MarketError::NotAllowed } else { MarketError::NotFound("order") })
}

/// Judges a refund and gives the account it is taken from. Takes the market's cash desk.
///
/// # Errors
/// As [`make_refund`].
pub(crate) async fn check(desk: &Desk, tx: &mut Tx, detail: &OrderDetail, command: &MakeRefund) -> Result<Account, MarketError> {
    let (city, order) = (desk.city_id(), &detail.order);
    let line = match command.line {
        Some(line) => Some(detail.lines.iter().find(|other| other.id == line).ok_or(MarketError::NotFound("line"))?),
        None => None,
    };
    store::begin_act(tx, city, order.market)?;
    let (of_order, of_line) = store::refunded(tx, city, order.id, command.line).await?;
    let charged = (order.total_final.unwrap_or_default(), of_order);
    let most = rules::refundable(charged, line.map(|line| (line.total.unwrap_or_default(), of_line)));
    if command.amount <= Rupiah::ZERO || command.amount > most {
        return Err(MarketError::BadAmount { most });
    }
    let stall = line.map(|line| line.stall).or_else(|| only_stall(&detail.lines));
    let parties = Parties { city, market: order.market, stall, runner: order.runner };
    rules::liable_account(command.liable, &parties)
}

/// Allows a refund inside a running transaction.
///
/// # Errors
/// As [`make_refund`].
pub(crate) async fn make(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    id: RefundId,
    detail: &OrderDetail,
    command: &MakeRefund,
) -> Result<(), MarketError> {
    let (city, now, order) = (desk.city_id(), desk.now(), &detail.order);
    let liable = check(desk, tx, detail, command).await?;
    let mut refund = Refund {
        id,
        order: order.id,
        number: order.number.clone(),
        line: command.line,
        liable: command.liable,
        amount: command.amount,
        by_source: Rupiah::ZERO,
        reason: command.reason.clone(),
        state: RefundState::Approved,
        made_by: actor.person,
        made: now,
        paid: None,
    };
    store::insert_refund(tx, city, &refund).await?;
    let act = Act { kind: "refund", reference: id.into(), date: desk.today(), memo: order.number.clone() };
    let payable = Account::new(AccountKind::RefundPayable, order.buyer);
    ledger::post(tx, city, now, &[act.transfer(Reason::Refund, liable, payable, refund.amount)]).await?;
    refund.by_source = crate::payments::to_source(desk, tx, order, id, refund.amount).await?;
    store::send_to_source(tx, city, &refund, now).await?;
    let said = serde_json::json!({ "order": order.id, "line": refund.line, "amount": refund.amount, "liable": refund.liable });
    trail::note(desk, tx, actor, order.id, "refunded", &said, None)?;
    Ok(note(desk, tx, actor, "refund.made", ("refund", id.into()), order.market, &said).await?)
}

/// The one stall that supplied an order, when there is only one.
fn only_stall(lines: &[OrderLine]) -> Option<StallId> {
    match crate::delivery::rules::sold_by_stall(lines).as_slice() {
        [(stall, _)] => Some(*stall),
        _ => None,
    }
}

/// The manager hands the buyer a refund out of the market's cash box, once. The same key again is no error.
///
/// **Holds** the market's cash desk.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] as [`make_refund`], [`MarketError::AlreadyDone`], [`MarketError::BadAmount`] with
/// what is in the box when that is less, [`MarketError::Idempotency`].
pub async fn pay_refund(desk: &Desk, actor: &Actor, key: &str, id: RefundId) -> Result<(), MarketError> {
    let key = IdempotencyKey::new(actor, "pay_refund", key, &id)?;
    let context = (desk.clone(), actor.clone(), key);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let refund = store::refund(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("refund"))?;
            let detail = managed(desk, tx, actor, refund.order).await?;
            pay(desk, tx, actor, &refund, &detail.order).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<RefundId>().map(drop),
    }
}

async fn pay(desk: &Desk, tx: &mut Tx, actor: &Actor, refund: &Refund, order: &Order) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    store::begin_act(tx, city, order.market)?;
    if !store::pay_refund(tx, city, refund.id, now).await? {
        return Err(MarketError::AlreadyDone);
    }
    has_cash(desk, tx, order.market, refund.in_cash()).await?;
    let act = Act { kind: "refund", reference: refund.id.into(), date: desk.today(), memo: order.number.clone() };
    let payable = Account::new(AccountKind::RefundPayable, order.buyer);
    let cash_box = Account::new(AccountKind::CashBox, order.market);
    ledger::post(tx, city, now, &[act.transfer(Reason::RefundPaid, payable, cash_box, refund.in_cash())]).await?;
    let said = serde_json::json!({ "order": order.id, "amount": refund.in_cash() });
    trail::note(desk, tx, actor, order.id, "refund_paid", &said, None)?;
    Ok(note(desk, tx, actor, "refund.paid", ("refund", refund.id.into()), order.market, &said).await?)
}

/// How much of a refund goes back to where the buyer paid from, and how much is fetched in cash.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::Store`].
pub async fn ways_back(desk: &Desk, id: RefundId) -> Result<(Rupiah, Rupiah), MarketError> {
    let found = store::refund(&mut desk.house.db.reader().await?, desk.city_id(), id).await?.ok_or(MarketError::NotFound("refund"))?;
    Ok((found.by_source, found.in_cash()))
}

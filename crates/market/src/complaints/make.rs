//! Making a complaint.

use ::store::{Tx, Value};
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::Actor;
use kernel::id::{LineId, OrderId, StallId};
use kernel::time::HOUR;
use serde::Serialize;

use super::model::{Complaint, ComplaintReason, ComplaintState};
use super::{message, rules, store};
use crate::delivery::rules::sold_by_stall;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ComplaintId;
use crate::orders::model::{Order, OrderDetail, OrderLine, OrderState};
use crate::orders::{read, store as orders, trail};
use crate::settlement::store as settlement;

/// What a buyer sends.
#[derive(Debug, Clone, Serialize)]
pub struct MakeComplaint {
    /// About which order.
    pub order: OrderId,
    /// About which line; `None` for the order as a whole.
    pub line: Option<LineId>,
    /// What is wrong.
    pub reason: ComplaintReason,
    /// In the buyer's words; at most 500 characters.
    pub note: String,
}

/// Complains about a delivered order or one of its lines; what it brought to those concerned is held back from now on. The market's
/// manager may enter it for a buyer who calls, also later. The same key gives the same complaint again.
///
/// **Holds** the market's cash desk: a payout that is being prepared has it or has not.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the buyer and the manager, [`MarketError::WrongState`] unless
/// delivered or for a line that was not charged, [`MarketError::ComplaintLate`], [`MarketError::AlreadyDone`] for the same thing and
/// reason, [`MarketError::TooLong`], [`MarketError::Idempotency`].
pub async fn complain(desk: &Desk, actor: &Actor, key: &str, mut command: MakeComplaint) -> Result<ComplaintId, MarketError> {
    command.note = rules::read_note("note", &command.note)?;
    let key = IdempotencyKey::new(actor, "complain", key, &command)?;
    let id: ComplaintId = desk.house.id();
    let context = (desk.clone(), actor.clone(), key, command);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, command)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let order = orders::order(tx, desk.city_id(), command.order).await?.ok_or(MarketError::NotFound("order"))?;
            check(desk, actor, &order)?;
            let detail = orders::detail(tx, desk.city_id(), order).await?;
            write(desk, tx, actor, id, &detail, command).await
        })
    });
    match done.await {
        Ok(()) => Ok(id),
        Err(error) => error.or_repeated(),
    }
}

fn check(desk: &Desk, actor: &Actor, order: &Order) -> Result<(), MarketError> {
    let is_buyer = actor.person == Some(order.buyer);
    if !is_buyer && !actor.manages(order.market) {
        return Err(if read::may_see(actor, order) { MarketError::NotAllowed } else { MarketError::NotFound("order") });
    }
    let Some(delivered) = order.finished.filter(|_| order.state == OrderState::Delivered) else {
        return Err(MarketError::WrongState { what: "order", state: order.state.name() });
    };
    if actor.manages(order.market) { Ok(()) } else { rules::check_in_time(delivered, desk.now(), desk.city.settings.complaint_hours) }
}

async fn write(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    id: ComplaintId,
    detail: &OrderDetail,
    command: &MakeComplaint,
) -> Result<(), MarketError> {
    let (city, now, order) = (desk.city_id(), desk.now(), &detail.order);
    let line = match command.line {
        Some(line) => Some(detail.lines.iter().find(|other| other.id == line).ok_or(MarketError::NotFound("line"))?),
        None => None,
    };
    if let Some(line) = line.filter(|line| line.total.unwrap_or_default() <= kernel::Rupiah::ZERO) {
        return Err(MarketError::WrongState { what: "line", state: line.state.name() });
    }
    settlement::begin_act(tx, city, order.market)?;
    let complaint = Complaint {
        id,
        order: order.id,
        number: order.number.clone(),
        market: order.market,
        buyer: order.buyer,
        line: command.line,
        offer: line.map(OrderLine::offer_to_pick),
        reason: command.reason,
        note: command.note.clone(),
        state: ComplaintState::Open,
        made_by: actor.person.ok_or(MarketError::SignInFirst)?,
        made: now,
        decide_by: now.plus(desk.city.settings.complaint_decision_hours * HOUR),
        liable: None,
        amount: None,
        decision: String::new(),
        decided_by: None,
        decided: None,
        approved_by: None,
        refund: None,
    };
    if !store::insert(tx, city, &complaint).await? {
        return Err(MarketError::AlreadyDone);
    }
    let stalls: Vec<StallId> = sold_by_stall(&detail.lines).into_iter().map(|(stall, _)| stall).collect();
    let mut parties: Vec<Value<'_>> = Vec::new();
    for (kind, payee) in rules::concerned(command.reason, line.map(|line| line.stall), &stalls, order.runner) {
        let was_paid = store::was_paid(tx, city, order, payee).await?;
        parties.extend([kind.into(), payee.into(), (!was_paid).then_some(now).into()]);
    }
    store::insert_parties(tx, city, id, order.id, &parties)?;
    let said = serde_json::json!({ "order": order.id, "line": command.line, "reason": command.reason });
    if actor.person != Some(order.buyer) {
        registry::audit::log(tx, actor, &*desk.house.ids, now, "complaint.entered", "complaint", id, &said).await?;
    }
    trail::note(desk, tx, actor, order.id, "complained", &said, None)?;
    trail::tell(desk, tx, Topic::Board, order.market)?;
    Ok(message(desk, tx, id, "made")?)
}

//! Deciding a complaint, and the second person's word on it.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::{Actor, Role, Rupiah, Scope};
use serde::Serialize;

use super::answer::own_party;
use super::model::{Complaint, ComplaintDetail, ComplaintState};
use super::{message, read, rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::{ComplaintId, RefundId};
use crate::orders::{OrderDetail, store as orders, trail};
use crate::settlement::refunds::{self, MakeRefund};
use crate::settlement::rules::{check_checker, read_reason};
use crate::settlement::{Liable, store as settlement};

/// What the market decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Decision {
    /// Nothing is given back.
    Refuse,
    /// So much is given back.
    Uphold {
        /// Who bears it.
        liable: Liable,
        /// More than zero, at most what was charged and not given back before.
        amount: Rupiah,
    },
}

/// Decides an open complaint, with a reason that everybody concerned reads. Money moves at once, unless it needs a second
/// person with what one alone gave back of the order before. The same key again is no error.
///
/// **Holds** the market's cash desk, so that two refunds never give back more than was charged.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`] for others than the market's managers and for one whom it concerns,
/// [`MarketError::ReasonMissing`], [`MarketError::TooLong`], [`MarketError::WrongState`] unless open, [`MarketError::BadAmount`] with
/// what may still be given back, [`MarketError::Missing`] `line` when several stalls could bear it, [`MarketError::NotARunner`],
/// [`MarketError::Idempotency`].
pub async fn decide(desk: &Desk, actor: &Actor, key: &str, id: ComplaintId, decision: Decision, reason: &str) -> Result<(), MarketError> {
    let reason = read_reason(reason)?;
    if reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    let key = IdempotencyKey::new(actor, "decide_complaint", key, &(id, &decision, &reason))?;
    let context = (desk.clone(), actor.clone(), key, decision, reason);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, decision, reason)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let detail = store::detail(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("complaint"))?;
            check_decider(actor, &detail)?;
            let mut complaint = detail.complaint;
            settlement::begin_act(tx, desk.city_id(), complaint.market)?;
            let before = complaint.state;
            if before != ComplaintState::Open {
                return Err(MarketError::WrongState { what: "complaint", state: before.name() });
            }
            (complaint.decision, complaint.decided_by, complaint.decided) = (reason.clone(), actor.person, Some(desk.now()));
            match decision {
                Decision::Refuse => complaint.state = ComplaintState::Refused,
                Decision::Uphold { liable, amount } => {
                    (complaint.liable, complaint.amount) = (Some(*liable), Some(*amount));
                    uphold(desk, tx, actor, &mut complaint).await?;
                }
            }
            end(desk, tx, actor, before, &complaint, "complaint.decided").await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<ComplaintId>().map(drop),
    }
}

fn check_decider(actor: &Actor, detail: &ComplaintDetail) -> Result<(), MarketError> {
    let complaint = &detail.complaint;
    let is_concerned = actor.person == Some(complaint.buyer) || own_party(actor, detail).is_some();
    if actor.manages(complaint.market) && !is_concerned {
        return Ok(());
    }
    Err(if read::may_see(actor, detail) { MarketError::NotAllowed } else { MarketError::NotFound("complaint") })
}

/// Makes the refund, or leaves it to a second person; either way it must be possible now.
async fn uphold(desk: &Desk, tx: &mut Tx, actor: &Actor, complaint: &mut Complaint) -> Result<(), MarketError> {
    let amount = complaint.amount.unwrap_or_default();
    // As of a refund without a complaint: what one person gave back before counts.
    let left = desk.city.settings.refund_checked_above_rupiah - settlement::refunded_by_one(tx, desk.city_id(), complaint.order).await?;
    if rules::needs_checker(amount, left) {
        let (detail, command) = refund_of(desk, tx, complaint).await?;
        refunds::check(desk, tx, &detail, &command).await?;
        complaint.state = ComplaintState::Proposed;
        return Ok(());
    }
    pay_back(desk, tx, actor, complaint).await
}

/// Allows the refund and takes it from whoever is liable.
async fn pay_back(desk: &Desk, tx: &mut Tx, actor: &Actor, complaint: &mut Complaint) -> Result<(), MarketError> {
    let (detail, command) = refund_of(desk, tx, complaint).await?;
    let refund: RefundId = desk.house.id();
    refunds::make(desk, tx, actor, refund, &detail, &command).await?;
    (complaint.state, complaint.refund) = (ComplaintState::Upheld, Some(refund));
    Ok(())
}

async fn refund_of(desk: &Desk, tx: &mut Tx, complaint: &Complaint) -> Result<(OrderDetail, MakeRefund), MarketError> {
    let order = orders::order(tx, desk.city_id(), complaint.order).await?.ok_or(MarketError::NotFound("order"))?;
    let detail = orders::detail(tx, desk.city_id(), order).await?;
    let command = MakeRefund {
        order: complaint.order,
        line: complaint.line,
        amount: complaint.amount.unwrap_or_default(),
        liable: complaint.liable.ok_or(MarketError::Missing("liable"))?,
        reason: complaint.decision.clone(),
    };
    Ok((detail, command))
}

/// Agrees to a proposed decision, or sends it back with a reason: a treasurer or a manager of the market who did not decide it.
/// The same key again is no error.
///
/// **Holds** the market's cash desk.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::MakerIsChecker`], [`MarketError::WrongState`] unless proposed,
/// [`MarketError::ReasonMissing`] when sent back without, [`MarketError::BadAmount`], [`MarketError::Idempotency`].
pub async fn approve(desk: &Desk, actor: &Actor, key: &str, id: ComplaintId, agrees: bool, reason: &str) -> Result<(), MarketError> {
    let reason = read_reason(reason)?;
    if !agrees && reason.is_empty() {
        return Err(MarketError::ReasonMissing);
    }
    let key = IdempotencyKey::new(actor, "approve_complaint", key, &(id, agrees, &reason))?;
    let context = (desk.clone(), actor.clone(), key, reason);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, reason)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let detail = store::detail(tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("complaint"))?;
            if !may_check(actor, &detail) {
                return Err(if read::may_see(actor, &detail) { MarketError::NotAllowed } else { MarketError::NotFound("complaint") });
            }
            let mut complaint = detail.complaint;
            settlement::begin_act(tx, desk.city_id(), complaint.market)?;
            let before = complaint.state;
            if before != ComplaintState::Proposed {
                return Err(MarketError::WrongState { what: "complaint", state: before.name() });
            }
            check_checker(complaint.decided_by, actor.person)?;
            if agrees {
                pay_back(desk, tx, actor, &mut complaint).await?;
                complaint.approved_by = actor.person;
                return end(desk, tx, actor, before, &complaint, "complaint.approved").await;
            }
            let returned = Complaint {
                state: ComplaintState::Open,
                liable: None,
                amount: None,
                decided_by: None,
                decided: None,
                decision: reason.clone(),
                ..complaint
            };
            end(desk, tx, actor, before, &returned, "complaint.returned").await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<ComplaintId>().map(drop),
    }
}

/// Whether the actor may be the second person, as far as roles go; not one whom it concerns.
pub(super) fn may_check(actor: &Actor, detail: &ComplaintDetail) -> bool {
    let complaint = &detail.complaint;
    let has_role = actor.manages(complaint.market) || actor.holds(Role::Treasurer, Scope::City);
    has_role && actor.person != Some(complaint.buyer) && own_party(actor, detail).is_none()
}

/// Writes where the complaint stands now; what was held is let go once it is decided.
async fn end(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    before: ComplaintState,
    complaint: &Complaint,
    act: &'static str,
) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    if !store::set_decision(tx, city, before, complaint, now).await? {
        return Err(MarketError::Stale);
    }
    if !complaint.state.is_open() {
        store::release(tx, city, complaint.id, now)?;
    }
    let said =
        serde_json::json!({ "order": complaint.order, "state": complaint.state, "amount": complaint.amount, "liable": complaint.liable });
    registry::audit::log(tx, actor, &*desk.house.ids, now, act, "complaint", complaint.id, &said).await?;
    let (event, kind) = match complaint.state {
        ComplaintState::Open => ("complaint_returned", "returned"),
        ComplaintState::Proposed => ("complaint_proposed", "proposed"),
        ComplaintState::Upheld => ("complaint_upheld", "decided"),
        ComplaintState::Refused => ("complaint_refused", "decided"),
    };
    trail::note(desk, tx, actor, complaint.order, event, &said, None)?;
    trail::tell(desk, tx, Topic::Cash, complaint.market)?;
    Ok(message(desk, tx, complaint.id, kind)?)
}

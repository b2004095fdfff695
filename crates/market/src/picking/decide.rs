//! The seller says which lines there are; a timer says it for those who do not.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::Actor;
use kernel::id::{LineId, SellerOrderId};
use serde::{Deserialize, Serialize};

use super::substitute::resolve_missing;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::cancel::REASON_MAX;
use crate::orders::model::{LineState, OrderDetail, OrderState, SellerOrder, SellerOrderState};
use crate::orders::{store, trail};

/// A seller's word on one line; lines not named are accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineDecision {
    /// Which line.
    pub line: LineId,
    /// Whether there is any.
    pub accepts: bool,
    /// Why not; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// Accepts or rejects a seller order line by line. A rejected line follows its substitution rule at once.
///
/// # Errors
/// [`MarketError::NotFound`] for others than the stall's sellers and the market's manager, [`MarketError::AlreadyDone`] when it was decided,
/// [`MarketError::WrongState`] when the order is over, [`MarketError::TooLong`].
pub async fn decide(desk: &Desk, actor: &Actor, key: &str, id: SellerOrderId, mut decisions: Vec<LineDecision>) -> Result<(), MarketError> {
    for decision in &mut decisions {
        decision.reason = MarketError::read("reason", &decision.reason, REASON_MAX)?;
    }
    let key = IdempotencyKey::new(actor, "decide_seller_order", key, &(id, &decisions))?;
    let context = (desk.clone(), actor.clone(), key, decisions);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, decisions)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &id.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let (detail, part) = find(desk, tx, actor, id).await?;
            crate::payments::hold::must_be_free(desk, tx, part.order).await?;
            apply(desk, tx, actor, &detail, &part, decisions, false).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<SellerOrderId>().map(drop),
    }
}

/// A seller order with its order, for those who supply it or run the market.
pub(crate) async fn find(desk: &Desk, tx: &mut Tx, actor: &Actor, id: SellerOrderId) -> Result<(OrderDetail, SellerOrder), MarketError> {
    let city = desk.city_id();
    let part = store::seller_order(tx, city, id).await?.ok_or(MarketError::NotFound("seller_order"))?;
    let order = store::order(tx, city, part.order).await?.ok_or(MarketError::NotFound("order"))?;
    if !actor.sells_at(part.stall) && !actor.manages(order.market) {
        return Err(MarketError::NotFound("seller_order"));
    }
    Ok((store::detail(tx, city, order).await?, part))
}

/// Writes the decision and lets each rejected line follow its rule.
pub(crate) async fn apply(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    detail: &OrderDetail,
    part: &SellerOrder,
    decisions: &[LineDecision],
    by_timer: bool,
) -> Result<(), MarketError> {
    let city = desk.city_id();
    if !matches!(detail.order.state, OrderState::Placed | OrderState::Picking) {
        return Err(MarketError::WrongState { what: "order", state: detail.order.state.name() });
    }
    let own: Vec<_> = detail.lines.iter().filter(|line| line.seller_order == part.id && line.state == LineState::Open).collect();
    if let Some(stranger) = decisions.iter().find(|decision| own.iter().all(|line| line.id != decision.line)) {
        tracing::debug!(line = %stranger.line, "a decision names a line of another part");
        return Err(MarketError::NotFound("line"));
    }
    let rejected: Vec<_> = own
        .iter()
        .filter_map(|line| decisions.iter().find(|said| said.line == line.id && !said.accepts).map(|said| (*line, said)))
        .collect();
    let to = if rejected.len() == own.len() { SellerOrderState::Rejected } else { SellerOrderState::Accepted };
    if !store::decide_seller_order(tx, city, part.id, SellerOrderState::Waiting, to, (desk.now(), by_timer)).await? {
        return Err(MarketError::AlreadyDone);
    }
    // The stall has none, whatever its stock said: what the order took of it is not put back.
    for (line, said) in &rejected {
        let reason = if said.reason.is_empty() { "sold_out" } else { said.reason.as_str() };
        resolve_missing(desk, tx, actor, &detail.order, line, reason).await?;
    }
    let said = serde_json::json!({ "seller_order": part.id, "state": to, "rejected": rejected.len(), "by_timer": by_timer });
    trail::note(desk, tx, actor, detail.order.id, "seller_decided", &said, None)?;
    trail::tell(desk, tx, Topic::SellerOrder, part.id)?;
    Ok(trail::tell(desk, tx, Topic::Board, detail.order.market)?)
}

//! Weighing at the stall: what was really picked, and what it costs.

use ::store::Tx;
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{LineId, OrderId};
use kernel::{Actor, Quantity, Rupiah, Timestamp};
use serde::Serialize;

use super::substitute::{missing, open_for_picking, resolve_missing};
use super::{finish, rules};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{LineState, OrderDetail, OrderLine, OrderState, SellerOrderState};
use crate::orders::store::{self, LineOutcome};
use crate::orders::trail;

/// What the runner enters for a line.
#[derive(Debug, Clone, Serialize)]
pub struct PickInput {
    /// The version of the line that the runner saw; an edit of an older one is refused, not lost.
    pub version: i64,
    /// Weighed or counted; zero when there is none.
    pub picked: Quantity,
    /// The price of a unit when it is cheaper than agreed.
    pub price: Option<Rupiah>,
    /// When the device says it happened.
    pub device: Option<Timestamp>,
}

/// Enters what was picked. A picked line may be entered again until the final total stands.
/// Nothing picked means missing: the line's rule decides what follows.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::Stale`],
/// [`MarketError::WeightBeyondTolerance`], [`MarketError::PriceAboveAgreed`], [`MarketError::BadQuantity`].
pub async fn record_pick(desk: &Desk, actor: &Actor, key: &str, order: OrderId, line: LineId, input: PickInput) -> Result<(), MarketError> {
    let key = IdempotencyKey::new(actor, "record_pick", key, &(order, line, &input))?;
    let context = (desk.clone(), actor.clone(), key, input);
    let done = desk.house.db.write(context, move |tx, (desk, actor, key, input)| {
        Box::pin(async move {
            if let Remembered::Again(stored) = remember(tx, desk.city_id(), key, &line.to_string(), desk.now()).await? {
                return Err(MarketError::Repeated(stored));
            }
            let mut detail = open_for_picking(desk, tx, actor, order).await?;
            if detail.order.state == OrderState::Placed {
                finish::begin(desk, tx, actor, &mut detail).await?;
            }
            let line = detail.lines.iter().find(|other| other.id == line).ok_or(MarketError::NotFound("line"))?.clone();
            enter(desk, tx, actor, &detail, &line, input).await
        })
    });
    match done.await {
        Ok(()) => Ok(()),
        Err(error) => error.or_repeated::<LineId>().map(drop),
    }
}

async fn enter(
    desk: &Desk,
    tx: &mut Tx,
    actor: &Actor,
    detail: &OrderDetail,
    line: &OrderLine,
    input: &PickInput,
) -> Result<(), MarketError> {
    if line.version != input.version {
        return Err(MarketError::Stale);
    }
    if !matches!(line.state, LineState::Open | LineState::Picked | LineState::Substituted | LineState::Missing) {
        return Err(MarketError::WrongState { what: "line", state: line.state.name() });
    }
    let city = desk.city_id();
    if let Some(part) = detail.seller_orders.iter().find(|part| part.id == line.seller_order && part.state == SellerOrderState::Waiting) {
        store::decide_seller_order(tx, city, part.id, SellerOrderState::Waiting, SellerOrderState::Accepted, (desk.now(), false)).await?;
        trail::tell(desk, tx, Topic::SellerOrder, part.id)?;
    }
    let held = crate::orders::cancel::held_milli(line);
    if input.picked == Quantity::ZERO {
        // The stall has none, whatever its stock said: what the order took of it is not put back.
        return resolve_missing(desk, tx, actor, &detail.order, line, "sold_out").await;
    }
    let agreed = line.picked_price.filter(|_| line.picked_offer.is_some()).unwrap_or(line.price);
    let weighed = rules::weigh(line, agreed, input.picked, input.price)?;
    move_stock(desk, tx, line, held - weighed.picked.milli(), "weighed").await?;
    let outcome = if weighed.state == LineState::Missing {
        missing(weighed.reason)
    } else {
        // A substitute keeps its agreed price; what was charged shows in the total.
        let price = if line.picked_offer.is_some() { agreed } else { weighed.price };
        LineOutcome {
            state: weighed.state,
            reason: weighed.reason,
            picked: Some(weighed.picked),
            price: Some(price),
            total: Some(weighed.total),
        }
    };
    if !store::settle_line(tx, city, line, &outcome).await? {
        return Err(MarketError::Stale);
    }
    let said = serde_json::json!({ "line": line.id, "picked": weighed.picked, "total": weighed.total });
    Ok(trail::note(desk, tx, actor, detail.order.id, "line_picked", &said, input.device)?)
}

/// Gives stock back, or takes what was weighed beyond the order: no more than the count knows of.
async fn move_stock(desk: &Desk, tx: &mut Tx, line: &OrderLine, back: i64, reason: &'static str) -> Result<(), MarketError> {
    let city = desk.city_id();
    let counted = match back {
        1.. => 0,
        _ => store::offer_facts(tx, city, &[line.offer_to_pick()]).await?.pop().and_then(|facts| facts.stock_milli).unwrap_or(0),
    };
    let back = back.max(-counted);
    if back == 0 {
        return Ok(());
    }
    store::move_stock(tx, city, line.offer_to_pick(), back)?;
    trail::tell(desk, tx, Topic::Offer, line.offer_to_pick())?;
    let moved = crate::orders::place::stock_move(desk.house.id(), line.offer_to_pick(), back, reason, line.order, desk.now());
    Ok(store::note_stock_moves(tx, city, &moved)?)
}

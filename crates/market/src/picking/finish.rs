//! The beginning of the walk and its end: the final total, computed once.

use ::store::Tx;
use jobs::feed::Topic;
use kernel::id::OrderId;
use kernel::{Actor, Rupiah};

use super::rules;
use super::substitute::open_for_picking;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{OrderDetail, OrderState, SubstitutionState};
use crate::orders::{cancel, store, trail};

/// The runner begins to walk. Again is no error.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::NotAllowed`], [`MarketError::WrongState`], [`MarketError::Stale`].
pub async fn start_picking(desk: &Desk, actor: &Actor, order: OrderId) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let mut detail = open_for_picking(desk, tx, actor, order).await?;
                if detail.order.state == OrderState::Placed { begin(desk, tx, actor, &mut detail).await } else { Ok(()) }
            })
        })
        .await
}

/// Moves a placed order to picking inside a running transaction.
pub(crate) async fn begin(desk: &Desk, tx: &mut Tx, actor: &Actor, detail: &mut OrderDetail) -> Result<(), MarketError> {
    if !store::advance(tx, desk.city_id(), &detail.order, OrderState::Placed, OrderState::Picking).await? {
        return Err(MarketError::Stale);
    }
    detail.order.state = OrderState::Picking;
    detail.order.version += 1;
    trail::note(desk, tx, actor, detail.order.id, "picking", &serde_json::json!({}), None)?;
    Ok(trail::tell(desk, tx, Topic::Board, detail.order.market)?)
}

/// Computes the final total, once, and tells the buyer. An order with nothing left is cancelled and costs nothing.
///
/// # Errors
/// [`MarketError::LinesOpen`] while a line or a question is unsettled; else as [`start_picking`].
pub async fn finish_picking(desk: &Desk, actor: &Actor, order: OrderId) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone());
    desk.house
        .db
        .write(context, move |tx, (desk, actor)| {
            Box::pin(async move {
                let detail = match open_for_picking(desk, tx, actor, order).await {
                    Err(MarketError::WrongState { state: "picked", .. }) => return Ok(()),
                    other => other?,
                };
                close(desk, tx, actor, detail).await
            })
        })
        .await
}

async fn close(desk: &Desk, tx: &mut Tx, actor: &Actor, mut detail: OrderDetail) -> Result<(), MarketError> {
    let open = detail.lines.iter().filter(|line| line.is_unsettled()).count();
    let asked = detail.substitutions.iter().filter(|asked| asked.state == SubstitutionState::Asked).count();
    if open + asked > 0 {
        return Err(MarketError::LinesOpen(open.max(asked)));
    }
    let fees = detail.order.delivery_fee + detail.order.service_fee;
    let (goods, rounding, total) = rules::final_total(&detail.lines, fees, desk.city.settings.cash_rounding_rupiah);
    if goods == Rupiah::ZERO {
        return cancel::undo(desk, tx, actor, detail.order, "nothing_left").await;
    }
    if detail.order.state == OrderState::Placed {
        begin(desk, tx, actor, &mut detail).await?;
    }
    let order = &detail.order;
    if !store::set_final(tx, desk.city_id(), order, goods, rounding, total).await? {
        return Err(MarketError::Stale);
    }
    store::collect_parts(tx, desk.city_id(), order.id, desk.now())?;
    trail::note(desk, tx, actor, order.id, "picked", &serde_json::json!({ "goods": goods, "rounding": rounding, "total": total }), None)?;
    let kind = if total > order.total_max() { "total_above_estimate" } else { "total_final" };
    trail::message(desk, tx, order.id, kind)?;
    for part in &detail.seller_orders {
        trail::tell(desk, tx, Topic::SellerOrder, part.id)?;
    }
    Ok(trail::tell(desk, tx, Topic::Board, order.market)?)
}

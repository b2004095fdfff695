//! What there is to know about paying an order.

use kernel::id::OrderId;
use kernel::{Actor, Rupiah};

use super::model::Paying;
use super::{books, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::Order;
use crate::orders::read::may_see;
use crate::orders::store as orders;

/// An order and what is paid of it, for its buyer, its runner and the market's staff.
///
/// # Errors
/// [`MarketError::NotFound`], also for those who may not see the order; [`MarketError::Store`].
pub async fn of_order(desk: &Desk, actor: &Actor, id: OrderId) -> Result<(Order, Paying), MarketError> {
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    let order = orders::order(&mut tx, city, id).await?.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    let intents = store::intents(&mut tx, city, id).await?;
    let (receipts, returns) = (store::receipts(&mut tx, city, id).await?, store::returns(&mut tx, city, id).await?);
    let (total, is_final) = (order.total_final.unwrap_or_else(|| order.total_max()), order.total_final.is_some());
    let received = books::received(&receipts, &returns);
    let due = if order.state.is_final() { Rupiah::ZERO } else { (total - received).max(Rupiah::ZERO) };
    let now = desk.now();
    let open = intents.into_iter().rev().find(|intent| intent.state.is_open() && intent.expires > now);
    Ok((order, Paying { total, is_final, received, due, open, receipts, returns }))
}

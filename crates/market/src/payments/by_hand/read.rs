//! Reading returns by hand.

use kernel::Actor;
use kernel::id::{MarketId, OrderId};

use super::model::ByHand;
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::read::may_see;
use crate::orders::store as orders;
use crate::settlement::rights;

/// Returns by hand: those that wait, oldest first, and the newest that were sent, at most 200 of each; of one market, or of the city.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for those who do not see that money.
pub async fn list(desk: &Desk, actor: &Actor, market: Option<MarketId>) -> Result<(Vec<ByHand>, Vec<ByHand>), MarketError> {
    match market {
        Some(market) => rights::must_see(actor, market)?,
        None if rights::sees_all(actor) => {}
        None => return Err(rights::refusal(actor)),
    }
    let mut tx = desk.house.db.reader().await?;
    let waiting = store::waiting(&mut tx, desk.city_id(), market).await?;
    let sent = store::sent(&mut tx, desk.city_id(), market).await?;
    Ok((waiting, sent))
}

/// An order's returns by hand, oldest first.
///
/// # Errors
/// [`MarketError::NotFound`], also for those who may not see the order.
pub async fn of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<ByHand>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    found.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::of_order(&mut tx, desk.city_id(), order).await?)
}

//! Reading claims.

use ::store::{StoreError, Tx};
use kernel::Actor;
use kernel::id::{CityId, MarketId, OrderId};

use super::model::{Claim, Listed};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::read::may_see;
use crate::orders::store as orders;
use crate::settlement::rights;

/// The most claims of each list.
const ROWS_MAX: i64 = 100;

/// An order's claims, oldest first.
///
/// # Errors
/// [`MarketError::NotFound`], also for those who may not see the order.
pub async fn of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<Claim>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = orders::order(&mut tx, desk.city_id(), order).await?;
    found.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::claims_of_order(&mut tx, desk.city_id(), order).await?)
}

/// The order's claim that staff have still to decide, if there is one.
///
/// # Errors
/// As [`of_order`].
pub async fn waiting_of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Option<Listed>, MarketError> {
    let claims = of_order(desk, actor, order).await?;
    let Some(open) = claims.iter().find(|claim| claim.state.is_open()) else { return Ok(None) };
    let listed = store::claim(&mut desk.house.db.reader().await?, desk.city_id(), open.id).await?;
    Ok(listed.filter(|listed| listed.claim.state.is_open()))
}

/// A market's claims: those that wait, oldest first, and the newest that are decided; at most 100 of each.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`] for those who do not see the market's money.
pub async fn waiting_and_ended(desk: &Desk, actor: &Actor, market: MarketId) -> Result<(Vec<Listed>, Vec<Listed>), MarketError> {
    rights::must_see(actor, market)?;
    let mut tx = desk.house.db.reader().await?;
    let waiting = store::waiting(&mut tx, desk.city_id(), market, ROWS_MAX).await?;
    let ended = store::ended(&mut tx, desk.city_id(), market, ROWS_MAX).await?;
    Ok((waiting, ended))
}

/// How many recorded payments wait for a second person, by market; for those who see the city's money.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn waiting_by_market(desk: &Desk, actor: &Actor) -> Result<Vec<(MarketId, i64)>, MarketError> {
    if !rights::sees_all(actor) {
        return Err(rights::refusal(actor));
    }
    Ok(store::waiting_by_market(&mut desk.house.db.reader().await?, desk.city_id()).await?)
}

/// Whether staff have still to look at a payment of the order.
///
/// # Errors
/// [`StoreError`].
pub(in crate::payments) async fn has_open_claim(tx: &mut Tx, city: CityId, order: OrderId) -> Result<bool, StoreError> {
    Ok(store::claims_of_order(tx, city, order).await?.iter().any(|claim| claim.state.is_open()))
}

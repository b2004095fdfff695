//! Reading what was compared.

use kernel::{Actor, BusinessDate, Role, Scope};

use super::model::{Day, DayDetail};
use super::store;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ReconciliationId;
use crate::settlement::rights;

/// Days that were compared, newest first, at most 60; those before a date, when one is given. For the city's treasurers, auditors and
/// administrators.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::Store`].
pub async fn days(desk: &Desk, actor: &Actor, before: Option<BusinessDate>) -> Result<Vec<Day>, MarketError> {
    must_see(actor)?;
    let before = before.unwrap_or_else(|| desk.today().plus_days(1));
    Ok(store::days(&mut desk.house.db.reader().await?, desk.city_id(), before).await?)
}

/// One day and what differs in it.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::NotFound`], [`MarketError::Store`].
pub async fn get(desk: &Desk, actor: &Actor, id: ReconciliationId) -> Result<DayDetail, MarketError> {
    must_see(actor)?;
    let mut tx = desk.house.db.reader().await?;
    let day = store::day(&mut tx, desk.city_id(), id).await?.ok_or(MarketError::NotFound("day"))?;
    let differences = store::differences(&mut tx, desk.city_id(), id).await?;
    Ok(DayDetail { day, differences, can_resolve: actor.holds(Role::Treasurer, Scope::City) })
}

fn must_see(actor: &Actor) -> Result<(), MarketError> {
    if rights::sees_all(actor) { Ok(()) } else { Err(rights::refusal(actor)) }
}

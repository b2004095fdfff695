//! Reading orders, each only by those who have to do with it.

use kernel::id::{OrderId, PersonId};
use kernel::{Actor, Cursor, Page, Role, Scope};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Order, OrderDetail};
use crate::orders::store;

/// Whether the actor may see the whole order: its buyer, whoever entered it, its runner, the market's manager, the city's auditors.
#[must_use]
pub fn may_see(actor: &Actor, order: &Order) -> bool {
    let is_party = actor.person.is_some_and(|person| person == order.buyer || person == order.placed_by || order.runner == Some(person));
    is_party
        || actor.manages(order.market)
        || actor.runs_for(order.market)
        || actor.holds(Role::Auditor, Scope::City)
        || actor.holds(Role::Treasurer, Scope::City)
}

/// Whether the actor needs the recipient's number: those who ordered, whoever brings it, and who runs the market. Those who only look
/// over the city's money see it masked.
#[must_use]
pub fn may_call(actor: &Actor, order: &Order) -> bool {
    let is_party = actor.person.is_some_and(|person| person == order.buyer || person == order.placed_by || order.runner == Some(person));
    is_party || actor.manages(order.market) || actor.runs_for(order.market)
}

/// One order with all its parts.
///
/// # Errors
/// [`MarketError::NotFound`] when there is none, or the actor has nothing to do with it.
pub async fn get(desk: &Desk, actor: &Actor, id: OrderId) -> Result<OrderDetail, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let order = store::order(&mut tx, desk.city_id(), id).await?;
    let order = order.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::detail(&mut tx, desk.city_id(), order).await?)
}

/// One order by its number, as [`get`].
///
/// # Errors
/// As [`get`].
pub async fn get_by_number(desk: &Desk, actor: &Actor, number: &str) -> Result<OrderDetail, MarketError> {
    let number = number.trim().to_ascii_uppercase();
    if !number.bytes().all(|sign| sign.is_ascii_graphic()) {
        return Err(MarketError::NotFound("order"));
    }
    let mut tx = desk.house.db.reader().await?;
    let order = store::order_by_number(&mut tx, desk.city_id(), &number).await?;
    let order = order.filter(|order| may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    Ok(store::detail(&mut tx, desk.city_id(), order).await?)
}

/// The actor's own orders, newest first.
///
/// # Errors
/// [`MarketError::SignInFirst`].
pub async fn mine(desk: &Desk, actor: &Actor, before: Option<Cursor>, rows: usize) -> Result<Page<Order>, MarketError> {
    let person: PersonId = actor.person.ok_or(MarketError::SignInFirst)?;
    let rows = rows.clamp(1, kernel::page::PAGE_ROWS_MAX);
    let before = before.map_or(kernel::id::RawId::max(), |cursor| cursor.0);
    let mut tx = desk.house.db.reader().await?;
    let wanted = i64::try_from(rows + 1).unwrap_or(i64::MAX);
    let mut items = store::orders_of_buyer(&mut tx, desk.city_id(), person, before, wanted).await?;
    let more = items.len() > rows;
    items.truncate(rows);
    let next = items.last().filter(|_| more).map(|order| Cursor(order.id.into()).to_string());
    Ok(Page { items, next })
}

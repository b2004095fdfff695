//! Reading ratings: everybody a stall's reputation, each their own, those who run a market all of it.

use kernel::id::{MarketId, OrderId, RawId};
use kernel::page::PAGE_ROWS_MAX;
use kernel::{Actor, Cursor, Page};

use super::model::{Rating, Reputation, Subject};
use super::service::is_about;
use super::{rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::settlement::{PayeeKind, rights};

/// Words shown with a reputation.
const WORDS_SHOWN: i64 = 5;
/// The most ratings of one's own list.
const ROWS_MAX: i64 = 100;

/// What buyers think of a stall or runner, for anybody: from five ratings on.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn reputation(desk: &Desk, subject: Subject) -> Result<Reputation, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let city = desk.city_id();
    let (count, sum) = store::sums(&mut tx, city, subject).await?;
    let average_tenths = rules::average_tenths(count, sum);
    let words = match average_tenths {
        Some(_) => store::with_words(&mut tx, city, subject, WORDS_SHOWN).await?,
        None => Vec::new(),
    };
    Ok(Reputation { count, average_tenths, words })
}

/// All that was said about a stall or runner, newest first; at most 100. What is hidden is marked so.
///
/// # Errors
/// [`MarketError::NotFound`] for others than its sellers or the runner, and those who see the market's money.
pub async fn of_payee(desk: &Desk, actor: &Actor, subject: Subject) -> Result<Vec<Rating>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    match subject.kind {
        PayeeKind::Stall => drop(crate::settlement::read::stall_seen(desk, &mut tx, actor, subject.id.into()).await?),
        PayeeKind::Runner if is_about(actor, subject) || rights::sees_all(actor) => {}
        PayeeKind::Runner => return Err(MarketError::NotFound("runner")),
    }
    Ok(store::of_subject(&mut tx, desk.city_id(), subject, ROWS_MAX).await?)
}

/// What the buyer said after an order; nothing for anybody else who may see the order.
///
/// # Errors
/// [`MarketError::NotFound`].
pub async fn of_order(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Vec<Rating>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let found = crate::orders::store::order(&mut tx, desk.city_id(), order).await?;
    let order = found.filter(|order| crate::orders::read::may_see(actor, order)).ok_or(MarketError::NotFound("order"))?;
    if actor.person != Some(order.buyer) {
        return Ok(Vec::new());
    }
    Ok(store::of_order(&mut tx, desk.city_id(), order.id).await?)
}

/// A market's ratings, newest first.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotAllowed`].
pub async fn of_market(
    desk: &Desk,
    actor: &Actor,
    market: MarketId,
    before: Option<Cursor>,
    rows: usize,
) -> Result<Page<Rating>, MarketError> {
    rights::must_see(actor, market)?;
    let rows = rows.clamp(1, PAGE_ROWS_MAX);
    let mut tx = desk.house.db.reader().await?;
    let before = before.map_or(RawId::max(), |cursor| cursor.0);
    let found = store::of_market(&mut tx, desk.city_id(), market, before, crate::settlement::read::one_more(rows)).await?;
    Ok(crate::settlement::read::page(found, rows, |rating| rating.id.into()))
}

/// What is told to one who may not hide a rating.
pub(super) fn refusal(actor: &Actor, rating: &Rating) -> MarketError {
    let may_see = rights::sees(actor, rating.market) || is_about(actor, rating.subject) || actor.person == Some(rating.made_by);
    if may_see { MarketError::NotAllowed } else { MarketError::NotFound("rating") }
}

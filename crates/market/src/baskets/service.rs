//! Putting in, taking out, merging and refilling.

use ::store::{StoreError, Tx, Value};
use jobs::in_chunks;
use kernel::id::{BasketId, BasketLineId, MarketId, OfferId, OrderId, RawId, first_id};
use kernel::time::DAY;
use kernel::{Actor, Quantity, Rupiah};

use super::{Basket, BasketLine, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{LineState, OrderLine, WantedLine};
use crate::orders::quote::{check_line, read_note};
use crate::orders::rules::{AMOUNT_MAX, LINES_MAX, OfferFacts};
use crate::orders::{read, store as order_store};

/// A basket that nobody touched for so many days is forgotten; its prices are of another season.
pub const KEPT_DAYS: i64 = 90;

/// The owner's baskets that are not empty, last touched first.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn all(desk: &Desk, owner: RawId) -> Result<Vec<Basket>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let mut found = Vec::new();
    for (id, market) in store::baskets(&mut tx, desk.city_id(), owner).await? {
        let lines = store::lines(&mut tx, desk.city_id(), id).await?;
        if !lines.is_empty() {
            found.push(Basket { id, market, lines });
        }
    }
    Ok(found)
}

/// The owner's basket in one market, if it holds anything.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn get(desk: &Desk, owner: RawId, market: MarketId) -> Result<Option<Basket>, MarketError> {
    Ok(all(desk, owner).await?.into_iter().find(|basket| basket.market == market))
}

/// Puts a line in; one of the same offer, note and rule grows instead.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::BadQuantity`], [`MarketError::BadAlternative`], [`MarketError::TooLong`],
/// [`MarketError::TooManyLines`].
pub async fn add(desk: &Desk, owner: RawId, mut wanted: WantedLine) -> Result<BasketLineId, MarketError> {
    read_note(&mut wanted)?;
    let context = (desk.clone(), wanted);
    desk.house
        .db
        .write(context, move |tx, (desk, wanted)| {
            Box::pin(async move {
                let facts = checked(desk, tx, wanted).await?;
                let basket = store::ensure(tx, desk.city_id(), desk.house.id(), facts.market, owner, desk.now()).await?;
                put(desk, tx, basket, wanted, facts.price).await
            })
        })
        .await
}

/// Changes a line.
///
/// # Errors
/// As [`add`]; [`MarketError::NotFound`] when the line is gone.
pub async fn change(desk: &Desk, owner: RawId, market: MarketId, line: BasketLineId, mut wanted: WantedLine) -> Result<(), MarketError> {
    read_note(&mut wanted)?;
    let context = (desk.clone(), wanted);
    desk.house
        .db
        .write(context, move |tx, (desk, wanted)| {
            Box::pin(async move {
                let facts = checked(desk, tx, wanted).await?;
                if facts.market != market {
                    return Err(MarketError::OtherMarket);
                }
                let basket = store::ensure(tx, desk.city_id(), desk.house.id(), market, owner, desk.now()).await?;
                let was_there = store::update_line(tx, desk.city_id(), basket, line, wanted, facts.price).await?;
                if was_there { Ok(()) } else { Err(MarketError::NotFound("line")) }
            })
        })
        .await
}

/// Takes a line out; one that is gone already is no error.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn remove(desk: &Desk, owner: RawId, market: MarketId, line: BasketLineId) -> Result<(), MarketError> {
    in_basket(desk, owner, market, move |desk, tx, basket| {
        Box::pin(async move { Ok(store::delete_line(tx, desk.city_id(), basket, line).await?) })
    })
    .await
}

/// Empties the basket of one market.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn clear(desk: &Desk, owner: RawId, market: MarketId) -> Result<(), MarketError> {
    in_basket(desk, owner, market, move |desk, tx, basket| Box::pin(async move { Ok(store::delete(tx, desk.city_id(), basket).await?) }))
        .await
}

async fn in_basket<F>(desk: &Desk, owner: RawId, market: MarketId, work: F) -> Result<(), MarketError>
where
    F: for<'t> Fn(&'t Desk, &'t mut Tx, BasketId) -> ::store::BoxFuture<'t, Result<(), MarketError>> + Send + Sync + 'static,
{
    desk.house
        .db
        .write((desk.clone(), work), move |tx, (desk, work)| {
            Box::pin(async move {
                let baskets = store::baskets(tx, desk.city_id(), owner).await?;
                match baskets.into_iter().find(|(_, other)| *other == market) {
                    Some((basket, _)) => work(desk, tx, basket).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// Forgets baskets that nobody touched for [`KEPT_DAYS`]: most are of visitors who never came back. At most 1,000 in one transaction;
/// gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(desk: &Desk) -> Result<u64, StoreError> {
    let (db, city, before) = (&desk.house.db, desk.city_id(), desk.now().plus(-KEPT_DAYS * DAY));
    let old = (first_id::<BasketId>(before), before);
    in_chunks(|| db.write((city, old), |tx, (city, old)| Box::pin(store::prune(tx, *city, *old)))).await
}

/// At sign-in, what the visitor put in joins the person's baskets.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn merge(desk: &Desk, from: RawId, to: RawId) -> Result<(), MarketError> {
    desk.house
        .db
        .write(desk.clone(), move |tx, desk| {
            Box::pin(async move {
                let city = desk.city_id();
                for (visitors, market) in store::baskets(tx, city, from).await? {
                    let lines = store::lines(tx, city, visitors).await?;
                    let own = store::ensure(tx, city, desk.house.id(), market, to, desk.now()).await?;
                    for line in &lines {
                        // A basket that is full keeps what its owner put in before.
                        match put(desk, tx, own, &line.wanted, line.price_seen).await {
                            Ok(_) | Err(MarketError::TooManyLines(_) | MarketError::BadQuantity) => {}
                            Err(error) => return Err(error),
                        }
                    }
                    store::delete(tx, city, visitors).await?;
                }
                Ok(())
            })
        })
        .await
}

/// What a reorder put into the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refilled {
    /// Into the basket of which market.
    pub market: MarketId,
    /// Names of goods that are no longer sold.
    pub skipped: Vec<String>,
}

/// Puts everything of an earlier order into the basket again, at today's prices.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::NotFound`].
pub async fn refill(desk: &Desk, actor: &Actor, order: OrderId) -> Result<Refilled, MarketError> {
    let owner = actor.person.ok_or(MarketError::SignInFirst)?;
    let detail = read::get(desk, actor, order).await?;
    let offers: Vec<OfferId> = detail.lines.iter().map(|line| line.offer).collect();
    let mut tx = desk.house.db.reader().await?;
    let facts = order_store::offer_facts(&mut tx, desk.city_id(), &offers).await?;
    drop(tx);
    let mut skipped = Vec::new();
    for line in &detail.lines {
        let known = facts.iter().find(|facts| facts.id == line.offer);
        match known {
            Some(facts) if !facts.is_withdrawn => drop(add(desk, owner.into(), again(line, facts)).await?),
            Some(facts) => skipped.push(facts.name.clone()),
            None => {}
        }
    }
    Ok(Refilled { market: detail.order.market, skipped })
}

/// A line as it was ordered. A substituted line has the substitute's quantity, so the original's is computed from its price.
fn again(line: &OrderLine, facts: &OfferFacts) -> WantedLine {
    let quantity = if line.picked_offer.is_some() || line.state == LineState::Substituted {
        let milli = line.estimate.amount().saturating_mul(1_000) / line.price.amount().max(1);
        let step = facts.step_milli.max(1);
        Quantity::from_milli((milli / step * step).max(facts.min_milli)).unwrap_or(line.quantity)
    } else {
        line.quantity
    };
    WantedLine {
        offer: line.offer,
        quantity,
        amount: line.amount,
        note: line.note.clone(),
        policy: line.policy,
        alternative: line.alternative,
    }
}

async fn checked(desk: &Desk, tx: &mut Tx, wanted: &WantedLine) -> Result<OfferFacts, MarketError> {
    let offers: Vec<OfferId> = std::iter::once(wanted.offer).chain(wanted.alternative).collect();
    let facts = order_store::offer_facts(tx, desk.city_id(), &offers).await?;
    let market = facts.iter().find(|facts| facts.id == wanted.offer).ok_or(MarketError::NotFound("offer"))?.market;
    check_line(wanted, &facts, market).cloned()
}

/// Puts a line into a basket that is there.
async fn put(desk: &Desk, tx: &mut Tx, basket: BasketId, wanted: &WantedLine, price: Rupiah) -> Result<BasketLineId, MarketError> {
    let city = desk.city_id();
    let lines = store::lines(tx, city, basket).await?;
    if let Some(twin) = lines.iter().find(|line| is_twin(line, wanted)) {
        let grown = grow(&twin.wanted, wanted).ok_or(MarketError::BadQuantity)?;
        store::update_line(tx, city, basket, twin.id, &grown, price).await?;
        return Ok(twin.id);
    }
    if lines.len() >= LINES_MAX {
        return Err(MarketError::TooManyLines(LINES_MAX));
    }
    let id: BasketLineId = desk.house.id();
    let values: [Value<'_>; 8] = [
        id.into(),
        wanted.offer.into(),
        wanted.quantity.into(),
        wanted.amount.into(),
        wanted.note.as_str().into(),
        wanted.policy.into(),
        wanted.alternative.into(),
        price.into(),
    ];
    store::insert_lines(tx, city, basket, &values)?;
    Ok(id)
}

fn is_twin(line: &BasketLine, wanted: &WantedLine) -> bool {
    let other = &line.wanted;
    other.offer == wanted.offer
        && other.note == wanted.note
        && other.policy == wanted.policy
        && other.alternative == wanted.alternative
        && other.amount.is_some() == wanted.amount.is_some()
}

fn grow(one: &WantedLine, other: &WantedLine) -> Option<WantedLine> {
    let quantity = Quantity::from_milli(one.quantity.milli() + other.quantity.milli())?;
    let amount = match (one.amount, other.amount) {
        (Some(a), Some(b)) => Some(a + b).filter(|sum| *sum <= AMOUNT_MAX).map(Some)?,
        _ => None,
    };
    Some(WantedLine { quantity, amount, ..one.clone() })
}

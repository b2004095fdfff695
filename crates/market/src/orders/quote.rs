//! A quote: prices and fees frozen for a while, so that what was shown is what is charged.

use ::store::Tx;
use kernel::area::Point;
use kernel::id::{MarketId, OfferId, RawId};
use kernel::time::MINUTE;
use kernel::{Actor, Rupiah};

use crate::desk::Desk;
use crate::error::{LineProblem, MarketError};
use crate::orders::model::{Quote, SubstitutionPolicy, WantedLine};
use crate::orders::rules::{self, OfferFacts};
use crate::orders::store;

/// What is to be priced.
#[derive(Debug, Clone)]
pub struct QuoteRequest {
    /// From which market.
    pub market: MarketId,
    /// What.
    pub lines: Vec<WantedLine>,
    /// Where it goes: the pin, or the ward's centre; the market itself when not known yet.
    pub door: Option<Point>,
}

/// A quote and what keeps it from being ordered.
#[derive(Debug, Clone)]
pub struct Quoted {
    /// The lines that can be had, priced.
    pub quote: Quote,
    /// The lines that cannot.
    pub problems: Vec<LineProblem>,
}

/// Prices a basket and keeps the quote for `owner`: a person, or a visitor's basket cookie.
///
/// # Errors
/// [`MarketError::Empty`], [`MarketError::TooManyLines`], [`MarketError::TooLong`], [`MarketError::BadQuantity`],
/// [`MarketError::BadAlternative`], [`MarketError::OtherMarket`], [`MarketError::MarketClosed`] when the market does not deliver.
/// A line that is merely gone is no error: it is among the problems.
pub async fn quote(desk: &Desk, owner: RawId, request: &QuoteRequest) -> Result<Quoted, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let quoted = price(desk, &mut tx, request).await?;
    drop(tx);
    keep(desk, owner, &quoted.quote).await?;
    Ok(quoted)
}

/// Keeps a quote for `owner`, so that it can be ordered.
///
/// # Errors
/// [`MarketError::Store`].
pub(crate) async fn keep(desk: &Desk, owner: RawId, quote: &Quote) -> Result<(), MarketError> {
    let body = serde_json::to_string(quote).map_err(|_| MarketError::Empty)?;
    let city = desk.city_id();
    desk.house
        .db
        .write((quote.clone(), body), move |tx, (kept, body)| {
            Box::pin(async move { store::insert_quote(tx, city, kept, owner, body).await.map_err(MarketError::from) })
        })
        .await
}

/// Prices without keeping, for showing a basket.
///
/// # Errors
/// As [`quote`].
pub async fn price(desk: &Desk, tx: &mut Tx, request: &QuoteRequest) -> Result<Quoted, MarketError> {
    let wanted_lines = check_shape(request.lines.clone())?;
    let (city, now) = (desk.city_id(), desk.now());
    let place = store::market_terms(tx, city, request.market).await?.ok_or(MarketError::NotFound("market"))?;
    if !place.does_deliver {
        return Err(MarketError::MarketClosed);
    }
    let facts = store::offer_facts(tx, city, &offers_named(&wanted_lines)).await?;
    let mut lines = Vec::with_capacity(request.lines.len());
    let mut problems = Vec::new();
    for (position, wanted) in wanted_lines.iter().enumerate() {
        let found = check_line(wanted, &facts, request.market)?;
        match rules::quote_line(position, wanted, found, now) {
            Ok(line) => lines.push(line),
            Err(problem) => problems.push(problem),
        }
    }
    let delivery_fee = match (place.pin, request.door) {
        (Some(market), Some(door)) => rules::delivery_fee(place.delivery_base, place.delivery_per_km, market, door),
        _ => place.delivery_base,
    };
    let quote = Quote {
        id: desk.house.id(),
        market: request.market,
        goods: lines.iter().map(|line| line.estimate).sum(),
        tolerance: rules::tolerance(&lines),
        delivery_fee,
        service_fee: place.service_fee,
        expires: now.plus(desk.city.settings.quote_minutes * MINUTE),
        lines,
    };
    Ok(Quoted { quote, problems })
}

/// Reads a kept quote of this owner that still holds.
///
/// # Errors
/// [`MarketError::QuoteExpired`] when it is gone, over or another's: nobody learns whether it existed.
pub async fn find(desk: &Desk, tx: &mut Tx, owners: &[RawId], id: kernel::id::QuoteId) -> Result<Quote, MarketError> {
    let (owner, body) = store::quote(tx, desk.city_id(), id).await?.ok_or(MarketError::QuoteExpired)?;
    let quote: Quote = serde_json::from_str(&body).map_err(|_| MarketError::QuoteExpired)?;
    if !owners.contains(&owner) || quote.expires <= desk.now() {
        return Err(MarketError::QuoteExpired);
    }
    Ok(quote)
}

/// Whose quotes an actor may use: their own.
#[must_use]
pub fn owners(actor: &Actor, visitor: Option<RawId>) -> Vec<RawId> {
    actor.person.map(RawId::from).into_iter().chain(visitor).collect()
}

fn offers_named(lines: &[WantedLine]) -> Vec<OfferId> {
    let mut offers: Vec<OfferId> = lines.iter().flat_map(|line| std::iter::once(line.offer).chain(line.alternative)).collect();
    offers.sort_unstable();
    offers.dedup();
    offers
}

/// Limits that hold whatever is sold; gives the lines with notes fit to keep.
///
/// # Errors
/// [`MarketError::Empty`], [`MarketError::TooManyLines`], [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub fn check_shape(mut lines: Vec<WantedLine>) -> Result<Vec<WantedLine>, MarketError> {
    if lines.is_empty() {
        return Err(MarketError::Empty);
    }
    if lines.len() > rules::LINES_MAX {
        return Err(MarketError::TooManyLines(rules::LINES_MAX));
    }
    for line in &mut lines {
        read_note(line)?;
    }
    Ok(lines)
}

/// Makes a line's note fit to keep.
///
/// # Errors
/// [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub fn read_note(line: &mut WantedLine) -> Result<(), MarketError> {
    line.note = MarketError::read("note", &line.note, rules::NOTE_MAX)?;
    Ok(())
}

/// Checks one line against what is known of its offer.
///
/// # Errors
/// [`MarketError::NotFound`], [`MarketError::OtherMarket`], [`MarketError::BadQuantity`], [`MarketError::BadAlternative`].
pub fn check_line<'f>(wanted: &WantedLine, facts: &'f [OfferFacts], market: MarketId) -> Result<&'f OfferFacts, MarketError> {
    let known = |id: OfferId| facts.iter().find(|facts| facts.id == id);
    let found = known(wanted.offer).ok_or(MarketError::NotFound("offer"))?;
    if found.market != market {
        return Err(MarketError::OtherMarket);
    }
    if !rules::fits(found, wanted) || rules::estimate(found.price, wanted.quantity, wanted.amount) <= Some(Rupiah::ZERO) {
        return Err(MarketError::BadQuantity);
    }
    let alternative_fits = match (wanted.policy, wanted.alternative) {
        (SubstitutionPolicy::Alternative, None) => false,
        (_, Some(id)) => id != wanted.offer && known(id).is_some_and(|other| other.market == market),
        (_, None) => true,
    };
    if alternative_fits { Ok(found) } else { Err(MarketError::BadAlternative) }
}

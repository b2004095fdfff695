//! Quotes: prices and fees frozen for a while.

use axum::extract::State;
use kernel::area::Point;
use kernel::id::{OfferId, QuoteId, StallId};
use market::orders;
use market::orders::quote::{self, QuoteRequest as Wanted};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::goods::name_of_offer;
use super::line::{LineInput, wanted_lines};
use crate::api::answer::{Made, Reply};
use crate::api::caller::Caller;
use crate::api::catalogue::model::Pin;
use crate::api::catalogue::places::market_of;
use crate::api::input::{Json, Key};
use crate::api::names::{SoldBy, SubstitutionPolicy};
use crate::api::once::once;
use crate::api::problem::{LineProblem, Refusal};
use crate::app::App;

/// What is to be priced.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteRequest {
    /// From which market, by id or slug.
    #[schema(example = "oro-oro-dowo")]
    market: String,
    /// What, from any of its stalls; at most 60 lines.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<LineInput>,
    /// The ward to which it goes; with neither this nor a pin the fee is the least.
    #[serde(default)]
    ward_code: Option<String>,
    /// The door on the map, which says more than the ward.
    #[serde(default)]
    pin: Option<Pin>,
}

/// Prices and fees that hold until `expires`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Quote {
    /// To be given when the order is placed.
    #[schema(value_type = String, format = Uuid)]
    pub id: QuoteId,
    /// The market's id.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// What can be had, in the order in which it was sent.
    pub lines: Vec<QuotedLine>,
    /// What cannot be had, and why; these lines are not in the quote.
    pub problems: Vec<LineProblem>,
    /// Sum of the lines, in rupiah.
    pub goods_rupiah: i64,
    /// For bringing it.
    pub delivery_fee_rupiah: i64,
    /// The city's fee.
    pub service_fee_rupiah: i64,
    /// What it will cost unless weights differ.
    pub total_rupiah: i64,
    /// The most by which weighing may raise the total.
    pub tolerance_rupiah: i64,
    /// The most that is charged without asking.
    pub total_max_rupiah: i64,
    /// Valid until then.
    #[schema(format = DateTime)]
    pub expires: String,
}

/// A line with its price.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuotedLine {
    /// Which offer.
    #[schema(value_type = String, format = Uuid)]
    pub offer_id: OfferId,
    /// From which stall.
    #[schema(value_type = String, format = Uuid)]
    pub stall_id: StallId,
    /// What it is called, in the reader's language.
    pub name: String,
    /// How it is measured.
    pub sold_by: SoldBy,
    /// The unit as people see it.
    pub unit: String,
    /// How much, in thousandths of the unit.
    pub quantity_milli: i64,
    /// The amount of money that was named, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_rupiah: Option<i64>,
    /// Rupiah for one unit.
    pub price_rupiah: i64,
    /// Rupiah for the quantity.
    pub estimate_rupiah: i64,
    /// How far the weight may go over, in basis points.
    pub tolerance_bp: i64,
    /// To the seller.
    pub note: String,
    /// What to do when it is missing.
    pub substitution: SubstitutionPolicy,
    /// The buyer's own choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub alternative_offer_id: Option<OfferId>,
}

/// What is kept of a quote for a retry.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    quote: QuoteId,
    problems: Vec<LineProblem>,
}

/// Prices a basket and holds the prices.
///
/// Visitors may: a quote belongs to the person signed in, else to the `Laris-Visitor`
/// header, and can be ordered after signing in by whoever still sends that header.
#[utoipa::path(post, path = "/quotes", tag = "orders", request_body = QuoteRequest, responses(
    (status = 201, description = "Priced; lines that cannot be had are among the problems", body = Quote,
        headers(("Laris-Visitor" = String, description = "Told to a visitor who came without one; send it from now on")))))]
pub async fn quote_basket(State(app): State<App>, caller: Caller, key: Key, Json(wanted): Json<QuoteRequest>) -> Reply<Made<Quote>> {
    let key = if caller.actor.person.is_some() { key } else { key.within(caller.visitor.as_bytes()) };
    let request = request_of(&app, &wanted)?;
    let work = async {
        let quoted = quote::quote(&app.desk, caller.owner(), &request).await?;
        Ok(Kept { quote: quoted.quote.id, problems: quoted.problems.iter().map(LineProblem::from).collect() })
    };
    let kept = once(&app, &caller, "quote_basket", &key, &wanted, work).await?;
    let mut tx = app.desk.house.db.reader().await?;
    let found = quote::find(&app.desk, &mut tx, &[caller.owner()], kept.quote).await?;
    Ok(Made { at: "/quotes".to_owned(), body: shown(&app, &caller, &found, kept.problems) })
}

fn request_of(app: &App, wanted: &QuoteRequest) -> Reply<Wanted> {
    let catalogue = app.catalogue.read();
    let market = market_of(&catalogue, &wanted.market).map_err(|refusal| refusal.at("market"))?.id;
    if wanted.lines.len() > orders::rules::LINES_MAX {
        return Err(market::MarketError::TooManyLines(orders::rules::LINES_MAX).into());
    }
    Ok(Wanted { market, lines: wanted_lines(&catalogue, &wanted.lines)?, door: door(app, wanted)? })
}

/// Where it goes: the pin, else the ward's middle.
fn door(app: &App, wanted: &QuoteRequest) -> Reply<Option<Point>> {
    if let Some(pin) = wanted.pin {
        let point = point(pin).ok_or_else(|| Refusal::invalid("pin_invalid", "pin"))?;
        app.desk.areas.ward_at(point).ok_or_else(|| Refusal::invalid("pin_outside_city", "pin"))?;
        return Ok(Some(point));
    }
    let Some(code) = &wanted.ward_code else { return Ok(None) };
    let ward = app.desk.areas.ward(code).or_else(|| app.desk.areas.ward_named(code));
    ward.map(|ward| Some(ward.centre)).ok_or_else(|| Refusal::invalid("ward_unknown", "ward_code"))
}

/// Degrees to millionths, if it is a place on earth.
#[expect(clippy::cast_possible_truncation, reason = "within the bounds just checked")]
fn point(pin: Pin) -> Option<Point> {
    let is_place = pin.lat.abs() <= 90.0 && pin.lng.abs() <= 180.0;
    is_place.then(|| Point { lat_e6: (pin.lat * 1e6).round() as i64, lng_e6: (pin.lng * 1e6).round() as i64 })
}

fn shown(app: &App, caller: &Caller, quote: &orders::Quote, problems: Vec<LineProblem>) -> Quote {
    let catalogue = app.catalogue.read();
    let line = |line: &orders::QuotedLine| QuotedLine {
        offer_id: line.wanted.offer,
        stall_id: line.stall,
        name: name_of_offer(&catalogue, line.wanted.offer, caller.actor.lang),
        sold_by: line.sold_by.into(),
        unit: line.unit.clone(),
        quantity_milli: line.wanted.quantity.milli(),
        amount_rupiah: line.wanted.amount.map(kernel::Rupiah::amount),
        price_rupiah: line.price.amount(),
        estimate_rupiah: line.estimate.amount(),
        tolerance_bp: line.tolerance.0,
        note: line.wanted.note.clone(),
        substitution: line.wanted.policy.into(),
        alternative_offer_id: line.wanted.alternative,
    };
    Quote {
        id: quote.id,
        market_id: quote.market.to_string(),
        lines: quote.lines.iter().map(line).collect(),
        problems,
        goods_rupiah: quote.goods.amount(),
        delivery_fee_rupiah: quote.delivery_fee.amount(),
        service_fee_rupiah: quote.service_fee.amount(),
        total_rupiah: quote.total().amount(),
        tolerance_rupiah: quote.tolerance.amount(),
        total_max_rupiah: quote.total_max().amount(),
        expires: caller.view(app).moment(quote.expires),
    }
}

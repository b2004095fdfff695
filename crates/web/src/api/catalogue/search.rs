//! Search as people type: Indonesian and Javanese, typing errors, amounts.

use axum::extract::State;
use kernel::id::RawId;
use kernel::{Cursor, Rupiah};
use market::catalogue::search::{self, Found};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::goods::Offer;
use super::model::{Stall, View};
use super::places::market_of;
use crate::api::answer::{Reply, Tagged};
use crate::api::caller::Caller;
use crate::api::input::Query;
use crate::api::names::Cluster;
use crate::api::page::PageQuery;
use crate::api::problem::Refusal;
use crate::app::App;

/// What is looked for.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// As typed: `lombok cilik`, `berss 5kg`. Absent or empty looks for everything.
    #[serde(default)]
    q: String,
    /// Only in this market, by id or slug.
    market: Option<String>,
    /// Only in this cluster.
    #[param(inline)]
    cluster: Option<Cluster>,
    /// Only of this group: `sayur`.
    group: Option<String>,
    /// Not cheaper, in rupiah.
    #[param(minimum = 0, maximum = 1000000000)]
    price_min_rupiah: Option<i64>,
    /// Not dearer, in rupiah.
    #[param(minimum = 0, maximum = 1000000000)]
    price_max_rupiah: Option<i64>,
    /// Only of stalls that are open now.
    #[serde(default)]
    open_now: bool,
    /// Only what one can have.
    #[serde(default)]
    in_stock: bool,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many offers, 1 to 100; 50 when absent.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// What was found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SearchPage {
    /// This page of offers, best first.
    pub items: Vec<Offer>,
    /// Where the next page begins: give it as `after`. Absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// All offers that fit, on all pages.
    pub total: usize,
    /// Stalls and shops called so, at most twelve.
    pub stalls: Vec<Stall>,
    /// The text with its typing errors mended, to ask "did you mean".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Goods that were meant but are not sold here.
    pub other_goods: Vec<String>,
    /// How the result divides; each count ignores its own filter.
    pub facets: Facets,
}

/// How a result divides.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Facets {
    /// By market, named by slug.
    pub markets: Vec<Facet>,
    /// By cluster.
    pub clusters: Vec<Facet>,
    /// By group.
    pub groups: Vec<Facet>,
    /// Rupiah of the cheapest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_min_rupiah: Option<i64>,
    /// Rupiah of the dearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_max_rupiah: Option<i64>,
    /// How many one can have now.
    pub available: usize,
}

/// One part of a result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Facet {
    /// Which.
    pub name: String,
    /// How many offers.
    pub count: usize,
}

/// The highest price one may look for, in rupiah.
const PRICE_MAX: i64 = 1_000_000_000;

fn price(said: Option<i64>, field: &'static str) -> Reply<Option<Rupiah>> {
    match said {
        Some(rupiah) if !(0..=PRICE_MAX).contains(&rupiah) => {
            Err(Refusal::invalid("number_out_of_range", field).with("least", 0).with("most", PRICE_MAX))
        }
        said => Ok(said.map(Rupiah)),
    }
}

/// Searches offers and stalls.
#[utoipa::path(get, path = "/search", tag = "catalogue", params(SearchQuery), responses(
    (status = 200, description = "Best first", body = SearchPage, headers(("ETag" = String, description = "Tag of this very answer"))),
    (status = 404, description = "No such market")))]
pub async fn search_offers(State(app): State<App>, caller: Caller, Query(query): Query<SearchQuery>) -> Reply<Tagged<SearchPage>> {
    let (catalogue, view) = (app.catalogue.read(), caller.view(&app));
    let market = query.market.as_deref().map(|said| market_of(&catalogue, said)).transpose()?.map(|market| market.id);
    let offset = offset(query.after.as_deref())?;
    let limit = PageQuery::new(None, query.limit).rows_up_to(search::PAGE_MAX)?;
    let wanted = search::Query {
        text: &query.q,
        market,
        cluster: query.cluster.map(Into::into),
        group: query.group.as_deref(),
        price_min: price(query.price_min_rupiah, "price_min_rupiah")?,
        price_max: price(query.price_max_rupiah, "price_max_rupiah")?,
        open_now: query.open_now,
        in_stock: query.in_stock,
        offset,
        limit,
    };
    Ok(Tagged(shown(catalogue.search(&wanted, view.now), offset, &view)))
}

/// A place in the ranking, kept in a cursor.
fn offset(after: Option<&str>) -> Reply<usize> {
    let Some(after) = after else { return Ok(0) };
    let cursor = Cursor::parse(after).ok_or_else(|| Refusal::invalid("cursor_malformed", "after"))?;
    u32::try_from(cursor.0.as_u128()).map(|offset| offset as usize).map_err(|_| Refusal::invalid("cursor_malformed", "after"))
}

fn shown(found: Found<'_>, offset: usize, view: &View) -> SearchPage {
    let end = offset + found.offers.len();
    let has_more = end < found.total && !found.offers.is_empty();
    let facets = &found.facets;
    let facet = |name: &str, count: usize| Facet { name: name.to_owned(), count };
    SearchPage {
        items: found.offers.iter().map(|offer| Offer::of(offer, view)).collect(),
        next: has_more.then(|| Cursor(RawId::from_u128(end as u128)).to_string()),
        total: found.total,
        stalls: found.stalls.iter().map(|stall| Stall::of(stall, view)).collect(),
        facets: Facets {
            markets: facets.markets.iter().map(|(market, count)| facet(&market.slug, *count)).collect(),
            clusters: facets.clusters.iter().map(|(cluster, count)| facet(cluster.name(), *count)).collect(),
            groups: facets.groups.iter().map(|(group, count)| facet(group, *count)).collect(),
            price_min_rupiah: facets.price_low.map(Rupiah::amount),
            price_max_rupiah: facets.price_high.map(Rupiah::amount),
            available: facets.available,
        },
        suggestion: found.suggestion,
        other_goods: found.other_goods,
    }
}

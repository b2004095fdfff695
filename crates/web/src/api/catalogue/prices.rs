//! The price board: what each followed commodity costs today, and how that moved.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::places::market_of;
use crate::api::answer::{Reply, Tagged};
use crate::api::caller::Caller;
use crate::api::input::Query;
use crate::app::App;

/// Which board.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PriceQuery {
    /// Only this market, by id or slug; the whole city when absent.
    market: Option<String>,
}

/// The board of one day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PriceBoard {
    /// The local date.
    #[schema(format = Date)]
    pub day: String,
    /// In the order of the commodities; one that nobody sells is left out.
    pub items: Vec<Price>,
}

/// What one commodity costs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Price {
    /// Its name in addresses.
    #[schema(example = "cabai-rawit-merah")]
    pub commodity: String,
    /// As it is called.
    pub name: String,
    /// Its group.
    pub group: String,
    /// The unit in which it is followed.
    #[schema(example = "kg")]
    pub unit: String,
    /// Rupiah at the cheapest stall.
    pub low_rupiah: i64,
    /// Rupiah at the dearest stall.
    pub high_rupiah: i64,
    /// Rupiah at the stall in the middle.
    pub median_rupiah: i64,
    /// How many stalls report today.
    pub stalls: usize,
    /// The middle price a week ago, of stalls that report both then and now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_ago_rupiah: Option<i64>,
    /// How the middle price of those stalls moved, in basis points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_bp: Option<i64>,
    /// How many stalls were compared.
    pub stalls_compared: usize,
    /// The ceiling in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling_rupiah: Option<i64>,
    /// Which ceiling: `het` is allowed at most, `hap` is the reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling_kind: Option<String>,
    /// How many stalls are above it.
    pub above_ceiling: usize,
}

/// Lists today's prices of the commodities that the city follows.
#[utoipa::path(get, path = "/prices", tag = "catalogue", params(PriceQuery), responses(
    (status = 200, description = "From the stalls' own prices", body = PriceBoard, headers(("ETag" = String, description = "Tag of this very answer"))),
    (status = 404, description = "No such market")))]
pub async fn list_prices(State(app): State<App>, _caller: Caller, Query(query): Query<PriceQuery>) -> Reply<Tagged<PriceBoard>> {
    let catalogue = app.catalogue.read();
    let market = query.market.as_deref().map(|said| market_of(&catalogue, said)).transpose()?.map(|market| market.id);
    let board = if market.is_some() { catalogue.board_of(market) } else { catalogue.board().clone() };
    let rows = board.rows.iter().filter_map(|row| Some((row, catalogue.commodities().get(row.commodity)?)));
    let items = rows.map(|(row, commodity)| Price {
        commodity: commodity.slug.clone(),
        name: commodity.name.clone(),
        group: commodity.group.clone(),
        unit: commodity.watch_unit.clone(),
        low_rupiah: row.low.amount(),
        high_rupiah: row.high.amount(),
        median_rupiah: row.median.amount(),
        stalls: row.stalls,
        week_ago_rupiah: row.week_ago.map(kernel::Rupiah::amount),
        change_bp: row.change_bp,
        stalls_compared: row.stalls_compared,
        ceiling_rupiah: row.ceiling.map(kernel::Rupiah::amount),
        ceiling_kind: row.ceiling_kind.clone(),
        above_ceiling: row.above_ceiling,
    });
    Ok(Tagged(PriceBoard { day: board.day.to_string(), items: items.collect() }))
}

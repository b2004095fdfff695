//! Markets, their stalls, and the wards to which they deliver.

use axum::extract::State;
use kernel::id::{MarketId, StallId};
use market::catalogue::{Catalogue, StallView};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{Market, Pin, Stall};
use crate::api::answer::{Reply, Tagged};
use crate::api::caller::Caller;
use crate::api::input::{Path, Query};
use crate::api::page::{Page, PageQuery};
use crate::api::problem::Refusal;
use crate::app::App;

/// The market of this id or slug.
///
/// # Errors
/// `not_found`.
pub fn market_of<'c>(catalogue: &'c Catalogue, said: &str) -> Reply<&'c market::catalogue::Market> {
    let by_id = said.parse::<MarketId>().ok().and_then(|id| catalogue.market_by_id(id));
    by_id.or_else(|| catalogue.market(said)).ok_or_else(|| Refusal::not_found("market"))
}

/// The stall of this id or slug.
///
/// # Errors
/// `not_found`.
pub fn stall_of<'c>(catalogue: &'c Catalogue, said: &str) -> Reply<StallView<'c>> {
    let by_id = said.parse::<StallId>().ok().and_then(|id| catalogue.stall_by_id(id));
    by_id.or_else(|| catalogue.stall(said)).ok_or_else(|| Refusal::not_found("stall"))
}

/// Lists the markets and cluster hubs of the city.
#[utoipa::path(get, path = "/markets", tag = "catalogue", params(PageQuery), responses(
    (status = 200, description = "In the order in which they were made", body = Page<Market>, headers(("ETag" = String, description = "Tag of this very answer")))))]
pub async fn list_markets(State(app): State<App>, caller: Caller, Query(page): Query<PageQuery>) -> Reply<Tagged<Page<Market>>> {
    let (catalogue, view) = (app.catalogue.read(), caller.view(&app));
    let found = page.cut(catalogue.markets().iter(), |market| market.id.into(), |market| Market::of(market, &view))?;
    Ok(Tagged(found))
}

/// Shows one market.
#[utoipa::path(get, path = "/markets/{market}", tag = "catalogue", params(("market" = String, Path, description = "Id or slug")), responses(
    (status = 200, description = "The market as it is now", body = Market, headers(("ETag" = String, description = "Tag of this very answer")))))]
pub async fn get_market(State(app): State<App>, caller: Caller, Path(market): Path<String>) -> Reply<Tagged<Market>> {
    let catalogue = app.catalogue.read();
    Ok(Tagged(Market::of(market_of(&catalogue, &market)?, &caller.view(&app))))
}

/// Lists the stalls of a market in walking order.
#[utoipa::path(get, path = "/markets/{market}/stalls", tag = "catalogue",
    params(("market" = String, Path, description = "Id or slug"), PageQuery), responses(
    (status = 200, description = "In walking order", body = Page<Stall>, headers(("ETag" = String, description = "Tag of this very answer")))))]
pub async fn list_stalls(
    State(app): State<App>,
    caller: Caller,
    Path(market): Path<String>,
    Query(page): Query<PageQuery>,
) -> Reply<Tagged<Page<Stall>>> {
    let (catalogue, view) = (app.catalogue.read(), caller.view(&app));
    let market = market_of(&catalogue, &market)?.id;
    let found = page.cut(catalogue.stalls_of(market), |found| found.stall.id.into(), |found| Stall::of(&found, &view))?;
    Ok(Tagged(found))
}

/// A ward (kelurahan) of the city.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ward {
    /// The ministry's code.
    #[schema(example = "35.73.01.1001")]
    pub code: String,
    /// Its name.
    pub name: String,
    /// The district's code.
    pub district_code: String,
    /// The district (kecamatan).
    pub district: String,
    /// Five digits.
    pub postcode: String,
    /// How many RW it has, numbered from 1.
    pub rw_count: i64,
    /// How many RT all of them have together.
    pub rt_count: i64,
    /// A point in its middle.
    pub centre: Pin,
}

/// Lists the wards of the city, all on one page.
#[utoipa::path(get, path = "/wards", tag = "catalogue", responses(
    (status = 200, description = "By district, then name", body = Page<Ward>, headers(("ETag" = String, description = "Tag of this very answer")))))]
pub async fn list_wards(State(app): State<App>, _caller: Caller, Query(NoQuery {}): Query<NoQuery>) -> Reply<Tagged<Page<Ward>>> {
    let wards = app.desk.areas.wards().iter().map(|ward| Ward {
        code: ward.code.clone(),
        name: ward.name.clone(),
        district_code: ward.district_code.clone(),
        district: ward.district.clone(),
        postcode: ward.postcode.clone(),
        rw_count: ward.rw_count,
        rt_count: ward.rt_count,
        centre: ward.centre.into(),
    });
    Ok(Tagged(Page { items: wards.collect(), next: None }))
}

/// An operation without a query of its own.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoQuery {}

//! Offers: lists of what is sold.

use axum::extract::State;
use kernel::id::ProductId;
use market::catalogue::OfferView;
use serde::Deserialize;
use utoipa::IntoParams;

use super::goods::Offer;
use super::places::{market_of, stall_of};
use crate::api::answer::{Reply, Tagged};
use crate::api::caller::Caller;
use crate::api::input::Query;
use crate::api::page::{Page, PageQuery};
use crate::api::problem::Refusal;
use crate::app::App;

/// Which offers.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OfferQuery {
    /// Only of this market, by id or slug.
    market: Option<String>,
    /// Only of this stall, by id or slug.
    stall: Option<String>,
    /// Only of this product, by id or slug.
    product: Option<String>,
    /// Only of this group: `sayur`.
    group: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many items, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Lists what is sold: in the city, a market, at a stall, or of one product.
#[utoipa::path(get, path = "/offers", tag = "catalogue", params(OfferQuery), responses(
    (status = 200, description = "By market, walking order and product", body = Page<Offer>, headers(("ETag" = String, description = "Tag of this very answer"))),
    (status = 404, description = "No such market, stall or product")))]
pub async fn list_offers(State(app): State<App>, caller: Caller, Query(query): Query<OfferQuery>) -> Reply<Tagged<Page<Offer>>> {
    let (catalogue, view) = (app.catalogue.read(), caller.view(&app));
    let market = query.market.as_deref().map(|said| market_of(&catalogue, said)).transpose()?.map(|market| market.id);
    let stall = query.stall.as_deref().map(|said| stall_of(&catalogue, said)).transpose()?.map(|found| found.stall.id);
    let product = query.product.as_deref().map(|said| product_of(&catalogue, said)).transpose()?;
    let found: Vec<OfferView<'_>> = match (stall, product, market) {
        (Some(stall), ..) => catalogue.offers_of_stall(stall).collect(),
        (None, Some(product), _) => catalogue.offers_of_product(product).collect(),
        (None, None, Some(market)) => catalogue.offers_of_market(market).collect(),
        (None, None, None) => catalogue.markets().iter().flat_map(|market| catalogue.offers_of_market(market.id)).collect(),
    };
    let fits = |found: &OfferView<'_>| {
        market.is_none_or(|market| found.market.id == market)
            && product.is_none_or(|product| found.product.id == product)
            && query.group.as_ref().is_none_or(|group| found.product.group == *group)
    };
    let page = PageQuery::new(query.after.clone(), query.limit);
    let cut = page.cut(found.into_iter().filter(fits), |found| found.offer.id.into(), |found| Offer::of(&found, &view))?;
    Ok(Tagged(cut))
}

fn product_of(catalogue: &market::catalogue::Catalogue, said: &str) -> Reply<ProductId> {
    let by_id = said.parse::<ProductId>().ok().and_then(|id| catalogue.product_by_id(id));
    by_id.or_else(|| catalogue.product(said)).map(|product| product.id).ok_or_else(|| Refusal::not_found("product"))
}

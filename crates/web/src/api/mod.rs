//! The JSON API: `/api/v1`, its OpenAPI document at `/api/openapi.json`, and the same to read at `/api`.
//!
//! Handlers are thin: parse, ask the same service as the pages, show. Rights live in the services only. The document is
//! made from the declarations that the router is made of, so it cannot drift. What every operation shares (who calls,
//! rate, key, refusals into words, `304`) is the [gate]'s.

pub mod answer;
pub mod caller;
pub mod catalogue;
pub mod docs;
pub mod document;
pub mod gate;
pub mod input;
pub mod limit;
pub mod moment;
pub mod money;
pub mod names;
pub mod once;
pub mod orders;
pub mod page;
pub mod problem;
pub mod second_factor;
pub mod sessions;
pub mod trade;
pub mod words;

use std::sync::Arc;

use ::market::pictures::UPLOAD_BYTES_MAX;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::{Extension, Router};
use kernel::error::ErrorKind;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::errors::Fault;
use crate::routes::{Route, Routes};

/// Below which every operation lies.
pub const PREFIX: &str = "/api/v1";

/// Routes of the API. They stand behind the gate only once [`gated`] has put it before them.
#[must_use]
pub fn routes() -> Routes {
    let (router, document) = operations().split_for_parts();
    let list = document::routes_of(&document);
    let router: Router<App> = router
        .fallback(missing)
        .method_not_allowed_fallback(wrong_method)
        .layer(Extension(Arc::<sessions::Begun>::default()))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| panicked()));
    let router = Router::new().nest(PREFIX, router);
    let document = Routes::new().get("/api/openapi.json", document::show_document);
    Routes::listed(router, list).and(document)
}

/// Puts the gate before the API's routes.
pub fn gated(app: App, routes: Router<App>) -> Router<App> {
    routes.layer(from_fn_with_state(app, gate::serve))
}

/// Every operation with its documentation, below [`PREFIX`].
pub(crate) fn operations() -> OpenApiRouter<App> {
    let shop = OpenApiRouter::new()
        .routes(routes!(catalogue::places::list_markets))
        .routes(routes!(catalogue::places::get_market))
        .routes(routes!(catalogue::places::list_stalls))
        .routes(routes!(catalogue::places::list_wards))
        .routes(routes!(catalogue::offers::list_offers))
        .routes(routes!(catalogue::search::search_offers))
        .routes(routes!(catalogue::prices::list_prices));
    let account = OpenApiRouter::new()
        .routes(routes!(sessions::request_code))
        .routes(routes!(sessions::create_session))
        .routes(routes!(sessions::delete_session))
        .routes(routes!(second_factor::give_second_factor))
        .routes(routes!(sessions::get_me));
    shop.merge(account).merge(buying()).merge(selling()).merge(running()).merge(managing())
}

fn buying() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::quotes::quote_basket))
        .routes(routes!(orders::slots::list_slots))
        .routes(routes!(orders::placing::place_order, orders::reading::list_orders))
        .routes(routes!(orders::reading::get_order))
        .routes(routes!(orders::reading::cancel_order))
        .routes(routes!(orders::substitution::answer_substitution))
        .routes(routes!(trade::complaints::make_complaint, trade::complaints::list_order_complaints))
        .routes(routes!(trade::ratings::rate_order, trade::ratings::list_order_ratings))
        .routes(routes!(trade::ratings::get_stall_ratings))
        .merge(standing())
}

fn standing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(trade::standing::list_standing_orders, trade::standing::create_standing_order))
        .routes(routes!(trade::standing::get_standing_order))
        .routes(routes!(trade::standing::set_standing_state))
        .routes(routes!(trade::standing::skip_standing_day))
        .routes(routes!(trade::standing::confirm_standing_day))
}

fn selling() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::parts::list_seller_orders))
        .routes(routes!(orders::parts::decide_seller_order))
        .routes(routes!(catalogue::selling::set_offer_price))
        .routes(routes!(catalogue::today::list_day_prices, catalogue::today::save_day_prices))
        .routes(routes!(catalogue::selling::set_offer_stock))
        .routes(routes!(catalogue::selling::mark_offer_sold_out, catalogue::selling::return_offer))
        .routes(routes!(catalogue::selling::close_stall, catalogue::selling::reopen_stall))
        .routes(routes!(money::statements::get_stall_statement))
        .routes(routes!(trade::complaints::answer_complaint))
        .routes(routes!(catalogue::pictures::remove_offer_picture))
        .merge(pictures())
}

/// Takes files, which are larger than any other body.
fn pictures() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(catalogue::pictures::set_offer_picture)).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
}

fn running() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::picking::get_pick_list))
        .routes(routes!(orders::picking::start_picking))
        .routes(routes!(orders::picking::record_pick))
        .routes(routes!(orders::substitution::propose_substitution))
        .routes(routes!(orders::picking::finish_picking))
        .routes(routes!(orders::delivery::start_delivery))
        .routes(routes!(orders::delivery::hand_over_order))
        .routes(routes!(orders::delivery::fail_delivery))
}

fn managing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders::delivery::assign_runner))
        .routes(routes!(money::cash::return_cash))
        .routes(routes!(money::cash::close_cash))
        .routes(routes!(money::settlements::create_settlement))
        .routes(routes!(money::settlements::list_settlements))
        .routes(routes!(money::settlements::get_settlement))
        .routes(routes!(money::settlements::approve_settlement))
        .routes(routes!(money::payouts::list_payouts))
        .routes(routes!(money::payouts::pay_payout))
        .routes(routes!(trade::complaints::list_complaints))
        .routes(routes!(trade::complaints::get_complaint))
        .routes(routes!(trade::complaints::decide_complaint))
        .routes(routes!(trade::complaints::approve_complaint))
        .routes(routes!(trade::ratings::list_market_ratings))
        .routes(routes!(trade::ratings::hide_rating))
        .routes(routes!(trade::phone::take_phone_order))
}

async fn missing() -> Fault {
    Fault::not_found()
}

async fn wrong_method() -> Fault {
    Fault::new(ErrorKind::Invalid, "method_not_allowed")
}

/// A panic is that request's failure; what it said stands in the log through the panic hook.
fn panicked() -> axum::response::Response {
    use axum::response::IntoResponse as _;
    Fault::new(ErrorKind::Internal, "internal").into_response()
}

/// The list of operations for tests: method and path with the prefix.
#[must_use]
pub fn routes_list() -> Vec<Route> {
    routes().into_parts().1
}

//! All routes put together, with the layers around them.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use kernel::ErrorKind;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::edge::{assets, headers, health, pages as page_edge, trace};
use crate::errors::Fault;
use crate::routes::{Route, Routes};
use crate::{api, pages, sse};

/// The most a request may carry, in bytes.
const BODY_MAX: usize = 256 * 1024;

/// The whole site.
pub fn router(app: App) -> Router {
    let (plain, _) = plain_routes().into_parts();
    let (api, _) = api::routes().into_parts();
    let api = api::gated(app.clone(), api);
    let (pages, _) = page_routes().into_parts();
    let pages = pages
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| panicked()))
        .layer(from_fn_with_state(app.clone(), page_edge::serve));
    // The quickest level: a market's page costs a third of a millisecond, a better one would cost three.
    let squeeze = CompressionLayer::new().quality(CompressionLevel::Fastest);
    pages
        .merge(plain)
        .merge(api)
        .layer(squeeze)
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(from_fn_with_state(app.clone(), trace::trace))
        .with_state(app)
}

/// Every route of the site, sorted by path and method, from the very declarations the router is made of.
#[must_use]
pub fn routes_list() -> Vec<Route> {
    plain_routes().and(api::routes()).and(page_routes()).into_parts().1
}

/// Routes that need to know nobody.
fn plain_routes() -> Routes {
    Routes::new()
        .get("/healthz", health::show_health)
        .post("/kabar/{provider}", pages::payments::hear)
        .get("/readyz", health::show_readiness)
        .get("/aset/{*name}", assets::show_asset)
        .get("/gambar/{name}", pages::photos::show_picture)
        .get("/favicon.ico", assets::show_favicon)
        .get("/robots.txt", assets::show_robots)
        .get("/manifest.webmanifest", assets::show_manifest)
}

/// Routes whose answer depends on who asks.
fn page_routes() -> Routes {
    pages::routes().and(Routes::new().get("/langsung", sse::follow_changes).get("/api", api::docs::show_api))
}

async fn not_found() -> Fault {
    Fault::not_found()
}

async fn method_not_allowed() -> Fault {
    Fault::new(ErrorKind::Invalid, "method_not_allowed")
}

/// A panic is that request's failure; what it said stands in the log through the panic hook.
fn panicked() -> Response {
    Fault::new(ErrorKind::Internal, "internal").into_response()
}

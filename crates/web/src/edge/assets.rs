//! Static files under fingerprinted names, kept for ever; and the few with fixed addresses.

use axum::extract::{OriginalUri, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::App;
use crate::assets::{self, Asset};
use crate::i18n::{Lang, T};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// `/aset/{name}`: immutable, since another content has another name.
pub async fn show_asset(OriginalUri(uri): OriginalUri) -> Response {
    assets::find(uri.path()).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| file(asset, FOR_EVER))
}

/// `/favicon.ico`, for whoever does not read the page's link.
pub async fn show_favicon() -> Response {
    assets::named("brand/favicon.svg").map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| file(asset, FOR_A_DAY))
}

/// `/robots.txt`: personal pages stay out of search engines.
pub async fn show_robots() -> Response {
    const TEXT: &str = "User-agent: *\nDisallow: /akun\nDisallow: /keranjang\nDisallow: /pesan\nDisallow: /pesanan\nDisallow: /masuk\n\
                        Disallow: /demo\nDisallow: /jual\nDisallow: /kurir\nDisallow: /kelola\nDisallow: /langsung\nDisallow: /api/v1\n";
    ([(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, FOR_A_DAY)], TEXT).into_response()
}

/// `/manifest.webmanifest`: what the page is called when it is put on the home screen.
pub async fn show_manifest(State(app): State<App>) -> Response {
    let t = T::new(Lang::Id);
    let icon = |name: &str, size: &str, purpose: &str| json!({ "src": assets::asset(name), "sizes": size, "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "name": format!("{} {}", t.text("app-name"), app.city_name()),
        "short_name": t.text("app-name"),
        "lang": "id",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f1",
        "theme_color": "#0b5d34",
        "icons": [
            icon("brand/icon-192.png", "192x192", "any"),
            icon("brand/icon-512.png", "512x512", "any"),
            icon("brand/maskable-512.png", "512x512", "maskable"),
        ],
    });
    ([(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, FOR_A_DAY)], manifest.to_string()).into_response()
}

fn file(asset: &'static Asset, keep: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(asset.mime)), (CACHE_CONTROL, HeaderValue::from_static(keep))];
    (headers, asset.bytes.as_ref()).into_response()
}

//! Static files under fingerprinted names, kept for ever; and the few with fixed addresses.
//!
//! Texts are compressed well once, at their first request, and sent so to browsers that read Brotli; the layer around
//! all answers compresses for the others.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use axum::extract::{OriginalUri, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::json;

use crate::app::App;
use crate::assets::{self, Asset};
use crate::i18n::{Lang, T};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// Brotli's best for text; a stylesheet takes a tenth of a second, once.
const QUALITY: i32 = 11;
/// Below this many bytes Brotli gains next to nothing.
const SQUEEZED_MIN: usize = 256;

/// What was compressed so far, by name.
static SQUEEZED: LazyLock<Mutex<HashMap<&'static str, Bytes>>> = LazyLock::new(Mutex::default);

/// `/aset/{name}`: immutable, since another content has another name.
pub async fn show_asset(OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let Some(asset) = assets::find(uri.path()) else { return StatusCode::NOT_FOUND.into_response() };
    let is_text = asset.mime.starts_with("text/") || asset.mime == "image/svg+xml" || asset.mime == "application/json";
    if !is_text || asset.bytes.len() < SQUEEZED_MIN || !reads_brotli(&headers) {
        return file(asset, FOR_EVER);
    }
    let kept = squeezed().get(asset.name).cloned();
    let found = match kept {
        Some(bytes) => Some(bytes),
        None => tokio::task::spawn_blocking(|| squeeze(asset)).await.ok().flatten(),
    };
    let Some(bytes) = found else { return file(asset, FOR_EVER) };
    let headers = [(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, FOR_EVER), (CONTENT_ENCODING, "br"), (VARY, "accept-encoding")];
    (headers, bytes).into_response()
}

fn reads_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == "br") && !part.contains("q=0"))
}

fn squeeze(asset: &'static Asset) -> Option<Bytes> {
    let mut squeezed_bytes = Vec::with_capacity(asset.bytes.len() / 3);
    let settings = brotli::enc::BrotliEncoderParams { quality: QUALITY, ..Default::default() };
    brotli::BrotliCompress(&mut asset.bytes.as_ref(), &mut squeezed_bytes, &settings).ok()?;
    let bytes = Bytes::from(squeezed_bytes);
    squeezed().insert(asset.name, bytes.clone());
    Some(bytes)
}

fn squeezed() -> MutexGuard<'static, HashMap<&'static str, Bytes>> {
    SQUEEZED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `/favicon.ico`, for whoever does not read the page's link.
pub async fn show_favicon() -> Response {
    assets::named("brand/favicon.svg").map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| file(asset, FOR_A_DAY))
}

/// `/robots.txt`: personal pages stay out of search engines. The basket may be read: without a session it is empty.
pub async fn show_robots() -> Response {
    const TEXT: &str = "User-agent: *\nDisallow: /akun\nDisallow: /pesan\nDisallow: /pesanan\nDisallow: /masuk\n\
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

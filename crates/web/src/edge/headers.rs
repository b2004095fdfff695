//! Headers that every answer carries: what a page may load and who may frame it.
//!
//! A page comes with dozens of small files that it draws with. They carry only those headers that mean something for a file: all of
//! them would weigh more than most drawings do.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::extract::who;

/// Everything comes from this very host; nothing is inline; nobody frames us.
const POLICY: &str =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `Permissions-Policy`: pages ask for the place and the camera only where they need them, other hosts never.
const PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()";

/// A year, for every name below the city's too. Source: RFC 6797; OWASP ASVS 5.0, 3.4.1.
const ONLY_ENCRYPTED: &str = "max-age=31536000; includeSubDomains";

const SAFETY: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Of a file that is only drawn with: should somebody open it by itself, it loads nothing, runs nothing and is framed nowhere.
const SAFETY_OF_FILES: [(HeaderName, &str); 3] = [
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers; an answer's own policy stays.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_encrypted = who::is_encrypted(&app, request.headers());
    let mut response = next.run(request).await;
    add(response.headers_mut());
    if is_encrypted {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_ENCRYPTED));
    }
    response
}

fn add(headers: &mut HeaderMap) {
    let safety: &[(HeaderName, &str)] = if is_drawn_with(headers) { &SAFETY_OF_FILES } else { &SAFETY };
    for (name, value) in safety {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Pictures, fonts and style sheets: no pages and no scripts.
#[must_use]
pub fn is_drawn_with(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    [&b"image/"[..], b"font/", b"text/css"].iter().any(|start| kind.starts_with(start))
}

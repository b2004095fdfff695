//! Headers that every answer carries: what a page may load and who may frame it.

use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
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
    for (name, value) in SAFETY {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

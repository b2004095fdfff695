//! One line in the log for each request: a number, the route, the status, the time it took. Never who, what or from where.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use providers::traces;
use tracing::Instrument as _;

use super::headers;
use crate::app::App;

/// The header with the request's number; a number from before (a proxy's) is kept.
pub const REQUEST_ID: &str = "x-request-id";

/// The request's number, for error pages.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Gives the request its number and its line in the log; the answer says the number unless it is a file to draw with.
pub async fn trace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = sent_id(&request).unwrap_or_else(|| kernel::id::RawId::from_bytes(app.desk.house.ids.secret()).simple().to_string());
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let span = tracing::info_span!("request", id, %method, route, otel.kind = "server");
    if let Some(caller) = request.headers().get("traceparent").and_then(|header| header.to_str().ok()) {
        traces::follow(&span, caller);
    }
    request.extensions_mut().insert(RequestId(id.clone()));
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();
    app.metrics.answered(&route, &method, response.status(), took);
    let (status, micros) = (response.status().as_u16(), took.as_micros());
    traces::note(&span, "http.response.status_code", i64::from(status));
    span.in_scope(|| tracing::debug!(status, micros, "answered"));
    if !headers::is_drawn_with(response.headers())
        && let Ok(value) = HeaderValue::from_str(&id)
    {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

fn sent_id(request: &Request) -> Option<String> {
    let sent = request.headers().get(REQUEST_ID)?.to_str().ok()?;
    let is_id = (8..=64).contains(&sent.len()) && sent.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_id.then(|| sent.to_owned())
}

//! The gate before every operation: who calls, how often, with which key; and behind it: refusals into words, `304`, headers.

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use kernel::error::ErrorKind;

use super::caller::{Caller, KnownBy, VISITOR};
use super::document;
use super::input::KEY;
use super::limit::{self, Verdict};
use super::problem::Refusal;
use crate::app::App;
use crate::edge::network;
use crate::edge::trace::RequestId;
use crate::errors::Fault;

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Around every operation.
pub async fn serve(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let number = request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone()).unwrap_or_default();
    let network = network::of(&request);
    let (caller, refusal) = match Caller::of(&app, request.uri(), request.headers(), network.clone()).await {
        Ok(caller) => (caller, None),
        Err(refusal) => (Caller::nobody(&app, request.uri(), request.headers(), network), Some(refusal)),
    };
    let verdict = bucket(&caller).map_or(Verdict::UNLIMITED, |bucket| app.limiter.take(&bucket, app.desk.now()));
    let known = request.headers().get(IF_NONE_MATCH).cloned();
    let refusal = refusal.or_else(|| too_often(&verdict)).or_else(|| check_page(&caller, request.method())).or_else(|| check_key(&request));
    let mut response = match refusal {
        Some(refusal) => refusal.into_response(),
        None => {
            request.extensions_mut().insert(caller.clone());
            next.run(request).await
        }
    };
    if let Some(refusal) = left_refusal(&mut response) {
        response = refusal.answer(caller.t, &number);
    }
    if is_known(&response, known.as_ref()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = axum::body::Body::empty();
        response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
        response.headers_mut().remove(axum::http::header::CONTENT_TYPE);
    }
    add_headers(&caller, &verdict, response.headers_mut());
    response
}

/// Whose bucket: the person's, else the network's the request comes from; none for this very machine, which is not limited.
fn bucket(caller: &Caller) -> Option<String> {
    caller.actor.person.map(|person| person.to_string()).or_else(|| caller.network.clone())
}

fn too_often(verdict: &Verdict) -> Option<Refusal> {
    let refuse =
        || Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests").with("seconds", verdict.seconds).after(verdict.seconds);
    (!verdict.is_allowed).then(refuse)
}

/// What writes; any other method is no operation at all, and the router says so.
fn is_write(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE)
}

/// A browser's write shows that our own page sent it.
fn check_page(caller: &Caller, method: &Method) -> Option<Refusal> {
    let is_strange = is_write(method) && caller.known_by == KnownBy::Cookie && !caller.is_own_page;
    is_strange.then(|| Refusal::new(StatusCode::FORBIDDEN, "csrf_missing").at("X-CSRF"))
}

/// Every write carries a key. Where there is nothing to write, the router says so better.
fn check_key(request: &Request) -> Option<Refusal> {
    let is_missing = is_write(request.method()) && request.headers().get(KEY).is_none_or(HeaderValue::is_empty);
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    (is_missing && document::is_operation(request.method(), path))
        .then(|| Refusal::new(StatusCode::BAD_REQUEST, "idempotency_key_missing").at("Idempotency-Key"))
}

/// What a handler, an extractor or the router left to be put into words.
fn left_refusal(response: &mut Response) -> Option<Refusal> {
    let extensions = response.extensions_mut();
    if let Some(refusal) = extensions.remove::<Refusal>() {
        return Some(refusal);
    }
    if let Some(fault) = extensions.remove::<Fault>() {
        return Some(fault.into());
    }
    let is_bare = response.status().is_server_error();
    is_bare.then(|| Fault::new(ErrorKind::Internal, "internal").into())
}

/// Whether the caller has this very answer already.
fn is_known(response: &Response, known: Option<&HeaderValue>) -> bool {
    let (Some(tag), Some(known)) = (response.headers().get(ETAG), known.and_then(|value| value.to_str().ok())) else { return false };
    let Ok(tag) = tag.to_str() else { return false };
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    response.status() == StatusCode::OK && known.split(',').any(|other| other.trim() == "*" || plain(other) == plain(tag))
}

fn add_headers(caller: &Caller, verdict: &Verdict, headers: &mut HeaderMap) {
    let mut add = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    add(POLICY, &limit::policy());
    add(LIMIT, &verdict.header());
    if let Some(visitor) = &caller.new_visitor {
        add(HeaderName::from_static(VISITOR), visitor);
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    headers.append(VARY, HeaderValue::from_static("authorization, cookie, accept-language"));
}

//! What an operation gives: JSON, with a tag where it can be asked for again, with its address where something was made.

use axum::http::header::{CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::error::ErrorKind;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::problem::Refusal;
use crate::errors::Fault;

/// What a handler answers.
pub type Reply<T> = Result<T, Refusal>;

/// Bytes of the hash that make a tag: enough that two answers do not meet.
const TAG_BYTES: usize = 12;

/// An answer as JSON.
#[derive(Debug, Clone)]
pub struct Said<T>(pub T);

/// An answer as JSON whose tag spares the body to a caller who has it already. The tag is weak: a proxy may pack the body.
#[derive(Debug, Clone)]
pub struct Tagged<T>(pub T);

/// Something was made, and where it is found.
#[derive(Debug, Clone)]
pub struct Made<T> {
    /// Path below `/api/v1`.
    pub at: String,
    /// What was made.
    pub body: T,
}

impl<T: Serialize> IntoResponse for Said<T> {
    fn into_response(self) -> Response {
        json(StatusCode::OK, &self.0).map_or_else(IntoResponse::into_response, |(response, _)| response)
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let (mut response, hash) = match json(StatusCode::OK, &self.0) {
            Ok(made) => made,
            Err(refusal) => return refusal.into_response(),
        };
        if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{hash}\"")) {
            response.headers_mut().insert(ETAG, tag);
        }
        response
    }
}

impl<T: Serialize> IntoResponse for Made<T> {
    fn into_response(self) -> Response {
        let (mut response, _) = match json(StatusCode::CREATED, &self.body) {
            Ok(made) => made,
            Err(refusal) => return refusal.into_response(),
        };
        if let Ok(place) = HeaderValue::from_str(&format!("/api/v1{}", self.at)) {
            response.headers_mut().insert(LOCATION, place);
        }
        response
    }
}

/// The answer and its hash.
fn json(status: StatusCode, body: &impl Serialize) -> Result<(Response, String), Refusal> {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an API answer could not be written");
        Refusal::from(Fault::new(ErrorKind::Internal, "internal"))
    })?;
    let hash: String = Sha256::digest(&bytes)[..TAG_BYTES].iter().map(|byte| format!("{byte:02x}")).collect();
    let mut response = (status, bytes).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok((response, hash))
}

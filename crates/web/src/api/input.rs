//! What an operation is given: path, query, body and key, each refused with the name of what is wrong.

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use jobs::idempotency::{IdempotencyError, KEY_CHARS_MAX, KEY_CHARS_MIN};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::problem::Refusal;
use crate::app::App;

/// The header that makes a repeated write happen once. Source: draft-ietf-httpapi-idempotency-key-header-07.
pub const KEY: &str = "idempotency-key";

/// The write's key: 8 to 128 visible ASCII characters.
#[derive(Debug, Clone)]
pub struct Key(pub String);

impl Key {
    /// The key among those of one visitor or phone: visitors share one space of keys in the house.
    #[must_use]
    pub fn within(self, space: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(space).chain_update(self.0.as_bytes()).finalize();
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl FromRequestParts<App> for Key {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        let said = parts.headers.get(KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // The header is a structured string; people also send it bare.
        let bare = said.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(said.trim());
        let is_key = (KEY_CHARS_MIN..=KEY_CHARS_MAX).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_graphic());
        if is_key { Ok(Self(bare.to_owned())) } else { Err(IdempotencyError::Malformed.into()) }
    }
}

/// The path's parameters; one that cannot be read leads to nothing.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        found.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Refusal::not_found("page"))
    }
}

/// The query, without `lang`, which every operation takes.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Refusal> {
        let said = parts.uri.query().unwrap_or_default();
        if said.to_ascii_lowercase().contains("%00") {
            return Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "text_not_allowed"));
        }
        let rest: Vec<&str> = said.split('&').filter(|pair| !pair.is_empty() && *pair != "lang" && !pair.starts_with("lang=")).collect();
        let uri: Uri = format!("/?{}", rest.join("&")).parse().map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "field_wrong"))?;
        let found = axum::extract::Query::<T>::try_from_uri(&uri).map_err(|rejection| query_refusal(&rejection))?;
        Ok(Self(found.0))
    }
}

/// The body.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        if !is_json(request.headers()) {
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type_unknown").at("Content-Type"));
        }
        let body = Bytes::from_request(request, app).await.map_err(|_| Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"))?;
        axum::Json::from_bytes(&body).map(|axum::Json(value)| Self(value)).map_err(|rejection| body_refusal(&rejection))
    }
}

/// `application/json`, or a kind of it.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn query_refusal(rejection: &QueryRejection) -> Refusal {
    named_refusal(&rejection.body_text())
}

fn body_refusal(rejection: &JsonRejection) -> Refusal {
    match rejection {
        JsonRejection::JsonDataError(error) => named_refusal(&error.body_text()),
        _ => Refusal::new(StatusCode::BAD_REQUEST, "body_malformed"),
    }
}

/// Names the field from axum's text, `Failed to …: lines[0].offer_id: invalid type: …`; serde says the rest:
/// "unknown field `x`", "missing field `x`", or what else is wrong.
fn named_refusal(text: &str) -> Refusal {
    let text = text.split_once(": ").map_or(text, |(_, rest)| rest);
    let (path, fault) = match text.split_once(": ") {
        Some((path, fault)) if is_path(path) => (path, fault),
        _ => ("", text),
    };
    let quoted = || fault.split('`').nth(1).unwrap_or_default();
    let join = |name: &str| {
        if path.is_empty() || path == name || path.ends_with(&format!(".{name}")) { path.to_owned() } else { format!("{path}.{name}") }
    };
    let (code, field) = if fault.starts_with("unknown field") {
        let own = join(quoted());
        ("field_unknown", if own.is_empty() { quoted().to_owned() } else { own })
    } else if fault.starts_with("missing field") {
        ("field_missing", if path.is_empty() { quoted().to_owned() } else { format!("{path}.{}", quoted()) })
    } else {
        ("field_wrong", path.to_owned())
    };
    let fault = fault.split(" at line ").next().unwrap_or(fault);
    let refusal = Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, code).with("field", &field).with("reason", fault);
    if field.is_empty() || field == "." { refusal } else { refusal.at(&field) }
}

/// `lines[0].offer_id`, not the beginning of a sentence.
fn is_path(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_.[]?-".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_at_fault_is_named() {
        for (text, code, field) in [
            (
                "a: lines[0].offer_id: invalid type: integer `5`, expected a string at line 1 column 30",
                "field_wrong",
                Some("lines[0].offer_id"),
            ),
            ("a: lines[1]: missing field `offer_id` at line 1 column 3", "field_missing", Some("lines[1].offer_id")),
            ("a: missing field `quote_id` at line 1 column 2", "field_missing", Some("quote_id")),
            ("a: address.rt_x: unknown field `rt_x`, expected one of `rt`", "field_unknown", Some("address.rt_x")),
            ("a: x: unknown field `x`, there are no fields", "field_unknown", Some("x")),
            ("a: unknown field `x`, there are no fields", "field_unknown", Some("x")),
            ("a: limit: invalid digit found in string", "field_wrong", Some("limit")),
            ("a: invalid type: string \"x\", expected struct Y at line 1 column 3", "field_wrong", None),
        ] {
            let refusal = named_refusal(text);
            assert_eq!((refusal.code(), refusal.field()), (code, field), "{text}");
        }
    }
}

//! Refusals as `application/problem+json`: what went wrong, in the reader's language, with a stable code.
//!
//! Handlers give a [`Refusal`]; the gate knows the reader's language and the request's number and writes it out.
//! Source: RFC 9457.

use std::any::Any;

use axum::http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::error::{ErrorKind, Kinded};
use market::MarketError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;
use crate::errors::Fault;
use crate::i18n::T;

/// What a refused request is answered with, as `application/problem+json` (RFC 9457). Nothing was written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Where the code is explained; one address for each code.
    #[serde(rename = "type")]
    #[schema(example = "/api#problem-slot_full")]
    pub kind: String,
    /// What the status means, in the reader's language.
    #[schema(example = "Sudah berubah lebih dulu")]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 409)]
    pub status: u16,
    /// What happened and what to do, in the reader's language.
    #[schema(example = "Jadwal ini sudah penuh. Pilih jadwal lain.")]
    pub detail: String,
    /// The number of this request, for the help desk.
    #[schema(example = "urn:uuid:0190f0a2-7c3e-7d1a-9b7e-3f1c2d4e5a6b")]
    pub instance: String,
    /// Stable name of the refusal, for programs.
    #[schema(example = "slot_full")]
    pub code: String,
    /// The input at fault: `recipient`, `lines[2].quantity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "slot_id")]
    pub field: Option<String>,
    /// Line by line, when lines of a basket or order are gone or changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<LineProblem>,
}

/// What keeps one line from being ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineProblem {
    /// Place in the list that was sent, from 0.
    pub position: usize,
    /// What it is called, in Indonesian.
    #[schema(example = "Cabai rawit merah")]
    pub name: String,
    /// `sold_out`, `stall_closed`, `price_changed`, `withdrawn`, `other_market`, `too_much`, `changed_elsewhere`, `price_jump`.
    #[schema(example = "sold_out")]
    pub problem: String,
    /// What is left, when less than wanted, in people's decimals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "1,5")]
    pub left: Option<String>,
    /// Rupiah for one unit now, when the price changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_rupiah: Option<i64>,
}

impl From<&market::error::LineProblem> for LineProblem {
    fn from(problem: &market::error::LineProblem) -> Self {
        Self {
            position: problem.position,
            name: problem.name.clone(),
            problem: problem.problem.to_owned(),
            left: problem.left.map(kernel::Quantity::decimal),
            price_rupiah: problem.price_now.map(kernel::Rupiah::amount),
        }
    }
}

/// Why a request is refused, before it is put into words.
#[derive(Debug, Clone)]
pub struct Refusal {
    status: StatusCode,
    code: String,
    field: Option<String>,
    details: Vec<(&'static str, String)>,
    errors: Vec<LineProblem>,
    retry_after: Option<i64>,
}

/// How long to wait when the database or a provider is not there, in seconds.
const UNAVAILABLE_SECONDS: i64 = 5;
/// How long to wait when there were too many attempts and nobody says for how long, in seconds.
const TOO_MANY_SECONDS: i64 = 60;

impl Refusal {
    /// A refusal of the edge itself.
    #[must_use]
    pub fn new(status: StatusCode, code: &str) -> Self {
        Self { status, code: code.to_owned(), field: None, details: Vec::new(), errors: Vec::new(), retry_after: None }
    }

    /// An input that cannot be used.
    #[must_use]
    pub fn invalid(code: &str, field: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code).at(field)
    }

    /// There is no such thing.
    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::from(MarketError::NotFound(what))
    }

    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The input at fault.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// Names the input at fault.
    #[must_use]
    pub fn at(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    /// Names the input at fault by where its object lies: `lines[2]` before `quantity`.
    #[must_use]
    pub fn within(self, parent: &str) -> Self {
        let field = self.field.map_or_else(|| parent.to_owned(), |field| format!("{parent}.{field}"));
        Self { field: Some(field), ..self }
    }

    /// Says line by line what is wrong.
    #[must_use]
    pub fn lines(self, errors: Vec<LineProblem>) -> Self {
        Self { errors, ..self }
    }

    /// Adds a value for the sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.details.push((name, value.to_string()));
        self
    }

    /// Says after how many seconds it may work.
    #[must_use]
    pub fn after(self, seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The answer in the reader's language.
    #[must_use]
    pub fn answer(&self, t: T, instance: &str) -> Response {
        let problem = Problem {
            kind: format!("/api#problem-{}", self.code),
            title: words::title(t, self.status),
            status: self.status.as_u16(),
            detail: words::sentence(t, self.status, &self.code, &self.details),
            instance: format!("urn:uuid:{instance}"),
            code: self.code.clone(),
            field: self.field.clone(),
            errors: self.errors.clone(),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(t.lang().code()));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"laris\""));
        }
        response
    }
}

/// Left for the gate to put into words.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl<E: Kinded + 'static> From<E> for Refusal {
    /// A failure that is our fault is logged on the way, once.
    fn from(error: E) -> Self {
        let errors = match (&error as &dyn Any).downcast_ref() {
            Some(MarketError::LinesChanged(lines)) => lines.iter().map(LineProblem::from).collect(),
            _ => Vec::new(),
        };
        Self { errors, ..Self::from(Fault::from(error)) }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let seconds = || fault.details.iter().find(|(name, _)| *name == "seconds").and_then(|(_, value)| value.parse().ok());
        let retry_after = match fault.kind {
            ErrorKind::TooMany => Some(seconds().unwrap_or(TOO_MANY_SECONDS)),
            ErrorKind::Unavailable => Some(UNAVAILABLE_SECONDS),
            _ => None,
        };
        Self {
            status: fault.status(),
            code: fault.code.to_owned(),
            field: fault.field.map(|field| input_name(field).to_owned()),
            details: fault.details,
            errors: Vec::new(),
            retry_after,
        }
    }
}

/// The services' words for an input, as the API calls it.
fn input_name(field: &'static str) -> &'static str {
    match field {
        "slot" => "slot_id",
        "runner" => "runner_id",
        "alternative" => "alternative_offer_id",
        "picked" => "picked_milli",
        "price" => "price_rupiah",
        "cash" => "cash_rupiah",
        "amount" => "amount_rupiah",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_their_status() {
        for (error, status, code, field) in [
            (MarketError::SlotFull, 409, "slot_full", Some("slot_id")),
            (MarketError::SignInFirst, 401, "sign_in_first", None),
            (MarketError::NotAllowed, 403, "not_allowed", None),
            (MarketError::NotFound("order"), 404, "not_found", None),
            (MarketError::BadQuantity, 422, "bad_quantity", Some("quantity")),
            (MarketError::Idempotency(jobs::idempotency::IdempotencyError::Reused), 422, "idempotency_key_reused", None),
        ] {
            let refusal = Refusal::from(error);
            assert_eq!(refusal.status.as_u16(), status, "{code}");
            assert_eq!(refusal.code, code);
            assert_eq!(refusal.field.as_deref(), field, "{code}");
        }
    }

    #[test]
    fn waits_are_told() {
        let refusal = Refusal::from(registry::sessions::SignInError::TooMany { bucket: "code_number", wait_seconds: 42 });
        let response = refusal.answer(T::default(), "1");
        assert_eq!(response.headers()["retry-after"], "42");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert!(Refusal::from(MarketError::SignInFirst).answer(T::default(), "1").headers().contains_key("www-authenticate"));
    }
}

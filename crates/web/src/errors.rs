//! What goes wrong, at the edge: one table gives each code its status; the sentence is the message `error-CODE`.
//!
//! A handler returns a [`Fault`]; whoever knows the reader (the page edge, the API) turns it into an answer.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::error::{ErrorKind, Kinded};

use crate::i18n::T;
use crate::views::FieldError;

/// Codes whose status is not that of their kind.
const STATUS: &[(&str, StatusCode)] = &[
    ("form_malformed", StatusCode::BAD_REQUEST),
    ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED),
    ("body_too_large", StatusCode::PAYLOAD_TOO_LARGE),
    ("picture_too_large", StatusCode::PAYLOAD_TOO_LARGE),
    ("already_exists", StatusCode::CONFLICT),
    ("idempotency_key_malformed", StatusCode::BAD_REQUEST),
];

/// The codes of this crate's own refusals.
pub const OWN_CODES: &[&str] = &[
    "form_malformed",
    "form_expired",
    "method_not_allowed",
    "body_too_large",
    "phone_empty",
    "phone_not_digits",
    "phone_not_mobile",
    "phone_wrong_length",
    "prices_changed",
    "delivery_fee_changed",
    "choose_address",
    "choose_slot",
    "live_full",
    "sum_not_read",
    "grams_not_read",
    "goods_not_found",
];

/// A refusal or failure on its way to the reader.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What sort.
    pub kind: ErrorKind,
    /// Stable code.
    pub code: &'static str,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// Values for the sentence.
    pub details: Vec<(&'static str, String)>,
}

impl<E: Kinded> From<E> for Fault {
    /// Logs what is our fault, once, with its causes; refusals are the caller's to read.
    fn from(error: E) -> Self {
        let fault = Self { kind: error.kind(), code: error.code(), field: error.field(), details: error.details() };
        match fault.kind {
            ErrorKind::Internal => tracing::error!(code = fault.code, error = %causes(&error), "a request failed"),
            ErrorKind::Unavailable => tracing::warn!(code = fault.code, error = %causes(&error), "a request could not be served"),
            _ => {}
        }
        fault
    }
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

impl Fault {
    /// A refusal of the edge itself; `code` is one of [`OWN_CODES`] or of a service.
    #[must_use]
    pub const fn new(kind: ErrorKind, code: &'static str) -> Self {
        Self { kind, code, field: None, details: Vec::new() }
    }

    /// Something wrong with one field.
    #[must_use]
    pub const fn invalid(field: &'static str, code: &'static str) -> Self {
        Self { kind: ErrorKind::Invalid, code, field: Some(field), details: Vec::new() }
    }

    /// There is no such page or thing.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "not_found")
    }

    /// The actor may not do this.
    #[must_use]
    pub const fn not_allowed() -> Self {
        Self::new(ErrorKind::Forbidden, "not_allowed")
    }

    /// Nobody is signed in; pages lead to `/masuk`.
    #[must_use]
    pub const fn sign_in() -> Self {
        Self::new(ErrorKind::Unauthenticated, "sign_in_first")
    }

    /// The form needs a field.
    #[must_use]
    pub const fn missing(field: &'static str) -> Self {
        Self::invalid(field, "missing")
    }

    /// With another field, where a form calls it otherwise than the service.
    #[must_use]
    pub const fn at(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The status: the code's own, else its kind's.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        STATUS.iter().find(|(code, _)| *code == self.code).map_or_else(|| status_of(self.kind), |(_, status)| *status)
    }

    /// The sentence in the reader's language; none for codes that speak through their status only.
    #[must_use]
    pub fn sentence(&self, t: T) -> Option<String> {
        t.find_with(&sentence_key(self.code), &self.details)
    }

    /// Whether the reader can put it right in the form and send again.
    #[must_use]
    pub const fn is_of_form(&self) -> bool {
        matches!(self.kind, ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::TooMany)
    }

    /// For the form's summary and beside its field.
    #[must_use]
    pub fn field_error(&self, t: T) -> FieldError {
        let text = self.sentence(t).or_else(|| t.find("error-500-text").map(str::to_owned)).unwrap_or_default();
        FieldError { field: self.field.unwrap_or_default().to_owned(), text }
    }
}

/// The key of a code's sentence: `slot_full` is said by `error-slot-full`.
#[must_use]
pub fn sentence_key(code: &str) -> String {
    format!("error-{}", code.replace('_', "-"))
}

/// The status of a kind.
#[must_use]
pub const fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A bare answer that carries the fault; the page edge or the API's own layer writes its body.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, OWN_CODES};
    use crate::i18n::{Lang, T};

    #[test]
    fn every_refusal_of_the_edge_has_its_sentence() {
        for lang in Lang::ALL {
            for code in OWN_CODES {
                assert!(Fault::invalid("", code).sentence(T::new(lang)).is_some(), "{code} in {lang:?}");
            }
        }
    }
}

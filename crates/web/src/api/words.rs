//! Titles and sentences of refusals, from the same messages as the pages.

use axum::http::StatusCode;

use crate::errors::sentence_key;
use crate::i18n::T;

/// Codes of refusals that only the API makes; each has its sentence `error-CODE` in every language.
pub const OWN_CODES: &[&str] = &[
    "body_malformed",
    "content_type_unknown",
    "csrf_missing",
    "cursor_malformed",
    "field_missing",
    "field_unknown",
    "field_wrong",
    "idempotency_key_missing",
    "number_out_of_range",
    "one_of",
    "time_malformed",
    "date_malformed",
    "token_invalid",
    "too_many_requests",
    "text_not_allowed",
    "visitor_malformed",
];

/// What a status means, in a few words.
#[must_use]
pub fn title(t: T, status: StatusCode) -> String {
    general(t, status, "title")
}

/// What happened: the code's sentence for programs, the one it has on pages, else what the status says.
#[must_use]
pub fn sentence(t: T, status: StatusCode, code: &str, details: &[(&'static str, String)]) -> String {
    let own = t.find_with(&sentence_key(&format!("{FOR_PROGRAMS}{code}")), details);
    own.or_else(|| t.find_with(&sentence_key(code), details)).unwrap_or_else(|| general(t, status, "text"))
}

/// Before the code of a sentence that replaces, for programs, one that speaks of a form.
pub const FOR_PROGRAMS: &str = "api_";

fn general(t: T, status: StatusCode, part: &str) -> String {
    let rough = if status.is_server_error() { 500 } else { 400 };
    let find = |status: u16| t.find(&format!("error-{status}-{part}"));
    find(status.as_u16()).or_else(|| find(rough)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, keys, sources};

    #[test]
    fn every_code_has_its_sentence_in_every_language() {
        for lang in Lang::ALL {
            let known: Vec<&str> = sources(lang).into_iter().flat_map(|(_, source)| keys(source)).collect();
            for code in OWN_CODES {
                assert!(known.contains(&sentence_key(code).as_str()), "{code} in {lang:?}");
            }
        }
    }
}

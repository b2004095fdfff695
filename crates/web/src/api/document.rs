//! The OpenAPI document: what the handlers declare, and what every operation shares.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::openapi::OpenApi;
use utoipa::{PartialSchema as _, ToSchema};

use super::problem::Problem;
use super::{PREFIX, operations};
use crate::routes::Route;

/// What the whole API is about, in the document.
const ABOUT: &str = "Orders from several stalls of one traditional market in one basket, from the first look to the settled trader. \
    Money is whole rupiah. Quantities are thousandths of the offer's unit. Times are RFC 3339 with the city's offset. Ids are UUIDs. \
    Every write carries an `Idempotency-Key`; repeating it with the same body gives the same answer and changes nothing. \
    Refusals are `application/problem+json` with a stable `code`, in the language of `?lang=` or `Accept-Language` (id, jv, en).";

/// The refusals an operation may answer with: status, name, and when.
const PROBLEMS: [(&str, &str, &str); 11] = [
    ("400", "BadRequest", "The body is no JSON, or the Idempotency-Key or another header is missing or malformed"),
    ("401", "Unauthenticated", "Nobody is signed in, or the token is nobody's"),
    ("403", "Forbidden", "The caller may not do this"),
    ("404", "NotFound", "There is no such thing, or the caller may not know of it"),
    ("409", "Conflict", "The world has changed since the caller looked: stock gone, slot full, state moved on"),
    ("413", "TooLarge", "The body is too large"),
    ("415", "NotJson", "The body is not declared as JSON"),
    ("422", "Invalid", "An input breaks a rule, or the key was used for another request; `field` names the input"),
    ("429", "TooMany", "Too many requests or attempts; Retry-After says how many seconds to wait"),
    ("500", "Fault", "A fault of ours"),
    ("503", "Unavailable", "The database or a provider is not reachable now; Retry-After says how many seconds to wait"),
];

/// What the groups of operations are for.
const TAGS: [(&str, &str); 6] = [
    ("catalogue", "Markets, stalls, offers, search, prices and wards; for anyone"),
    ("sessions", "Signing in with a code sent to a phone"),
    ("orders", "Quotes, delivery windows and orders; for buyers"),
    ("selling", "What a stall sells and decides; for sellers"),
    ("running", "Picking and delivery; for runners"),
    ("managing", "Assignment, cash, settlement and payouts; for managers and treasurers"),
];

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| finished(&operations().split_for_parts().1));
static TEXT: LazyLock<String> = LazyLock::new(|| serde_json::to_string(&*DOCUMENT).unwrap_or_default());

/// The whole document.
#[must_use]
pub fn document() -> &'static Value {
    &DOCUMENT
}

/// `/api/openapi.json`.
pub async fn show_document() -> Response {
    let mut response = TEXT.as_str().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// The operations of a document whose paths lack the prefix.
#[must_use]
pub fn routes_of(document: &OpenApi) -> Vec<Route> {
    let paths = serde_json::to_value(&document.paths).unwrap_or_default();
    let mut list = Vec::new();
    for (path, item) in paths.as_object().into_iter().flatten() {
        let methods = item.as_object().into_iter().flatten().map(|(method, _)| method.to_ascii_uppercase());
        list.extend(methods.map(|method| Route { path: format!("{PREFIX}{path}"), method }));
    }
    list
}

/// Whether a method of a path with its parameters is one of the API's operations.
#[must_use]
pub fn is_operation(method: &Method, path: &str) -> bool {
    static KNOWN: LazyLock<Vec<Route>> = LazyLock::new(|| routes_of(super::operations().get_openapi()));
    KNOWN.iter().any(|known| known.path == path && known.method == method.as_str())
}

fn finished(declared: &OpenApi) -> Value {
    let mut document = serde_json::to_value(declared).unwrap_or_default();
    let mut paths = Map::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let mut item = item.clone();
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            complete(path, method, operation);
        }
        paths.insert(format!("{PREFIX}{path}"), item);
    }
    document["paths"] = Value::Object(paths);
    document["info"] = json!({
        "title": "Laris API",
        "version": env!("CARGO_PKG_VERSION"),
        "description": ABOUT,
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["tags"] = TAGS.iter().map(|(name, text)| json!({ "name": name, "description": text })).collect();
    add_components(&mut document["components"]);
    document
}

fn add_components(components: &mut Value) {
    let mut inner = Vec::new();
    Problem::schemas(&mut inner);
    components["schemas"][Problem::name().as_ref()] = serde_json::to_value(Problem::schema()).unwrap_or_default();
    for (name, schema) in inner {
        components["schemas"][name.as_str()] = serde_json::to_value(schema).unwrap_or_default();
    }
    let problem = |text: &str| json!({ "description": text, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    for (status, name, text) in PROBLEMS {
        components["responses"][name] = problem(text);
        if matches!(status, "429" | "503") {
            components["responses"][name]["headers"] =
                json!({ "Retry-After": { "schema": { "type": "integer" }, "description": "Seconds" } });
        }
    }
    components["parameters"] = json!({
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "8 to 128 visible ASCII characters, new for each act and the same for its retries",
            "schema": { "type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$" },
        },
        "Lang": {
            "name": "lang", "in": "query", "required": false,
            "description": "Language of names and refusals; else `Accept-Language` decides",
            "schema": { "type": "string", "enum": ["id", "jv", "en"] },
        },
        "Visitor": {
            "name": "Laris-Visitor", "in": "header", "required": false,
            "description": "Names a caller who is not signed in, so that quotes are found again: 32 hexadecimal digits, told in the first answer",
            "schema": { "type": "string", "pattern": "^[0-9A-Fa-f]{32}$" },
        },
    });
    components["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "The token of `create_session`" },
        "session": { "type": "apiKey", "in": "cookie", "name": crate::extract::cookie::SESSION,
            "description": "The browser's session; writes also carry the page's token in `X-CSRF`" },
    });
}

/// Adds to one operation what its handler need not repeat.
fn complete(path: &str, method: &str, operation: &mut Value) {
    let is_write = method != "get";
    let mut parameters: Vec<Value> = operation["parameters"].as_array().cloned().unwrap_or_default();
    let mut share = |name: &str| parameters.push(json!({ "$ref": format!("#/components/parameters/{name}") }));
    share("Lang");
    if is_write {
        share("IdempotencyKey");
    }
    if matches!(operation["operationId"].as_str(), Some("quote_basket" | "place_order" | "create_session")) {
        share("Visitor");
    }
    operation["parameters"] = Value::Array(parameters);
    let is_protected = operation["security"].is_array();
    if let Some(roles) = operation["security"][0]["bearer"].as_array().cloned() {
        operation["security"] = json!([{ "bearer": roles.clone() }, { "session": roles }]);
    } else {
        operation["security"] = json!([{}, { "bearer": [] }]);
    }
    let has_body = operation["requestBody"].is_object();
    let has_tag = operation["responses"]["200"]["headers"]["ETag"].is_object();
    let may_miss = path.contains('{') || is_write || operation["responses"]["404"].is_object();
    for (status, name, _) in PROBLEMS {
        let applies = match status {
            "400" => true,
            "403" => is_protected,
            "404" => may_miss,
            "409" => is_write,
            "413" | "415" => has_body,
            _ => true,
        };
        if applies {
            operation["responses"][status] = json!({ "$ref": format!("#/components/responses/{name}") });
        }
    }
    if has_tag {
        operation["responses"]["304"] = json!({ "description": "The caller has this very answer already (If-None-Match)" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_documented_once() {
        let mut ids = Vec::new();
        for (path, item) in document()["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                let summary = operation["summary"].as_str().unwrap_or_default();
                assert!(!summary.is_empty() && !summary.contains('\n'), "{id} says what it does, in one line");
                assert!(path.starts_with(PREFIX), "{path}");
                assert!(operation["tags"][0].as_str().is_some_and(|tag| TAGS.iter().any(|(known, _)| *known == tag)), "{id}");
                assert_eq!(method != "get", operation["parameters"].to_string().contains("IdempotencyKey"), "{id}");
                ids.push(id.to_owned());
            }
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "operation ids are unique");
        for wanted in WANTED {
            assert!(ids.iter().any(|id| id == wanted), "{wanted}");
        }
    }

    const WANTED: &[&str] = &[
        "list_markets",
        "get_market",
        "list_stalls",
        "list_offers",
        "search_offers",
        "list_wards",
        "quote_basket",
        "list_slots",
        "place_order",
        "list_orders",
        "get_order",
        "cancel_order",
        "decide_seller_order",
        "list_seller_orders",
        "assign_runner",
        "start_picking",
        "get_pick_list",
        "record_pick",
        "propose_substitution",
        "answer_substitution",
        "finish_picking",
        "start_delivery",
        "hand_over_order",
        "fail_delivery",
        "return_cash",
        "close_cash",
        "create_settlement",
        "approve_settlement",
        "list_settlements",
        "list_payouts",
        "pay_payout",
        "get_stall_statement",
        "set_offer_price",
        "mark_offer_sold_out",
        "close_stall",
        "request_code",
        "create_session",
        "delete_session",
        "get_me",
        "list_prices",
    ];

    #[test]
    fn every_reference_leads_somewhere() {
        let text = document().to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document().pointer(pointer).is_some(), "{pointer}");
        }
    }

    /// The document is committed, so that a change of it is seen in review. `LARIS_UPDATE=1` writes it anew.
    #[test]
    fn the_committed_document_is_this_one() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let made = serde_json::to_string_pretty(document()).unwrap() + "\n";
        if std::env::var_os("LARIS_UPDATE").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == made, "docs/openapi.json is another document: run the test with LARIS_UPDATE=1 and look at the difference");
    }
}

//! `/api`: the document as a page to read.

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::document::document;
use super::words::FOR_PROGRAMS;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Who, show};
use crate::i18n::{Lang, sources};
use crate::pages::frame;
use crate::views::Page;
use crate::views::account::api::{ApiField, ApiGroup, ApiOperation, ApiSchema, ApiView};

/// Shows the API to people.
///
/// # Errors
/// A [`Fault`] when the page cannot be written.
pub async fn show_api(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    let document = document();
    let page = frame::page(&app, &who, who.t.text("api-title"));
    let view = ApiView {
        page: Page { description: who.t.text("api-description").to_owned(), ..page },
        version: document["info"]["version"].as_str().unwrap_or_default().to_owned(),
        document: "/api/openapi.json".to_owned(),
        groups: groups(document, &who.origin),
        schemas: schemas(document),
        problems: problems(who.t.lang()),
    };
    show(&view)
}

/// Operations by tag, in the order of the tags.
fn groups(document: &Value, origin: &str) -> Vec<ApiGroup> {
    let tags = document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str());
    tags.map(|tag| ApiGroup { name: tag.to_owned(), operations: operations(document, tag, origin) }).collect()
}

fn operations(document: &Value, tag: &str, origin: &str) -> Vec<ApiOperation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if operation["tags"][0] == *tag {
                found.push(shown(document, path, method, operation, origin));
            }
        }
    }
    found
}

fn shown(document: &Value, path: &str, method: &str, operation: &Value, origin: &str) -> ApiOperation {
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let body = body.as_str().and_then(|found| found.rsplit('/').next()).unwrap_or_default();
    let answers = operation["responses"].as_object().into_iter().flatten();
    ApiOperation {
        id: text(&operation["operationId"]),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        rights: rights(operation),
        parameters: operation["parameters"].as_array().into_iter().flatten().map(|found| parameter(resolved(document, found))).collect(),
        body: body.to_owned(),
        answers: answers.map(|(status, answer)| (status.clone(), text(&resolved(document, answer)["description"]))).collect(),
        example: example(path, method, operation, origin),
    }
}

/// Roles that may, as the document names them; empty for anyone.
fn rights(operation: &Value) -> String {
    let roles = operation["security"][0]["bearer"].as_array().into_iter().flatten().filter_map(Value::as_str);
    roles.collect::<Vec<_>>().join(", ")
}

fn parameter(found: &Value) -> ApiField {
    ApiField {
        name: text(&found["name"]),
        kind: format!("{}, {}", text(&found["in"]), kind(&found["schema"])),
        text: text(&found["description"]),
        is_required: found["required"] == true,
    }
}

fn schemas(document: &Value) -> Vec<ApiSchema> {
    let all = document["components"]["schemas"].as_object().into_iter().flatten();
    all.map(|(name, schema)| ApiSchema { name: name.clone(), text: described(schema), fields: fields(schema) }).collect()
}

fn described(schema: &Value) -> String {
    let names: Vec<&str> = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let about = text(&schema["description"]);
    if names.is_empty() { about } else { format!("{about} ({})", names.join(", ")) }
}

/// Its own properties, and those of the schemas it is put together from.
fn fields(schema: &Value) -> Vec<ApiField> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, property)| ApiField {
        name: name.clone(),
        kind: kind(property),
        text: text(&property["description"]),
        is_required: required.contains(&name.as_str()),
    });
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let inner = parts.flat_map(|part| match part["$ref"].as_str() {
        Some(_) => vec![ApiField { name: "…".to_owned(), kind: kind(part), ..ApiField::default() }],
        None => fields(part),
    });
    own.chain(inner).collect()
}

/// `string (uuid)`, `list of Offer`, `integer or null`.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|found| found.rsplit('/').next()) {
        return name.to_owned();
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" or ");
    }
    let base = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        one => text(one),
    };
    match (base.as_str(), schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        (_, Some(format)) if !format.starts_with("int") => format!("{base} ({format})"),
        _ => base,
    }
}

/// A call for a terminal.
fn example(path: &str, method: &str, operation: &Value, origin: &str) -> String {
    let mut call = format!("curl {origin}{path}");
    if method != "get" {
        call = format!(
            "curl -X {} {origin}{path} \\\n  -H 'Idempotency-Key: {}-0001'",
            method.to_ascii_uppercase(),
            text(&operation["operationId"])
        );
    }
    if operation["security"][0]["bearer"].is_array() {
        call.push_str(" \\\n  -H 'Authorization: Bearer …'");
    }
    if operation["requestBody"].is_object() {
        call.push_str(" \\\n  -H 'Content-Type: application/json' -d '{…}'");
    }
    call
}

fn resolved<'d>(document: &'d Value, found: &'d Value) -> &'d Value {
    let pointer = found["$ref"].as_str().and_then(|pointer| pointer.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(found)
}

/// Every refusal's code with its sentence, as it is written: with the names of what is filled in.
fn problems(lang: Lang) -> Vec<ApiField> {
    let lines = || sources(lang).into_iter().flat_map(|(_, source)| source.lines()).filter_map(|line| line.split_once(" = "));
    let codes = || lines().filter_map(|(key, text)| Some((key.strip_prefix("error-")?.replace('-', "_"), text)));
    let for_programs = |code: &str| codes().find(|(other, _)| other.strip_prefix(FOR_PROGRAMS) == Some(code)).map(|(_, text)| text);
    // Sentences about a status, and words of the error page, belong to no code.
    let is_code = |code: &str| {
        !code.starts_with(|first: char| first.is_ascii_digit()) && !code.starts_with(FOR_PROGRAMS) && !PAGE_WORDS.contains(&code)
    };
    let found = codes().filter(|(code, _)| is_code(code));
    found.map(|(name, text)| ApiField { text: for_programs(&name).unwrap_or(text).to_owned(), name, ..ApiField::default() }).collect()
}

/// Words of the error page that are no refusal.
const PAGE_WORDS: [&str; 3] = ["back", "home", "reference"];

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_on_the_page() {
        let groups = groups(document(), "http://a.id");
        let shown: usize = groups.iter().map(|group| group.operations.len()).sum();
        assert_eq!(shown, crate::api::routes_list().iter().filter(|route| route.path.starts_with(crate::api::PREFIX)).count());
        let place = groups.iter().flat_map(|group| &group.operations).find(|operation| operation.id == "place_order").unwrap();
        assert_eq!((place.body.as_str(), place.rights.as_str(), place.method.as_str()), ("OrderRequest", "buyer", "POST"));
        assert!(place.answers.iter().any(|(status, text)| status == "409" && !text.is_empty()));
        assert!(problems(Lang::En).iter().any(|problem| problem.name == "slot_full" && !problem.text.is_empty()));
        assert!(place.parameters.iter().any(|field| field.name == "Idempotency-Key" && field.is_required));
    }
}

//! Whether an answer is what the document says: its status, and the shape of its body.

use serde_json::Value;
use web::api::document::document;

/// The document's operation for a call.
pub fn operation(method: &str, path: &str) -> &'static Value {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len() && template.iter().zip(&path).all(|(wanted, said)| wanted.starts_with('{') || wanted == said)
    };
    let mut found: Vec<&String> = document()["paths"].as_object().unwrap().keys().filter(|template| fits(template)).collect();
    found.sort_by_key(|template| template.matches('{').count());
    let template = found.first().unwrap_or_else(|| panic!("{path} is documented"));
    let operation = &document()["paths"][template.as_str()][method.to_ascii_lowercase()];
    assert!(operation.is_object(), "{method} {template} is documented");
    operation
}

/// Panics unless the answer is documented.
pub fn check(operation: &'static Value, status: u16, body: &Value) {
    let id = &operation["operationId"];
    let answer = &operation["responses"][status.to_string()];
    assert!(answer.is_object(), "{id} answers {status} with {body}, which is not documented");
    let answer = resolved(answer);
    let kind = if status < 400 { "application/json" } else { "application/problem+json" };
    let schema = &answer["content"][kind]["schema"];
    if schema.is_object() {
        fits(schema, body, &id.to_string());
    } else {
        assert!(body.is_null(), "{id} {status} has no body");
    }
}

fn resolved(found: &'static Value) -> &'static Value {
    match found["$ref"].as_str() {
        Some(pointer) => document().pointer(&pointer[1..]).unwrap_or_else(|| panic!("{pointer}")),
        None => found,
    }
}

/// Panics unless the value fits the schema; every property must be declared.
fn fits(schema: &Value, value: &Value, place: &str) {
    if let Err(fault) = fault(schema, value, place) {
        panic!("{fault}");
    }
}

fn fault(schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    if let Some(pointer) = schema["$ref"].as_str() {
        return fault(document().pointer(&pointer[1..]).ok_or(pointer)?, value, place);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let faults: Vec<String> = choices.iter().filter_map(|choice| fault(choice, value, place).err()).collect();
        return if faults.len() < choices.len() { Ok(()) } else { Err(faults.join("; ")) };
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().try_for_each(|part| fault(&open(part), value, place));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let is_kind = |kind: &&str| match *kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        _ => value.is_null(),
    };
    if !kinds.is_empty() && !kinds.iter().any(is_kind) {
        return Err(format!("{place} is {value}, wanted {kinds:?}"));
    }
    if let Some(names) = schema["enum"].as_array().filter(|names| !names.contains(value)) {
        return Err(format!("{place} is {value}, wanted one of {names:?}"));
    }
    parts(schema, value, place)
}

/// A part of a whole does not know the other parts' properties.
fn open(part: &Value) -> Value {
    let mut part = match part["$ref"].as_str() {
        Some(pointer) => document().pointer(&pointer[1..]).cloned().unwrap_or_default(),
        None => part.clone(),
    };
    part["additionalProperties"] = Value::Bool(true);
    part
}

fn parts(schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        fault(&schema["items"], item, &format!("{place}[{index}]"))?;
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        object.get(name).ok_or_else(|| format!("{place} lacks {name}"))?;
    }
    for (name, inner) in object {
        match &schema["properties"][name.as_str()] {
            Value::Null if schema["additionalProperties"] == true => {}
            Value::Null => return Err(format!("{place} has {name}, which is not documented")),
            known => fault(known, inner, &format!("{place}.{name}"))?,
        }
    }
    Ok(())
}

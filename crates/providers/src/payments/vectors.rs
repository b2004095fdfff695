//! Signatures that others computed, for the tests.

/// One text of `tests/data/signature_vectors.json`.
pub(super) fn vector(group: &str, name: &str) -> String {
    let file = include_str!("../../tests/data/signature_vectors.json");
    let all: serde_json::Value = serde_json::from_str(file).unwrap();
    all[group][name].as_str().unwrap().to_owned()
}

//! The vectors, and payloads that are made wrong on purpose.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its own part, and may stop here")]

use serde_json::Value;

/// `tests/data/qris_vectors.json`.
pub fn vectors() -> Value {
    serde_json::from_str(include_str!("../data/qris_vectors.json")).unwrap()
}

/// The payload of a valid vector.
pub fn payload(id: &str) -> String {
    let vectors = vectors();
    let found = vectors["sah"].as_array().unwrap().iter().find(|vector| vector["id"] == id);
    found.unwrap()["payload"].as_str().unwrap().to_owned()
}

/// The text with a right checksum at its end instead of the one it has.
pub fn sealed(text: &str) -> String {
    let covered = format!("{}6304", text.rsplit_once("6304").map_or(text, |(covered, _)| covered));
    format!("{covered}{:04X}", qris::crc::crc16(covered.as_bytes()))
}

/// The text of a vector with one part exchanged, and a right checksum.
pub fn changed(id: &str, from: &str, to: &str) -> String {
    let text = payload(id);
    assert!(text.contains(from), "{id} has no {from}");
    sealed(&text.replacen(from, to, 1))
}

//! Consents: what a person allowed, by which text, when, and when they took it back. Nothing is overwritten.
//!
//! Source: Undang-Undang 27/2022 (personal data protection), articles 20 to 24 (consent and its proof) and 9 (withdrawal).

mod model;
mod service;
mod store;

pub use model::{Consent, ConsentError, Purpose};
pub(crate) use service::record_by_phone;
pub use service::{BY_PHONE, give, list, withdraw};
pub use store::holds;

//! The second factor of staff: six digits from an app, new every 30 seconds (TOTP), and recovery codes for when the phone is lost.
//!
//! | state | row | who leaves it |
//! |---|---|---|
//! | none | – | [`begin`] |
//! | begun | a secret that was shown | [`confirm`] with a code made from it, or [`begin`] anew |
//! | confirmed | the secret, never shown again | [`reset`] by an administrator |
//!
//! Why the secret is encrypted, and under which key, is in `docs/decisions/0011-second-factor.md`.

mod model;
mod rules;
mod service;
mod store;

pub use model::{Confirmed, Enrolment, FactorError, FactorState};
pub use rules::{RECOVERY_CODES, code_at};
pub use service::{begin, confirm, prove, reset, state};

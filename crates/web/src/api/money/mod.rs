//! Cash, closing, settlement, payouts and statements.

pub mod cash;
pub mod payouts;
pub mod settlements;
pub mod statements;

use kernel::BusinessDate;

use super::answer::Reply;
use super::problem::Refusal;

/// Reads `2026-11-21`.
///
/// # Errors
/// `date_malformed`, naming `field`.
pub fn date_of(said: &str, field: &str) -> Reply<BusinessDate> {
    BusinessDate::parse(said).ok_or_else(|| Refusal::invalid("date_malformed", field))
}

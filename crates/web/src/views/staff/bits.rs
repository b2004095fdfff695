//! Pieces that several staff pages show: choices, countdowns, ledger lines.

use serde::{Deserialize, Serialize};

use crate::i18n::T;

/// One answer of a list of answers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// Words.
    pub text: String,
    /// More, in small; empty for nothing.
    pub note: String,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// A time that runs down; scripts make it tick, without them it is as of the page's rendering.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Countdown {
    /// **Units:** milliseconds since 1970 UTC.
    pub until_ms: i64,
    /// `5.42`: minutes and seconds left.
    pub left: String,
    /// Less than three minutes are left, or none.
    pub is_urgent: bool,
}

/// One movement of money on a statement.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MoneyLine {
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// What for.
    pub text: String,
    /// Number of the order, or another reference; empty for none.
    pub reference: String,
    /// Signed amount.
    pub amount: String,
    /// Whether it lowers the balance.
    pub is_out: bool,
    /// Balance afterwards.
    pub balance: String,
}

/// Why a stall cannot supply, as choices: value and words.
#[must_use]
pub fn stall_reasons(t: &T) -> [(&'static str, &'static str); 3] {
    [("sold_out", t.text("state-why-sold-out")), ("not_fresh", t.text("state-why-not-fresh")), ("closed", t.text("state-why-closed"))]
}

/// Why nothing was handed over, as choices: value and words.
#[must_use]
pub fn door_reasons(t: &T) -> [(&'static str, &'static str); 4] {
    [
        ("nobody_home", t.text("state-why-nobody-home")),
        ("address_not_found", t.text("state-why-address-not-found")),
        ("refused", t.text("state-why-refused")),
        ("other", t.text("state-why-other")),
    ]
}

/// How long goods stay sold out, as choices: value and words.
#[must_use]
pub fn sold_out_spans(t: &T) -> [(&'static str, &'static str); 3] {
    [
        ("today", t.text("trader-out-today")),
        ("three_days", t.text("trader-out-three-days")),
        ("until_told", t.text("trader-out-until-told")),
    ]
}

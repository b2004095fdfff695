//! `/kelola/{pasar}/kas`: runners bring their cash, the day is closed, and what was counted so far.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::Badge;

/// The cash box of one day.
///
/// Forms: `POST /kelola/{pasar}/kas/setoran` with `runner`, `expected`, `counted`, `reason`;
/// `POST /kelola/{pasar}/kas/tutup` with `date`, `expected`, `counted`, `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/cash.html")]
pub struct CashView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// `2026-11-21`.
    pub date: String,
    /// The day before.
    pub before: String,
    /// The day after; empty today.
    pub after: String,
    /// Runners who carry cash.
    pub floats: Vec<FloatRow>,
    /// What should be in the box.
    pub expected: String,
    /// In plain digits.
    pub expected_plain: i64,
    /// How it comes about: words and amount.
    pub sums: Vec<(String, String)>,
    /// What stands in the way of closing, a sentence each.
    pub blockers: Vec<String>,
    /// Once closed: what was counted and by whom.
    pub closed: Option<String>,
    /// What was typed into the closing form that was refused.
    pub counted_typed: String,
    /// Counts, newest first.
    pub counts: Vec<CountRow>,
}

/// A runner's float.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FloatRow {
    /// Person id.
    pub runner: String,
    /// Name.
    pub name: String,
    /// What the books say.
    pub expected: String,
    /// In plain digits.
    pub expected_plain: i64,
    /// What was typed when the form was refused; empty otherwise.
    pub typed: String,
    /// What was wrong; empty for nothing.
    pub wrong: String,
}

/// Something counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CountRow {
    /// When.
    pub time: String,
    /// `Setoran Yoyok`, `Tutup kas`.
    pub what: String,
    /// Books.
    pub expected: String,
    /// Hand.
    pub counted: String,
    /// Good when equal, bad when not.
    pub difference: Badge,
    /// Why; empty when equal.
    pub reason: String,
    /// Who counted.
    pub by: String,
}

//! `/jual/uang`: what the stall sold, what is owed to it and what it was paid; also on paper.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::ChipLink;
use crate::views::staff::bits::MoneyLine;

/// A stall's statement.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/trader/money.html")]
pub struct MoneyView {
    /// Around the content.
    pub page: Page,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// `B-12, Pasar Bareng`.
    pub place: String,
    /// Today, yesterday, a week, a month.
    pub periods: Vec<ChipLink>,
    /// `Sabtu, 21 Nov` or `15–21 Nov`.
    pub period: String,
    /// What the stall still gets.
    pub owed: String,
    /// `Dibayar tunai di kantor pasar sesudah tutup`.
    pub owed_note: String,
    /// Sold in the period.
    pub sold: String,
    /// Paid in the period.
    pub paid: String,
    /// Balance before.
    pub opening: String,
    /// Movements, oldest first.
    pub lines: Vec<MoneyLine>,
    /// Balance after.
    pub closing: String,
    /// Address of the table as CSV.
    pub csv: String,
    /// Address of the statement as PDF.
    pub pdf: String,
    /// Where one says how to be paid.
    pub wish: String,
    /// When it was made, for paper.
    pub made: String,
}

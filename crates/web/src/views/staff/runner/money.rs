//! `/kurir/uang`: cash in hand and what was earned.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::ChipLink;
use crate::views::staff::bits::MoneyLine;

/// A runner's money.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/runner/money.html")]
pub struct RunnerMoneyView {
    /// Around the content.
    pub page: Page,
    /// Cash of buyers in hand.
    pub cash: String,
    /// `Setor ke kasir pasar sebelum tutup`.
    pub cash_note: String,
    /// More than a runner may carry.
    pub is_cash_full: bool,
    /// Cash in hand, as a share of the most. **Units:** percent.
    pub cash_percent: u32,
    /// `paling banyak Rp2.000.000`.
    pub cash_max: String,
    /// Earned today.
    pub earned_today: String,
    /// Earned and not yet paid out.
    pub earned_owed: String,
    /// Today, a week, a month.
    pub periods: Vec<ChipLink>,
    /// `15–21 Nov`.
    pub period: String,
    /// Balance before.
    pub opening: String,
    /// Earnings and payments, oldest first.
    pub lines: Vec<MoneyLine>,
    /// Balance after.
    pub closing: String,
    /// Address of the statement as PDF.
    pub pdf: String,
}

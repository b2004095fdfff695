//! `/kota/rekonsiliasi`, its days, and `/kota/neraca`: what providers settled, what differs, and the sums of the books.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Badge, Pager};
use crate::views::staff::manager::imports::FaultRow;

/// Days that were compared.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/reconciliations.html")]
pub struct ReconciliationsView {
    /// Around the content.
    pub page: Page,
    /// Newest first.
    pub days: Vec<DayRow>,
    /// Statements that come as files; `None` where providers answer by themselves.
    pub statement: Option<StatementCard>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// Statements that come as files: which are missing, and taking one.
///
/// Form: `POST /kota/rekonsiliasi/laporan` with `account`, `date`, `file`, and `sure` where it may say less than the one before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StatementCard {
    /// Whose statements there are: name and words.
    pub accounts: Vec<(String, String)>,
    /// The one that is chosen.
    pub account: String,
    /// `2026-11-21`.
    pub date: String,
    /// The last day that can be chosen.
    pub latest: String,
    /// Days without their statement: `Sabtu, 21 Nov, QRIS`.
    pub missing: Vec<String>,
    /// Rows that cannot be taken.
    pub faults: Vec<FaultRow>,
    /// How many there are.
    pub fault_count: usize,
    /// The file says less than the one before: whether that is meant is asked.
    pub is_shorter: bool,
    /// Whether the reader may send one.
    pub can_act: bool,
}

/// One provider's day.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DayRow {
    /// Its page.
    pub href: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// Provider and how much fits: `QRIS, 12 cocok`.
    pub what: String,
    /// What reached the bank.
    pub net: String,
    /// All fits, or how many differ.
    pub status: Badge,
    /// Something differs.
    pub is_waiting: bool,
}

/// One day with what differs.
///
/// Forms: `POST /kota/rekonsiliasi/{id}/ulang`; `POST /kota/selisih/{id}/ambil` and `/selesai` with `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/reconciliation.html")]
pub struct ReconciliationView {
    /// Around the content.
    pub page: Page,
    /// Id of the day.
    pub id: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// Its state.
    pub status: Badge,
    /// When it was compared last.
    pub compared: String,
    /// How many fit, gross, refunds, fees: words and amounts.
    pub sums: Vec<(String, String)>,
    /// What reached the bank.
    pub net: String,
    /// What differs, open ones first.
    pub differences: Vec<DifferenceRow>,
    /// Whether the reader may act.
    pub can_resolve: bool,
}

/// One difference.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Its id.
    pub id: String,
    /// `Tidak ada di pembukuan`.
    pub kind: String,
    /// Payment or refund.
    pub flow: String,
    /// The payment's name at the provider.
    pub reference: String,
    /// The order's number; empty for a payment that is not ours.
    pub order: String,
    /// What we know.
    pub ours: String,
    /// What the provider says.
    pub theirs: String,
    /// How far it is.
    pub status: Badge,
    /// Who takes care of it; empty when nobody.
    pub owner: String,
    /// What came out.
    pub note: String,
    /// Can still be taken or ended.
    pub is_open: bool,
    /// The reader takes care of it already.
    pub is_mine: bool,
}

/// The trial balance of a period.
///
/// Form: `GET /kota/neraca` with `dari` and `sampai`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/trial.html")]
pub struct TrialView {
    /// Around the content.
    pub page: Page,
    /// `2026-11-01`.
    pub from: String,
    /// `2026-11-22`, included.
    pub to: String,
    /// `Minggu, 1 Nov – Minggu, 22 Nov`.
    pub period: String,
    /// Account, debits, credits, balance.
    pub lines: Vec<[String; 4]>,
    /// Sum of all debits.
    pub debits: String,
    /// Sum of all credits.
    pub credits: String,
    /// Whether they are the same.
    pub status: Badge,
    /// Address of the balance as CSV.
    pub csv: String,
    /// Address of the journal as CSV.
    pub journal: String,
}

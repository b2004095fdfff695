//! `/kota/transfer` and its files: payouts through the bank, and cash carried between the bank and the markets.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::imports::FaultRow;
use crate::views::page::Page;
use crate::views::shop::cards::Badge;

/// What waits, and the files.
///
/// Forms: `POST /kota/transfer`; `POST /kota/kas` with `market`, `direction`, `amount`, `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/transfers.html")]
pub struct TransfersView {
    /// Around the content.
    pub page: Page,
    /// `12 transfer, Rp3.412.000`; empty when none waits.
    pub waiting: String,
    /// Newest first.
    pub files: Vec<FileRow>,
    /// The markets, by slug and name, for cash.
    pub markets: Vec<(String, String)>,
    /// Whether the reader may act.
    pub can_act: bool,
    /// The market that was chosen.
    pub market: String,
    /// What was typed as amount.
    pub amount: String,
    /// What was typed as reason.
    pub reason: String,
}

/// One file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FileRow {
    /// Its page.
    pub href: String,
    /// `Berkas 12`.
    pub name: String,
    /// `Sabtu, 21 Nov, 34 transfer`.
    pub what: String,
    /// Sum.
    pub total: String,
    /// Answered, or how many are open.
    pub status: Badge,
    /// The bank has not answered everything.
    pub is_waiting: bool,
}

/// One file with its transfers.
///
/// Form: `POST /kota/transfer/{id}/hasil` with a `file`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/transfer_file.html")]
pub struct TransferFileView {
    /// Around the content.
    pub page: Page,
    /// Id of the file.
    pub id: String,
    /// `Berkas 12`.
    pub name: String,
    /// State.
    pub status: Badge,
    /// Who made it and when.
    pub maker: String,
    /// `Senin, 23 Nov`.
    pub value_date: String,
    /// Sum.
    pub total: String,
    /// In the file's order.
    pub transfers: Vec<TransferRow>,
    /// What the bank's form may be: address, words, whether a bank confirmed it.
    pub downloads: Vec<(String, String)>,
    /// Rows of an answer that were refused.
    pub faults: Vec<FaultRow>,
    /// How many there were.
    pub fault_count: usize,
    /// Whether the reader may take the file and enter answers.
    pub can_act: bool,
    /// Whether the bank still has to answer.
    pub is_open: bool,
}

/// One transfer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TransferRow {
    /// `LRS0001200034`.
    pub reference: String,
    /// Stall or runner.
    pub name: String,
    /// `BRI ····1234`.
    pub account: String,
    /// Amount.
    pub amount: String,
    /// State, with the reason when it failed.
    pub status: Badge,
}

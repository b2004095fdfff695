//! `/kelola/{pasar}/bayar` and `/kelola/{pasar}/pengembalian`: payments by the printed code, and money that staff transfer back.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Badge, ChipLink};

/// The market's printed code and what was said of payments by it.
///
/// Forms below `/kelola/{pasar}/bayar`: `POST …/kode` with `payload`, or `act=remove`; `…/catat` with `number`, `amount`;
/// `…/{claim}/cocok` with `reference`, `amount`, `date`; `…/{claim}/tolak` with `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/printed.html")]
pub struct PrintedView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Who is paid, by the code; empty without one.
    pub merchant: String,
    /// Since when, and by whom it was entered.
    pub set: String,
    /// As it was typed, when it was refused.
    pub typed: String,
    /// Whether the reader may enter the code and record.
    pub can_record: bool,
    /// What waits, oldest first.
    pub waiting: Vec<ClaimRow>,
    /// What was decided, newest first.
    pub ended: Vec<ClaimRow>,
    /// `2026-11-22`: today, for the form.
    pub today: String,
}

/// What was said of one payment.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClaimRow {
    /// Its id.
    pub id: String,
    /// Of the order.
    pub number: String,
    /// What was asked for.
    pub asked: String,
    /// What was recorded; empty before.
    pub amount: String,
    /// When, by whom, with which reference; words and value.
    pub facts: Vec<(String, String)>,
    /// How far.
    pub status: Badge,
    /// Where the picture is; empty without one.
    pub picture: String,
    /// May be recorded by the reader.
    pub can_record: bool,
    /// May be confirmed by the reader.
    pub can_confirm: bool,
    /// May be rejected by the reader.
    pub can_reject: bool,
}

/// Money that staff transfer back.
///
/// Forms below `/kelola/{pasar}/pengembalian/{return}`: `POST …/siapkan`, perhaps with `asked`; `…/sahkan` with `reference`;
/// `…/kembali` and `…/terkirim` with `reason`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/returns.html")]
pub struct ReturnsView {
    /// Around the content.
    pub page: Page,
    /// Address of the list as CSV.
    pub csv: String,
    /// Markets where payments by a printed code wait for a second person.
    pub links: Vec<ChipLink>,
    /// What waits, oldest first.
    pub waiting: Vec<ReturnRow>,
    /// What was sent, newest first.
    pub sent: Vec<ReturnRow>,
}

/// One return.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReturnRow {
    /// Where its forms go.
    pub action: String,
    /// Its id, for fields.
    pub id: String,
    /// Of the order.
    pub number: String,
    /// How much.
    pub amount: String,
    /// Why, which provider, to where, by whom: words and value.
    pub facts: Vec<(String, String)>,
    /// How far.
    pub status: Badge,
    /// The provider may have sent it already.
    pub is_unsure: bool,
    /// May be prepared by the reader.
    pub can_prepare: bool,
    /// May be confirmed by the reader.
    pub can_confirm: bool,
    /// May be sent back to the buyer by the reader.
    pub can_send_back: bool,
    /// May be ended as sent by its provider.
    pub can_end: bool,
}

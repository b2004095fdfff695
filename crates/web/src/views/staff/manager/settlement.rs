//! `/kelola/{pasar}/pelunasan`, its batches, and `/kota/pelunasan`: who gets what, made by one, checked by another, handed out.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Badge, Pager};

/// Batches: of one market for its manager, of the whole city for the treasurer.
///
/// Forms: `POST /kelola/{pasar}/pelunasan` with `date`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/settlements.html")]
pub struct SettlementsView {
    /// Around the content.
    pub page: Page,
    /// Market, for addresses; empty for the city.
    pub market: String,
    /// Closed days without a batch: `2026-11-21` and `Sabtu, 21 Nov`.
    pub preparable: Vec<(String, String)>,
    /// Why nothing can be prepared, when so; a sentence.
    pub note: String,
    /// Batches, newest first.
    pub batches: Vec<BatchRow>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// One batch.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BatchRow {
    /// Its page.
    pub href: String,
    /// Market's name; empty where it is clear.
    pub place: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// Sum.
    pub total: String,
    /// State.
    pub status: Badge,
    /// `disiapkan Bu Endang`.
    pub people: String,
    /// Needs the reader's own hand now.
    pub is_waiting: bool,
}

/// One batch with its payouts.
///
/// Forms: `POST /kota/pelunasan/{id}/setuju`; `POST /kelola/{pasar}/pelunasan/{id}/bayar/{payout}`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/batch.html")]
pub struct BatchView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Its name.
    pub place: String,
    /// Id of the batch.
    pub id: String,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// State.
    pub status: Badge,
    /// Sum.
    pub total: String,
    /// Still to be handed out.
    pub unpaid: String,
    /// Who prepared it and when.
    pub maker: String,
    /// Who approved it and when; empty when nobody.
    pub checker: String,
    /// What the reader may do.
    pub act: BatchAct,
    /// Why the reader may not approve, when so.
    pub refusal: String,
    /// Whether the list is long enough for a filter.
    pub has_filter: bool,
    /// What the filter holds.
    pub filter: String,
    /// Stalls in walking order, then runners.
    pub payouts: Vec<PayoutRow>,
    /// Address of the CSV.
    pub csv: String,
    /// For paper.
    pub made: String,
}

/// What the reader may do with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchAct {
    /// Look.
    #[default]
    Look,
    /// Approve.
    Approve,
    /// Hand out cash.
    Pay,
}

/// One payout.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PayoutRow {
    /// Its id.
    pub id: String,
    /// `B-12`; empty for a runner.
    pub place: String,
    /// Who gets it.
    pub name: String,
    /// How: cash, transfer.
    pub method: String,
    /// Amount.
    pub amount: String,
    /// State.
    pub status: Badge,
    /// Can be handed out now.
    pub is_payable: bool,
}

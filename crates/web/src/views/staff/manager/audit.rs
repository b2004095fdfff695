//! `/kota/jejak`: who did what to which thing.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{ChipLink, Pager};

/// The trail.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/audit.html")]
pub struct AuditView {
    /// Around the content.
    pub page: Page,
    /// All, money, orders, roles.
    pub filters: Vec<ChipLink>,
    /// What the filter holds: an id, or the start of an action.
    pub filter: String,
    /// Newest first.
    pub entries: Vec<AuditRow>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// One act.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AuditRow {
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// `06.12`.
    pub clock: String,
    /// Who; the house itself has a word of its own.
    pub who: String,
    /// What, in words: `Kas ditutup`.
    pub act: String,
    /// Its name in the trail: `cash.closed`.
    pub code: String,
    /// What kind of thing, in words: `Lapak`.
    pub kind: String,
    /// The thing by its name.
    pub subject: String,
    /// All that was done to the thing.
    pub href: String,
    /// Details: name and value.
    pub details: Vec<(String, String)>,
}

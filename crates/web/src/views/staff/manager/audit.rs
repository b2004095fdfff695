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
    /// When.
    pub time: String,
    /// Who; the house itself has a word of its own.
    pub who: String,
    /// `cash.closed`.
    pub action: String,
    /// Kind and short id of the thing.
    pub subject: String,
    /// Details: name and value.
    pub details: Vec<(String, String)>,
}

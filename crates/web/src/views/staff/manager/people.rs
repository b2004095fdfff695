//! `/kelola/{pasar}/lapak` and `/kelola/{pasar}/kurir`: the market's stalls and runners.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Badge, ChipLink, Pager};

/// The stalls.
///
/// Forms: `POST /kelola/{pasar}/lapak/{slug}/tutup` and `…/buka`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/stalls.html")]
pub struct StallsView {
    /// Around the content.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Runs the market; those who only watch see no buttons.
    pub is_manager: bool,
    /// All, open, closed.
    pub filters: Vec<ChipLink>,
    /// What the name filter holds.
    pub filter: String,
    /// By walking order.
    pub stalls: Vec<StallRow>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// One stall.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StallRow {
    /// For addresses.
    pub slug: String,
    /// `B-12`.
    pub place: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// `24 barang, 2 habis`.
    pub goods: String,
    /// Open or closed.
    pub status: Badge,
    /// Orders that wait for its answer.
    pub waiting: u32,
    /// Closed for today by hand.
    pub is_closed: bool,
}

/// The runners.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/runners.html")]
pub struct RunnersView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Runners by name.
    pub runners: Vec<RunnerRow>,
}

/// One runner.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunnerRow {
    /// Name.
    pub name: String,
    /// For `tel:`.
    pub phone: String,
    /// What the runner does now: `Belanja 2, antar 1`.
    pub now: String,
    /// Orders open.
    pub open: u32,
    /// Orders of today.
    pub today: u32,
    /// Cash in hand.
    pub cash: String,
    /// As a share of the most. **Units:** percent.
    pub cash_percent: u32,
    /// More than may be carried.
    pub is_cash_full: bool,
    /// The open orders: number and bag.
    pub orders: Vec<(String, String)>,
}

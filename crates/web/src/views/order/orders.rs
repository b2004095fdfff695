//! `/pesanan`: the orders of the person signed in, newest first.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{Badge, ChipLink, Pager};

/// The list of orders.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "order/orders.html")]
pub struct OrdersView {
    /// Around the content.
    pub page: Page,
    /// Under way, all, done.
    pub filters: Vec<ChipLink>,
    /// Orders.
    pub orders: Vec<OrderRow>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
}

/// One order in the list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OrderRow {
    /// `/pesanan/{no}`.
    pub href: String,
    /// `MLG-2611-0042`.
    pub number: String,
    /// `Sabtu, 21 Nov, 07.00–08.30`.
    pub when: String,
    /// Market or shop.
    pub place: String,
    /// `cabai rawit, tahu, tempe dan 4 lainnya`.
    pub goods: String,
    /// Pictures of the first goods, at most four.
    pub pictures: Vec<String>,
    /// State.
    pub status: Badge,
    /// Total, estimated or final.
    pub total: String,
}

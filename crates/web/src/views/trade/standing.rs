//! `/langganan`: baskets that come every week, the form that makes one, and the day that waits for its owner's word.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::order::checkout::{AddressForm, District, SavedAddress};
use crate::views::page::Page;
use crate::views::shop::cards::Badge;
use crate::views::staff::bits::Choice;

/// One's standing orders.
///
/// Forms: `POST /langganan/{id}` with a button `act` (`pause`, `resume`, `stop`, `skip`).
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/standing.html")]
pub struct StandingView {
    /// Around the content.
    pub page: Page,
    /// Newest first, those that are stopped last.
    pub orders: Vec<StandingCard>,
}

/// One standing order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StandingCard {
    /// Its id.
    pub id: String,
    /// `Pasar Oro-oro Dowo`.
    pub place: String,
    /// `Senin, Kamis · 07.00`.
    pub when: String,
    /// Goods by name.
    pub goods: String,
    /// Whether and up to what it places itself.
    pub rule: String,
    /// Where it stands.
    pub status: Badge,
    /// `Berikutnya Senin, 23 Nov`; empty unless active.
    pub next: String,
    /// May be paused; else gone on with, unless stopped.
    pub is_active: bool,
    /// Ended.
    pub is_stopped: bool,
    /// Its days, newest first: address, day, status.
    pub days: Vec<(String, String, Badge)>,
}

/// The form for a new one, from the basket: `POST /langganan` with the names of its fields.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/standing_new.html")]
pub struct StandingNewView {
    /// Around the content.
    pub page: Page,
    /// Market, for the form.
    pub market: String,
    /// `Pasar Oro-oro Dowo · 7 barang dari 4 lapak`.
    pub summary: String,
    /// `weekday`: 0 is Monday.
    pub weekdays: Vec<Choice>,
    /// `starts`: windows by the minute in which they begin.
    pub windows: Vec<Choice>,
    /// Saved addresses (`address` is an id or `new`).
    pub addresses: Vec<SavedAddress>,
    /// Another address, as typed.
    pub address: AddressForm,
    /// Wards to choose from, by district.
    pub districts: Vec<District>,
    /// `total_max`, as typed.
    pub total_max: String,
}

/// A prepared day: `POST /langganan/{id}/{day}` with `total` and a button `act` (`confirm`, `skip`, `basket`).
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/standing_day.html")]
pub struct StandingDayView {
    /// Around the content.
    pub page: Page,
    /// Which standing order.
    pub id: String,
    /// `2026-11-23`.
    pub day: String,
    /// `Senin, 23 Nov`.
    pub title: String,
    /// Where it stands.
    pub status: Badge,
    /// What is to know about this day; empty for nothing.
    pub note: String,
    /// Goods and amounts.
    pub lines: Vec<(String, String)>,
    /// Goods that are gone or dearer, a sentence each.
    pub problems: Vec<String>,
    /// Goods, delivery, city fee.
    pub sums: Vec<(String, String)>,
    /// Estimated total.
    pub total: String,
    /// In plain digits, sent back with the word.
    pub total_plain: i64,
    /// `Jawab sebelum …`; empty when nothing waits.
    pub until: String,
    /// The order, once placed.
    pub order: String,
}

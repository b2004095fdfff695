//! `/kelola/{pasar}/telepon`: an order taken on the phone, one form from top to bottom.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::order::checkout::{AddressForm, District, SlotChoice};
use crate::views::page::Page;

/// The form: `POST /kelola/{pasar}/telepon` with a button `act` (`price`, which Enter presses, or `place`).
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "trade/phone.html")]
pub struct PhoneView {
    /// Around the content.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// As typed.
    pub phone: String,
    /// The caller's name, as typed or as known of the number.
    pub caller: String,
    /// As typed.
    pub address: AddressForm,
    /// Wards to choose from, by district.
    pub districts: Vec<District>,
    /// A line for each of the goods, as typed.
    pub goods: String,
    /// Windows to choose from.
    pub slots: Vec<SlotChoice>,
    /// The caller said that messages are welcome.
    pub agrees: bool,
    /// What was read, once there is something to read.
    pub lines: Vec<PhoneLine>,
    /// The quote in which prices are frozen: hidden field `quote`; empty before.
    pub quote: String,
    /// Goods, delivery, city fee.
    pub sums: Vec<(String, String)>,
    /// Estimated total; empty before.
    pub total: String,
    /// The most that may be asked without asking again.
    pub total_max: String,
}

/// A line as it was read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PhoneLine {
    /// As typed.
    pub typed: String,
    /// `Bayam, Lapak Bu Tini B-14`; empty when nothing fits.
    pub name: String,
    /// `2 ikat`.
    pub quantity: String,
    /// Estimated price.
    pub amount: String,
    /// What is in the way; empty for nothing.
    pub wrong: String,
    /// Other stalls or goods one may name instead.
    pub others: Vec<String>,
}

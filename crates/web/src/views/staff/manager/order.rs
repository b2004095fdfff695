//! `/kelola/{pasar}/pesanan/{number}`: one order for those who run the market, with everything they may do about it.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::order::tracking::{Question, SellerPart};
use crate::views::page::Page;
use crate::views::shop::cards::Badge;
use crate::views::staff::bits::Choice;

/// One order.
///
/// Forms below `/kelola/{pasar}/pesanan/{number}`: `POST …/kurir` with `runner`; `…/batal` with `reason`; `…/jawab` with `substitution`,
/// `answer`; `…/serahkan` with `reason`, `cash`; `…/gagal` with `reason`, `goods`; `…/ganti-rugi` with `line`, `amount`, `liable`, `reason`;
/// `…/ganti-rugi/{refund}/bayar`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/manager/order.html")]
pub struct StaffOrderView {
    /// Around the content; live.
    pub page: Page,
    /// Market, for addresses.
    pub market: String,
    /// Whole number.
    pub number: String,
    /// State in a word.
    pub status: Badge,
    /// Runner, slot, placed, payment: words and value.
    pub facts: Vec<(String, String)>,
    /// Name, address, landmark.
    pub deliver_to: Vec<String>,
    /// For `tel:`.
    pub phone: String,
    /// For the eye.
    pub phone_text: String,
    /// Stalls with their lines.
    pub parts: Vec<SellerPart>,
    /// Goods, fees, rounding.
    pub sums: Vec<(String, String)>,
    /// Total.
    pub total: String,
    /// Whether the total is final.
    pub is_final: bool,
    /// What happened, oldest first.
    pub events: Vec<EventRow>,
    /// Questions to answer for the buyer, by phone.
    pub questions: Vec<Question>,
    /// Runners to choose from; empty when it is too late.
    pub runners: Vec<Choice>,
    /// May be called off.
    pub can_cancel: bool,
    /// Is on the way: may be handed over without the PIN, or fail. Plain rupiah due.
    pub hand_over_due: Option<i64>,
    /// May be refunded.
    pub refund: Option<RefundForm>,
    /// Refunds made.
    pub refunds: Vec<RefundRow>,
}

/// Something that happened.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct EventRow {
    /// `06.12`.
    pub time: String,
    /// In words.
    pub text: String,
    /// Who; empty for the house itself.
    pub who: String,
}

/// What may be given back.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RefundForm {
    /// The whole order or one line.
    pub lines: Vec<Choice>,
    /// Stall, runner, market, city.
    pub liable: Vec<Choice>,
    /// `paling banyak Rp45.900`.
    pub most: String,
}

/// A refund that was made.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RefundRow {
    /// Its id.
    pub id: String,
    /// Amount.
    pub amount: String,
    /// Why, and who bears it.
    pub text: String,
    /// State.
    pub status: Badge,
    /// The buyer has not fetched it yet.
    pub is_payable: bool,
}

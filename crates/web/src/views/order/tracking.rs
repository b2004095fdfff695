//! `/pesanan/{no}`: one order from placed to delivered, its questions, its money, its receipt.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::order::pay::{PayCard, PayForms};
use crate::views::page::Page;
use crate::views::shop::cards::Badge;
use crate::views::trade::complaints::OrderCare;

/// One order.
///
/// Forms: `POST /pesanan/{no}/jawab` with `substitution` and `answer` (`accept`, `refuse`); `…/batal` with `reason`; `…/ulang`; those of [`PayCard`] and [`OrderCare`].
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "order/order.html")]
pub struct OrderView {
    /// Around the content; `page.live_url` while under way.
    pub page: Page,
    /// `MLG-2611-0042`.
    pub number: String,
    /// Market or shop.
    pub place: String,
    /// Slug for the tile on the receipt.
    pub tile: String,
    /// When it was placed.
    pub placed: String,
    /// What happens now: `Kurir sedang belanja`.
    pub headline: String,
    /// `Tiba sekitar 07.40 WIB`; empty when over.
    pub eta: String,
    /// State in a word.
    pub status: Badge,
    /// Whether it was placed just now: thanks the buyer.
    pub is_new: bool,
    /// Steps of the whole order.
    pub steps: Vec<Step>,
    /// Questions that wait for an answer.
    pub questions: Vec<Question>,
    /// PIN to tell the runner at the door, digit by digit; empty when not yet or no more.
    pub pin: Vec<char>,
    /// Who brings it.
    pub runner: Option<RunnerCard>,
    /// Seller orders, each with its own state and lines.
    pub sellers: Vec<SellerPart>,
    /// Goods, fees, rounding: words and amount.
    pub sums: Vec<(String, String)>,
    /// Total.
    pub total: String,
    /// Whether the total is final.
    pub is_final: bool,
    /// The estimate at ordering, when the final total differs from it.
    pub estimate: Option<String>,
    /// Why the total differs, a sentence each.
    pub reasons: Vec<String>,
    /// `Bayar tunai saat diterima`, `Lunas tunai`.
    pub payment: String,
    /// Name and address it goes to, by line.
    pub deliver_to: Vec<String>,
    /// Slot: `Sabtu, 21 Nov, 07.00–08.30`.
    pub slot: String,
    /// Whether it can be cancelled now; the sentence says until when.
    pub cancel: Option<String>,
    /// Whether it can be ordered again.
    pub is_repeatable: bool,
    /// Paying by a code; `None` where nobody makes any.
    pub pay: Option<PayCard>,
    /// What the buyer sends beside it.
    pub pay_forms: PayForms,
    /// Complaints and ratings, after delivery.
    pub care: OrderCare,
}

/// One step.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Step {
    /// Words.
    pub text: String,
    /// `06.12 WIB`; empty when not yet.
    pub time: String,
    /// More, in small; empty for nothing.
    pub note: String,
    /// Where it stands.
    pub state: StepState,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// Behind us.
    Done,
    /// Now.
    Now,
    /// To come.
    #[default]
    Later,
    /// Went wrong.
    Bad,
}

impl StepState {
    /// Class of the list item.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Now => "is-now",
            Self::Later => "is-later",
            Self::Bad => "is-bad",
        }
    }
}

/// A substitution to be answered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Question {
    /// Id of the substitution.
    pub id: String,
    /// What is missing: `Cabai rawit merah ¼ kg (Rp11.250)`.
    pub missing: String,
    /// Address of its picture.
    pub missing_picture: String,
    /// What is proposed: `Cabai rawit hijau ¼ kg (Rp9.500)`.
    pub proposed: String,
    /// Address of its picture.
    pub proposed_picture: String,
    /// Stall it comes from.
    pub from: String,
    /// `Jawab sebelum 06.55 WIB`.
    pub deadline: String,
    /// What happens without an answer.
    pub otherwise: String,
}

/// Who brings it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RunnerCard {
    /// First name.
    pub name: String,
    /// `Kurir Pasar Oro-oro Dowo`.
    pub text: String,
    /// Number to dial, `+62…`; empty when it may not be shown.
    pub phone: String,
}

/// What one seller does of the order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SellerPart {
    /// `Lapak Bu Sumiati`.
    pub seller: String,
    /// `B-12`.
    pub place: String,
    /// State.
    pub status: Badge,
    /// Lines.
    pub lines: Vec<OrderLine>,
}

/// One line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OrderLine {
    /// Goods as received or ordered.
    pub name: String,
    /// Ordered quantity.
    pub ordered: String,
    /// Actual quantity; empty before picking or when equal.
    pub actual: String,
    /// Amount, estimated or final.
    pub amount: String,
    /// Amount before, when it differs; empty otherwise.
    pub before: String,
    /// `potong 8`, `diganti dari …`, `habis`; empty for nothing.
    pub note: String,
    /// Whether it fell away.
    pub is_dropped: bool,
}

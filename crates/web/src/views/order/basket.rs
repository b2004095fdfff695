//! `/keranjang`: lines by stall, to be changed one by one.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::error::Link;
use crate::views::page::Page;
use crate::views::shop::cards::ChipLink;
use crate::views::shop::product::Alternative;

/// The basket of one market or shop.
///
/// Forms: `POST /keranjang/{line}` with `quantity`, `note`, `substitution`, `alternative` and a button `action` (`save`, `remove`, or the
/// way out of a problem); `POST /keranjang/kosongkan`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "order/basket.html")]
pub struct BasketView {
    /// Around the content.
    pub page: Page,
    /// `Pasar Oro-oro Dowo`.
    pub place: String,
    /// Where to go on shopping.
    pub place_href: String,
    /// Lines by stall in walking order; empty for an empty basket.
    pub groups: Vec<BasketGroup>,
    /// Estimated subtotal.
    pub subtotal: String,
    /// `+ ongkir mulai Rp8.000`.
    pub fees_note: String,
    /// How many lines have a problem; more than none holds back the checkout.
    pub problem_count: u32,
    /// What is missing to the smallest order: `Kurang Rp12.000 lagi`; empty when enough.
    pub below_minimum: String,
    /// Baskets left at other markets.
    pub others: Vec<Link>,
    /// For the empty page.
    pub suggestions: Vec<ChipLink>,
}

/// The lines of one stall.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BasketGroup {
    /// `Lapak Bu Sumiati`.
    pub seller: String,
    /// `/lapak/{slug}`.
    pub href: String,
    /// `B-12`.
    pub place: String,
    /// Estimated sum.
    pub subtotal: String,
    /// Lines.
    pub lines: Vec<BasketLine>,
}

/// One line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BasketLine {
    /// Id of the line, for the form.
    pub id: String,
    /// Goods.
    pub name: String,
    /// Page of the product.
    pub href: String,
    /// Address of the picture.
    pub picture: String,
    /// Quantity as people say it.
    pub quantity: String,
    /// Step of the plus and minus buttons.
    pub step: String,
    /// `Rp45.000/kg`.
    pub unit_price: String,
    /// Estimated price of the line.
    pub estimate: String,
    /// Note for the seller.
    pub note: String,
    /// Rule: `best`, `chosen`, `ask`, `refund`, `never`.
    pub substitution: String,
    /// The rule in words, for reading.
    pub substitution_text: String,
    /// What may be chosen as alternative.
    pub alternatives: Vec<Alternative>,
    /// What is in the way of ordering it.
    pub problem: Option<Problem>,
}

/// What is wrong with a line, and the ways out of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Problem {
    /// `Tinggal ½ kg di lapak ini`.
    pub text: String,
    /// Buttons: value of `action` and words (`take_rest`, `Ambil ½ kg`).
    pub actions: Vec<(String, String)>,
}

//! `/jual/harga`: the prices of the day, all goods in one form.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::ChipLink;

/// The list of the day.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/trader/prices.html")]
pub struct PricesView {
    /// Around the content.
    pub page: Page,
    /// Slug of the stall, for the form.
    pub stall: String,
    /// The trader's stalls, when there are several.
    pub stalls: Vec<ChipLink>,
    /// `Sabtu, 21 Nov`.
    pub day: String,
    /// The goods.
    pub goods: Vec<PriceRow>,
    /// Goods with a question; the save button asks to send again.
    pub questions: usize,
}

/// One of the goods.
///
/// Sent back: `price-OFFER` as typed, `was-OFFER` as [`PriceRow::was`], `out-OFFER` when ticked, `sure-OFFER` a confirmed price;
/// `do` is `save`, `same`, `up:OFFER`, `down:OFFER`, `take:OFFER` or `before:OFFER`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PriceRow {
    /// Id of the offer.
    pub offer: String,
    /// Goods.
    pub name: String,
    /// Address of the picture.
    pub picture: String,
    /// Whether the picture is a photo, which fills its square.
    pub is_photo: bool,
    /// `kg`.
    pub unit: String,
    /// What stands in the field: `58.000`.
    pub price: String,
    /// `Kemarin Rp57.000`, or that it is new.
    pub yesterday: String,
    /// Version, price and mark as shown: `3:58000:0`.
    pub was: String,
    /// Sold out, as typed.
    pub is_out: bool,
    /// Plain digits that a tap adds: `1000`.
    pub step: String,
    /// A question about this row: the price jumped, or another phone was there first.
    pub question: String,
    /// The price that sending again confirms, in plain digits; else empty.
    pub sure: String,
    /// The other answer to the question: value of `do` and words.
    pub instead: Option<(String, String)>,
}

//! `/jual/barang`: the stall's goods: price, sold out until, stock.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;
use crate::views::shop::cards::{ChipLink, Pager};

/// All goods of a stall.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "staff/trader/goods.html")]
pub struct GoodsView {
    /// Around the content.
    pub page: Page,
    /// Slug of the stall, for addresses.
    pub stall: String,
    /// All, sold out, on sale.
    pub filters: Vec<ChipLink>,
    /// Whether the list is long enough for a name filter.
    pub has_filter: bool,
    /// What the filter holds.
    pub filter: String,
    /// The goods.
    pub goods: Vec<TraderGood>,
    /// Pages of the list.
    pub pager: Option<Pager>,
}

/// One of the stall's goods.
///
/// Forms: `POST /jual/barang/{offer}/harga` with `price`; `…/habis` with `until` (`today`, `three_days`, `until_told`); `…/ada`;
/// `…/stok` with `stock` (a decimal in the unit; empty means "ask me"). Each also sends `back`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TraderGood {
    /// Id of the offer.
    pub offer: String,
    /// Goods.
    pub name: String,
    /// Address of the picture.
    pub picture: String,
    /// Whether the picture is a photo, which fills its square.
    pub is_photo: bool,
    /// `Rp58.000`.
    pub price: String,
    /// `/kg`.
    pub per: String,
    /// `kg`.
    pub unit: String,
    /// The price in plain digits.
    pub price_plain: String,
    /// One tap down: plain digits for the form and `−1.000` for the button; none when too low.
    pub cheaper: Option<(String, String)>,
    /// One tap up.
    pub dearer: Option<(String, String)>,
    /// Sold out: `Habis sampai besok pagi`.
    pub out: Option<String>,
    /// Counted stock in the unit, plain; empty when the trader is asked.
    pub stock: String,
    /// `Sisa 12 kg`; empty when the trader is asked.
    pub stock_text: String,
}

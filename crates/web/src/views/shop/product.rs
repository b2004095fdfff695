//! `/produk/{slug}`: one product, the stalls that offer it, and the form to order it.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{Badge, GoodCard, Photo, PriceMove};
use crate::views::error::Link;
use crate::views::page::Page;

/// A product. One form at `POST /keranjang/tambah` with `offer`, `quantity`, `note`, `substitution`, `alternative`.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/product.html")]
pub struct ProductView {
    /// Around the content; errors name `offer`, `quantity`, `note`, `substitution`, `alternative`.
    pub page: Page,
    /// `Cabai rawit merah`.
    pub name: String,
    /// `Lombok rawit, cabe setan`: what else people call it; empty for nothing.
    pub also: String,
    /// Address of the picture.
    pub picture: String,
    /// The photo of the chosen offer, in place of the drawing.
    pub photo: Option<Photo>,
    /// What it is, in a sentence; empty for nothing.
    pub about: String,
    /// Where the buyer came from: market, group.
    pub crumbs: Vec<Link>,
    /// The lowest price shown large: `Rp42.000`.
    pub price: String,
    /// `/kg`.
    pub per: String,
    /// The city's price today: `Di 6 pasar Rp40.000–52.000`; empty when not followed.
    pub city_price: String,
    /// Since last week, when followed.
    pub change: Option<PriceMove>,
    /// Who offers it in this market, best first.
    pub offers: Vec<OfferChoice>,
    /// The order form; none when nobody can sell it now.
    pub form: Option<OrderForm>,
    /// The same product in other markets.
    pub elsewhere: Vec<Link>,
    /// Goods that go with it.
    pub related: Vec<GoodCard>,
}

/// One seller's offer, as a choice.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OfferChoice {
    /// Id of the offer: the value of the choice.
    pub offer: String,
    /// `Lapak Bu Sumiati`.
    pub seller: String,
    /// `/lapak/{slug}`.
    pub seller_href: String,
    /// `B-12`.
    pub place: String,
    /// `Rp45.000`.
    pub price: String,
    /// `/kg`.
    pub per: String,
    /// `Rp4.500/100 g`, when the unit is not already comparable; empty otherwise.
    pub comparable: String,
    /// In stock, few left, ask the seller, sold out, closed today.
    pub stock: Badge,
    /// Whether it can be ordered.
    pub is_available: bool,
    /// Whether it is the one chosen.
    pub is_chosen: bool,
}

/// What the form holds: as typed when it comes back with errors.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OrderForm {
    /// Quantity as typed: `½ kg`.
    pub quantity: String,
    /// `kg`, `ikat`: the unit a bare number means.
    pub unit: String,
    /// Step of the plus and minus buttons in that unit: `0.25`, `1`.
    pub step: String,
    /// Amounts to tap: `¼ kg`, `½ kg`, `1 kg`, `Rp5.000`.
    pub quick: Vec<String>,
    /// `Ditimbang di lapak…`: what happens with the weight; empty for pieces.
    pub weighing: String,
    /// Note for the seller, as typed.
    pub note: String,
    /// Which substitution rule: `best`, `chosen`, `ask`, `refund`, `never`.
    pub substitution: String,
    /// What may be chosen as alternative.
    pub alternatives: Vec<Alternative>,
    /// Whether this changes a line that is in the basket already.
    pub is_change: bool,
}

/// An alternative for the substitution rule "chosen".
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Alternative {
    /// Id of the offer.
    pub offer: String,
    /// `Cabai keriting, Bu Tini B-09, Rp38.000/kg`.
    pub text: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

//! `/lapak/{slug}`: a stall of a market, a kitchen, a small business or a maker.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{Badge, ChipLink, GoodCard, Pager};
use crate::views::error::Link;
use crate::views::page::Page;
use crate::views::trade::ratings::ReputationCard;

/// One stall or shop with its goods.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/stall.html")]
pub struct StallView {
    /// Around the content.
    pub page: Page,
    /// `Lapak Bu Sumiati`, `Dapur Mbok Yem`.
    pub name: String,
    /// Which cluster; decides the icon and the tile.
    pub kind: StallKind,
    /// Slug of the market whose tile is shown; empty for shops beside the markets.
    pub tile: String,
    /// `Pasar Oro-oro Dowo` with its page; none for shops.
    pub market: Option<Link>,
    /// `Blok B nomor 12`, or the ward of a shop.
    pub place: String,
    /// Open, closed today, opens at.
    pub status: Badge,
    /// Opening hours, a line per group of days: `Senin–Sabtu 09.00–20.00`.
    pub hours: Vec<String>,
    /// `Siap 25 menit setelah diterima`; kitchens only.
    pub ready: Option<String>,
    /// What the seller says of the stall.
    pub about: String,
    /// Address of a photo; empty when there is none.
    pub photo: String,
    /// What buyers think, from five ratings on.
    pub reputation: Option<ReputationCard>,
    /// Licences worth showing: halal, P-IRT.
    pub marks: Vec<String>,
    /// Groups of its goods, when there are many.
    pub groups: Vec<ChipLink>,
    /// Goods under their headings; one without heading when they are few.
    pub sections: Vec<Section>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
}

/// Goods under a heading.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Section {
    /// Heading; empty for none.
    pub title: String,
    /// Goods.
    pub goods: Vec<GoodCard>,
}

/// What kind of seller it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StallKind {
    /// In a traditional market.
    #[default]
    Market,
    /// Cooks.
    Kitchen,
    /// Sells ready-made goods.
    Shop,
    /// Makes what it sells.
    Maker,
}

impl StallKind {
    /// Its icon.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Market => "stall",
            Self::Kitchen => "kitchen",
            Self::Shop => "bag",
            Self::Maker => "maker",
        }
    }
}

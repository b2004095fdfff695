//! `/pasar` and `/pasar/{slug}`: the markets, and one market with its goods and stalls.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{Badge, ChipLink, GoodCard, MarketCard, Pager};
use crate::views::page::Page;

/// All markets of the city.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/markets.html")]
pub struct MarketsView {
    /// Around the content.
    pub page: Page,
    /// What stands in the filter field (`?nama=`).
    pub filter: String,
    /// Markets that deliver, after the filter.
    pub delivering: Vec<MarketCard>,
    /// The others, after the filter.
    pub others: Vec<MarketCard>,
}

/// One market, showing either goods or stalls.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/market.html")]
pub struct MarketView {
    /// Around the content; `page.market` is this market.
    pub page: Page,
    /// For addresses and the tile.
    pub slug: String,
    /// `Pasar Oro-oro Dowo`.
    pub name: String,
    /// Address and how many stalls: `Jl. Guntur · 251 lapak`.
    pub place: String,
    /// Open, closed, opens at.
    pub status: Badge,
    /// `Setiap hari 04.00–14.00`.
    pub hours: String,
    /// Whether orders are delivered from here.
    pub is_delivering: bool,
    /// The next slots; empty when it does not deliver.
    pub slots: Vec<SlotMark>,
    /// Stalls instead of goods (`?lihat=lapak`).
    pub is_stall_list: bool,
    /// Groups of goods (`?golongan=`), `all` first; each with a picture.
    pub groups: Vec<ChipLink>,
    /// What stands in the filter of the list (`?nama=`).
    pub filter: String,
    /// The goods of this page of the list.
    pub goods: Vec<GoodCard>,
    /// Stalls by block in walking order.
    pub blocks: Vec<Block>,
    /// Neighbouring pages.
    pub pager: Option<Pager>,
}

/// A delivery slot as the market's page tells it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SlotMark {
    /// `Hari ini 07.00–08.30`.
    pub text: String,
    /// `pesan sebelum 06.30`, `penuh`.
    pub note: String,
    /// Whether it can still be chosen.
    pub is_open: bool,
}

/// A block of a market.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Block {
    /// `Blok B: sayur dan bumbu`.
    pub name: String,
    /// Anchor: `blok-b`.
    pub anchor: String,
    /// Its stalls in walking order.
    pub stalls: Vec<StallRow>,
}

/// A stall in a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StallRow {
    /// `/lapak/{slug}`.
    pub href: String,
    /// `B-12`.
    pub number: String,
    /// `Lapak Bu Sumiati`.
    pub name: String,
    /// `cabai, bawang, tomat`.
    pub sells: String,
    /// Open, closed today.
    pub status: Badge,
}

//! `/`: what Laris is, which market, what to tap first.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{GoodCard, MarketCard, PriceMove};
use crate::views::page::Page;

/// The home page.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/home.html")]
pub struct HomeView {
    /// Around the content; `page.search` is the large search field, too.
    pub page: Page,
    /// `Kiriman berikutnya 07.00–08.30, pesan sebelum 06.30`; none at night or when no market delivers.
    pub next_slot: Option<String>,
    /// The last order, to have it again.
    pub again: Option<Again>,
    /// Markets that deliver, best first.
    pub markets: Vec<MarketCard>,
    /// How many markets the city has in all, formatted.
    pub market_count: String,
    /// Goods to start with: in season, much bought, fair price; at most twelve.
    pub goods: Vec<GoodCard>,
    /// The three clusters beside the markets.
    pub clusters: Vec<ClusterCard>,
    /// What became dearer or cheaper; at most six.
    pub movers: Vec<Mover>,
    /// `Cabai naik, bawang turun`: what the prices say today, as a sentence.
    pub finding: String,
}

/// The last order in a line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Again {
    /// `/pesanan/{no}`.
    pub href: String,
    /// `Sabtu lalu: cabai, tahu, tempe dan 4 lainnya`.
    pub text: String,
    /// Order number for the form at `/pesanan/{no}/ulang`.
    pub number: String,
}

/// A cluster: kuliner, umkm, ikm.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClusterCard {
    /// `/cari?kelompok=kuliner`.
    pub href: String,
    /// Name.
    pub name: String,
    /// `43 dapur buka sekarang`.
    pub text: String,
    /// Pictures of three things found there.
    pub pictures: Vec<String>,
}

/// A commodity whose price moved.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Mover {
    /// `/harga/{slug}` or a place on the price board.
    pub href: String,
    /// Commodity.
    pub name: String,
    /// Address of its picture.
    pub picture: String,
    /// `Rp45.000`.
    pub price: String,
    /// `/kg`.
    pub per: String,
    /// Since last week.
    pub change: PriceMove,
}

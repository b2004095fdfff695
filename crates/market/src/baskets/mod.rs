//! Baskets over many stalls of one market, kept when the buyer leaves and merged at sign-in.
//!
//! A basket belongs to a person or, before sign-in, to a visitor's cookie; one for each market. It reserves nothing.

mod service;
mod store;

pub use service::{KEPT_DAYS, Refilled, add, all, change, clear, get, merge, prune, refill, remove};

use kernel::Rupiah;
use kernel::id::{BasketId, BasketLineId, MarketId};

use crate::orders::model::WantedLine;

/// What somebody means to buy in one market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basket {
    /// Its id.
    pub id: BasketId,
    /// From which market.
    pub market: MarketId,
    /// In the order in which they were put in.
    pub lines: Vec<BasketLine>,
}

/// One line of a basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasketLine {
    /// Its id.
    pub id: BasketLineId,
    /// What is wanted.
    pub wanted: WantedLine,
    /// The price of a unit when it was put in: a change is shown.
    pub price_seen: Rupiah,
}

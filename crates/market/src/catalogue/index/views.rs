//! What readers see of a snapshot: an offer or a stall together with what it belongs to.

use kernel::{Rupiah, Timestamp};

use super::Catalogue;
use crate::catalogue::model::{Availability, Comparable, Market, MarketKind, Offer, Product, Stall, StallKind};
use crate::catalogue::rules;
use crate::pictures::Picture;

/// An offer with its product, stall and market.
#[derive(Debug, Clone, Copy)]
pub struct OfferView<'a> {
    /// The offer.
    pub offer: &'a Offer,
    /// What it is.
    pub product: &'a Product,
    /// Who sells it.
    pub stall: &'a Stall,
    /// Where.
    pub market: &'a Market,
    /// Its picture, where it has one.
    pub picture: Option<&'a Picture>,
    /// Its price a week before the snapshot was loaded, where it had one.
    pub week_ago: Option<Rupiah>,
}

impl OfferView<'_> {
    /// Whether one can have it at `now`.
    #[must_use]
    pub fn availability(&self, now: Timestamp) -> Availability {
        rules::availability(self.offer, self.stall, self.market, now)
    }

    /// Its price for a kilogram or litre.
    #[must_use]
    pub fn comparable(&self) -> Option<Comparable> {
        rules::comparable(self.offer.price, self.product)
    }

    /// Whether it is still sold at all.
    #[must_use]
    pub const fn is_sold(&self) -> bool {
        !self.offer.is_withdrawn
    }
}

/// A stall with its market and seller.
#[derive(Debug, Clone, Copy)]
pub struct StallView<'a> {
    /// The stall.
    pub stall: &'a Stall,
    /// Where it stands.
    pub market: &'a Market,
    /// The name of the business.
    pub seller: &'a str,
    /// How many offers it has, withdrawn ones too.
    pub offers: usize,
    pub(super) offset_minutes: i64,
}

impl StallView<'_> {
    /// Whether it is open at `now`, by its hours and its market's and because nobody closed it.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        rules::is_stall_open(self.stall, self.market, now, self.offset_minutes)
    }
}

/// Figures of the front page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Figures {
    /// Markets, hubs not counted.
    pub markets: usize,
    /// Markets that deliver, hubs not counted.
    pub delivery_markets: usize,
    /// Stalls in markets.
    pub stalls: usize,
    /// Shops of the clusters.
    pub shops: usize,
    /// Stalls and shops that are open now.
    pub open_now: usize,
    /// Offers that are sold.
    pub offers: usize,
    /// Different goods.
    pub products: usize,
}

pub(super) fn figures(catalogue: &Catalogue, now: Timestamp) -> Figures {
    let places = || catalogue.markets.iter().filter(|market| market.kind != MarketKind::Hub);
    let shops = catalogue.stalls.iter().filter(|stall| stall.kind == StallKind::Shop).count();
    Figures {
        markets: places().count(),
        delivery_markets: places().filter(|market| market.does_deliver).count(),
        stalls: catalogue.stalls.len() - shops,
        shops,
        open_now: (0..).take(catalogue.stalls.len()).filter(|at| catalogue.is_open(*at, now)).count(),
        offers: catalogue.offers.iter().filter(|offer| !offer.is_withdrawn).count(),
        products: catalogue.fixed.products.len(),
    }
}

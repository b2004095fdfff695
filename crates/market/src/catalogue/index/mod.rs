//! The catalogue in memory: an immutable snapshot of one city, so that pages, the API and search read without SQL.
//!
//! A change of a price, a stock or an opening makes a new snapshot that shares everything else with the old one;
//! see [`LiveCatalogue`]. Views borrow from the snapshot: reading copies and allocates nothing.

mod board;
mod fixed;
mod live;
mod load;
mod views;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use kernel::id::{CityId, MarketId, OfferId, ProductId, StallId};
use kernel::{BusinessDate, Rupiah, Timestamp};

pub use board::{Board, BoardRow};
pub(in crate::catalogue) use fixed::Fixed;
pub use live::LiveCatalogue;
pub use load::Parts;
pub use views::{Figures, OfferView, StallView};

use super::model::{Ceiling, Commodity, Market, Offer, Product, Stall};
use super::rules;
use super::store::Reading;
use crate::pictures::Picture;

/// A city's catalogue at one moment.
#[derive(Debug)]
pub struct Catalogue {
    pub(in crate::catalogue) fixed: Arc<Fixed>,
    pub(in crate::catalogue) markets: Arc<Vec<Market>>,
    pub(in crate::catalogue) stalls: Arc<Vec<Stall>>,
    pub(in crate::catalogue) offers: Arc<Vec<Offer>>,
    pub(in crate::catalogue) pictures: Arc<HashMap<OfferId, Picture>>,
    board: OnceLock<Board>,
}

impl Catalogue {
    /// Whose it is.
    #[must_use]
    pub fn city(&self) -> CityId {
        self.fixed.city
    }

    /// Minutes east of UTC.
    #[must_use]
    pub fn offset_minutes(&self) -> i64 {
        self.fixed.offset_minutes
    }

    /// Every market and hub, in the order in which they were made.
    #[must_use]
    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    /// The market whose address ends in `slug`.
    #[must_use]
    pub fn market(&self, slug: &str) -> Option<&Market> {
        self.fixed.names.market_slugs.get(slug).map(|at| &self.markets[*at as usize])
    }

    /// The market with this id.
    #[must_use]
    pub fn market_by_id(&self, id: MarketId) -> Option<&Market> {
        self.market_at(id).map(|at| &self.markets[at as usize])
    }

    /// The stall whose address ends in `slug`.
    #[must_use]
    pub fn stall(&self, slug: &str) -> Option<StallView<'_>> {
        self.fixed.names.stall_slugs.get(slug).map(|at| self.stall_view(*at))
    }

    /// The stall with this id.
    #[must_use]
    pub fn stall_by_id(&self, id: StallId) -> Option<StallView<'_>> {
        self.fixed.names.stalls.get(&id).map(|at| self.stall_view(*at))
    }

    /// The stalls of a market in walking order; none for an unknown one.
    pub fn stalls_of(&self, market: MarketId) -> impl ExactSizeIterator<Item = StallView<'_>> {
        let range = self.market_at(market).map_or(0..0, |at| self.fixed.stalls_of_market[at as usize].clone());
        range.map(|at| self.stall_view(at))
    }

    /// Every product, by id.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.fixed.products
    }

    /// The product with this slug.
    #[must_use]
    pub fn product(&self, slug: &str) -> Option<&Product> {
        self.fixed.names.product_slugs.get(slug).map(|at| &self.fixed.products[*at as usize])
    }

    /// The product with this id.
    #[must_use]
    pub fn product_by_id(&self, id: ProductId) -> Option<&Product> {
        self.fixed.names.products.get(&id).map(|at| &self.fixed.products[*at as usize])
    }

    /// The offer with this id, withdrawn or not.
    #[must_use]
    pub fn offer(&self, id: OfferId) -> Option<OfferView<'_>> {
        self.fixed.names.offers.get(&id).map(|at| self.offer_view(*at))
    }

    /// What a stall sells, by product.
    pub fn offers_of_stall(&self, stall: StallId) -> impl Iterator<Item = OfferView<'_>> {
        let range = self.fixed.names.stalls.get(&stall).map_or(0..0, |at| self.fixed.offers_of_stall[*at as usize].clone());
        range.map(|at| self.offer_view(at)).filter(OfferView::is_sold)
    }

    /// Who sells a product, by market and walking order.
    pub fn offers_of_product(&self, product: ProductId) -> impl Iterator<Item = OfferView<'_>> {
        let offers = self.fixed.names.products.get(&product).map_or(&[][..], |at| self.fixed.offers_of_product.of(*at));
        offers.iter().map(|at| self.offer_view(*at)).filter(OfferView::is_sold)
    }

    /// Everything sold in a market, by walking order and product.
    pub fn offers_of_market(&self, market: MarketId) -> impl Iterator<Item = OfferView<'_>> {
        let range = self.market_at(market).map_or(0..0, |at| self.fixed.offers_of_market[at as usize].clone());
        range.map(|at| self.offer_view(at)).filter(OfferView::is_sold)
    }

    /// What of a group is sold in a market, by walking order and product.
    pub fn offers_of_group(&self, market: MarketId, group: &str) -> impl Iterator<Item = OfferView<'_>> {
        let wanted = self.fixed.groups.iter().position(|known| **known == *group);
        let range = self.market_at(market).map_or(0..0, |at| self.fixed.offers_of_market[at as usize].clone());
        let is_wanted = move |at: &u32| Some(self.fixed.group_of[self.fixed.links[*at as usize].product as usize] as usize) == wanted;
        range.filter(is_wanted).map(|at| self.offer_view(at)).filter(OfferView::is_sold)
    }

    /// The groups sold in a market with the number of offers, in the order of the products.
    #[must_use]
    pub fn groups_of_market(&self, market: MarketId) -> Vec<(&str, usize)> {
        let mut counts = vec![0; self.fixed.groups.len()];
        let range = self.market_at(market).map_or(0..0, |at| self.fixed.offers_of_market[at as usize].clone());
        for at in range.filter(|at| !self.offers[*at as usize].is_withdrawn) {
            counts[self.fixed.group_of[self.fixed.links[at as usize].product as usize] as usize] += 1;
        }
        self.fixed.groups.iter().map(AsRef::as_ref).zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    /// Every commodity in its order.
    #[must_use]
    pub fn commodities(&self) -> &[Commodity] {
        &self.fixed.commodities
    }

    /// The ceiling in force for a commodity on a day, in this unit.
    #[must_use]
    pub fn ceiling(&self, commodity: &str, unit: &str, day: BusinessDate) -> Option<&Ceiling> {
        let fits = |ceiling: &&Ceiling| ceiling.commodity == commodity && ceiling.unit == unit && ceiling.since <= day;
        self.fixed.ceilings.iter().filter(fits).max_by_key(|ceiling| ceiling.since)
    }

    /// What others published of a commodity, newest first.
    pub fn readings_of<'a>(&'a self, commodity: &'a str) -> impl Iterator<Item = &'a Reading> {
        self.fixed.readings.iter().filter(move |reading| reading.commodity == commodity)
    }

    /// The figures of the front page at `now`.
    #[must_use]
    pub fn figures(&self, now: Timestamp) -> Figures {
        views::figures(self, now)
    }

    pub(in crate::catalogue) fn market_at(&self, id: MarketId) -> Option<u32> {
        self.fixed.names.markets.get(&id).copied()
    }

    pub(in crate::catalogue) fn stall_view(&self, at: u32) -> StallView<'_> {
        let stall = &self.stalls[at as usize];
        let market = self.fixed.names.markets.get(&stall.market).map_or(0, |at| *at as usize);
        let offers = &self.fixed.offers_of_stall[at as usize];
        StallView {
            stall,
            market: &self.markets[market],
            seller: &self.fixed.sellers[at as usize],
            offers: (offers.end - offers.start) as usize,
            offset_minutes: self.fixed.offset_minutes,
        }
    }

    pub(in crate::catalogue) fn offer_view(&self, at: u32) -> OfferView<'_> {
        let link = self.fixed.links[at as usize];
        let before = self.fixed.week_ago[at as usize];
        OfferView {
            offer: &self.offers[at as usize],
            product: &self.fixed.products[link.product as usize],
            stall: &self.stalls[link.stall as usize],
            market: &self.markets[link.market as usize],
            picture: self.pictures.get(&self.offers[at as usize].id),
            week_ago: (before > 0).then_some(Rupiah(before)),
        }
    }

    fn is_open(&self, at: u32, now: Timestamp) -> bool {
        let view = self.stall_view(at);
        rules::is_stall_open(view.stall, view.market, now, self.fixed.offset_minutes)
    }
}

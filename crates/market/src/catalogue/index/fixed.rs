//! The part of a snapshot that only changes when stalls, products or offers come or go: order, links and words.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use kernel::Timestamp;
use kernel::id::{CityId, MarketId, OfferId, ProductId, StallId};

use crate::catalogue::model::{Ceiling, Commodity, Market, Offer, Product, Stall};
use crate::catalogue::search::Words;
use crate::catalogue::store::Reading;

/// What an offer hangs on, by position.
#[derive(Debug, Clone, Copy)]
pub(in crate::catalogue) struct Link {
    pub(in crate::catalogue) market: u32,
    pub(in crate::catalogue) stall: u32,
    pub(in crate::catalogue) product: u32,
}

/// Positions of things, listed one owner after the other.
#[derive(Debug, Default)]
pub(in crate::catalogue) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Lists `(owner, item)` pairs by owner; items keep their order.
    pub(in crate::catalogue) fn new(owners: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; owners + 1];
        for (owner, _) in pairs.clone() {
            starts[owner as usize + 1] += 1;
        }
        for owner in 0..owners {
            starts[owner + 1] += starts[owner];
        }
        let mut free = starts.clone();
        let mut items = vec![0; starts[owners] as usize];
        for (owner, item) in pairs {
            items[free[owner as usize] as usize] = item;
            free[owner as usize] += 1;
        }
        Self { starts, items }
    }

    pub(in crate::catalogue) fn of(&self, owner: u32) -> &[u32] {
        &self.items[self.starts[owner as usize] as usize..self.starts[owner as usize + 1] as usize]
    }
}

/// Positions by id or slug.
#[derive(Debug)]
pub(in crate::catalogue) struct Names {
    pub(in crate::catalogue) markets: HashMap<MarketId, u32>,
    pub(in crate::catalogue) market_slugs: HashMap<Box<str>, u32>,
    pub(in crate::catalogue) stalls: HashMap<StallId, u32>,
    pub(in crate::catalogue) stall_slugs: HashMap<Box<str>, u32>,
    pub(in crate::catalogue) products: HashMap<ProductId, u32>,
    pub(in crate::catalogue) product_slugs: HashMap<Box<str>, u32>,
    pub(in crate::catalogue) offers: HashMap<OfferId, u32>,
}

/// See the file's head.
#[derive(Debug)]
pub(in crate::catalogue) struct Fixed {
    pub(in crate::catalogue) city: CityId,
    pub(in crate::catalogue) offset_minutes: i64,
    pub(in crate::catalogue) loaded: Timestamp,
    pub(in crate::catalogue) commodities: Vec<Commodity>,
    pub(in crate::catalogue) ceilings: Vec<Ceiling>,
    pub(in crate::catalogue) readings: Vec<Reading>,
    pub(in crate::catalogue) products: Vec<Product>,
    /// Names of the groups, in the order of the products.
    pub(in crate::catalogue) groups: Vec<Box<str>>,
    /// The group of each product, a position in `groups`.
    pub(in crate::catalogue) group_of: Vec<u32>,
    /// The seller's name of each stall.
    pub(in crate::catalogue) sellers: Vec<Box<str>>,
    pub(in crate::catalogue) names: Names,
    /// Stalls lie market by market, offers stall by stall: so these are ranges.
    pub(in crate::catalogue) stalls_of_market: Vec<Range<u32>>,
    pub(in crate::catalogue) offers_of_market: Vec<Range<u32>>,
    pub(in crate::catalogue) offers_of_stall: Vec<Range<u32>>,
    pub(in crate::catalogue) offers_of_product: Lists,
    pub(in crate::catalogue) products_of_commodity: Lists,
    pub(in crate::catalogue) links: Vec<Link>,
    /// Each offer's price a week before the snapshot was loaded, 0 when it had none. **Units:** rupiah.
    pub(in crate::catalogue) week_ago: Vec<i64>,
    pub(in crate::catalogue) words: Words,
}

/// Positions by key.
pub(super) fn positions<T, K: Hash + Eq>(items: &[T], key: impl Fn(&T) -> K) -> HashMap<K, u32> {
    items.iter().zip(0..).map(|(item, position)| (key(item), position)).collect()
}

/// The names of everything.
pub(super) fn names(markets: &[Market], stalls: &[Stall], products: &[Product], offers: &[Offer]) -> Names {
    Names {
        markets: positions(markets, |market| market.id),
        market_slugs: positions(markets, |market| market.slug.as_str().into()),
        stalls: positions(stalls, |stall| stall.id),
        stall_slugs: positions(stalls, |stall| stall.slug.as_str().into()),
        products: positions(products, |product| product.id),
        product_slugs: positions(products, |product| product.slug.as_str().into()),
        offers: positions(offers, |offer| offer.id),
    }
}

/// For each of `owners`, the range of items that belong to it; items must lie owner by owner.
pub(super) fn ranges(owners: usize, owner_of: impl Iterator<Item = u32>) -> Vec<Range<u32>> {
    let mut ranges = vec![0..0; owners];
    for (owner, position) in owner_of.zip(0..) {
        let range = &mut ranges[owner as usize];
        if range.start == range.end {
            range.start = position;
        }
        range.end = position + 1;
    }
    ranges
}

/// The groups in order of first use, and each product's.
pub(super) fn groups(products: &[Product]) -> (Vec<Box<str>>, Vec<u32>) {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut groups: Vec<Box<str>> = Vec::new();
    let mut of = Vec::with_capacity(products.len());
    for product in products {
        let fresh = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        let group = *known.entry(&product.group).or_insert(fresh);
        if group == fresh {
            groups.push(product.group.as_str().into());
        }
        of.push(group);
    }
    (groups, of)
}

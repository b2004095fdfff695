//! Reading a whole city into a snapshot.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use kernel::id::{CityId, OfferId};
use kernel::{Rupiah, Timestamp, time};
use store::{StoreError, Tx};

use super::Catalogue;
use super::fixed::{Fixed, Link, Lists, groups, names, ranges};
use crate::catalogue::model::{Ceiling, Commodity, Market, Offer, Product, Stall};
use crate::catalogue::search::Words;
use crate::catalogue::store::{self as rows, Reading};
use crate::pictures::{Picture, store as picture_rows};

/// At most so many published readings are held.
const READINGS_MAX: u32 = 5_000;

/// Everything a snapshot is made of, as it lies in the database.
#[derive(Debug, Default)]
pub struct Parts {
    /// All markets.
    pub markets: Vec<Market>,
    /// All stalls, with their sellers' names by position.
    pub stalls: Vec<Stall>,
    /// The seller's name for each stall.
    pub sellers: Vec<String>,
    /// All commodities.
    pub commodities: Vec<Commodity>,
    /// Words for several commodities, or none.
    pub common_phrases: Vec<(String, Vec<String>)>,
    /// All ceilings.
    pub ceilings: Vec<Ceiling>,
    /// The newest readings.
    pub readings: Vec<Reading>,
    /// All products.
    pub products: Vec<Product>,
    /// All offers.
    pub offers: Vec<Offer>,
    /// Pictures of offers.
    pub pictures: Vec<Picture>,
    /// Prices a week ago.
    pub week_ago: Vec<(OfferId, Rupiah)>,
}

impl Catalogue {
    /// Reads the city as it is at `now`.
    ///
    /// **Units:** `offset_minutes` are the city's minutes east of UTC.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load(tx: &mut Tx, city: CityId, offset_minutes: i64, now: Timestamp) -> Result<Self, StoreError> {
        let stalls = rows::stalls(tx, city).await?;
        let names: HashMap<_, _> = rows::seller_names(tx, city).await?.into_iter().collect();
        let sellers = stalls.iter().map(|stall| names.get(&stall.seller).cloned().unwrap_or_default()).collect();
        let parts = Parts {
            markets: rows::markets(tx, city).await?,
            sellers,
            commodities: rows::commodities(tx, city).await?,
            common_phrases: rows::common_phrases(tx, city).await?,
            ceilings: rows::ceilings(tx, city).await?,
            readings: rows::readings(tx, city, READINGS_MAX).await?,
            products: rows::products(tx, city).await?,
            offers: rows::offers(tx, city).await?,
            pictures: picture_rows::pictures(tx, city).await?,
            week_ago: rows::prices_before(tx, city, now.plus(-7 * time::DAY)).await?,
            stalls,
        };
        Ok(Self::build(parts, city, offset_minutes, now))
    }

    /// Puts the parts in order. Stalls of unknown markets and offers of unknown stalls or products are left out;
    /// the database's foreign keys allow none.
    #[must_use]
    pub fn build(parts: Parts, city: CityId, offset_minutes: i64, now: Timestamp) -> Self {
        let Parts { markets, stalls, sellers, products, offers, .. } = parts;
        let market_at: HashMap<_, u32> = markets.iter().map(|market| market.id).zip(0..).collect();
        let mut owned: Vec<(Stall, String)> =
            stalls.into_iter().zip(sellers).filter(|(stall, _)| market_at.contains_key(&stall.market)).collect();
        owned.sort_by_key(|(stall, _)| (market_at[&stall.market], stall.walking_order, stall.id));
        let (stalls, sellers): (Vec<Stall>, Vec<String>) = owned.into_iter().unzip();
        let (stalls_at, products_at) = (super::fixed::positions(&stalls, |it| it.id), super::fixed::positions(&products, |it| it.id));
        let mut linked: Vec<(Link, Offer)> = offers
            .into_iter()
            .filter_map(|offer| {
                let (stall, product) = (*stalls_at.get(&offer.stall)?, *products_at.get(&offer.product)?);
                Some((Link { market: *market_at.get(&stalls[stall as usize].market)?, stall, product }, offer))
            })
            .collect();
        linked.sort_by_key(|(link, _)| (link.stall, link.product));
        let (links, offers): (Vec<Link>, Vec<Offer>) = linked.into_iter().unzip();
        let before: HashMap<OfferId, Rupiah> = parts.week_ago.into_iter().collect();
        let commodity_at: HashMap<&str, u32> = parts.commodities.iter().map(|it| it.slug.as_str()).zip(0..).collect();
        let commodity_of: Vec<Option<u32>> =
            products.iter().map(|product| commodity_at.get(product.commodity.as_deref()?).copied()).collect();
        let owners = commodity_of.iter().zip(0..).filter_map(|(commodity, product)| Some(((*commodity)?, product)));
        let (groups, group_of) = groups(&products);
        let fixed = Fixed {
            city,
            offset_minutes,
            loaded: now,
            words: Words::build(&products, &stalls, &parts.commodities, &commodity_of, &parts.common_phrases),
            names: names(&markets, &stalls, &products, &offers),
            stalls_of_market: ranges(markets.len(), stalls.iter().map(|stall| market_at[&stall.market])),
            offers_of_market: ranges(markets.len(), links.iter().map(|link| link.market)),
            offers_of_stall: ranges(stalls.len(), links.iter().map(|link| link.stall)),
            offers_of_product: Lists::new(products.len(), links.iter().zip(0..).map(|(link, offer)| (link.product, offer))),
            products_of_commodity: Lists::new(parts.commodities.len(), owners),
            week_ago: offers.iter().map(|offer| before.get(&offer.id).map_or(0, |price| price.amount())).collect(),
            sellers: sellers.into_iter().map(String::into_boxed_str).collect(),
            commodities: parts.commodities,
            ceilings: parts.ceilings,
            readings: parts.readings,
            products,
            groups,
            group_of,
            links,
        };
        Self {
            fixed: Arc::new(fixed),
            markets: Arc::new(markets),
            stalls: Arc::new(stalls),
            offers: Arc::new(offers),
            pictures: Arc::new(parts.pictures.into_iter().map(|picture| (picture.offer, picture)).collect()),
            board: OnceLock::new(),
        }
    }
}

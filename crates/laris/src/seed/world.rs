//! Everything that is made, in memory first; the same clock gives the same world.

use ::store::{StoreError, Tx};
use kernel::actor::Grant;
use kernel::id::{CityId, OfferId, PersonId, RawId, SellerId, new_id};
use kernel::random::SplitMix;
use kernel::{Lang, Role, Rupiah, Scope, SeededIds, Timestamp, time};
use market::catalogue::store as catalogue;
use market::catalogue::{Market, Offer, Product, SlotPlan, Stall, StallKind};
use registry::people::Person;

use super::facts::Facts;
use super::files::Files;
use super::names::Names;
use super::people::{self, SavedAddress};
use super::{SEED, SeedReport, goods, offers, places, stalls, store};

/// The population is so old, so that ids made at run time sort after all of these.
const AGE: i64 = 60 * time::DAY;

/// A business.
#[derive(Debug)]
pub struct Seller {
    pub id: SellerId,
    pub person: PersonId,
    pub name: String,
    pub ward_code: Option<String>,
}

/// Where ids and chance come from.
#[derive(Debug)]
pub struct Maker {
    ids: SeededIds,
    at: Timestamp,
    /// The one sequence of chance.
    pub chance: SplitMix,
}

impl Maker {
    fn new(now: Timestamp) -> Self {
        Self { ids: SeededIds::new(SEED), at: now.plus(-AGE), chance: SplitMix::new(SEED) }
    }

    /// The next id; each is a millisecond younger, so that rows go in at the end of their table.
    pub fn id<T: From<RawId>>(&mut self) -> T {
        self.at = self.at.plus(1_000);
        new_id(&self.ids, self.at)
    }
}

/// The city with everybody and everything in it.
#[derive(Debug)]
pub struct World {
    pub city: CityId,
    pub now: Timestamp,
    pub facts: Facts,
    pub markets: Vec<Market>,
    pub slot_plans: Vec<SlotPlan>,
    pub products: Vec<Product>,
    pub people: Vec<Person>,
    pub grants: Vec<(PersonId, Grant)>,
    pub sellers: Vec<Seller>,
    pub stalls: Vec<Stall>,
    pub offers: Vec<Offer>,
    pub prices: Vec<(OfferId, Timestamp, Rupiah)>,
    pub addresses: Vec<SavedAddress>,
}

impl World {
    /// Makes it all up.
    pub fn invent(files: &Files, now: Timestamp) -> anyhow::Result<Self> {
        let mut maker = Maker::new(now);
        let mut names = Names::new(&files.names);
        let facts = Facts::gather(files)?;
        let mut world = Self {
            city: maker.id(),
            now,
            facts,
            markets: Vec::new(),
            slot_plans: Vec::new(),
            products: Vec::new(),
            people: Vec::new(),
            grants: Vec::new(),
            sellers: Vec::new(),
            stalls: Vec::new(),
            offers: Vec::new(),
            prices: Vec::new(),
            addresses: Vec::new(),
        };
        places::add_markets(&mut world, files, &mut maker)?;
        goods::add_products(&mut world, files, &mut maker)?;
        people::add_staff(&mut world, &mut names, &mut maker)?;
        people::add_buyers(&mut world, files, &mut names, &mut maker)?;
        let shelves = stalls::add_market_stalls(&mut world, files, &mut names, &mut maker)?;
        offers::add_market_offers(&mut world, files, &shelves, &mut maker)?;
        let shops = stalls::add_shops(&mut world, files, &mut names, &mut maker)?;
        offers::add_shop_offers(&mut world, files, &shops, &mut maker)?;
        Ok(world)
    }

    /// Adds a person with a role.
    pub fn add_person(&mut self, maker: &mut Maker, name: String, phone: kernel::Phone, grant: Option<(Role, Scope)>) -> PersonId {
        let id = maker.id();
        self.people.push(Person { id, name, phone, lang: Lang::Id });
        if let Some((role, scope)) = grant {
            self.grants.push((id, Grant { role, scope }));
        }
        id
    }

    /// Writes what comes from public sources.
    pub fn write_facts(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let (city, facts) = (self.city, &self.facts);
        registry::areas::insert_districts(tx, city, &facts.districts)?;
        registry::areas::insert_wards(tx, city, &facts.wards)?;
        store::insert_holidays(tx, city, &facts.holidays)?;
        catalogue::insert_commodities(tx, city, &facts.commodities)?;
        catalogue::insert_common_phrases(tx, city, &facts.common_phrases)?;
        catalogue::insert_readings(tx, city, &facts.readings)?;
        catalogue::insert_ceilings(tx, city, &facts.ceilings)
    }

    /// Writes places, people, their rights and addresses.
    pub fn write_people(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let city = self.city;
        catalogue::insert_markets(tx, city, &self.markets)?;
        catalogue::insert_slot_plans(tx, city, &self.slot_plans)?;
        registry::people::insert_all(tx, city, &self.people, self.now)?;
        store::insert_sellers(tx, city, &self.sellers, self.now)?;
        catalogue::insert_stalls(tx, city, &self.stalls)?;
        store::insert_grants(tx, city, &self.grants, self.now)?;
        store::insert_addresses(tx, city, &self.addresses, self.now)
    }

    /// Writes products, offers and the history of prices.
    pub fn write_goods(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let city = self.city;
        catalogue::insert_products(tx, city, &self.products)?;
        catalogue::insert_offers(tx, city, &self.offers)?;
        catalogue::insert_offer_prices(tx, city, None, &self.prices)
    }

    /// Counts it.
    pub fn report(&self) -> SeedReport {
        let is_shop = |stall: &&Stall| stall.kind == StallKind::Shop;
        let shops = self.stalls.iter().filter(is_shop).count();
        let hubs: Vec<_> =
            self.markets.iter().filter(|market| market.kind == market::catalogue::MarketKind::Hub).map(|hub| hub.id).collect();
        let shop_offers = self.offers.iter().filter(|offer| hubs.contains(&offer.market)).count();
        SeedReport {
            city: Some(self.city),
            districts: self.facts.districts.len(),
            wards: self.facts.wards.len(),
            rws: self.facts.wards.iter().map(|ward| ward.rw_count).sum(),
            holidays: self.facts.holidays.len(),
            markets: self.markets.len(),
            delivery_markets: self.markets.iter().filter(|market| market.does_deliver && !hubs.contains(&market.id)).count(),
            stalls: self.stalls.len() - shops,
            shops,
            commodities: self.facts.commodities.len(),
            readings: self.facts.readings.len(),
            ceilings: self.facts.ceilings.len(),
            products: self.products.len(),
            market_offers: self.offers.len() - shop_offers,
            shop_offers,
            prices: self.prices.len(),
            people: self.people.len(),
            grants: self.grants.len(),
            addresses: self.addresses.len(),
            slot_plans: self.slot_plans.len(),
        }
    }
}

//! The demonstration city: Malang's real wards, markets, commodities and readings, and an invented population.
//!
//! What is real and what is invented stands in `data/malang/SOURCES.md`; the files are part of the binary.
//! The same clock gives the same city: everything invented comes from one seeded sequence. Delivery slots
//! are not made here: the market run makes them from the slot plans.

mod facts;
mod files;
mod goods;
mod kinds;
mod names;
mod offers;
mod people;
mod places;
mod prices;
mod stalls;
mod store;
mod world;

use std::sync::Arc;

use ::store::{House, StoreError};
use anyhow::Context as _;
use kernel::id::CityId;

pub use people::{BUYERS, DemoPerson, RUNNERS_PER_MARKET, demo_people};
use world::World;

/// The slug of the demonstration city.
pub const CITY_SLUG: &str = "malang";

/// Minutes of Malang's time (WIB) east of UTC.
pub const OFFSET_MINUTES: i64 = 7 * 60;

/// The seed of everything invented: the year in which it really began.
pub const SEED: u64 = 2020;

/// What was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct SeedReport {
    /// The new city.
    pub city: Option<CityId>,
    /// Kecamatan.
    pub districts: usize,
    /// Kelurahan.
    pub wards: usize,
    /// Rukun warga.
    pub rws: i64,
    /// Days off.
    pub holidays: usize,
    /// Markets and hubs.
    pub markets: usize,
    /// Of these, markets that deliver.
    pub delivery_markets: usize,
    /// Stalls in markets.
    pub stalls: usize,
    /// Shops of the clusters.
    pub shops: usize,
    /// Followed commodities.
    pub commodities: usize,
    /// Published readings.
    pub readings: usize,
    /// Ceilings.
    pub ceilings: usize,
    /// Goods.
    pub products: usize,
    /// Offers of market stalls.
    pub market_offers: usize,
    /// Offers of shops.
    pub shop_offers: usize,
    /// Prices recorded in the history.
    pub prices: usize,
    /// People who may sign in.
    pub people: usize,
    /// Roles they hold.
    pub grants: usize,
    /// Saved addresses.
    pub addresses: usize,
    /// Delivery windows planned.
    pub slot_plans: usize,
}

/// The city is there already; nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// Seeding twice would double the people.
    #[error("the city {CITY_SLUG} exists already")]
    Exists,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

::store::collides!(SeedError);

/// Makes the demonstration city, whole or not at all. `progress` is told what is done next and the percentage so far.
///
/// # Errors
/// [`SeedError::Exists`] when there is a city of this slug; a damaged data file, or a database that fails.
pub async fn malang(house: &House, progress: &dyn Fn(&str, u32)) -> anyhow::Result<SeedReport> {
    progress("reading the data", 0);
    let files = files::Files::read().context("the built-in data cannot be read")?;
    progress("inventing people and goods", 10);
    let world = World::invent(&files, house.now())?;
    let report = world.report();
    progress("writing", 30);
    let world = Arc::new(world);
    house
        .db
        .write(Arc::clone(&world), |tx, world| {
            Box::pin(async move {
                if !store::insert_city(tx, world).await? {
                    return Err(SeedError::Exists);
                }
                world.write_facts(tx)?;
                world.write_people(tx)?;
                world.write_goods(tx)?;
                Ok(())
            })
        })
        .await?;
    progress("done", 100);
    Ok(report)
}

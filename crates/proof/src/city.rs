//! A measured city: Malang as it is seeded, with more buyers, and with room and goods enough that nobody is refused.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use kernel::id::{MarketId, OfferId, SlotId};
use kernel::quantity::QUANTITY_MILLI_MAX;
use kernel::random::SplitMix;
use kernel::{Lang, Phone, Quantity};
use laris::cli::Place;
use laris::{open, seed};
use market::Desk;
use market::catalogue::{Availability, Catalogue, OfferView, StallView};
use market::orders::{SlotKind, slots};
use providers::payments::Cash;
use registry::areas::{Areas, Ward};
use registry::people::{self, Person};
use store::{House, params, sql};

use crate::database::Database;
use crate::load;

/// Buyers that are made: the API lets a person ask 1,200 times a minute, so a load needs many.
const BUYERS: u32 = 2_000;
/// Different baskets that are bought.
const BASKETS: usize = 1_024;
/// Lines that a basket takes from each of its three stalls.
const LINES: [usize; 3] = [2, 2, 1];

/// An open city.
pub struct Town {
    /// Where its data lives.
    pub place: Place,
    /// Its services' surroundings.
    pub desk: Desk,
    /// How long its seeding took, without the migrations.
    pub seeding: Duration,
    /// What is known of it beforehand.
    pub plan: Arc<Plan>,
}

/// What is known of a city beforehand; outlives its being open.
pub struct Plan {
    /// What is sold.
    pub catalogue: Catalogue,
    /// Who buys.
    pub buyers: Vec<Person>,
    /// What is bought.
    pub baskets: Vec<Basket>,
    /// When it comes, for each market that delivers.
    pub slots: HashMap<MarketId, Vec<SlotId>>,
    /// Where it goes.
    pub wards: Vec<Ward>,
}

/// Five lines from three stalls of one market.
#[derive(Debug, Clone)]
pub struct Basket {
    /// From which market.
    pub market: MarketId,
    /// The market's name in addresses.
    pub slug: String,
    /// What, and how much.
    pub lines: Vec<(OfferId, Quantity)>,
}

impl Plan {
    /// One of the buyers.
    pub fn buyer(&self, number: usize) -> &Person {
        &self.buyers[number % self.buyers.len()]
    }

    /// One of the baskets.
    pub fn basket(&self, number: usize) -> &Basket {
        &self.baskets[number % self.baskets.len()]
    }

    /// One of the wards.
    pub fn ward(&self, number: usize) -> &Ward {
        &self.wards[number % self.wards.len()]
    }
}

/// Seeds a city in an empty place of that name.
///
/// # Errors
/// When the database fails.
pub async fn make(database: &Database, name: &str) -> anyhow::Result<Town> {
    let town = make_at(database.place(name).await?).await?;
    database.settle(&town.place).await?;
    Ok(town)
}

/// Seeds a city in that empty place.
///
/// # Errors
/// When the database fails.
pub async fn make_at(place: Place) -> anyhow::Result<Town> {
    std::fs::create_dir_all(&place.data)?;
    let house = open::house(&place).await?;
    let begun = Instant::now();
    seed::malang(&house, &|_, _| ()).await?;
    let seeding = begun.elapsed();
    drop(house);
    furnish(place, seeding).await
}

/// A session for each buyer of the plan, in their order.
///
/// # Errors
/// When the database fails.
pub async fn sessions(town: &Town) -> anyhow::Result<Vec<String>> {
    let begun = load::together(town.plan.buyers.iter().map(|buyer| buyer.id), |person| {
        let desk = town.desk.clone();
        async move { Ok(registry::sessions::demo_session(&desk.house, &desk.city, person).await?.token) }
    });
    begun.await
}

/// Opens a city that is there.
///
/// # Errors
/// When it is not there, or the database fails.
pub async fn reopen(place: &Place) -> anyhow::Result<Desk> {
    let house = open::house(place).await?;
    let city = open::city(&house, None).await?.context("the seeded city is not there")?;
    let areas = Areas::load(&mut house.db.reader().await?, city.id).await?;
    Ok(Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments: vec![Arc::new(Cash)] })
}

async fn furnish(place: Place, seeding: Duration) -> anyhow::Result<Town> {
    let desk = reopen(&place).await?;
    slots::ensure(&desk).await?;
    make_room(&desk).await?;
    let buyers = buyers(&desk).await?;
    let mut tx = desk.house.db.reader().await?;
    let catalogue = Catalogue::load(&mut tx, desk.city_id(), desk.city.offset_minutes, desk.now()).await?;
    drop(tx);
    let baskets = baskets(&catalogue, &desk)?;
    let mut times: HashMap<MarketId, Vec<SlotId>> = HashMap::new();
    for market in baskets.iter().map(|basket| basket.market).collect::<BTreeSet<_>>() {
        let found = slots::list(&desk, market).await?;
        times.insert(market, found.iter().filter(|slot| slot.kind == SlotKind::Window).map(|slot| slot.id).collect());
    }
    let wards = desk.areas.wards().to_vec();
    Ok(Town { place, desk, seeding, plan: Arc::new(Plan { catalogue, buyers, baskets, slots: times, wards }) })
}

/// Slots that never fill, and counted stock that lasts.
async fn make_room(desk: &Desk) -> anyhow::Result<()> {
    let city = desk.city_id();
    let done: Result<(), store::StoreError> = desk
        .house
        .db
        .write(city, |tx, city| {
            Box::pin(async move {
                tx.exec(sql!("UPDATE slot SET capacity = 1000000000 WHERE city_id = $1"), params![*city]).await?;
                let fill = sql!("UPDATE offer SET stock_milli = $2 WHERE city_id = $1 AND stock_kind = 'counted'");
                tx.exec(fill, params![*city, QUANTITY_MILLI_MAX]).await.map(drop)
            })
        })
        .await;
    Ok(done?)
}

async fn buyers(desk: &Desk) -> anyhow::Result<Vec<Person>> {
    let make = |number: u32| -> Option<Person> {
        let phone = Phone::parse(&format!("0813000{number:06}")).ok()?;
        Some(Person { id: desk.house.id(), name: format!("Pembeli {number}"), phone, lang: Lang::Id })
    };
    let all: Vec<Person> = (0..BUYERS).filter_map(make).collect();
    let written: Result<(), store::StoreError> = desk
        .house
        .db
        .write((desk.city_id(), desk.now(), all.clone()), |tx, (city, now, all)| {
            Box::pin(async move { people::insert_all(tx, *city, all, *now) })
        })
        .await;
    written?;
    Ok(all)
}

/// Baskets over all markets that deliver, the same ones in every run.
fn baskets(catalogue: &Catalogue, desk: &Desk) -> anyhow::Result<Vec<Basket>> {
    let (now, mut chance) = (desk.now(), SplitMix::new(seed::SEED));
    let can_have = |offer: &OfferView<'_>| offer.availability(now) == Availability::Open;
    let has_enough = |stall: &StallView<'_>| catalogue.offers_of_stall(stall.stall.id).filter(can_have).count() >= LINES[0];
    let markets: Vec<_> = catalogue
        .markets()
        .iter()
        .filter(|market| market.does_deliver)
        .map(|market| (market, catalogue.stalls_of(market.id).filter(has_enough).collect::<Vec<_>>()))
        .filter(|(_, stalls)| stalls.len() >= LINES.len())
        .collect();
    let mut baskets = Vec::with_capacity(BASKETS);
    while baskets.len() < BASKETS {
        let (market, stalls) = chance.pick(&markets).context("no market delivers")?;
        let mut lines = Vec::new();
        for (stall, count) in distinct(&mut chance, stalls, LINES.len()).into_iter().zip(LINES) {
            let offers: Vec<_> = catalogue.offers_of_stall(stall.stall.id).filter(can_have).collect();
            lines.extend(distinct(&mut chance, &offers, count).into_iter().filter_map(|offer| Some((offer.offer.id, least(offer)?))));
        }
        baskets.push(Basket { market: market.id, slug: market.slug.clone(), lines });
    }
    Ok(baskets)
}

/// The least that can be bought of an offer.
fn least(offer: &OfferView<'_>) -> Option<Quantity> {
    let step = offer.product.step.milli().max(1);
    let least = offer.product.min.milli().max(step);
    Quantity::from_milli((least + step - 1) / step * step)
}

/// So many different ones.
fn distinct<'a, T>(chance: &mut SplitMix, all: &'a [T], count: usize) -> Vec<&'a T> {
    let mut left: Vec<&T> = all.iter().collect();
    (0..count.min(all.len())).map(|_| left.swap_remove(usize::try_from(chance.below(left.len() as u64)).unwrap_or(0))).collect()
}

/// The database's name and version, as it says them.
pub(crate) async fn version(house: &House) -> anyhow::Result<String> {
    let ask = if house.db.kind() == "sqlite" { sql!("SELECT sqlite_version()") } else { sql!("SELECT version()") };
    let (version,): (String,) = house.db.reader().await?.one(ask, params![]).await?;
    Ok(version.split(" on ").next().unwrap_or(&version).to_owned())
}

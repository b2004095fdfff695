//! The course of a past: how busy each day is, what goods cost on it, and which stalls are known to everybody.

mod season;
mod tide;

use std::collections::{BTreeSet, HashMap};

use kernel::id::{OfferId, StallId};
use kernel::random::SplitMix;
use kernel::{BusinessDate, Rupiah};

use crate::machine::Machine;
use crate::settings::{Purpose, Settings};
use crate::stop::SimulationError;
use season::Season;
use tide::Tide;

/// Holidays are looked for so many days after a past ends: the time before them is busy already.
const DAYS_AHEAD: i64 = 20;

/// How a past goes; empty for a trial.
#[derive(Debug)]
pub struct Course {
    season: Season,
    tides: HashMap<String, Tide>,
    /// What each offer usually costs.
    usual: HashMap<OfferId, Rupiah>,
    /// Stalls that everybody knows.
    pub well_known: BTreeSet<StallId>,
    first_day: BusinessDate,
}

impl Course {
    /// Plans it from the city's holidays, commodities and prices.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn plan(machine: &Machine, settings: &Settings) -> Result<Self, SimulationError> {
        let (desk, catalogue) = (&machine.desk, &machine.catalogue);
        let first_day = desk.today();
        let Purpose::Past(past) = &settings.purpose else {
            let season = Season::plan(first_day, first_day, &[]);
            return Ok(Self { season, tides: HashMap::new(), usual: HashMap::new(), well_known: BTreeSet::new(), first_day });
        };
        let last_day = first_day.plus_days(i64::from(settings.days));
        let mut tx = desk.house.db.reader().await?;
        let holidays = registry::holidays::between(&mut tx, desk.city_id(), first_day, last_day.plus_days(DAYS_AHEAD)).await?;
        drop(tx);
        let season = Season::plan(first_day, last_day, &holidays);
        let mut chance = SplitMix::new(settings.seed ^ 0x71DE);
        let tides = catalogue.commodities().iter().map(|it| (it.slug.clone(), Tide::plan(it, &season, &mut chance))).collect();
        let usual = catalogue
            .markets()
            .iter()
            .flat_map(|market| catalogue.offers_of_market(market.id))
            .filter(|view| view.product.commodity.is_some())
            .map(|view| (view.offer.id, view.offer.price))
            .collect();
        let well_known = past.well_known.iter().filter_map(|slug| catalogue.stall(slug)).map(|view| view.stall.id).collect();
        Ok(Self { season, tides, usual, well_known, first_day })
    }

    /// How many people come on a date, in percent of the usual.
    pub fn busy(&self, date: BusinessDate) -> u64 {
        self.season.busy(date)
    }

    /// The busiest time, by name and days.
    pub fn peak(&self) -> Option<String> {
        self.season.peak()
    }

    /// What an offer of a commodity should cost on a date; none where prices are not followed.
    pub fn price(&self, offer: OfferId, commodity: &str, date: BusinessDate) -> Option<Rupiah> {
        let day = usize::try_from(date.days() - self.first_day.days()).ok()?;
        let level = self.tides.get(commodity)?.level(day);
        Some(tide::rounded(self.usual.get(&offer)?.amount() * level / 1_000))
    }
}

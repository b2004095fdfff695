//! The process that serves the city: a database handle and a desk. It can die at any time. Pages that people have open outlive it.

use std::sync::Arc;

use kernel::{FixedClock, SeededIds, Timestamp, time};
use market::Desk;
use market::catalogue::Catalogue;
use providers::payments::{Cash, PaymentProvider};
use registry::areas::Areas;
use store::{Db, House, Options};

use crate::stop::SimulationError;

/// Pages are asked for again when they are so old. **Units:** microseconds.
const PAGES_OLD: i64 = 6 * time::HOUR;

/// The process. What it holds is read from the database when it starts.
#[derive(Debug)]
pub struct Machine {
    options: Options,
    seed: u64,
    /// How often a process was started.
    pub lives: u64,
    /// The city's clock; it goes on when a process dies.
    pub clock: Arc<FixedClock>,
    /// What services are given.
    pub desk: Desk,
    /// Goods as on the pages that people have open: as they were hours ago.
    pub catalogue: Catalogue,
    /// When the pages were made.
    seen: Timestamp,
}

impl Machine {
    /// Starts the first process.
    ///
    /// # Errors
    /// When the database cannot be opened or holds no city.
    pub async fn start(options: Options, seed: u64, now: Timestamp) -> Result<Self, SimulationError> {
        let clock = Arc::new(FixedClock::new(now));
        let desk = open(&options, seed, 1, &clock).await?;
        let catalogue = look(&desk).await?;
        Ok(Self { options, seed, lives: 1, clock, desk, catalogue, seen: now })
    }

    /// The process ends without a word and another one starts: nothing in memory survives.
    ///
    /// # Errors
    /// As [`Machine::start`].
    pub async fn die(&mut self) -> Result<(), SimulationError> {
        self.lives += 1;
        self.desk = open(&self.options, self.seed, self.lives, &self.clock).await?;
        Ok(())
    }

    /// Makes the pages anew.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh(&mut self) -> Result<(), SimulationError> {
        self.catalogue = look(&self.desk).await?;
        self.seen = self.desk.now();
        Ok(())
    }

    /// Makes the pages anew when they are old.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh_old(&mut self) -> Result<(), SimulationError> {
        if self.desk.now() >= self.seen.plus(PAGES_OLD) { self.refresh().await } else { Ok(()) }
    }
}

async fn open(options: &Options, seed: u64, life: u64, clock: &Arc<FixedClock>) -> Result<Desk, SimulationError> {
    let db = Db::open(options).await?;
    // Each life has its own sequence, as each process has its own randomness.
    let ids = Arc::new(SeededIds::new(seed.wrapping_mul(1_000_003).wrapping_add(life)));
    let house = House { db, clock: Arc::clone(clock) as _, ids };
    let mut tx = house.db.reader().await?;
    let city = registry::cities::first(&mut tx).await?.ok_or(SimulationError::Lacking("people"))?;
    let areas = Areas::load(&mut tx, city.id).await?;
    drop(tx);
    let payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash)];
    Ok(Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments })
}

async fn look(desk: &Desk) -> Result<Catalogue, SimulationError> {
    let mut tx = desk.house.db.reader().await?;
    Ok(Catalogue::load(&mut tx, desk.city_id(), desk.city.offset_minutes, desk.now()).await?)
}

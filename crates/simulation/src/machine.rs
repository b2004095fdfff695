//! The process that serves the city: a database handle, a desk, and a catalogue in memory. It can die at any time.

use std::sync::Arc;

use kernel::{FixedClock, SeededIds, Timestamp};
use market::Desk;
use market::catalogue::Catalogue;
use providers::payments::{Cash, PaymentProvider};
use registry::areas::Areas;
use store::{Db, House, Options};

use crate::stop::SimulationError;

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
    /// Goods as pages show them: up to date when read, older afterwards.
    pub catalogue: Catalogue,
}

impl Machine {
    /// Starts the first process.
    ///
    /// # Errors
    /// When the database cannot be opened or holds no city.
    pub async fn start(options: Options, seed: u64, now: Timestamp) -> Result<Self, SimulationError> {
        let clock = Arc::new(FixedClock::new(now));
        let (desk, catalogue) = open(&options, seed, 1, &clock).await?;
        Ok(Self { options, seed, lives: 1, clock, desk, catalogue })
    }

    /// The process ends without a word and another one starts: nothing in memory survives.
    ///
    /// # Errors
    /// As [`Machine::start`].
    pub async fn die(&mut self) -> Result<(), SimulationError> {
        self.lives += 1;
        (self.desk, self.catalogue) = open(&self.options, self.seed, self.lives, &self.clock).await?;
        Ok(())
    }

    /// Reads the catalogue again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn refresh(&mut self) -> Result<(), SimulationError> {
        self.catalogue = look(&self.desk).await?;
        Ok(())
    }
}

async fn open(options: &Options, seed: u64, life: u64, clock: &Arc<FixedClock>) -> Result<(Desk, Catalogue), SimulationError> {
    let db = Db::open(options).await?;
    // Each life has its own sequence, as each process has its own randomness.
    let ids = Arc::new(SeededIds::new(seed.wrapping_mul(1_000_003).wrapping_add(life)));
    let house = House { db, clock: Arc::clone(clock) as _, ids };
    let mut tx = house.db.reader().await?;
    let city = registry::cities::first(&mut tx).await?.ok_or(SimulationError::Lacking("people"))?;
    let areas = Areas::load(&mut tx, city.id).await?;
    drop(tx);
    let payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash)];
    let desk = Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments };
    let catalogue = look(&desk).await?;
    Ok((desk, catalogue))
}

async fn look(desk: &Desk) -> Result<Catalogue, SimulationError> {
    let mut tx = desk.house.db.reader().await?;
    Ok(Catalogue::load(&mut tx, desk.city_id(), desk.city.offset_minutes, desk.now()).await?)
}

//! The process that serves the city: a database handle and a desk. It can die at any time. Pages that people have open outlive it.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use kernel::{FixedClock, SeededIds, Timestamp, time};
use market::Desk;
use market::catalogue::Catalogue;
use providers::payments::{Cash, PaymentProvider};
use registry::areas::Areas;
use sandbox::Sandbox;
use store::{Db, House, Options};

use crate::line::Line;
use crate::stop::SimulationError;

/// What the acquirer of a run signs with.
const SECRET: [u8; 32] = [9; 32];
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
    /// The acquirer, whom people pay; its books outlive processes.
    pub sandbox: Sandbox,
    /// How many of the acquirer's next answers are lost on the way.
    pub lost_answers: Arc<AtomicU32>,
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
        let lost_answers = Arc::default();
        let (desk, sandbox) = open(&options, seed, 1, (&clock, &lost_answers)).await?;
        let catalogue = look(&desk).await?;
        Ok(Self { options, seed, lives: 1, clock, desk, sandbox, lost_answers, catalogue, seen: now })
    }

    /// The process ends without a word and another one starts: nothing in memory survives.
    ///
    /// # Errors
    /// As [`Machine::start`].
    pub async fn die(&mut self) -> Result<(), SimulationError> {
        self.lives += 1;
        (self.desk, self.sandbox) = open(&self.options, self.seed, self.lives, (&self.clock, &self.lost_answers)).await?;
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

async fn open(
    options: &Options,
    seed: u64,
    life: u64,
    (clock, lost_answers): (&Arc<FixedClock>, &Arc<AtomicU32>),
) -> Result<(Desk, Sandbox), SimulationError> {
    let db = Db::open(options).await?;
    // Each life has its own sequence, as each process has its own randomness.
    let ids = Arc::new(SeededIds::new(seed.wrapping_mul(1_000_003).wrapping_add(life)));
    let house = House { db, clock: Arc::clone(clock) as _, ids };
    let mut tx = house.db.reader().await?;
    let city = registry::cities::first(&mut tx).await?.ok_or(SimulationError::Lacking("people"))?;
    let areas = Areas::load(&mut tx, city.id).await?;
    drop(tx);
    let sandbox = Sandbox::new(house.clone(), city.id, city.name.clone(), SECRET);
    let line = Line::new(sandbox.clone(), Arc::clone(lost_answers));
    let payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash), Arc::new(line)];
    Ok((Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments }, sandbox))
}

async fn look(desk: &Desk) -> Result<Catalogue, SimulationError> {
    let mut tx = desk.house.db.reader().await?;
    Ok(Catalogue::load(&mut tx, desk.city_id(), desk.city.offset_minutes, desk.now()).await?)
}

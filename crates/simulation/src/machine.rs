//! The process that serves the city: a database handle and a desk. It can die at any time. Pages that people have open outlive it.

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use kernel::id::{CityId, RawId};
use kernel::{FixedClock, SeededIds, Timestamp, time};
use market::Desk;
use market::catalogue::Catalogue;
use providers::payments::{Cash, PaymentProvider};
use registry::areas::Areas;
use sandbox::Sandbox;
use store::{Db, House, Options};

use crate::line::Line;
use crate::model::Way;
use crate::stop::SimulationError;

/// What the acquirer of a run signs with.
const SECRET: [u8; 32] = [9; 32];
/// Pages are asked for again when they are so old. **Units:** microseconds.
const PAGES_OLD: i64 = 6 * time::HOUR;

/// Whom people pay.
#[derive(Debug, Clone)]
pub struct Acquirers {
    /// Makes codes.
    pub codes: Sandbox,
    /// Has a wallet.
    pub wallet: Sandbox,
}

impl Acquirers {
    /// Who takes what is paid in a way that has an acquirer.
    pub const fn of(&self, way: Way) -> &Sandbox {
        if matches!(way, Way::Wallet) { &self.wallet } else { &self.codes }
    }
}

/// The process. What it holds is read from the database when it starts.
#[derive(Debug)]
pub struct Machine {
    options: Options,
    seed: u64,
    has_wallet: bool,
    /// How often a process was started.
    pub lives: u64,
    /// The city's clock; it goes on when a process dies.
    pub clock: Arc<FixedClock>,
    /// What services are given.
    pub desk: Desk,
    /// The acquirers, whom people pay; their books outlive processes.
    pub acquirers: Acquirers,
    /// How many of the acquirers' next answers are lost on the way.
    pub lost_answers: Arc<AtomicU32>,
    /// Goods as on the pages that people have open: as they were hours ago.
    pub catalogue: Catalogue,
    /// When the pages were made.
    seen: Timestamp,
}

impl Machine {
    /// Starts the first process; with a wallet beside codes, or without.
    ///
    /// # Errors
    /// When the database cannot be opened or holds no city.
    pub async fn start(options: Options, (seed, has_wallet): (u64, bool), now: Timestamp) -> Result<Self, SimulationError> {
        let clock = Arc::new(FixedClock::new(now));
        let lost_answers = Arc::default();
        let (desk, acquirers) = open(&options, (seed, 1, has_wallet), (&clock, &lost_answers)).await?;
        let catalogue = look(&desk).await?;
        Ok(Self { options, seed, has_wallet, lives: 1, clock, desk, acquirers, lost_answers, catalogue, seen: now })
    }

    /// The process ends without a word and another one starts: nothing in memory survives.
    ///
    /// # Errors
    /// As [`Machine::start`].
    pub async fn die(&mut self) -> Result<(), SimulationError> {
        self.lives += 1;
        (self.desk, self.acquirers) =
            open(&self.options, (self.seed, self.lives, self.has_wallet), (&self.clock, &self.lost_answers)).await?;
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
    (seed, life, has_wallet): (u64, u64, bool),
    (clock, lost_answers): (&Arc<FixedClock>, &Arc<AtomicU32>),
) -> Result<(Desk, Acquirers), SimulationError> {
    let db = Db::open(options).await?;
    // Each life has its own sequence, as each process has its own randomness.
    let ids = Arc::new(SeededIds::new(seed.wrapping_mul(1_000_003).wrapping_add(life)));
    let house = House { db, clock: Arc::clone(clock) as _, ids };
    let mut tx = house.db.reader().await?;
    let city = registry::cities::first(&mut tx).await?.ok_or(SimulationError::Lacking("people"))?;
    let areas = Areas::load(&mut tx, city.id).await?;
    drop(tx);
    let codes = Sandbox::new(house.clone(), city.id, city.name.clone(), SECRET);
    // Books of its own, beside those of the other.
    let apart = CityId::from(RawId::from_u128(city.id.0.as_u128() ^ 1));
    let wallet = Sandbox::new(house.clone(), apart, city.name.clone(), SECRET);
    let mut payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash)];
    payments.push(Arc::new(Line::codes(codes.clone(), Arc::clone(lost_answers))));
    if has_wallet {
        payments.push(Arc::new(Line::wallet(wallet.clone(), Arc::clone(lost_answers))));
    }
    Ok((Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments }, Acquirers { codes, wallet }))
}

async fn look(desk: &Desk) -> Result<Catalogue, SimulationError> {
    let mut tx = desk.house.db.reader().await?;
    Ok(Catalogue::load(&mut tx, desk.city_id(), desk.city.offset_minutes, desk.now()).await?)
}

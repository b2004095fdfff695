//! The house of a test: a fresh database, a clock that stands still, ids that repeat.

use std::ops::Deref;
use std::sync::Arc;

use kernel::{BusinessDate, FixedClock, SeededIds, Timestamp};
use store::{Db, House};

/// The seed of every test house's ids.
pub const SEED: u64 = 20_261_121;

/// A [`House`] whose clock the test moves. It is a `House` to look at: `house.db`, `house.now()`, `house.id()`.
#[derive(Debug, Clone)]
pub struct TestHouse {
    house: House,
    /// Stands at [`morning`] until moved.
    pub clock: Arc<FixedClock>,
}

impl TestHouse {
    /// A house around `db` at [`morning`] with ids from [`SEED`].
    #[must_use]
    pub fn new(db: Db) -> Self {
        let clock = Arc::new(FixedClock::new(morning()));
        let house = House { db, clock: Arc::clone(&clock) as _, ids: Arc::new(SeededIds::new(SEED)) };
        Self { house, clock }
    }

    /// The house itself, as services take it.
    #[must_use]
    pub const fn house(&self) -> &House {
        &self.house
    }
}

impl Deref for TestHouse {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

/// When tests begin: Saturday 2026-11-21, 05:30 in Malang (WIB, UTC+7), 22:30 UTC the day before.
#[must_use]
pub fn morning() -> Timestamp {
    BusinessDate::from_ymd(2026, 11, 21).expect("a date").at_minute(5 * 60 + 30, 7 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_morning_is_a_saturday_at_half_past_five() {
        assert_eq!(morning().micros(), 1_795_213_800 * 1_000_000);
        assert_eq!(BusinessDate::of(morning(), 420).weekday(), 5);
        assert_eq!(morning().minute_of_day(420), 330);
    }
}

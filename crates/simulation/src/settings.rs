//! What a run is asked to do.

use kernel::{BusinessDate, Phone, Timestamp};

use crate::sabotage::Sabotage;

/// The city's minutes east of UTC while its first morning is reckoned; Malang's.
const OFFSET_MINUTES: i64 = 420;

/// A run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where all chance comes from.
    pub seed: u64,
    /// Days on which people buy, at least 1; one more follows to bring everything to its end.
    pub days: u32,
    /// Orders that buyers try to place on an ordinary day.
    pub orders_per_day: u32,
    /// When it begins; the city was made before. See [`first_morning`].
    pub begins: Timestamp,
    /// Numbers of people who buy too, beside those who sign up for the run.
    pub buyers: Vec<Phone>,
    /// What the days are for.
    pub purpose: Purpose,
    /// A rule to break on purpose.
    pub sabotage: Option<Sabotage>,
    /// The command line that repeats the run, for the account of a failure.
    pub command: String,
}

impl Settings {
    /// Whether faults are looked for.
    #[must_use]
    pub const fn is_trial(&self) -> bool {
        matches!(self.purpose, Purpose::Trial)
    }
}

/// What days are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// To find faults: acts are doubled, answers lost, processes killed, and after every act what it touched is compared.
    Trial,
    /// To give a city a past: nothing goes wrong but what people do, and the whole is compared once, at the end.
    Past(Past),
}

/// A past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Now. People buy until the day before; of this day there is only what traders did so far.
    pub until: Timestamp,
    /// Slugs of stalls that are better known than others: they sell more.
    pub well_known: Vec<String>,
}

/// When a run to find faults begins: Monday 2026-06-01, three in the morning.
#[must_use]
pub fn first_morning() -> Timestamp {
    // 2026-06-01 is 20,605 days after the epoch.
    BusinessDate::from_days(20_605).at_minute(3 * 60, OFFSET_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_morning_is_a_monday() {
        let day = BusinessDate::of(first_morning(), OFFSET_MINUTES);
        assert_eq!((day.to_string().as_str(), day.weekday()), ("2026-06-01", 0));
    }
}

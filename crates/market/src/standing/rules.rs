//! Pure decisions about standing orders: which day is next, what is too dear, and when one places itself.

use kernel::{BasisPoints, BusinessDate, Rupiah};

use super::model::{Problem, StandingLine};
use crate::orders::model::{Quote, QuotedLine};

/// The most standing orders of one person.
pub const ORDERS_MAX: usize = 20;

/// The first of the weekdays after a date; Monday is bit 0. At least one bit must be set.
#[must_use]
pub fn next_day(weekdays: i64, after: BusinessDate) -> BusinessDate {
    let is_meant = |day: &BusinessDate| weekdays >> day.weekday() & 1 == 1;
    (1..=7).map(|days| after.plus_days(days)).find(is_meant).unwrap_or_else(|| after.plus_days(7))
}

/// Whether a price rose by more than the city's cap since its owner saw it; rounded down, in the owner's favour.
#[must_use]
pub fn is_dearer(seen: Rupiah, now: Rupiah, cap: BasisPoints) -> bool {
    now > seen + seen.share(cap)
}

/// The lines that rose by more than the cap; `name` tells what an offer is called.
#[must_use]
pub fn dearer(lines: &[StandingLine], quoted: &[QuotedLine], cap: BasisPoints, name: impl Fn(&QuotedLine) -> String) -> Vec<Problem> {
    let seen = |line: &QuotedLine| lines.iter().find(|known| known.wanted == line.wanted).map_or(line.price, |known| known.price);
    let rose = quoted.iter().filter(|line| is_dearer(seen(line), line.price, cap));
    rose.map(|line| Problem { name: name(line), problem: "dearer".to_owned(), price_now: Some(line.price) }).collect()
}

/// Whether a day places itself: its owner agreed, even the most it may cost is within, nothing is gone or dearer, and the day is usual.
#[must_use]
pub fn places_itself(total_max: Option<Rupiah>, quote: &Quote, problems: &[Problem], is_holiday: bool) -> bool {
    !is_holiday && problems.is_empty() && total_max.is_some_and(|most| quote.total_max() <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_day_is_one_of_the_weekdays() {
        let saturday = BusinessDate::from_ymd(2026, 11, 21).unwrap();
        for (weekdays, expected) in [(1 << 5, 7), (1 << 6, 1), (1, 2), (0b111_1111, 1), (1 << 4 | 1 << 2, 4)] {
            assert_eq!(next_day(weekdays, saturday), saturday.plus_days(expected), "{weekdays:b}");
        }
    }

    #[test]
    fn a_price_may_rise_by_the_cap() {
        for (seen, now, expected) in [(3_000, 3_300, false), (3_000, 3_301, true), (3_000, 2_000, false), (0, 1, true)] {
            assert_eq!(is_dearer(Rupiah(seen), Rupiah(now), BasisPoints(1_000)), expected, "{seen} {now}");
        }
    }
}

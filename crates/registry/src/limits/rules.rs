//! What a bucket holds and how long one waits for it. Pure.

use kernel::Timestamp;
use kernel::time::{DAY, SECOND, SKEW_MAX};

/// How deep a bucket is at most, in microseconds.
pub const DEPTH_MAX: i64 = DAY;

/// A kind of bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Names the kind in the database.
    pub bucket: &'static str,
    /// Tokens in a full bucket: acts that may come at once.
    pub burst: i64,
    /// In which one token comes back, in microseconds.
    pub every: i64,
}

impl Limit {
    /// How far ahead of now a bucket's time may be, in microseconds.
    #[must_use]
    pub const fn depth(self) -> i64 {
        self.burst.saturating_mul(self.every)
    }

    /// How far ahead of now tokens that were spent already take a bucket's time at most: a little beyond its depth, so that what
    /// several servers gave away at once is waited for, and still short of what [`Self::settled`] takes for another clock's.
    #[must_use]
    pub const fn debt_max(self) -> i64 {
        self.depth().saturating_add(SKEW_MAX / 2)
    }

    /// From how far ahead of now on a bucket's time was written by a clock that ran fast and was set right since. Not the depth
    /// itself: of two acts at once the later may have read its clock earlier, and would find an empty bucket full.
    #[must_use]
    pub const fn astray(self) -> i64 {
        self.depth().saturating_add(SKEW_MAX)
    }

    /// When a bucket is full that was kept as full at `free`: now at the earliest, and now where a clock ran fast.
    #[must_use]
    pub fn settled(self, free: Timestamp, now: Timestamp) -> Timestamp {
        if free > now.plus(self.astray()) { now } else { free.max(now) }
    }
}

/// Seconds until a token is back in a bucket that is full at `free`; at least 1.
pub(super) fn wait_seconds(limit: Limit, free: Timestamp, now: Timestamp) -> i64 {
    let wait = free.micros() - now.micros() + limit.every - limit.depth();
    ((wait + SECOND - 1) / SECOND).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_of_a_clock_that_ran_fast_is_full() {
        let limit = Limit { bucket: "test", burst: 3, every: 200 * SECOND };
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for (free, now, settled) in [
            (0, 100, 100),
            (300, 100, 300),
            // Empty, and read by one whose clock is a little behind: still empty.
            (700, 99, 700),
            (700, -20, 700),
            (700, -21, -21),
            (700, -3_600, -3_600),
            (700, -365 * 86_400, -365 * 86_400),
        ] {
            assert_eq!(limit.settled(at(free), at(now)), at(settled), "{free} {now}");
        }
        assert!(limit.depth() < limit.debt_max() && limit.debt_max() < limit.astray());
    }

    #[test]
    fn no_bucket_is_deeper_than_a_day() {
        use crate::sessions::rules::{FROM_ADDRESS, TO_DEVICE, TO_DEVICE_DAY, TO_NUMBER, TO_NUMBER_DAY, TRIES_ADDRESS, in_city};
        for limit in [FROM_ADDRESS, TO_DEVICE, TO_DEVICE_DAY, TO_NUMBER, TO_NUMBER_DAY, TRIES_ADDRESS, in_city(1), in_city(100_000)] {
            assert!(limit.depth() <= DEPTH_MAX, "{}", limit.bucket);
        }
    }

    #[test]
    fn the_wait_is_until_one_token_is_back() {
        let limit = Limit { bucket: "test", burst: 3, every: 200 * SECOND };
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for (free, now, wait) in [(600, 0, 200), (600, 199, 1), (600, 150, 50), (200, 0, 1)] {
            assert_eq!(wait_seconds(limit, at(free), at(now)), wait, "{free} {now}");
        }
    }
}

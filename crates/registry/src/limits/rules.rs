//! What a bucket holds and how long one waits for it. Pure.

use kernel::Timestamp;
use kernel::time::SECOND;

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
    fn the_wait_is_until_one_token_is_back() {
        let limit = Limit { bucket: "test", burst: 3, every: 200 * SECOND };
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for (free, now, wait) in [(600, 0, 200), (600, 199, 1), (600, 150, 50), (200, 0, 1)] {
            assert_eq!(wait_seconds(limit, at(free), at(now)), wait, "{free} {now}");
        }
    }
}

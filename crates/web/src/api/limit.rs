//! How often somebody may ask: one bucket of tokens for each person or network.
//!
//! Generous on purpose: it stops loops and scrapers, not people. Each process decides in memory, so that asking costs no
//! statement. Whoever has used a tenth of a bucket or more is told to the others: once a second each process adds what it gave away to a
//! counter in the database and takes over the sum ([`Limiter::share`]). So over any number of servers a caller gets one bucket, and
//! beyond it no more than a tenth for each further server and what each gives away within one second.
//! Source of the headers: draft-ietf-httpapi-ratelimit-headers-10.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::Timestamp;
use kernel::id::CityId;
use kernel::time::SECOND;
use registry::limits::{self, Limit};
use registry::sessions::Secrets;
use store::{House, StoreError};

/// Requests that may come at once, and how many come back in [`WINDOW_SECONDS`].
pub const QUOTA: i64 = 1_200;
/// In which an empty bucket is full again.
pub const WINDOW_SECONDS: i64 = 60;
/// The bucket of a caller.
const LIMIT: Limit = Limit { bucket: "api", burst: QUOTA, every: WINDOW_SECONDS * SECOND / QUOTA };
/// Tokens used from which on the other servers are told.
const SHARED_FROM: i64 = QUOTA / 10;
/// Buckets told in one transaction.
const SHARED_MAX: usize = 500;
/// The most buckets kept; when more are needed the full ones go, then all.
const BUCKETS_MAX: usize = 20_000;

/// The value of `RateLimit-Policy`.
#[must_use]
pub fn policy() -> String {
    format!("\"session\";q={QUOTA};w={WINDOW_SECONDS}")
}

/// What one request was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may go on.
    pub is_allowed: bool,
    /// Requests left now.
    pub left: i64,
    /// Seconds until one more may come, or until the bucket is full when there are some left.
    pub seconds: i64,
}

impl Verdict {
    /// For whoever is not limited.
    pub const UNLIMITED: Self = Self { is_allowed: true, left: QUOTA, seconds: 0 };

    /// The value of `RateLimit`.
    #[must_use]
    pub fn header(&self) -> String {
        format!("\"session\";r={};t={}", self.left, self.seconds)
    }
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// When it is full again; every token given moves this on.
    free: Timestamp,
    /// Tokens given here that the database does not know of.
    untold: i64,
}

/// Every bucket of this process.
#[derive(Debug, Default)]
pub struct Limiter(Mutex<HashMap<String, Bucket>>);

impl Limiter {
    /// Takes a token out of `who`'s bucket.
    pub fn take(&self, who: &str, now: Timestamp) -> Verdict {
        let mut buckets = self.buckets();
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(who) {
            buckets.retain(|_, bucket| now < LIMIT.settled(bucket.free, now));
            if buckets.len() >= BUCKETS_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(who.to_owned()).or_insert(Bucket { free: now, untold: 0 });
        let free = LIMIT.settled(bucket.free, now);
        let next = free.plus(LIMIT.every);
        let is_allowed = next.micros() - now.micros() <= LIMIT.depth();
        // Tokens that came back are not told: else a quiet caller's first busy second would be charged with the whole day.
        let untold = bucket.untold.min((free.micros() - now.micros() + LIMIT.every - 1) / LIMIT.every);
        *bucket = if is_allowed { Bucket { free: next, untold: untold + 1 } } else { Bucket { free, untold } };
        let used = bucket.free.micros() - now.micros();
        let left = ((LIMIT.depth() - used) / LIMIT.every).max(0);
        let missing = if left > 0 { used } else { used + LIMIT.every - LIMIT.depth() };
        Verdict { is_allowed, left, seconds: ((missing + SECOND - 1) / SECOND).max(1) }
    }

    /// Tells the other servers what was given away here to those who ask much, and takes over what they gave away.
    ///
    /// # Errors
    /// [`StoreError`]; what was not told is told the next time.
    pub async fn share(&self, house: &House, secrets: &Secrets, city: CityId) -> Result<(), StoreError> {
        let now = house.now();
        let busy = self.busy(now);
        if busy.is_empty() {
            return Ok(());
        }
        let told = busy.iter().map(|(who, untold)| (limits::subject(secrets, city, LIMIT, who), *untold)).collect();
        let sums = limits::spend_all(house, city, LIMIT, told).await?;
        let mut buckets = self.buckets();
        for ((who, told), free) in busy.iter().zip(sums) {
            if let Some(bucket) = buckets.get_mut(who) {
                // Less than none where tokens came back meanwhile.
                bucket.untold = (bucket.untold - told).max(0);
                // What was given meanwhile comes on top of everybody's sum.
                bucket.free = free.plus(bucket.untold.saturating_mul(LIMIT.every)).min(now.plus(LIMIT.debt_max()));
            }
        }
        Ok(())
    }

    /// Those who used a tenth of a bucket or more, with what the database does not know of, sorted by name so that two servers take
    /// the rows in the same order.
    fn busy(&self, now: Timestamp) -> Vec<(String, i64)> {
        let shared_from = now.plus(SHARED_FROM * LIMIT.every);
        let buckets = self.buckets();
        let busy = buckets.iter().filter(|(_, bucket)| bucket.untold > 0 && LIMIT.settled(bucket.free, now) >= shared_from);
        let mut busy: Vec<(String, i64)> = busy.map(|(who, bucket)| (who.clone(), bucket.untold)).collect();
        busy.sort();
        busy.truncate(SHARED_MAX);
        busy
    }

    fn buckets(&self) -> MutexGuard<'_, HashMap<String, Bucket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limiter = Limiter::default();
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for taken in 1..=QUOTA {
            let verdict = limiter.take("siti", at(0));
            assert!(verdict.is_allowed);
            assert_eq!(verdict.left, QUOTA - taken);
        }
        assert_eq!(limiter.take("siti", at(0)), Verdict { is_allowed: false, left: 0, seconds: 1 });
        assert!(limiter.take("budi", at(0)).is_allowed, "another's bucket is full");
        assert_eq!(limiter.take("siti", at(1)).left, QUOTA / WINDOW_SECONDS - 1);
        assert_eq!(limiter.take("siti", at(120)), Verdict { is_allowed: true, left: QUOTA - 1, seconds: 1 });
    }

    #[test]
    fn a_clock_that_ran_fast_and_was_set_right_shuts_nobody_out() {
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for fast in [3 * 3_600, 365 * 86_400] {
            let limiter = Limiter::default();
            for _ in 0..QUOTA {
                assert!(limiter.take("siti", at(fast)).is_allowed);
            }
            assert!(limiter.busy(at(0)).is_empty(), "what was given at the wrong time is charged to nobody");
            assert_eq!(limiter.take("siti", at(0)), Verdict { is_allowed: true, left: QUOTA - 1, seconds: 1 });
        }
        // A second or a minute is how servers differ, and fills no bucket.
        for back in [1, 60] {
            let limiter = Limiter::default();
            for _ in 0..QUOTA {
                limiter.take("siti", at(100));
            }
            assert!(!limiter.take("siti", at(100 - back)).is_allowed, "{back}");
        }
    }

    #[test]
    fn what_came_back_is_not_told() {
        let limiter = Limiter::default();
        let at = |seconds: i64| Timestamp::from_micros(seconds * SECOND);
        for second in 0..10_000 {
            limiter.take("siti", at(second));
        }
        for _ in 0..SHARED_FROM {
            limiter.take("siti", at(10_000));
        }
        assert_eq!(limiter.busy(at(10_000)), [("siti".to_owned(), SHARED_FROM)]);
    }

    #[test]
    fn a_bucket_is_not_deeper_than_buckets_are() {
        assert!(LIMIT.depth() <= limits::DEPTH_MAX);
    }

    #[test]
    fn headers_are_structured_fields() {
        assert_eq!(policy(), "\"session\";q=1200;w=60");
        assert_eq!(Verdict { is_allowed: true, left: 7, seconds: 3 }.header(), "\"session\";r=7;t=3");
    }
}

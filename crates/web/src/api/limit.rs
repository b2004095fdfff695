//! How often somebody may ask: one bucket of tokens for each person or address, in this process's memory.
//!
//! Generous on purpose: it stops loops and scrapers, not people. Several replicas each keep their own.
//! Source of the headers: draft-ietf-httpapi-ratelimit-headers-10.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;
use kernel::time::SECOND;

/// Requests that may come at once, and how many come back in [`WINDOW_SECONDS`].
pub const QUOTA: i64 = 1_200;
/// In which an empty bucket is full again.
pub const WINDOW_SECONDS: i64 = 60;
/// The most buckets kept; when more are needed the full ones go, then all.
const BUCKETS_MAX: usize = 20_000;
/// Tokens are counted in these, so that a slow trickle is not lost to rounding.
const PARTS: i64 = WINDOW_SECONDS * SECOND;

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
    /// In [`PARTS`] of a token.
    level: i64,
    at: Timestamp,
}

/// Every bucket of this process.
#[derive(Debug, Default)]
pub struct Limiter(Mutex<HashMap<String, Bucket>>);

impl Limiter {
    /// Takes a token out of `who`'s bucket.
    pub fn take(&self, who: &str, now: Timestamp) -> Verdict {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(who) {
            buckets.retain(|_, bucket| filled(*bucket, now) < QUOTA * PARTS);
            if buckets.len() >= BUCKETS_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(who.to_owned()).or_insert(Bucket { level: QUOTA * PARTS, at: now });
        let level = filled(*bucket, now);
        let is_allowed = level >= PARTS;
        *bucket = Bucket { level: if is_allowed { level - PARTS } else { level }, at: now.max(bucket.at) };
        let left = bucket.level / PARTS;
        let missing = if left > 0 { QUOTA * PARTS } else { PARTS } - bucket.level;
        let per_second = QUOTA * SECOND;
        Verdict { is_allowed, left, seconds: (missing + per_second - 1) / per_second }
    }
}

/// The bucket's level at `now`: it gains [`QUOTA`] parts each microsecond, so that a window fills it.
fn filled(bucket: Bucket, now: Timestamp) -> i64 {
    let passed = (now.micros() - bucket.at.micros()).clamp(0, PARTS);
    (bucket.level + passed * QUOTA).min(QUOTA * PARTS)
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
        assert!(limiter.take("siti", at(60)).is_allowed, "a clock that goes back takes nothing away");
    }

    #[test]
    fn headers_are_structured_fields() {
        assert_eq!(policy(), "\"session\";q=1200;w=60");
        assert_eq!(Verdict { is_allowed: true, left: 7, seconds: 3 }.header(), "\"session\";r=7;t=3");
    }
}

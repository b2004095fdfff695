//! How often something may be done: buckets of tokens counted in the database, so that they hold over all servers and starts.
//!
//! A bucket is one number, the time at which it will be full again (the generic cell rate algorithm; ITU-T I.371, annex A): each act
//! moves it on by the time that one token takes to come back. An act that would move it further than the bucket is deep is refused and
//! moves nothing, so that asking in vain does not lengthen the wait. Buckets belong to keyed hashes: no address stands in the database.
//!
//! No bucket is further ahead than it is deep. One that is was written by a clock that ran fast and was set right since; it counts as
//! full, or nobody would sign in for as long as the clock was wrong. The price: setting a clock back fills buckets once, which nobody
//! does from outside, and servers whose clocks differ by more than a bucket's depth and two minutes do not count together.

mod rules;
mod store;

use ::store::{House, StoreError, Tx};
use kernel::Timestamp;
use kernel::id::CityId;

use crate::sessions::Secrets;

pub use rules::{DEPTH_MAX, Limit};
pub(crate) use store::{clear, prune};

/// A keyed hash of whoever is limited.
pub type Subject = [u8; 32];

/// Takes one token; when there is none, gives the seconds until one is back, at least 1. Locks the bucket to the end of the
/// transaction: two at once take two. A refusal is to be returned as an error, so that other buckets keep theirs.
///
/// # Errors
/// [`StoreError`].
pub async fn take(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject, now: Timestamp) -> Result<Result<(), i64>, StoreError> {
    if store::take(tx, city, limit, subject, now).await? {
        return Ok(Ok(()));
    }
    let free = store::free_at(tx, city, limit, subject).await?.unwrap_or(now);
    Ok(Err(rules::wait_seconds(limit, free, now)))
}

/// Whoever is limited, as the database knows them.
#[must_use]
pub fn subject(secrets: &Secrets, city: CityId, limit: Limit, who: &str) -> Subject {
    secrets.keyed(limit.bucket, &[city.0.as_bytes(), who.as_bytes()])
}

/// Takes tokens that were spent already, whether there are so many or not, up to [`Limit::debt_max`]; gives when each bucket is full
/// again, in the same order. For counters that decide in memory and tell each other afterwards.
///
/// # Errors
/// [`StoreError`].
pub async fn spend_all(house: &House, city: CityId, limit: Limit, spent: Vec<(Subject, i64)>) -> Result<Vec<Timestamp>, StoreError> {
    house
        .db
        .write((spent, house.now()), move |tx, (spent, now)| {
            Box::pin(async move {
                let mut free = Vec::with_capacity(spent.len());
                for (subject, tokens) in spent {
                    free.push(store::spend(tx, city, limit, subject, limit.every.saturating_mul(*tokens), *now).await?);
                }
                Ok(free)
            })
        })
        .await
}

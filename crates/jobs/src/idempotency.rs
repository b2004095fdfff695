//! Idempotency keys: a write that is sent twice happens once and answers alike.
//!
//! The key is inserted in the same transaction as the effect; when it is there already, the stored result is given back
//! and nothing else is written. Sources: Palmieri, "Zero to Production in Rust", 2022, chapter 11;
//! draft-ietf-httpapi-idempotency-key-header.

use kernel::error::{ErrorKind, Kinded};
use kernel::id::CityId;
use kernel::{Actor, Timestamp};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::{House, StoreError, Tx};

use crate::store as sql;

/// Characters a key has at least, so that two callers do not choose the same by chance.
pub const KEY_CHARS_MIN: usize = 8;
/// Characters a key has at most.
pub const KEY_CHARS_MAX: usize = 128;
/// How long keys are kept, in microseconds: three days, longer than any client goes on trying.
const KEPT_US: i64 = 3 * 24 * 60 * 60 * 1_000_000;

/// Who wants what done once. Keys of different people do not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub(crate) actor: String,
    pub(crate) key: String,
    pub(crate) operation: &'static str,
    pub(crate) request_hash: [u8; 32],
}

/// What the house knew of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembered {
    /// Seen for the first time: go on. It is kept when the transaction commits.
    New,
    /// Done before: this was the result. Write nothing more.
    Again(String),
}

/// Why a key is refused.
#[derive(Debug, thiserror::Error)]
pub enum IdempotencyError {
    /// Not 8 to 128 visible ASCII characters.
    #[error("an idempotency key has {KEY_CHARS_MIN} to {KEY_CHARS_MAX} visible ASCII characters")]
    Malformed,
    /// The same key came before with another request.
    #[error("this idempotency key was used for another request")]
    Reused,
    /// The request cannot be written as JSON, so it cannot be compared: a fault of ours.
    #[error("the request cannot be written as JSON")]
    Request(#[source] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(IdempotencyError);

impl Kinded for IdempotencyError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Malformed | Self::Reused => ErrorKind::Invalid,
            Self::Request(_) => ErrorKind::Internal,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "idempotency_key_malformed",
            Self::Reused => "idempotency_key_reused",
            Self::Request(_) => "internal",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        matches!(self, Self::Malformed | Self::Reused).then_some("Idempotency-Key")
    }
}

impl IdempotencyKey {
    /// A key for one operation and request of one actor; visitors share one space of keys.
    ///
    /// # Errors
    /// [`IdempotencyError::Malformed`] unless `key` is 8 to 128 visible ASCII characters.
    pub fn new(actor: &Actor, operation: &'static str, key: &str, request: &impl Serialize) -> Result<Self, IdempotencyError> {
        let is_long_enough = (KEY_CHARS_MIN..=KEY_CHARS_MAX).contains(&key.len());
        if !is_long_enough || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyError::Malformed);
        }
        let request = serde_json::to_vec(request).map_err(IdempotencyError::Request)?;
        let actor = match actor.person {
            Some(person) => person.to_string(),
            None if actor.is_system => "system".to_owned(),
            None => "visitor".to_owned(),
        };
        Ok(Self { actor, key: key.to_owned(), operation, request_hash: Sha256::digest(&request).into() })
    }
}

/// Keeps the key with its result, or tells what came of it before. Call it first in the transaction:
/// a second transaction with the same key waits here for the first.
///
/// # Errors
/// [`IdempotencyError::Reused`] when operation or request differ from the first time; else [`IdempotencyError::Store`].
pub async fn remember(
    tx: &mut Tx,
    city: CityId,
    key: &IdempotencyKey,
    result: &str,
    now: Timestamp,
) -> Result<Remembered, IdempotencyError> {
    if sql::key_insert(tx, city, key, result, now).await? {
        return Ok(Remembered::New);
    }
    let first = sql::key_find(tx, city, key).await?;
    if first.operation != key.operation || first.request_hash != key.request_hash {
        return Err(IdempotencyError::Reused);
    }
    Ok(Remembered::Again(first.result))
}

/// What came of this very request before, without keeping anything; `None` when it was never made.
///
/// # Errors
/// As [`remember`].
pub async fn recall(tx: &mut Tx, city: CityId, key: &IdempotencyKey) -> Result<Option<String>, IdempotencyError> {
    let Some(first) = sql::key_seek(tx, city, key).await? else { return Ok(None) };
    if first.operation != key.operation || first.request_hash != key.request_hash {
        return Err(IdempotencyError::Reused);
    }
    Ok(Some(first.result))
}

/// Forgets keys older than three days, at most 1,000 in one transaction; gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(house: &House, city: CityId) -> Result<u64, StoreError> {
    let before = house.now().plus(-KEPT_US);
    sql::in_chunks(|| house.db.write((city, before), |tx, (city, before)| Box::pin(sql::keys_delete(tx, *city, *before)))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii_of_some_length() {
        let actor = Actor::visitor(CityId::from(kernel::id::RawId::nil()), kernel::Lang::Id);
        let long = "k".repeat(129);
        for (key, is_good) in [
            ("12345678", true),
            ("0190f0a2-7c3e-7d1a-9b7e-3f1c2d4e5a6b", true),
            (&long[..128], true),
            ("1234567", false),
            (&long, false),
            ("with space 1", false),
            ("kunci-é-12", false),
            ("line\nbreak", false),
        ] {
            assert_eq!(IdempotencyKey::new(&actor, "place_order", key, &1).is_ok(), is_good, "{key}");
        }
    }
}

//! All SQL of this crate.

use kernel::Timestamp;
use kernel::id::{ChangeId, CityId};
use store::{Row, StoreError, Tx, params, sql};

use crate::idempotency::IdempotencyKey;

/// Rows removed in one transaction at most, so that clearing up never holds up an order.
pub(crate) const CHUNK_ROWS: u64 = 1_000;

/// Repeats a removal of at most 1,000 rows until it finds less; gives the rows removed.
///
/// # Errors
/// Those of the removal.
pub async fn in_chunks<F: Future<Output = Result<u64, StoreError>>>(mut remove: impl FnMut() -> F) -> Result<u64, StoreError> {
    let mut total = 0;
    loop {
        let removed = remove().await?;
        total += removed;
        if removed < CHUNK_ROWS {
            return Ok(total);
        }
    }
}

/// Adds what changed in one transaction; nobody waits for it.
pub(crate) fn changes_insert(tx: &mut Tx, city: CityId, id: ChangeId, subjects: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!("INSERT INTO change_feed (city_id, change_id, subjects, at_us) VALUES ($1, $2, $3, $4)"),
        params![city, id, subjects, now],
    )
}

/// Whether the key is new. Locks it until the end of the transaction.
pub(crate) async fn key_insert(tx: &mut Tx, city: CityId, key: &IdempotencyKey, result: &str, now: Timestamp) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "INSERT INTO idempotency_key (city_id, actor_key, key, operation, request_hash, result, created_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (city_id, actor_key, key) DO NOTHING"
            ),
            params![city, &key.actor, &key.key, key.operation, key.request_hash.as_slice(), result, now],
        )
        .await?;
    Ok(touched == 1)
}

/// What was kept with a key.
pub(crate) struct FirstUse {
    pub(crate) operation: String,
    pub(crate) request_hash: Vec<u8>,
    pub(crate) result: String,
}

impl store::FromRow for FirstUse {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { operation: row.take()?, request_hash: row.take()?, result: row.take()? })
    }
}

/// The first use of a key that is known.
pub(crate) async fn key_seek(tx: &mut Tx, city: CityId, key: &IdempotencyKey) -> Result<Option<FirstUse>, StoreError> {
    tx.opt(
        sql!(
            "SELECT operation, request_hash, result
             FROM idempotency_key
             WHERE city_id = $1 AND actor_key = $2 AND key = $3"
        ),
        params![city, &key.actor, &key.key],
    )
    .await
}

/// The first use of a key that is known.
pub(crate) async fn key_find(tx: &mut Tx, city: CityId, key: &IdempotencyKey) -> Result<FirstUse, StoreError> {
    key_seek(tx, city, key).await?.ok_or(StoreError::NoRow)
}

/// Removes up to a chunk of keys made before `before`.
pub(crate) async fn keys_delete(tx: &mut Tx, city: CityId, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "DELETE FROM idempotency_key
             WHERE city_id = $1 AND created_us < $2 AND (actor_key, key) IN (
               SELECT actor_key, key
               FROM idempotency_key
               WHERE city_id = $1 AND created_us < $2
               ORDER BY created_us
               LIMIT 1000)"
        ),
        params![city, before],
    )
    .await
}

/// Changes in one page.
pub(crate) const PAGE_ROWS: usize = 1_000;

/// What changed in one transaction, as it stands: its subjects as text, and when it began.
pub(crate) type ChangeRow = (ChangeId, String, Timestamp);

/// A page of changes after an id, sorted by id.
pub(crate) async fn changes_after(tx: &mut Tx, city: CityId, after: ChangeId) -> Result<Vec<ChangeRow>, StoreError> {
    tx.rows(
        sql!(
            "SELECT change_id, subjects, at_us
             FROM change_feed
             WHERE city_id = $1 AND change_id > $2
             ORDER BY change_id
             LIMIT 1000"
        ),
        params![city, after],
    )
    .await
}

/// Removes up to a chunk of changes before an id.
pub(crate) async fn changes_delete(tx: &mut Tx, city: CityId, before: ChangeId) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "DELETE FROM change_feed
             WHERE city_id = $1 AND change_id < $2 AND change_id IN (
               SELECT change_id
               FROM change_feed
               WHERE city_id = $1 AND change_id < $2
               ORDER BY change_id
               LIMIT 1000)"
        ),
        params![city, before],
    )
    .await
}

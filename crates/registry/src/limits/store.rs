//! The buckets' statements.

use ::store::{StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::CityId;
use kernel::time::SKEW_MAX;

use super::{DEPTH_MAX, Limit, Subject};

/// Moves a bucket on by one token if it is deep enough; false when it is not. One that a fast clock wrote counts as full
/// ([`Limit::settled`]). Locks its row.
pub(super) async fn take(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject, now: Timestamp) -> Result<bool, StoreError> {
    let taken = tx
        .exec(
            sql!(
                "INSERT INTO throttle (city_id, bucket, subject, free_us)
                 VALUES ($1, $2, $3, CAST($4 AS BIGINT) + CAST($5 AS BIGINT))
                 ON CONFLICT (city_id, bucket, subject) DO UPDATE
                 SET free_us = CASE WHEN throttle.free_us < CAST($4 AS BIGINT) OR throttle.free_us > CAST($7 AS BIGINT)
                                    THEN CAST($4 AS BIGINT) ELSE throttle.free_us END
                               + CAST($5 AS BIGINT)
                 WHERE throttle.free_us + CAST($5 AS BIGINT) <= CAST($4 AS BIGINT) + CAST($6 AS BIGINT)
                   OR throttle.free_us > CAST($7 AS BIGINT)"
            ),
            params![city, limit.bucket, subject.as_slice(), now, limit.every, limit.depth(), now.plus(limit.astray())],
        )
        .await?;
    Ok(taken == 1)
}

/// Moves a bucket on by `micros`, also beyond its depth, up to [`Limit::debt_max`]; gives when it is full again. One that a fast
/// clock wrote counts as full before. Locks its row.
pub(super) async fn spend(
    tx: &mut Tx,
    city: CityId,
    limit: Limit,
    subject: &Subject,
    micros: i64,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let spent = micros.min(limit.debt_max());
    let (free,) = tx
        .one(
            sql!(
                "INSERT INTO throttle (city_id, bucket, subject, free_us)
                 VALUES ($1, $2, $3, CAST($4 AS BIGINT) + CAST($5 AS BIGINT))
                 ON CONFLICT (city_id, bucket, subject) DO UPDATE
                 SET free_us = CASE WHEN throttle.free_us < CAST($4 AS BIGINT) OR throttle.free_us > CAST($7 AS BIGINT)
                                    THEN CAST($4 AS BIGINT) + CAST($5 AS BIGINT)
                                    WHEN throttle.free_us + CAST($5 AS BIGINT) > CAST($6 AS BIGINT) THEN CAST($6 AS BIGINT)
                                    ELSE throttle.free_us + CAST($5 AS BIGINT) END
                 RETURNING free_us"
            ),
            params![city, limit.bucket, subject.as_slice(), now, spent, now.plus(limit.debt_max()), now.plus(limit.astray())],
        )
        .await?;
    Ok(free)
}

/// When a bucket is full again.
pub(super) async fn free_at(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject) -> Result<Option<Timestamp>, StoreError> {
    let found: Option<(Timestamp,)> = tx
        .opt(
            sql!("SELECT free_us FROM throttle WHERE city_id = $1 AND bucket = $2 AND subject = $3"),
            params![city, limit.bucket, subject.as_slice()],
        )
        .await?;
    Ok(found.map(|(free,)| free))
}

/// Fills a bucket at once.
///
/// # Errors
/// As [`Tx::later`].
pub(crate) fn clear(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject) -> Result<(), StoreError> {
    let statement = sql!("DELETE FROM throttle WHERE city_id = $1 AND bucket = $2 AND subject = $3");
    tx.later(statement, params![city, limit.bucket, subject.as_slice()])
}

/// Removes buckets that are full, those too that a fast clock wrote and that none is deep enough for: they are as good as none.
///
/// # Errors
/// As [`Tx::later`].
pub(crate) fn prune(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM throttle WHERE city_id = $1 AND free_us <= $2"), params![city, now])?;
    let astray = now.plus(DEPTH_MAX + SKEW_MAX);
    tx.later(sql!("DELETE FROM throttle WHERE city_id = $1 AND free_us > $2"), params![city, astray])
}

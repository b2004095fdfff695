//! The statements of second factors and recovery codes.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, PersonId};

/// A second factor as kept.
pub(super) struct Factor {
    pub sealed: Vec<u8>,
    pub last_step: i64,
    pub confirmed: Option<Timestamp>,
}

impl FromRow for Factor {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { sealed: row.take()?, last_step: row.take()?, confirmed: row.take()? })
    }
}

/// A person's second factor.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn find(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Option<Factor>, StoreError> {
    tx.opt(sql!("SELECT sealed, last_step, confirmed_us FROM second_factor WHERE city_id = $1 AND person_id = $2"), params![city, person])
        .await
}

/// Keeps a secret that is not confirmed yet, in place of another such; false when one is confirmed.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn put(tx: &mut Tx, city: CityId, person: PersonId, sealed: &[u8], now: Timestamp) -> Result<bool, StoreError> {
    let put = tx
        .exec(
            sql!(
                "INSERT INTO second_factor (city_id, person_id, sealed, last_step, begun_us)
                 VALUES ($1, $2, $3, 0, $4)
                 ON CONFLICT (city_id, person_id) DO UPDATE
                 SET sealed = excluded.sealed, last_step = 0, begun_us = excluded.begun_us
                 WHERE second_factor.confirmed_us IS NULL"
            ),
            params![city, person, sealed, now],
        )
        .await?;
    Ok(put == 1)
}

/// Puts a secret to use with its first code; false when another transaction did.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn confirm(tx: &mut Tx, city: CityId, person: PersonId, step: i64, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE second_factor
         SET confirmed_us = $4, last_step = $3
         WHERE city_id = $1 AND person_id = $2 AND confirmed_us IS NULL AND last_step < $3"
    );
    Ok(tx.exec(statement, params![city, person, step, now]).await? == 1)
}

/// Uses a step up; false when it, or a later one, was used. Locks the row: of two at once, one gets it.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn use_step(tx: &mut Tx, city: CityId, person: PersonId, step: i64) -> Result<bool, StoreError> {
    let statement = sql!("UPDATE second_factor SET last_step = $3 WHERE city_id = $1 AND person_id = $2 AND last_step < $3");
    Ok(tx.exec(statement, params![city, person, step]).await? == 1)
}

/// Counts another step as the last one used, in place of `read`, which a fast clock has taken; nothing when that is not the last any
/// more, so that a code used meanwhile stays used. Locks the row.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn reset_step(tx: &mut Tx, city: CityId, person: PersonId, read: i64, step: i64) -> Result<(), StoreError> {
    let statement = sql!("UPDATE second_factor SET last_step = $4 WHERE city_id = $1 AND person_id = $2 AND last_step = $3");
    tx.exec(statement, params![city, person, read, step]).await.map(drop)
}

/// Keeps recovery codes.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn insert_recovery(tx: &mut Tx, city: CityId, person: PersonId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = hashes.iter().map(|hash| Value::from(hash.as_slice())).collect();
    tx.later_each(
        sql_each!("INSERT INTO recovery_code (city_id, person_id, code_hash) VALUES [[, |($1, $2, $3)]]", fixed = 2, per = 1),
        params![city, person],
        &items,
    )
}

/// Uses a recovery code up; false when there is none, or it was used.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn use_recovery(tx: &mut Tx, city: CityId, person: PersonId, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let statement =
        sql!("UPDATE recovery_code SET used_us = $4 WHERE city_id = $1 AND person_id = $2 AND code_hash = $3 AND used_us IS NULL");
    Ok(tx.exec(statement, params![city, person, hash.as_slice(), now]).await? == 1)
}

/// Recovery codes not used yet.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn recovery_left(tx: &mut Tx, city: CityId, person: PersonId) -> Result<i64, StoreError> {
    let (count,) = tx
        .one(
            sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_code WHERE city_id = $1 AND person_id = $2 AND used_us IS NULL"),
            params![city, person],
        )
        .await?;
    Ok(count)
}

/// Removes a person's second factor and recovery codes; false when there was none.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn delete(tx: &mut Tx, city: CityId, person: PersonId) -> Result<bool, StoreError> {
    tx.later(sql!("DELETE FROM recovery_code WHERE city_id = $1 AND person_id = $2"), params![city, person])?;
    Ok(tx.exec(sql!("DELETE FROM second_factor WHERE city_id = $1 AND person_id = $2"), params![city, person]).await? == 1)
}

/// Whether this device gave the person's right second factor before.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn is_trusted_device(tx: &mut Tx, city: CityId, person: PersonId, device: &[u8; 32]) -> Result<bool, StoreError> {
    let found: Option<(Timestamp,)> = tx
        .opt(
            sql!("SELECT factor_us FROM known_device WHERE city_id = $1 AND person_id = $2 AND device = $3 AND factor_us IS NOT NULL"),
            params![city, person, device.as_slice()],
        )
        .await?;
    Ok(found.is_some())
}

/// Keeps that this device gave it.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn trust_device(tx: &mut Tx, city: CityId, person: PersonId, device: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO known_device (city_id, person_id, device, seen_us, factor_us)
             VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT (city_id, person_id, device) DO UPDATE SET seen_us = excluded.seen_us, factor_us = excluded.factor_us"
        ),
        params![city, person, device.as_slice(), now],
    )
}

//! The statements of codes and sessions.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::{CityId, PersonId};
use kernel::{Phone, Timestamp};

use super::rules::{ATTEMPTS_MAX, DEVICE_LIFE};

/// A session as it begins.
pub(crate) struct Session {
    pub hash: [u8; 32],
    pub person: PersonId,
    pub device: Option<[u8; 32]>,
    pub began: Timestamp,
    pub expires: Timestamp,
}

/// A session as found.
pub(crate) struct Found {
    pub person: PersonId,
    pub expires: Timestamp,
    /// Language the person reads.
    pub lang: String,
    /// When the second factor was given.
    pub factor: Option<Timestamp>,
    /// Whether the person has a second factor.
    pub is_enrolled: bool,
}

impl FromRow for Found {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (person, expires, lang, factor) = (row.take()?, row.take()?, row.take()?, row.take()?);
        Ok(Self { person, expires, lang, factor, is_enrolled: row.take::<Option<Timestamp>>()?.is_some() })
    }
}

/// Replaces a device's code for a number.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn put_code(
    tx: &mut Tx,
    city: CityId,
    number: &[u8; 32],
    device: &[u8; 32],
    hash: &[u8],
    expires: Timestamp,
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO sign_in_code (city_id, number, device, code_hash, attempts, expires_us)
             VALUES ($1, $2, $3, $4, 0, $5)
             ON CONFLICT (city_id, number, device) DO UPDATE
             SET code_hash = excluded.code_hash, attempts = 0, expires_us = excluded.expires_us"
        ),
        params![city, number.as_slice(), device.as_slice(), hash, expires],
    )
}

/// Whether this device signed in with the number since `after`. The same question to the database for every number.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn is_known_device(
    tx: &mut Tx,
    city: CityId,
    phone: &Phone,
    device: &[u8; 32],
    after: Timestamp,
) -> Result<bool, StoreError> {
    let found: Option<(Timestamp,)> = tx
        .opt(
            sql!(
                "SELECT d.seen_us
                 FROM person p
                 JOIN known_device d ON d.city_id = p.city_id AND d.person_id = p.person_id
                 WHERE p.city_id = $1 AND p.phone = $2 AND d.device = $3 AND d.seen_us > $4"
            ),
            params![city, phone, device.as_slice(), after],
        )
        .await?;
    Ok(found.is_some())
}

/// Keeps that a device signed in as this person.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn remember_device(tx: &mut Tx, city: CityId, person: PersonId, device: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO known_device (city_id, person_id, device, seen_us)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (city_id, person_id, device) DO UPDATE SET seen_us = excluded.seen_us"
        ),
        params![city, person, device.as_slice(), now],
    )
}

/// Forgets every device of a person: the next codes count as a stranger's.
///
/// # Errors
/// As [`Tx::later`].
pub(crate) fn forget_devices(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM known_device WHERE city_id = $1 AND person_id = $2"), params![city, person])
}

/// Counts an attempt and gives the hash to compare with and the attempts used; `None` when there is no code to try.
/// Locks the code's row to the end of the transaction: two attempts at once are two attempts.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn count_attempt(
    tx: &mut Tx,
    city: CityId,
    number: &[u8; 32],
    device: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(Vec<u8>, i64)>, StoreError> {
    tx.opt(
        sql!(
            "UPDATE sign_in_code
             SET attempts = attempts + 1
             WHERE city_id = $1 AND number = $2 AND device = $3 AND expires_us > $4 AND attempts < $5
             RETURNING code_hash, attempts"
        ),
        params![city, number.as_slice(), device.as_slice(), now, ATTEMPTS_MAX],
    )
    .await
}

/// Whether a code that still lives was tried as often as may be.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn is_exhausted(
    tx: &mut Tx,
    city: CityId,
    number: &[u8; 32],
    device: &[u8; 32],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let attempts: Option<(i64,)> = tx
        .opt(
            sql!("SELECT attempts FROM sign_in_code WHERE city_id = $1 AND number = $2 AND device = $3 AND expires_us > $4"),
            params![city, number.as_slice(), device.as_slice(), now],
        )
        .await?;
    Ok(attempts.is_some_and(|(attempts,)| attempts >= ATTEMPTS_MAX))
}

/// Uses a code up; false when another transaction did.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn use_code(tx: &mut Tx, city: CityId, number: &[u8; 32], device: &[u8; 32], hash: &[u8]) -> Result<bool, StoreError> {
    let statement = sql!("DELETE FROM sign_in_code WHERE city_id = $1 AND number = $2 AND device = $3 AND code_hash = $4");
    Ok(tx.exec(statement, params![city, number.as_slice(), device.as_slice(), hash]).await? == 1)
}

/// Begins a session; `factor` is when the second factor was given.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn insert(tx: &mut Tx, city: CityId, session: &Session, factor: Option<Timestamp>) -> Result<(), StoreError> {
    let device = session.device.as_ref().map(<[u8; 32]>::as_slice);
    tx.later(
        sql!(
            "INSERT INTO session (city_id, token_hash, person_id, created_us, expires_us, device, factor_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        params![city, session.hash.as_slice(), session.person, session.began, session.expires, device, factor],
    )
}

/// Whose session it is.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn find(tx: &mut Tx, city: CityId, hash: &[u8; 32], now: Timestamp) -> Result<Option<Found>, StoreError> {
    tx.opt(
        sql!(
            "SELECT s.person_id, s.expires_us, p.lang, s.factor_us, f.confirmed_us
             FROM session s
             JOIN person p ON p.city_id = s.city_id AND p.person_id = s.person_id
             LEFT JOIN second_factor f ON f.city_id = s.city_id AND f.person_id = s.person_id
             WHERE s.city_id = $1 AND s.token_hash = $2 AND s.expires_us > $3"
        ),
        params![city, hash.as_slice(), now],
    )
    .await
}

/// Gives a session another token, now that its second factor was given; false when the session is gone.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn renew(tx: &mut Tx, city: CityId, old: &[u8; 32], new: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!("UPDATE session SET token_hash = $3, factor_us = $4 WHERE city_id = $1 AND token_hash = $2");
    Ok(tx.exec(statement, params![city, old.as_slice(), new.as_slice(), now]).await? == 1)
}

/// Ends every session of a person but one.
///
/// # Errors
/// As [`Tx::later`].
pub(crate) fn delete_others(tx: &mut Tx, city: CityId, person: PersonId, kept: &[u8; 32]) -> Result<(), StoreError> {
    let statement = sql!("DELETE FROM session WHERE city_id = $1 AND person_id = $2 AND token_hash <> $3");
    tx.later(statement, params![city, person, kept.as_slice()])
}

/// Ends one session.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn delete(tx: &mut Tx, city: CityId, hash: &[u8; 32]) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM session WHERE city_id = $1 AND token_hash = $2"), params![city, hash.as_slice()])
}

/// Ends every session of a person; gives how many.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn delete_all(tx: &mut Tx, city: CityId, person: PersonId) -> Result<u64, StoreError> {
    tx.exec(sql!("DELETE FROM session WHERE city_id = $1 AND person_id = $2"), params![city, person]).await
}

/// Removes sessions that ended, codes that work no longer, and devices not seen for long.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn prune(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM session WHERE city_id = $1 AND expires_us <= $2"), params![city, now])?;
    tx.later(sql!("DELETE FROM sign_in_code WHERE city_id = $1 AND expires_us <= $2"), params![city, now])?;
    tx.later(sql!("DELETE FROM known_device WHERE city_id = $1 AND seen_us <= $2"), params![city, now.plus(-DEVICE_LIFE)])
}

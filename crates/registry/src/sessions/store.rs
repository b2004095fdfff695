//! The statements of codes and sessions.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::{CityId, PersonId};
use kernel::time::DAY;
use kernel::{Phone, Timestamp};

use super::rules::{ATTEMPTS_MAX, SENDS_DAY_MAX, SENDS_WINDOW, SENDS_WINDOW_MAX, Sends};

impl FromRow for Sends {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { window_count: row.take()?, window_started: row.take()?, day_count: row.take()?, day_started: row.take()? })
    }
}

/// Replaces a number's code unless it was sent too many; false when it was. Locks the number's row, so that two
/// requests at once count as two.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn put_code(
    tx: &mut Tx,
    city: CityId,
    phone: &Phone,
    hash: &[u8],
    now: Timestamp,
    expires: Timestamp,
) -> Result<bool, StoreError> {
    let put = tx
        .exec(
            sql!(
                "INSERT INTO login_code (city_id, phone, code_hash, attempts, sent_count, window_started_us, day_count, day_started_us, expires_us)
                 VALUES ($1, $2, $3, 0, 1, $4, 1, $4, $5)
                 ON CONFLICT (city_id, phone) DO UPDATE
                 SET code_hash = excluded.code_hash,
                     attempts = 0,
                     expires_us = excluded.expires_us,
                     sent_count = CASE WHEN login_code.window_started_us <= CAST($6 AS BIGINT) THEN 1 ELSE login_code.sent_count + 1 END,
                     window_started_us = CASE WHEN login_code.window_started_us <= CAST($6 AS BIGINT)
                                              THEN excluded.window_started_us ELSE login_code.window_started_us END,
                     day_count = CASE WHEN login_code.day_started_us <= CAST($7 AS BIGINT) THEN 1 ELSE login_code.day_count + 1 END,
                     day_started_us = CASE WHEN login_code.day_started_us <= CAST($7 AS BIGINT)
                                           THEN excluded.day_started_us ELSE login_code.day_started_us END
                 WHERE (login_code.window_started_us <= CAST($6 AS BIGINT) OR login_code.sent_count < CAST($8 AS BIGINT))
                   AND (login_code.day_started_us <= CAST($7 AS BIGINT) OR login_code.day_count < CAST($9 AS BIGINT))"
            ),
            params![city, phone, hash, now, expires, now.plus(-SENDS_WINDOW), now.plus(-DAY), SENDS_WINDOW_MAX, SENDS_DAY_MAX],
        )
        .await?;
    Ok(put == 1)
}

/// What was sent to a number.
///
/// # Errors
/// [`StoreError::NoRow`] when nothing was.
pub(super) async fn sends(tx: &mut Tx, city: CityId, phone: &Phone) -> Result<Sends, StoreError> {
    tx.one(
        sql!(
            "SELECT sent_count, window_started_us, day_count, day_started_us
             FROM login_code
             WHERE city_id = $1 AND phone = $2"
        ),
        params![city, phone],
    )
    .await
}

/// Counts an attempt and gives the hash to compare with and the attempts used; `None` when there is no code to try.
/// Locks the number's row to the end of the transaction: two attempts at once are two attempts.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn count_attempt(tx: &mut Tx, city: CityId, phone: &Phone, now: Timestamp) -> Result<Option<(Vec<u8>, i64)>, StoreError> {
    tx.opt(
        sql!(
            "UPDATE login_code
             SET attempts = attempts + 1
             WHERE city_id = $1 AND phone = $2 AND expires_us > $3 AND attempts < $4
             RETURNING code_hash, attempts"
        ),
        params![city, phone, now, ATTEMPTS_MAX],
    )
    .await
}

/// Whether a code that still lives was tried as often as may be.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn is_exhausted(tx: &mut Tx, city: CityId, phone: &Phone, now: Timestamp) -> Result<bool, StoreError> {
    let attempts: Option<(i64,)> = tx
        .opt(sql!("SELECT attempts FROM login_code WHERE city_id = $1 AND phone = $2 AND expires_us > $3"), params![city, phone, now])
        .await?;
    Ok(attempts.is_some_and(|(attempts,)| attempts >= ATTEMPTS_MAX))
}

/// Uses a code up; false when another transaction did.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn use_code(tx: &mut Tx, city: CityId, phone: &Phone, hash: &[u8]) -> Result<bool, StoreError> {
    let used =
        tx.exec(sql!("DELETE FROM login_code WHERE city_id = $1 AND phone = $2 AND code_hash = $3"), params![city, phone, hash]).await?;
    Ok(used == 1)
}

/// Begins a session.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn insert(
    tx: &mut Tx,
    city: CityId,
    hash: &[u8; 32],
    person: PersonId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO session (city_id, token_hash, person_id, created_us, expires_us)
             VALUES ($1, $2, $3, $4, $5)"
        ),
        params![city, hash.as_slice(), person, now, expires],
    )
}

/// Whose session it is: the person, when it ends, and the language they read.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn find(
    tx: &mut Tx,
    city: CityId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(PersonId, Timestamp, String)>, StoreError> {
    tx.opt(
        sql!(
            "SELECT s.person_id, s.expires_us, p.lang
             FROM session s
             JOIN person p ON p.city_id = s.city_id AND p.person_id = s.person_id
             WHERE s.city_id = $1 AND s.token_hash = $2 AND s.expires_us > $3"
        ),
        params![city, hash.as_slice(), now],
    )
    .await
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
pub(super) async fn delete_all(tx: &mut Tx, city: CityId, person: PersonId) -> Result<u64, StoreError> {
    tx.exec(sql!("DELETE FROM session WHERE city_id = $1 AND person_id = $2"), params![city, person]).await
}

/// Removes sessions that ended and codes nobody waits for. A code's row stays for a day: it carries the day's count.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn prune(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM session WHERE city_id = $1 AND expires_us <= $2"), params![city, now])?;
    tx.later(sql!("DELETE FROM login_code WHERE city_id = $1 AND expires_us <= $2"), params![city, now.plus(-DAY)])
}

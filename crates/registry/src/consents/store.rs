//! The consents' statements. One consent a purpose stands at a time: the index `consent_active` sees to it.

use ::store::{StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, PersonId};

use super::model::{Consent, Purpose};

/// The most consents of one person that are read.
const CONSENTS_MAX: i64 = 200;

/// Whether a person allows something now.
///
/// # Errors
/// [`StoreError`].
pub async fn holds(tx: &mut Tx, city: CityId, person: PersonId, purpose: Purpose) -> Result<bool, StoreError> {
    let standing: Option<(String,)> = tx
        .opt(
            sql!(
                "SELECT text_version
                 FROM consent
                 WHERE city_id = $1 AND person_id = $2 AND purpose = $3 AND withdrawn_us IS NULL"
            ),
            params![city, person, purpose.name()],
        )
        .await?;
    Ok(standing.is_some())
}

/// All that a person ever allowed, newest first; at most 200.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn list(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<Consent>, StoreError> {
    tx.rows(
        sql!(
            "SELECT purpose, text_version, given_us, withdrawn_us
             FROM consent
             WHERE city_id = $1 AND person_id = $2
             ORDER BY given_us DESC, purpose
             LIMIT $3"
        ),
        params![city, person, CONSENTS_MAX],
    )
    .await
}

/// Ends what stands by another text than `text_version`.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn supersede(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    purpose: Purpose,
    text_version: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE consent
             SET withdrawn_us = $5
             WHERE city_id = $1 AND person_id = $2 AND purpose = $3 AND text_version <> $4 AND withdrawn_us IS NULL"
        ),
        params![city, person, purpose.name(), text_version, now],
    )
}

/// Adds a consent; false when one stands already.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    purpose: Purpose,
    text_version: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO consent (city_id, person_id, purpose, text_version, given_us)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT DO NOTHING"
            ),
            params![city, person, purpose.name(), text_version, now],
        )
        .await?;
    Ok(added == 1)
}

/// Ends what stands; false when nothing did.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn withdraw(tx: &mut Tx, city: CityId, person: PersonId, purpose: Purpose, now: Timestamp) -> Result<bool, StoreError> {
    let ended = tx
        .exec(
            sql!(
                "UPDATE consent
                 SET withdrawn_us = $4
                 WHERE city_id = $1 AND person_id = $2 AND purpose = $3 AND withdrawn_us IS NULL"
            ),
            params![city, person, purpose.name(), now],
        )
        .await?;
    Ok(ended > 0)
}

//! The statements that read and remove all that the registry keeps of a person.

use ::store::{StoreError, Tx, params, sql};
use kernel::id::{CityId, PersonId};
use kernel::{Phone, Timestamp};
use serde::Serialize;

/// Acts given at most; the audit trail itself is kept by law and by its chain.
const ACTS_MAX: i64 = 10_000;

/// What the registry keeps of a person, as they are given it. Times in RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// As they told it.
    pub name: String,
    /// `62812…`.
    pub phone: String,
    /// `id`, `jv` or `en`.
    pub language: String,
    /// Since when they are known.
    pub since: String,
    /// Saved addresses.
    pub addresses: Vec<KeptAddress>,
    /// What they allowed, also what they took back.
    pub consents: Vec<KeptConsent>,
    /// Roles and since when.
    pub roles: Vec<KeptRole>,
    /// Where they are signed in: since, until.
    pub sessions: Vec<(String, String)>,
    /// When their known devices signed in last.
    pub devices: Vec<String>,
    /// Since when they have a second factor.
    pub second_factor: Option<String>,
    /// What the audit trail says of them: when, what.
    pub acts: Vec<(String, String)>,
}

/// A saved address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptAddress {
    /// `Rumah`.
    pub label: String,
    /// Street and number.
    pub street: String,
    /// Neighbourhood.
    pub rt: i64,
    /// Group of neighbourhoods.
    pub rw: i64,
    /// The ministry's code of the ward.
    pub ward_code: String,
    /// How to find it.
    pub landmark: String,
    /// In millionths of a degree.
    pub latitude_e6: Option<i64>,
    /// In millionths of a degree.
    pub longitude_e6: Option<i64>,
}

/// A consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptConsent {
    /// What for.
    pub purpose: String,
    /// Which text was shown.
    pub text_version: String,
    /// When.
    pub given: String,
    /// When it was taken back.
    pub withdrawn: Option<String>,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptRole {
    /// Its name.
    pub role: String,
    /// Over what kind of place.
    pub scope: String,
    /// Since when.
    pub since: String,
}

type Address = (String, String, i64, i64, String, String, Option<i64>, Option<i64>);

/// Reads it all; none when there is no such person.
///
/// # Errors
/// [`StoreError`].
pub async fn export(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Option<Kept>, StoreError> {
    let who = params![city, person];
    let found: Option<(String, Phone, String, Timestamp)> =
        tx.opt(sql!("SELECT name, phone, lang, created_us FROM person WHERE city_id = $1 AND person_id = $2"), who).await?;
    let Some((name, phone, language, since)) = found else { return Ok(None) };
    let addresses: Vec<Address> = tx
        .rows(
            sql!(
                "SELECT label, street, rt, rw, ward_code, landmark, lat_e6, lng_e6
                 FROM address
                 WHERE city_id = $1 AND person_id = $2
                 ORDER BY address_id"
            ),
            who,
        )
        .await?;
    let consents: Vec<(String, String, Timestamp, Option<Timestamp>)> = tx
        .rows(
            sql!(
                "SELECT purpose, text_version, given_us, withdrawn_us
                 FROM consent
                 WHERE city_id = $1 AND person_id = $2
                 ORDER BY given_us"
            ),
            who,
        )
        .await?;
    let roles: Vec<(String, String, Timestamp)> =
        tx.rows(sql!("SELECT role, scope_kind, granted_us FROM role_grant WHERE city_id = $1 AND person_id = $2"), who).await?;
    let sessions: Vec<(Timestamp, Timestamp)> =
        tx.rows(sql!("SELECT created_us, expires_us FROM session WHERE city_id = $1 AND person_id = $2"), who).await?;
    let devices: Vec<(Timestamp,)> = tx.rows(sql!("SELECT seen_us FROM known_device WHERE city_id = $1 AND person_id = $2"), who).await?;
    let factor: Option<(Option<Timestamp>,)> =
        tx.opt(sql!("SELECT confirmed_us FROM second_factor WHERE city_id = $1 AND person_id = $2"), who).await?;
    let acts: Vec<(Timestamp, String)> = tx
        .rows(
            sql!(
                "SELECT at_us, action
                 FROM audit_entry
                 WHERE city_id = $1 AND subject_id = $2
                 ORDER BY audit_id
                 LIMIT $3"
            ),
            params![city, person, ACTS_MAX],
        )
        .await?;
    let text = |at: Timestamp| at.rfc3339(0);
    Ok(Some(Kept {
        name,
        phone: phone.as_str().to_owned(),
        language,
        since: text(since),
        addresses: addresses.into_iter().map(kept_address).collect(),
        consents: consents
            .into_iter()
            .map(|(purpose, text_version, given, withdrawn)| KeptConsent {
                purpose,
                text_version,
                given: text(given),
                withdrawn: withdrawn.map(text),
            })
            .collect(),
        roles: roles.into_iter().map(|(role, scope, since)| KeptRole { role, scope, since: text(since) }).collect(),
        sessions: sessions.into_iter().map(|(from, until)| (text(from), text(until))).collect(),
        devices: devices.into_iter().map(|(seen,)| text(seen)).collect(),
        second_factor: factor.and_then(|(at,)| at).map(text),
        acts: acts.into_iter().map(|(at, action)| (text(at), action)).collect(),
    }))
}

fn kept_address((label, street, rt, rw, ward_code, landmark, latitude_e6, longitude_e6): Address) -> KeptAddress {
    KeptAddress { label, street, rt, rw, ward_code, landmark, latitude_e6, longitude_e6 }
}

/// Removes what says who a person is. Their id stays, and with it their orders, the books, the audit trail and what they consented
/// to and when, which names nobody. `nobody` is a number that cannot be called, in place of theirs.
///
/// # Errors
/// As [`Tx::later`].
pub fn erase(tx: &mut Tx, city: CityId, person: PersonId, nobody: &Phone, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!("UPDATE person SET name = '', phone = $3, lang = 'id' WHERE city_id = $1 AND person_id = $2"),
        params![city, person, nobody],
    )?;
    tx.later(
        sql!("UPDATE consent SET withdrawn_us = $3 WHERE city_id = $1 AND person_id = $2 AND withdrawn_us IS NULL"),
        params![city, person, now],
    )?;
    for statement in [
        sql!("DELETE FROM address WHERE city_id = $1 AND person_id = $2"),
        sql!("DELETE FROM session WHERE city_id = $1 AND person_id = $2"),
        sql!("DELETE FROM known_device WHERE city_id = $1 AND person_id = $2"),
        sql!("DELETE FROM recovery_code WHERE city_id = $1 AND person_id = $2"),
        sql!("DELETE FROM second_factor WHERE city_id = $1 AND person_id = $2"),
    ] {
        tx.later(statement, params![city, person])?;
    }
    Ok(())
}

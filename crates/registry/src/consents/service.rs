//! Giving, taking back and reading one's own consents.

use ::store::{House, StoreError, Tx};
use kernel::id::PersonId;
use kernel::{Actor, Timestamp};

use super::model::{Consent, ConsentError, Purpose};
use super::store;
use crate::audit;

/// Gives a consent by the text that was shown. The same text again changes nothing; a newer text ends the former consent.
///
/// # Errors
/// [`ConsentError::NotSignedIn`], [`ConsentError::Store`].
pub async fn give(house: &House, actor: &Actor, purpose: Purpose, text_version: &'static str) -> Result<(), ConsentError> {
    let person = actor.person.ok_or(ConsentError::NotSignedIn)?;
    let context = (house.clone(), actor.clone(), person, purpose, text_version, house.now());
    house
        .db
        .write(context, |tx, (house, actor, person, purpose, text_version, now)| {
            Box::pin(async move {
                store::supersede(tx, actor.city, *person, *purpose, text_version, *now)?;
                if store::insert(tx, actor.city, *person, *purpose, text_version, *now).await? {
                    audit::log(tx, actor, &*house.ids, *now, "consent.given", "person", *person, &(purpose, text_version)).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes a consent back; taking it back twice changes nothing.
///
/// # Errors
/// [`ConsentError::NotSignedIn`], [`ConsentError::Store`].
pub async fn withdraw(house: &House, actor: &Actor, purpose: Purpose) -> Result<(), ConsentError> {
    let person = actor.person.ok_or(ConsentError::NotSignedIn)?;
    house
        .db
        .write((house.clone(), actor.clone(), person, purpose, house.now()), |tx, (house, actor, person, purpose, now)| {
            Box::pin(async move {
                if store::withdraw(tx, actor.city, *person, *purpose, *now).await? {
                    audit::log(tx, actor, &*house.ids, *now, "consent.withdrawn", "person", *person, purpose).await?;
                }
                Ok(())
            })
        })
        .await
}

/// All that one ever allowed, newest first, also what was taken back.
///
/// # Errors
/// [`ConsentError::NotSignedIn`], [`ConsentError::Store`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<Consent>, ConsentError> {
    let person = actor.person.ok_or(ConsentError::NotSignedIn)?;
    let mut tx = house.db.reader().await?;
    Ok(store::list(&mut tx, actor.city, person).await?)
}

/// The text that staff read out to a caller who is asked whether messages about orders are welcome.
pub const BY_PHONE: &str = "telepon-2026-11";

/// Records that somebody said by phone that messages about their orders are welcome; the actor is who asked. One that stands is left.
///
/// # Errors
/// [`StoreError`].
pub(crate) async fn record_by_phone(tx: &mut Tx, house: &House, actor: &Actor, person: PersonId, now: Timestamp) -> Result<(), StoreError> {
    if store::insert(tx, actor.city, person, Purpose::OrderMessages, BY_PHONE, now).await? {
        audit::log(tx, actor, &*house.ids, now, "consent.given", "person", person, &(Purpose::OrderMessages, BY_PHONE)).await?;
    }
    Ok(())
}

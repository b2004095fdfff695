//! Changing one's own name and language; entering somebody who calls.

use ::store::House;
use kernel::{Actor, Lang, Phone};

use super::model::{Ensured, PersonError};
use super::{rules, store};
use crate::{audit, consents};

/// Sets one's own name. The trail says that it changed, not to what.
///
/// # Errors
/// [`PersonError::NotSignedIn`], [`PersonError::NameMissing`], [`PersonError::NameTooLong`], [`PersonError::Store`].
pub async fn rename(house: &House, actor: &Actor, name: &str) -> Result<(), PersonError> {
    let person = actor.person.ok_or(PersonError::NotSignedIn)?;
    let name = rules::parse_name(name)?;
    house
        .db
        .write((house.clone(), actor.clone(), person, name, house.now()), |tx, (house, actor, person, name, now)| {
            Box::pin(async move {
                store::update_name(tx, actor.city, *person, name)?;
                audit::log(tx, actor, &*house.ids, *now, "person.renamed", "person", *person, &()).await?;
                Ok(())
            })
        })
        .await
}

/// Sets the language in which one reads. A cached session keeps the former for up to ten seconds, unless it is forgotten.
///
/// # Errors
/// [`PersonError::NotSignedIn`], [`PersonError::Store`].
pub async fn set_lang(house: &House, actor: &Actor, lang: Lang) -> Result<(), PersonError> {
    let person = actor.person.ok_or(PersonError::NotSignedIn)?;
    house
        .db
        .write((actor.city, person, lang), |tx, (city, person, lang)| {
            Box::pin(async move { Ok(store::update_lang(tx, *city, *person, *lang)?) })
        })
        .await
}

/// Makes sure that there is a person with this number, for staff on the phone. The name is kept for one who has not told it yet; that
/// messages are welcome is recorded as said by phone. Again changes nothing. Whether the actor may do this is the caller's to decide.
///
/// # Errors
/// [`PersonError::NameMissing`], [`PersonError::NameTooLong`], [`PersonError::Store`].
pub async fn enter_caller(
    house: &House,
    actor: &Actor,
    phone: &Phone,
    name: &str,
    agrees_to_messages: bool,
) -> Result<Ensured, PersonError> {
    let name = rules::parse_name(name)?;
    let context = (house.clone(), actor.clone(), phone.clone(), name, house.now());
    house
        .db
        .write(context, move |tx, (house, actor, phone, name, now)| {
            Box::pin(async move {
                let city = actor.city;
                let ensured = store::ensure(tx, city, house.id(), phone, Lang::Id, *now).await?;
                let known = store::find(tx, city, ensured.id).await?;
                if known.is_none_or(|person| person.name.is_empty()) {
                    store::update_name(tx, city, ensured.id, name)?;
                }
                if ensured.is_new {
                    audit::log(tx, actor, &*house.ids, *now, "person.entered", "person", ensured.id, &()).await?;
                }
                if agrees_to_messages {
                    consents::record_by_phone(tx, house, actor, ensured.id, *now).await?;
                }
                Ok(ensured)
            })
        })
        .await
}

//! Changing one's own name and language.

use ::store::House;
use kernel::{Actor, Lang};

use super::model::PersonError;
use super::{rules, store};
use crate::audit;

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
                audit::log(tx, actor, &*house.ids, *now, "person.renamed", "person", *person, &())?;
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

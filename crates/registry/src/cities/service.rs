//! Making a city and changing its settings.

use ::store::{House, StoreError};
use kernel::{Actor, Role, Scope};

use super::model::{City, CityError, CitySettings, NewCity};
use super::{rules, store};
use crate::audit;

/// Makes a city; done from the command line, before anyone could hold a role in it.
///
/// # Errors
/// [`CityError::SlugTaken`], [`CityError::OutOfBounds`], [`CityError::Store`].
pub async fn create(house: &House, new: NewCity) -> Result<City, CityError> {
    rules::check_city(&new)?;
    let NewCity { slug, name, code, offset_minutes, is_demo, settings } = new;
    let city = City { id: house.id(), slug, name, code, offset_minutes, is_demo, settings };
    let context = (house.clone(), city.clone(), json(&city.settings)?, house.now());
    house
        .db
        .write(context, |tx, (house, city, settings, now)| {
            Box::pin(async move {
                if !store::insert(tx, city, settings, *now).await? {
                    return Err(CityError::SlugTaken { slug: city.slug.clone() });
                }
                audit::log(tx, &Actor::system(city.id), &*house.ids, *now, "city.created", "city", city.id, &city.settings).await?;
                Ok(())
            })
        })
        .await?;
    Ok(city)
}

/// Replaces a city's settings. Orders already placed keep what was frozen in them.
///
/// # Errors
/// [`CityError::NotAllowed`] unless the actor administers the city; [`CityError::OutOfBounds`], [`CityError::Store`].
pub async fn change_settings(house: &House, actor: &Actor, settings: CitySettings) -> Result<(), CityError> {
    if !actor.holds(Role::Admin, Scope::City) {
        return Err(CityError::NotAllowed);
    }
    rules::check_settings(&settings)?;
    let context = (house.clone(), actor.clone(), json(&settings)?, settings, house.now());
    house
        .db
        .write(context, |tx, (house, actor, text, settings, now)| {
            Box::pin(async move {
                store::update_settings(tx, actor.city, text)?;
                audit::log(tx, actor, &*house.ids, *now, "city.settings_changed", "city", actor.city, settings).await?;
                Ok(())
            })
        })
        .await
}

fn json(settings: &CitySettings) -> Result<String, StoreError> {
    serde_json::to_string(settings).map_err(|error| StoreError::Statement { place: "city.settings".to_owned(), source: error.into() })
}

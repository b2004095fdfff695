//! Keeping one's own addresses.

use ::store::House;
use kernel::Actor;
use kernel::id::{AddressId, PersonId};

use super::model::{AddressError, DeliveryAddress, SavedAddress};
use super::store;

/// How many addresses a person may keep.
pub const SAVED_MAX: i64 = 20;

/// Keeps an address. One with the same street, RT, RW and ward is brought up to date instead of kept twice.
///
/// # Errors
/// [`AddressError::NotSignedIn`], [`AddressError::TooManySaved`], [`AddressError::Store`].
pub async fn save(house: &House, actor: &Actor, address: DeliveryAddress) -> Result<AddressId, AddressError> {
    let person = signed_in(actor)?;
    let new = SavedAddress { id: house.id(), address };
    house
        .db
        .write((actor.city, person, new, house.now()), |tx, (city, person, new, now)| {
            Box::pin(async move {
                let kept = store::list(tx, *city, *person, SAVED_MAX).await?;
                if let Some(same) = kept.iter().find(|kept| is_same_place(&kept.address, &new.address)) {
                    store::update(tx, *city, *person, &SavedAddress { id: same.id, address: new.address.clone() }, *now)?;
                    return Ok(same.id);
                }
                if kept.len() as i64 >= SAVED_MAX {
                    return Err(AddressError::TooManySaved { max: SAVED_MAX });
                }
                store::insert(tx, *city, *person, new, *now)?;
                Ok(new.id)
            })
        })
        .await
}

/// One's own addresses, the last used first, at most [`SAVED_MAX`].
///
/// # Errors
/// [`AddressError::NotSignedIn`], [`AddressError::Store`].
pub async fn list(house: &House, actor: &Actor) -> Result<Vec<SavedAddress>, AddressError> {
    let person = signed_in(actor)?;
    let mut tx = house.db.reader().await?;
    Ok(store::list(&mut tx, actor.city, person, SAVED_MAX).await?)
}

/// Removes one of one's own addresses; removing it twice, or another's, changes nothing and gives false.
///
/// # Errors
/// [`AddressError::NotSignedIn`], [`AddressError::Store`].
pub async fn remove(house: &House, actor: &Actor, address: AddressId) -> Result<bool, AddressError> {
    let person = signed_in(actor)?;
    house
        .db
        .write((actor.city, person, address), |tx, (city, person, address)| {
            Box::pin(async move { Ok(store::delete(tx, *city, *person, *address).await?) })
        })
        .await
}

fn signed_in(actor: &Actor) -> Result<PersonId, AddressError> {
    actor.person.ok_or(AddressError::NotSignedIn)
}

fn is_same_place(a: &DeliveryAddress, b: &DeliveryAddress) -> bool {
    (&a.street, a.rt, a.rw, &a.ward_code) == (&b.street, b.rt, b.rw, &b.ward_code)
}

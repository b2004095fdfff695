//! Entering a seller.

use ::store::House;
use kernel::id::SellerId;
use kernel::{Actor, Role, Scope};

use super::model::{NewSeller, Seller, SellerError};
use super::{rules, store};
use crate::areas::Areas;
use crate::{audit, people};

/// Enters a seller. The right to a stall is a role of its own.
///
/// # Errors
/// [`SellerError`].
pub async fn create(house: &House, actor: &Actor, areas: &Areas, new: NewSeller) -> Result<SellerId, SellerError> {
    if !actor.holds(Role::Admin, Scope::City) && !actor.holds_anywhere(Role::Manager) {
        return Err(SellerError::NotAllowed);
    }
    let NewSeller { person, name, ward_code } = rules::checked(new, areas)?;
    let seller = Seller { id: house.id(), person, name, ward_code };
    let id = seller.id;
    house
        .db
        .write((house.clone(), actor.clone(), seller, house.now()), |tx, (house, actor, seller, now)| {
            Box::pin(async move {
                people::find(tx, actor.city, seller.person).await?.ok_or(SellerError::PersonUnknown)?;
                store::insert_all(tx, actor.city, std::slice::from_ref(seller), *now)?;
                audit::log(tx, actor, &*house.ids, *now, "seller.created", "seller", seller.id, &seller.person).await?;
                Ok::<_, SellerError>(())
            })
        })
        .await?;
    Ok(id)
}

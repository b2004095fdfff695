//! Giving and taking roles. A cached session keeps its rights for up to ten seconds, unless the person is forgotten there.

use ::store::House;
use kernel::actor::Grant;
use kernel::id::PersonId;
use kernel::{Actor, Role, Scope};

use super::model::RoleError;
use super::{rules, store};
use crate::{audit, people};

/// Gives a role; giving it twice changes nothing.
///
/// # Errors
/// [`RoleError`].
pub async fn grant(house: &House, actor: &Actor, person: PersonId, grant: Grant) -> Result<(), RoleError> {
    administers(actor)?;
    if !rules::fits(grant) {
        return Err(RoleError::ScopeMismatch { role: grant.role });
    }
    house
        .db
        .write((house.clone(), actor.clone(), person, grant, house.now()), |tx, (house, actor, person, grant, now)| {
            Box::pin(async move {
                people::find(tx, actor.city, *person).await?.ok_or(RoleError::PersonUnknown)?;
                if store::insert(tx, actor.city, *person, *grant, *now).await? {
                    audit::log(tx, actor, &*house.ids, *now, "role.granted", "person", *person, grant)?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes a role; taking one that is not held changes nothing.
///
/// # Errors
/// [`RoleError::NotAllowed`], [`RoleError::OwnAdministration`], [`RoleError::Store`].
pub async fn revoke(house: &House, actor: &Actor, person: PersonId, grant: Grant) -> Result<(), RoleError> {
    administers(actor)?;
    if grant.role == Role::Admin && actor.person == Some(person) {
        return Err(RoleError::OwnAdministration);
    }
    house
        .db
        .write((house.clone(), actor.clone(), person, grant, house.now()), |tx, (house, actor, person, grant, now)| {
            Box::pin(async move {
                if store::delete(tx, actor.city, *person, *grant).await? {
                    audit::log(tx, actor, &*house.ids, *now, "role.revoked", "person", *person, grant)?;
                }
                Ok(())
            })
        })
        .await
}

fn administers(actor: &Actor) -> Result<(), RoleError> {
    if actor.holds(Role::Admin, Scope::City) { Ok(()) } else { Err(RoleError::NotAllowed) }
}

//! Giving and taking roles. A cached session keeps its rights for up to ten seconds, unless the person is forgotten there.

use ::store::House;
use kernel::actor::Grant;
use kernel::id::PersonId;
use kernel::{Actor, Phone, Role, Scope};

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
                    audit::log(tx, actor, &*house.ids, *now, "role.granted", "person", *person, grant).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Gives a role to whoever has this number, who is made when unknown; a name replaces the former one. All of it or nothing.
///
/// # Errors
/// [`RoleError::NotAllowed`], [`RoleError::ScopeMismatch`], [`RoleError::Store`].
pub async fn appoint(house: &House, actor: &Actor, phone: Phone, name: Option<String>, grant: Grant) -> Result<PersonId, RoleError> {
    administers(actor)?;
    if !rules::fits(grant) {
        return Err(RoleError::ScopeMismatch { role: grant.role });
    }
    let context = (house.clone(), actor.clone(), phone, name, house.id::<PersonId>(), house.now());
    house
        .db
        .write(context, move |tx, (house, actor, phone, name, candidate, now)| {
            Box::pin(async move {
                let person = people::ensure(tx, actor.city, *candidate, phone, actor.lang, *now).await?;
                if let Some(name) = name {
                    people::update_name(tx, actor.city, person.id, name)?;
                }
                let is_granted = store::insert(tx, actor.city, person.id, grant, *now).await?;
                for (action, happened) in [("person.added", person.is_new), ("person.renamed", name.is_some())] {
                    if happened {
                        audit::log(tx, actor, &*house.ids, *now, action, "person", person.id, &()).await?;
                    }
                }
                if is_granted {
                    audit::log(tx, actor, &*house.ids, *now, "role.granted", "person", person.id, &grant).await?;
                }
                Ok(person.id)
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
                    audit::log(tx, actor, &*house.ids, *now, "role.revoked", "person", *person, grant).await?;
                }
                Ok(())
            })
        })
        .await
}

fn administers(actor: &Actor) -> Result<(), RoleError> {
    if actor.holds(Role::Admin, Scope::City) { Ok(()) } else { Err(RoleError::NotAllowed) }
}

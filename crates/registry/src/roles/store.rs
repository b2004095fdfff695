//! The roles' statements. A city-wide scope is kept under the city's own id.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::actor::Grant;
use kernel::id::{CityId, MarketId, PersonId, RawId, StallId};
use kernel::{Phone, Role, Scope, Timestamp};

/// The most grants of one person that are read.
const GRANTS_MAX: i64 = 200;

/// How a scope is kept: its kind and the id of its place.
pub(crate) const fn scope_cells(city: CityId, scope: Scope) -> (&'static str, RawId) {
    match scope {
        Scope::City => ("city", city.0),
        Scope::Market(market) => ("market", market.0),
        Scope::Stall(stall) => ("stall", stall.0),
    }
}

fn scope_of(kind: &str, id: RawId) -> Result<Scope, StoreError> {
    match kind {
        "city" => Ok(Scope::City),
        "market" => Ok(Scope::Market(MarketId(id))),
        "stall" => Ok(Scope::Stall(StallId(id))),
        _ => Err(StoreError::Cell { column: 1, found: "another text", expected: "city, market or stall" }),
    }
}

/// What a person holds, by role; at most 200.
///
/// # Errors
/// [`StoreError`].
pub async fn grants_of(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<Grant>, StoreError> {
    let rows: Vec<(Role, String, RawId)> = tx
        .rows(
            sql!(
                "SELECT role, scope_kind, scope_id
                 FROM role_grant
                 WHERE city_id = $1 AND person_id = $2
                 ORDER BY role, scope_kind, scope_id
                 LIMIT $3"
            ),
            params![city, person, GRANTS_MAX],
        )
        .await?;
    rows.into_iter().map(|(role, kind, id)| Ok(Grant { role, scope: scope_of(&kind, id)? })).collect()
}

/// Somebody with a role: whose, name, number, which role, where.
pub type Holder = (PersonId, String, Phone, Grant);

/// Everybody with a role, by name; at most 5,000 roles.
///
/// # Errors
/// [`StoreError`].
pub async fn holders(tx: &mut Tx, city: CityId) -> Result<Vec<Holder>, StoreError> {
    let rows: Vec<(PersonId, String, Phone, Role, String, RawId)> = tx
        .rows(
            sql!(
                "SELECT p.person_id, p.name, p.phone, g.role, g.scope_kind, g.scope_id
                 FROM role_grant g
                 JOIN person p ON p.city_id = g.city_id AND p.person_id = g.person_id
                 WHERE g.city_id = $1
                 ORDER BY p.name, p.person_id, g.role, g.scope_id
                 LIMIT 5000"
            ),
            params![city],
        )
        .await?;
    let holder = |(person, name, phone, role, kind, id): (PersonId, String, Phone, Role, String, RawId)| {
        Ok((person, name, phone, Grant { role, scope: scope_of(&kind, id)? }))
    };
    rows.into_iter().map(holder).collect()
}

/// Adds grants without asking whose right it is, for seeding and import; those already held stay as they are.
///
/// # Errors
/// [`StoreError::Refused`] when a person is not there.
pub fn insert_all(tx: &mut Tx, city: CityId, grants: &[(PersonId, Grant)], now: Timestamp) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = grants
        .iter()
        .flat_map(|(person, grant)| {
            let (kind, id) = scope_cells(city, grant.scope);
            [Value::from(*person), Value::from(grant.role.name()), Value::from(kind), Value::from(id)]
        })
        .collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO role_grant (city_id, granted_us, person_id, role, scope_kind, scope_id)
             VALUES [[, |($1, $2, $3, $4, $5, $6)]]
             ON CONFLICT (city_id, person_id, role, scope_kind, scope_id) DO NOTHING",
            fixed = 2,
            per = 4
        ),
        params![city, now],
        &items,
    )
}

/// Adds one grant; false when it was held already.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert(tx: &mut Tx, city: CityId, person: PersonId, grant: Grant, now: Timestamp) -> Result<bool, StoreError> {
    let (kind, id) = scope_cells(city, grant.scope);
    let added = tx
        .exec(
            sql!(
                "INSERT INTO role_grant (city_id, person_id, role, scope_kind, scope_id, granted_us)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (city_id, person_id, role, scope_kind, scope_id) DO NOTHING"
            ),
            params![city, person, grant.role.name(), kind, id, now],
        )
        .await?;
    Ok(added == 1)
}

/// Removes one grant; false when it was not held.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn delete(tx: &mut Tx, city: CityId, person: PersonId, grant: Grant) -> Result<bool, StoreError> {
    let (kind, id) = scope_cells(city, grant.scope);
    let gone = tx
        .exec(
            sql!(
                "DELETE FROM role_grant
                 WHERE city_id = $1 AND person_id = $2 AND role = $3 AND scope_kind = $4 AND scope_id = $5"
            ),
            params![city, person, grant.role.name(), kind, id],
        )
        .await?;
    Ok(gone == 1)
}

//! The people's statements.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, PersonId};
use kernel::{Lang, Phone, Role, Scope, Timestamp};

use super::model::{Ensured, Person};
use crate::roles::scope_cells;

/// The most people [`list_by_role`] gives.
const PEOPLE_MAX: i64 = 500;

/// The person with this id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Option<Person>, StoreError> {
    tx.opt(sql!("SELECT person_id, name, phone, lang FROM person WHERE city_id = $1 AND person_id = $2"), params![city, person]).await
}

/// The people with these ids, in no order; those unknown are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn find_many(tx: &mut Tx, city: CityId, people: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    let items: Vec<Value<'_>> = people.iter().map(|person| Value::from(*person)).collect();
    tx.rows_each(
        sql_each!("SELECT person_id, name, phone, lang FROM person WHERE city_id = $1 AND person_id IN ([[, |$2]])", fixed = 1, per = 1),
        params![city],
        &items,
    )
    .await
}

/// The person with this number. For use behind sign-in and by staff only: no public answer may depend on it.
///
/// # Errors
/// [`StoreError`].
pub async fn find_by_phone(tx: &mut Tx, city: CityId, phone: &Phone) -> Result<Option<Person>, StoreError> {
    tx.opt(sql!("SELECT person_id, name, phone, lang FROM person WHERE city_id = $1 AND phone = $2"), params![city, phone]).await
}

/// The person with this number, made with an empty name under the id `candidate` when there is none.
///
/// # Errors
/// [`StoreError`].
pub async fn ensure(
    tx: &mut Tx,
    city: CityId,
    candidate: PersonId,
    phone: &Phone,
    lang: Lang,
    now: Timestamp,
) -> Result<Ensured, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO person (city_id, person_id, name, phone, lang, created_us)
                 VALUES ($1, $2, '', $3, $4, $5)
                 ON CONFLICT (city_id, phone) DO NOTHING"
            ),
            params![city, candidate, phone, lang.code(), now],
        )
        .await?;
    if added == 1 {
        return Ok(Ensured { id: candidate, is_new: true });
    }
    let (id,) = tx.one(sql!("SELECT person_id FROM person WHERE city_id = $1 AND phone = $2"), params![city, phone]).await?;
    Ok(Ensured { id, is_new: false })
}

/// Adds many people at once, for seeding and import.
///
/// # Errors
/// [`StoreError::Duplicate`] when a number or id is already there.
pub fn insert_all(tx: &mut Tx, city: CityId, people: &[Person], now: Timestamp) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = people
        .iter()
        .flat_map(|person| [Value::from(person.id), Value::from(&person.name), Value::from(&person.phone), Value::from(person.lang.code())])
        .collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO person (city_id, created_us, person_id, name, phone, lang)
             VALUES [[, |($1, $2, $3, $4, $5, $6)]]",
            fixed = 2,
            per = 4
        ),
        params![city, now],
        &items,
    )
}

/// Those who hold a role over exactly this scope, by id; at most 500.
///
/// # Errors
/// [`StoreError`].
pub async fn list_by_role(tx: &mut Tx, city: CityId, role: Role, scope: Scope) -> Result<Vec<Person>, StoreError> {
    let (scope_kind, scope_id) = scope_cells(city, scope);
    tx.rows(
        sql!(
            "SELECT p.person_id, p.name, p.phone, p.lang
             FROM role_grant g
             JOIN person p ON p.city_id = g.city_id AND p.person_id = g.person_id
             WHERE g.city_id = $1 AND g.scope_id = $2 AND g.role = $3 AND g.scope_kind = $4
             ORDER BY p.person_id
             LIMIT $5"
        ),
        params![city, scope_id, role.name(), scope_kind, PEOPLE_MAX],
    )
    .await
}

/// Sets a name.
///
/// # Errors
/// As [`Tx::later`].
pub(crate) fn update_name(tx: &mut Tx, city: CityId, person: PersonId, name: &str) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE person SET name = $3 WHERE city_id = $1 AND person_id = $2"), params![city, person, name])
}

/// Sets a language.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn update_lang(tx: &mut Tx, city: CityId, person: PersonId, lang: Lang) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE person SET lang = $3 WHERE city_id = $1 AND person_id = $2"), params![city, person, lang.code()])
}

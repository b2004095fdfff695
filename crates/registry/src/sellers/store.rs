//! The sellers' statements.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, PersonId, SellerId};

use super::model::Seller;

/// The most sellers of one person that are read.
const SELLERS_MAX: i64 = 100;

/// The seller with this id.
///
/// # Errors
/// [`StoreError`].
pub async fn find(tx: &mut Tx, city: CityId, seller: SellerId) -> Result<Option<Seller>, StoreError> {
    tx.opt(sql!("SELECT seller_id, person_id, name, ward_code FROM seller WHERE city_id = $1 AND seller_id = $2"), params![city, seller])
        .await
}

/// The sellers one person answers for, oldest first; at most 100.
///
/// # Errors
/// [`StoreError`].
pub async fn of_person(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<Seller>, StoreError> {
    tx.rows(
        sql!(
            "SELECT seller_id, person_id, name, ward_code
             FROM seller
             WHERE city_id = $1 AND person_id = $2
             ORDER BY seller_id
             LIMIT $3"
        ),
        params![city, person, SELLERS_MAX],
    )
    .await
}

/// Adds sellers; their people must be there.
///
/// # Errors
/// [`StoreError::Duplicate`] for an id that is there already, [`StoreError::Refused`] for a person who is not.
pub fn insert_all(tx: &mut Tx, city: CityId, sellers: &[Seller], now: Timestamp) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = sellers
        .iter()
        .flat_map(|seller| {
            [Value::from(seller.id), Value::from(seller.person), Value::from(&seller.name), Value::from(seller.ward_code.as_deref())]
        })
        .collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO seller (city_id, created_us, seller_id, person_id, name, ward_code)
             VALUES [[, |($1, $2, $3, $4, $5, $6)]]",
            fixed = 2,
            per = 4
        ),
        params![city, now],
        &items,
    )
}

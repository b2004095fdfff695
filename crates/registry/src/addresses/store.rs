//! The addresses' statements. Each one names the person too: nobody reads another's address by its id.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::area::Point;
use kernel::id::{AddressId, CityId, PersonId};

use super::model::{DeliveryAddress, SavedAddress};

impl FromRow for SavedAddress {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            address: DeliveryAddress {
                label: row.take()?,
                street: row.take()?,
                rt: row.take()?,
                rw: row.take()?,
                ward_code: row.take()?,
                landmark: row.take()?,
                pin: row.take::<Option<i64>>()?.zip(row.take::<Option<i64>>()?).map(|(lat_e6, lng_e6)| Point { lat_e6, lng_e6 }),
            },
        })
    }
}

/// A person's addresses, the last used first.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn list(tx: &mut Tx, city: CityId, person: PersonId, limit: i64) -> Result<Vec<SavedAddress>, StoreError> {
    tx.rows(
        sql!(
            "SELECT address_id, label, street, rt, rw, ward_code, landmark, lat_e6, lng_e6
             FROM address
             WHERE city_id = $1 AND person_id = $2
             ORDER BY used_us DESC, address_id DESC
             LIMIT $3"
        ),
        params![city, person, limit],
    )
    .await
}

/// Adds an address.
///
/// # Errors
/// [`StoreError`].
pub(super) fn insert(tx: &mut Tx, city: CityId, person: PersonId, saved: &SavedAddress, now: Timestamp) -> Result<(), StoreError> {
    let SavedAddress { id, address } = saved;
    let (lat, lng) = (address.pin.map(|pin| pin.lat_e6), address.pin.map(|pin| pin.lng_e6));
    tx.later(
        sql!(
            "INSERT INTO address (city_id, address_id, person_id, label, street, rt, rw, ward_code, landmark, lat_e6, lng_e6, used_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        params![
            city,
            *id,
            person,
            &address.label,
            &address.street,
            address.rt,
            address.rw,
            &address.ward_code,
            &address.landmark,
            lat,
            lng,
            now
        ],
    )
}

/// Changes what may change while the place stays: label, landmark and pin.
///
/// # Errors
/// [`StoreError`].
pub(super) fn update(tx: &mut Tx, city: CityId, person: PersonId, saved: &SavedAddress, now: Timestamp) -> Result<(), StoreError> {
    let SavedAddress { id, address } = saved;
    let (lat, lng) = (address.pin.map(|pin| pin.lat_e6), address.pin.map(|pin| pin.lng_e6));
    tx.later(
        sql!(
            "UPDATE address
             SET label = $4, landmark = $5, lat_e6 = $6, lng_e6 = $7, used_us = $8
             WHERE city_id = $1 AND address_id = $2 AND person_id = $3"
        ),
        params![city, *id, person, &address.label, &address.landmark, lat, lng, now],
    )
}

/// Marks an address as just used, so that it is offered first next time.
///
/// # Errors
/// As [`Tx::later`].
pub fn mark_used(tx: &mut Tx, city: CityId, person: PersonId, address: AddressId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE address
             SET used_us = $4
             WHERE city_id = $1 AND address_id = $2 AND person_id = $3"
        ),
        params![city, address, person, now],
    )
}

/// Removes an address; gives whether it was there.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn delete(tx: &mut Tx, city: CityId, person: PersonId, address: AddressId) -> Result<bool, StoreError> {
    let gone = tx
        .exec(sql!("DELETE FROM address WHERE city_id = $1 AND address_id = $2 AND person_id = $3"), params![city, address, person])
        .await?;
    Ok(gone == 1)
}

//! The seed's own statements: many rows at once, where the slices add one at a time.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::Scope;
use kernel::Timestamp;
use kernel::actor::Grant;
use kernel::id::{CityId, PersonId, RawId};

use super::facts::Holiday;
use super::people::SavedAddress;
use super::world::{Seller, World};
use super::{CITY_SLUG, OFFSET_MINUTES};

/// Adds the city with the usual settings; false when there is one of this slug.
pub async fn insert_city(tx: &mut Tx, world: &World) -> Result<bool, StoreError> {
    let statement = sql!(
        "INSERT INTO city (city_id, slug, name, code, offset_minutes, is_demo, settings, created_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (slug) DO NOTHING"
    );
    let given = params![world.city, CITY_SLUG, "Kota Malang", "35.73", OFFSET_MINUTES, true, "{}", world.now];
    Ok(tx.exec(statement, given).await? > 0)
}

pub fn insert_holidays(tx: &mut Tx, city: CityId, holidays: &[Holiday]) -> Result<(), StoreError> {
    let statement = sql_each!("INSERT INTO holiday (city_id, day, name, kind) VALUES [[, |($1, $2, $3, $4)]]", fixed = 1, per = 3);
    let items: Vec<Value<'_>> =
        holidays.iter().flat_map(|holiday| [holiday.day.into(), (&holiday.name).into(), (&holiday.kind).into()]).collect();
    tx.later_each(statement, params![city], &items)
}

pub fn insert_sellers(tx: &mut Tx, city: CityId, sellers: &[Seller], now: Timestamp) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO seller (city_id, created_us, seller_id, person_id, name, ward_code)
         VALUES [[, |($1, $2, $3, $4, $5, $6)]]",
        fixed = 2,
        per = 4
    );
    let items: Vec<Value<'_>> = sellers
        .iter()
        .flat_map(|seller| [seller.id.into(), seller.person.into(), (&seller.name).into(), seller.ward_code.as_ref().into()])
        .collect();
    tx.later_each(statement, params![city, now], &items)
}

pub fn insert_grants(tx: &mut Tx, city: CityId, grants: &[(PersonId, Grant)], now: Timestamp) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO role_grant (city_id, granted_us, person_id, role, scope_kind, scope_id)
         VALUES [[, |($1, $2, $3, $4, $5, $6)]]",
        fixed = 2,
        per = 4
    );
    let items: Vec<Value<'_>> = grants
        .iter()
        .flat_map(|(person, grant)| {
            let (kind, id): (&str, RawId) = match grant.scope {
                Scope::City => ("city", city.into()),
                Scope::Market(market) => ("market", market.into()),
                Scope::Stall(stall) => ("stall", stall.into()),
            };
            [(*person).into(), grant.role.name().into(), kind.into(), id.into()]
        })
        .collect();
    tx.later_each(statement, params![city, now], &items)
}

pub fn insert_addresses(tx: &mut Tx, city: CityId, addresses: &[SavedAddress], now: Timestamp) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO address
            (city_id, used_us, address_id, person_id, label, street, rt, rw, ward_code, landmark, lat_e6, lng_e6)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)]]",
        fixed = 2,
        per = 10
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(addresses.len() * 10);
    for address in addresses {
        items.extend([
            address.id.into(),
            address.person.into(),
            address.label.into(),
            (&address.street).into(),
            address.rt.into(),
            address.rw.into(),
            (&address.ward_code).into(),
            (&address.landmark).into(),
            address.pin.map(|pin| pin.lat_e6).into(),
            address.pin.map(|pin| pin.lng_e6).into(),
        ]);
    }
    tx.later_each(statement, params![city, now], &items)
}

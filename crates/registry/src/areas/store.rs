//! The areas' statements.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::area::Point;
use kernel::id::CityId;

use super::model::{District, Ward};
use super::rules;

impl FromRow for Ward {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.take()?,
            district_code: row.take()?,
            district: row.take()?,
            name: row.take()?,
            postcode: row.take()?,
            rw_count: row.take()?,
            rt_count: row.take()?,
            centre: Point { lat_e6: row.take()?, lng_e6: row.take()? },
            area: rules::read(&row.take::<String>()?).ok_or(StoreError::Cell {
                column: 9,
                found: "text that is no polygon",
                expected: "a polygon",
            })?,
        })
    }
}

/// Every ward of a city, by code.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn wards(tx: &mut Tx, city: CityId) -> Result<Vec<Ward>, StoreError> {
    tx.rows(
        sql!(
            "SELECT w.code, w.district_code, d.name, w.name, w.postcode, w.rw_count, w.rt_count, w.lat_e6, w.lng_e6, w.polygon
             FROM ward w
             JOIN district d ON d.city_id = w.city_id AND d.code = w.district_code
             WHERE w.city_id = $1
             ORDER BY w.code"
        ),
        params![city],
    )
    .await
}

/// Adds districts; those already there keep their names.
///
/// # Errors
/// [`StoreError`].
pub fn insert_districts(tx: &mut Tx, city: CityId, districts: &[District]) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = districts.iter().flat_map(|district| [Value::from(&district.code), Value::from(&district.name)]).collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO district (city_id, code, name)
             VALUES [[, |($1, $2, $3)]]
             ON CONFLICT (city_id, code) DO NOTHING",
            fixed = 1,
            per = 2
        ),
        params![city],
        &items,
    )
}

/// Adds wards and their RW, numbered from 1; those already there stay as they are. Their districts must be there.
///
/// # Errors
/// [`StoreError`].
pub fn insert_wards(tx: &mut Tx, city: CityId, wards: &[Ward]) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = wards
        .iter()
        .flat_map(|ward| {
            [
                Value::from(&ward.code),
                Value::from(&ward.district_code),
                Value::from(&ward.name),
                Value::from(&ward.postcode),
                Value::from(ward.rw_count),
                Value::from(ward.rt_count),
                Value::from(ward.centre.lat_e6),
                Value::from(ward.centre.lng_e6),
                Value::from(rules::written(&ward.area)),
            ]
        })
        .collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO ward (city_id, code, district_code, name, postcode, rw_count, rt_count, lat_e6, lng_e6, polygon)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)]]
             ON CONFLICT (city_id, code) DO NOTHING",
            fixed = 1,
            per = 9
        ),
        params![city],
        &items,
    )?;
    let numbered = wards.iter().flat_map(|ward| (1..=ward.rw_count).map(move |number| (ward, number)));
    let items: Vec<Value<'_>> = numbered.flat_map(|(ward, number)| [Value::from(&ward.code), Value::from(number)]).collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO rw (city_id, ward_code, number)
             VALUES [[, |($1, $2, $3)]]
             ON CONFLICT (city_id, ward_code, number) DO NOTHING",
            fixed = 1,
            per = 2
        ),
        params![city],
        &items,
    )
}

//! The holidays' statements.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::BusinessDate;
use kernel::id::CityId;

use super::model::Holiday;

/// The most holidays that are read at once: some fifteen years.
const HOLIDAYS_MAX: i64 = 500;

/// The holidays from one date to another, both included, by date; at most 500.
///
/// # Errors
/// [`StoreError`].
pub async fn between(tx: &mut Tx, city: CityId, from: BusinessDate, to: BusinessDate) -> Result<Vec<Holiday>, StoreError> {
    tx.rows(
        sql!(
            "SELECT day, name, kind
             FROM holiday
             WHERE city_id = $1 AND day >= $2 AND day <= $3
             ORDER BY day, name
             LIMIT $4"
        ),
        params![city, from, to, HOLIDAYS_MAX],
    )
    .await
}

/// Adds holidays; one already there takes the new kind.
///
/// # Errors
/// [`StoreError`].
pub fn insert_all(tx: &mut Tx, city: CityId, holidays: &[Holiday]) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> = holidays
        .iter()
        .flat_map(|holiday| [Value::from(holiday.day), Value::from(&holiday.name), Value::from(holiday.kind.name())])
        .collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO holiday (city_id, day, name, kind)
             VALUES [[, |($1, $2, $3, $4)]]
             ON CONFLICT (city_id, day, name) DO UPDATE
             SET kind = excluded.kind",
            fixed = 1,
            per = 3
        ),
        params![city],
        &items,
    )
}

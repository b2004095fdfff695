//! All SQL of standing orders. Rows are touched in the sequence day, standing order; [`forget`] says why it goes the other way.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::{CityId, OrderId, PersonId, RawId};
use kernel::{BusinessDate, Phone, Timestamp};
use registry::addresses::DeliveryAddress;
use serde::de::DeserializeOwned;

use super::model::{StandingOrder, StandingRun};
use crate::ids::StandingId;

fn json<T: DeserializeOwned>(text: &str, place: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Statement { place: place.to_owned(), source: error.into() })
}

fn text(value: &impl serde::Serialize, place: &str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Statement { place: place.to_owned(), source: error.into() })
}

impl FromRow for StandingOrder {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            person: row.take()?,
            market: row.take()?,
            state: row.take()?,
            weekdays: row.take()?,
            starts_minute: row.take()?,
            lines: json(&row.take::<String>()?, "standing_order.lines")?,
            recipient: row.take()?,
            phone: row.take::<Phone>()?,
            address: json(&row.take::<String>()?, "standing_order.address")?,
            payment: row.take()?,
            total_max: row.take()?,
            next_day: row.take()?,
            due: row.take()?,
            made: row.take()?,
            version: row.take()?,
        })
    }
}

impl FromRow for StandingRun {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            standing: row.take()?,
            day: row.take()?,
            state: row.take()?,
            why: row.take()?,
            problems: json(&row.take::<String>()?, "standing_run.problems")?,
            total: row.take()?,
            slot: row.take()?,
            order: row.take()?,
            confirm_by: row.take()?,
            at: row.take()?,
        })
    }
}

macro_rules! standing_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT standing_id, person_id, market_id, state, weekdays, starts_minute, lines, recipient, phone, address, payment_provider,
                    total_max_rupiah, next_day, due_us, made_us, version
             FROM standing_order WHERE city_id = $1 ",
            $rest
        ))
    };
}

macro_rules! run_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT standing_id, day, state, why, problems, total_rupiah, slot_id, order_id, confirm_by_us, at_us
             FROM standing_run WHERE city_id = $1 AND standing_id = $2 ",
            $rest
        ))
    };
}

/// One standing order.
pub async fn standing(tx: &mut Tx, city: CityId, id: StandingId) -> Result<Option<StandingOrder>, StoreError> {
    tx.opt(standing_sql!("AND standing_id = $2"), params![city, id]).await
}

/// A person's standing orders, newest first; at most 100.
pub async fn of_person(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<StandingOrder>, StoreError> {
    tx.rows(standing_sql!("AND person_id = $2 ORDER BY standing_id DESC LIMIT 100"), params![city, person]).await
}

/// A person's standing orders after an id, oldest first.
pub async fn of_person_after(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    after: RawId,
    rows: i64,
) -> Result<Vec<StandingOrder>, StoreError> {
    tx.rows(standing_sql!("AND person_id = $2 AND standing_id > $3 ORDER BY standing_id LIMIT $4"), params![city, person, after, rows])
        .await
}

/// Active ones whose next day is to be prepared; at most 50.
pub async fn due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<StandingOrder>, StoreError> {
    tx.rows(standing_sql!("AND state = 'active' AND due_us <= $2 ORDER BY due_us, standing_id LIMIT 50"), params![city, now]).await
}

/// Keeps a new one.
pub fn insert(tx: &mut Tx, city: CityId, order: &StandingOrder) -> Result<(), StoreError> {
    let (lines, address) = (text(&order.lines, "standing_order.lines")?, text(&order.address, "standing_order.address")?);
    tx.later(
        sql!(
            "INSERT INTO standing_order (city_id, standing_id, person_id, market_id, state, weekdays, starts_minute, lines, recipient, phone,
                    address, payment_provider, total_max_rupiah, next_day, due_us, made_us, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
        ),
        params![
            city,
            order.id,
            order.person,
            order.market,
            order.state,
            order.weekdays,
            order.starts_minute,
            &lines,
            &order.recipient,
            &order.phone,
            &address,
            &order.payment,
            order.total_max,
            order.next_day,
            order.due,
            order.made,
            order.version
        ],
    )
}

/// Sets state and next day if nobody changed it since it was read; gives whether nobody had.
pub async fn update(tx: &mut Tx, city: CityId, order: &StandingOrder) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE standing_order SET state = $4, next_day = $5, due_us = $6, version = version + 1
                 WHERE city_id = $1 AND standing_id = $2 AND version = $3"
            ),
            params![city, order.id, order.version, order.state, order.next_day, order.due],
        )
        .await?;
    Ok(touched == 1)
}

/// One day.
pub async fn run(tx: &mut Tx, city: CityId, id: StandingId, day: BusinessDate) -> Result<Option<StandingRun>, StoreError> {
    tx.opt(run_sql!("AND day = $3"), params![city, id, day]).await
}

/// The newest days; at most 20.
pub async fn runs(tx: &mut Tx, city: CityId, id: StandingId) -> Result<Vec<StandingRun>, StoreError> {
    tx.rows(run_sql!("ORDER BY day DESC LIMIT 20"), params![city, id]).await
}

/// Keeps a day unless there is one; gives whether there was none.
pub async fn insert_run(tx: &mut Tx, city: CityId, run: &StandingRun) -> Result<bool, StoreError> {
    let problems = text(&run.problems, "standing_run.problems")?;
    let added = tx
        .exec(
            sql!(
                "INSERT INTO standing_run (city_id, standing_id, day, state, why, problems, total_rupiah, slot_id, order_id, confirm_by_us, at_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10) ON CONFLICT (city_id, standing_id, day) DO NOTHING"
            ),
            params![city, run.standing, run.day, run.state, &run.why, &problems, run.total, run.slot, run.confirm_by, run.at],
        )
        .await?;
    Ok(added == 1)
}

/// Leaves out a day that waits; gives whether it did.
pub async fn skip(tx: &mut Tx, city: CityId, id: StandingId, day: BusinessDate, now: Timestamp) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE standing_run SET state = 'skipped', at_us = $4
                 WHERE city_id = $1 AND standing_id = $2 AND day = $3 AND state = 'waiting'"
            ),
            params![city, id, day, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Moves a waiting day to placed with its order; gives whether it waited.
pub async fn mark_placed(tx: &mut Tx, city: CityId, id: StandingId, day: BusinessDate, order: OrderId) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE standing_run SET state = 'placed', order_id = $4
                 WHERE city_id = $1 AND standing_id = $2 AND day = $3 AND state = 'waiting'"
            ),
            params![city, id, day, order],
        )
        .await?;
    Ok(touched == 1)
}

/// Stops what a person has coming, leaves out the days that wait, and removes for whom, where to and what was wanted: notes stand in the
/// lines. The orders that came of it are orders like others. `nobody` is a number that cannot be called.
///
/// **Holds** the standing orders before their days: a day that is being prepared or placed meanwhile was there before, and is left out
/// here or counts as an open order, or it finds its standing order or its day changed and is given up.
pub fn forget(tx: &mut Tx, city: CityId, person: PersonId, nobody: &Phone, now: Timestamp) -> Result<(), StoreError> {
    let nowhere = DeliveryAddress {
        label: String::new(),
        street: String::new(),
        rt: 0,
        rw: 0,
        ward_code: String::new(),
        landmark: String::new(),
        pin: None,
    };
    let address = text(&nowhere, "standing_order.address")?;
    tx.later(
        sql!(
            "UPDATE standing_order SET state = 'stopped', lines = '[]', recipient = '', phone = $3, address = $4, version = version + 1
             WHERE city_id = $1 AND person_id = $2"
        ),
        params![city, person, nobody, &address],
    )?;
    tx.later(
        sql!(
            "UPDATE standing_run SET state = 'skipped', at_us = $3
             WHERE city_id = $1 AND state = 'waiting'
               AND standing_id IN (SELECT standing_id FROM standing_order WHERE city_id = $1 AND person_id = $2)"
        ),
        params![city, person, now],
    )
}

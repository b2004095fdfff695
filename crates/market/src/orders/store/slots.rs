//! SQL of slots.

use ::store::{Call, FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, SlotId};

use crate::catalogue::SlotPlan;
use crate::orders::model::Slot;

impl FromRow for Slot {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            market: row.take()?,
            kind: row.take()?,
            day: row.take()?,
            starts: row.take()?,
            ends: row.take()?,
            cutoff: row.take()?,
            capacity: row.take()?,
            taken: row.take()?,
        })
    }
}

/// Slots of a market that still take orders or run, soonest first; at most 60.
pub async fn slots(tx: &mut Tx, city: CityId, market: MarketId, now: Timestamp) -> Result<Vec<Slot>, StoreError> {
    tx.rows(
        sql!(
            "SELECT slot_id, market_id, kind, day, starts_us, ends_us, cutoff_us, capacity, taken FROM slot
             WHERE city_id = $1 AND market_id = $2 AND ends_us > $3 ORDER BY starts_us, kind LIMIT 60"
        ),
        params![city, market, now],
    )
    .await
}

/// The slots with these ids.
pub async fn slots_by_id(tx: &mut Tx, city: CityId, ids: &[SlotId]) -> Result<Vec<Slot>, StoreError> {
    let mut items: Vec<SlotId> = ids.to_vec();
    items.sort_unstable();
    items.dedup();
    let items: Vec<Value<'_>> = items.into_iter().map(Value::from).collect();
    tx.rows_each(
        sql_each!(
            "SELECT slot_id, market_id, kind, day, starts_us, ends_us, cutoff_us, capacity, taken FROM slot
             WHERE city_id = $1 AND slot_id IN ([[, |$2]])",
            fixed = 1,
            per = 1
        ),
        params![city],
        &items,
    )
    .await
}

/// One slot.
pub async fn slot(tx: &mut Tx, city: CityId, id: SlotId) -> Result<Option<Slot>, StoreError> {
    tx.opt(
        sql!(
            "SELECT slot_id, market_id, kind, day, starts_us, ends_us, cutoff_us, capacity, taken FROM slot
             WHERE city_id = $1 AND slot_id = $2"
        ),
        params![city, id],
    )
    .await
}

/// Takes a place; the row is touched only while there is room and time.
pub fn take_slot(city: CityId, id: SlotId, market: MarketId, now: Timestamp) -> Call {
    Call::new(
        sql!(
            "UPDATE slot SET taken = taken + 1
             WHERE city_id = $1 AND slot_id = $2 AND market_id = $3 AND taken < capacity AND cutoff_us > $4
               AND (kind = 'window' OR starts_us <= $4)
             RETURNING day"
        ),
        params![city, id, market, now],
    )
}

/// Gives a place back.
pub fn release_slot(tx: &mut Tx, city: CityId, id: SlotId) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE slot SET taken = taken - 1 WHERE city_id = $1 AND slot_id = $2 AND taken > 0"), params![city, id])
}

/// Every market's recurring windows.
pub async fn slot_plans(tx: &mut Tx, city: CityId) -> Result<Vec<SlotPlan>, StoreError> {
    tx.rows(
        sql!(
            "SELECT market_id, starts_minute, ends_minute, cutoff_minutes, capacity, is_on_sunday FROM slot_plan
             WHERE city_id = $1 ORDER BY market_id, starts_minute"
        ),
        params![city],
    )
    .await
}

/// Adds slots that are not there yet; gives how many. `items`: id, market, kind, day, start, end, cut-off, capacity.
pub async fn insert_slots(tx: &mut Tx, city: CityId, items: &[Value<'_>]) -> Result<u64, StoreError> {
    tx.exec_each(
        sql_each!(
            "INSERT INTO slot (city_id, slot_id, market_id, kind, day, starts_us, ends_us, cutoff_us, capacity, taken)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)]] ON CONFLICT (city_id, market_id, kind, starts_us) DO NOTHING",
            fixed = 1,
            per = 8
        ),
        params![city],
        items,
    )
    .await
}

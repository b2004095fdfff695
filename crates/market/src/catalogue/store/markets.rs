//! Markets and their delivery windows.

use kernel::area::Point;
use kernel::id::{CityId, MarketId};
use kernel::{Rupiah, Timestamp};
use store::{FromRow, Row, StoreError, Tx, params, sql};

use crate::catalogue::model::{Market, SlotPlan};

impl FromRow for Market {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let mut market = Self {
            id: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            cluster: row.take()?,
            street: row.take()?,
            ward_code: row.take()?,
            pin: None,
            pin_precision: row.take()?,
            does_deliver: row.take()?,
            opens_minute: row.take()?,
            closes_minute: row.take()?,
            delivery_base: Rupiah(row.take()?),
            delivery_km: Rupiah(row.take()?),
            service_fee: Rupiah(row.take()?),
            facts: serde_json::from_str(&row.take::<String>()?).unwrap_or_default(),
            closed_until: row.take()?,
        };
        let (lat, lng) = (row.take::<Option<i64>>()?, row.take::<Option<i64>>()?);
        market.pin = lat.zip(lng).map(|(lat_e6, lng_e6)| Point { lat_e6, lng_e6 });
        Ok(market)
    }
}

/// Every market and hub, by id.
///
/// # Errors
/// [`StoreError`].
pub async fn markets(tx: &mut Tx, city: CityId) -> Result<Vec<Market>, StoreError> {
    let statement = sql!(
        "SELECT market_id, slug, name, kind, cluster, street, ward_code, pin_precision, does_deliver, opens_minute, closes_minute,
            delivery_base_rupiah, delivery_km_rupiah, service_fee_rupiah, facts, closed_until_us, lat_e6, lng_e6
         FROM market
         WHERE city_id = $1
         ORDER BY market_id"
    );
    tx.rows(statement, params![city]).await
}

/// One market.
///
/// # Errors
/// [`StoreError`].
pub async fn find_market(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Option<Market>, StoreError> {
    let statement = sql!(
        "SELECT market_id, slug, name, kind, cluster, street, ward_code, pin_precision, does_deliver, opens_minute, closes_minute,
            delivery_base_rupiah, delivery_km_rupiah, service_fee_rupiah, facts, closed_until_us, lat_e6, lng_e6
         FROM market
         WHERE city_id = $1 AND market_id = $2"
    );
    tx.opt(statement, params![city, market]).await
}

/// The market whose address ends in `slug`.
///
/// # Errors
/// [`StoreError`].
pub async fn market_by_slug(tx: &mut Tx, city: CityId, slug: &str) -> Result<Option<Market>, StoreError> {
    let statement = sql!(
        "SELECT market_id, slug, name, kind, cluster, street, ward_code, pin_precision, does_deliver, opens_minute, closes_minute,
            delivery_base_rupiah, delivery_km_rupiah, service_fee_rupiah, facts, closed_until_us, lat_e6, lng_e6
         FROM market
         WHERE city_id = $1 AND slug = $2"
    );
    tx.opt(statement, params![city, slug]).await
}

/// Closes a market until a time, or opens it with a time past; whether that changed anything. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn set_market_closed(tx: &mut Tx, city: CityId, market: MarketId, until: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!("UPDATE market SET closed_until_us = $3 WHERE city_id = $1 AND market_id = $2 AND closed_until_us <> $3");
    Ok(tx.exec(statement, params![city, market, until]).await? > 0)
}

impl FromRow for SlotPlan {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            market: row.take()?,
            starts_minute: row.take()?,
            ends_minute: row.take()?,
            cutoff_minutes: row.take()?,
            capacity: row.take()?,
            is_on_sunday: row.take()?,
        })
    }
}

/// The delivery windows of a market, by their start.
///
/// # Errors
/// [`StoreError`].
pub async fn slot_plans(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<SlotPlan>, StoreError> {
    let statement = sql!(
        "SELECT market_id, starts_minute, ends_minute, cutoff_minutes, capacity, is_on_sunday
         FROM slot_plan
         WHERE city_id = $1 AND market_id = $2
         ORDER BY starts_minute"
    );
    tx.rows(statement, params![city, market]).await
}

//! Stalls and the names of those who sell there.

use kernel::id::{CityId, MarketId, RawId, SellerId, StallId};
use kernel::{Cursor, Timestamp};
use store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};

use crate::catalogue::model::Stall;

impl FromRow for Stall {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            market: row.take()?,
            seller: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            block: row.take()?,
            number: row.take()?,
            walking_order: row.take()?,
            ward_code: row.take()?,
            street: row.take()?,
            opens_minute: row.take()?,
            closes_minute: row.take()?,
            closed_until: row.take()?,
            payout_method: row.take()?,
        })
    }
}

/// Every stall of the city, by market and walking order.
///
/// # Errors
/// [`StoreError`].
pub async fn stalls(tx: &mut Tx, city: CityId) -> Result<Vec<Stall>, StoreError> {
    let statement = sql!(
        "SELECT stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
            opens_minute, closes_minute, closed_until_us, payout_method
         FROM stall
         WHERE city_id = $1
         ORDER BY market_id, walking_order, stall_id"
    );
    tx.rows(statement, params![city]).await
}

/// The stalls of one market in walking order.
///
/// # Errors
/// [`StoreError`].
pub async fn stalls_of_market(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Stall>, StoreError> {
    let statement = sql!(
        "SELECT stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
            opens_minute, closes_minute, closed_until_us, payout_method
         FROM stall
         WHERE city_id = $1 AND market_id = $2
         ORDER BY walking_order, stall_id"
    );
    tx.rows(statement, params![city, market]).await
}

/// At most `limit` stalls after the cursor, by id.
///
/// # Errors
/// [`StoreError`].
pub async fn stalls_page(tx: &mut Tx, city: CityId, after: Cursor, limit: u32) -> Result<Vec<Stall>, StoreError> {
    let statement = sql!(
        "SELECT stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
            opens_minute, closes_minute, closed_until_us, payout_method
         FROM stall
         WHERE city_id = $1 AND stall_id > $2
         ORDER BY stall_id
         LIMIT $3"
    );
    tx.rows(statement, params![city, after.0, limit]).await
}

/// One stall.
///
/// # Errors
/// [`StoreError`].
pub async fn find_stall(tx: &mut Tx, city: CityId, stall: StallId) -> Result<Option<Stall>, StoreError> {
    Ok(find_stalls(tx, city, &[stall]).await?.pop())
}

/// Several stalls, in no order; unknown ids are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn find_stalls(tx: &mut Tx, city: CityId, stalls: &[StallId]) -> Result<Vec<Stall>, StoreError> {
    let statement = sql_each!(
        "SELECT stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
            opens_minute, closes_minute, closed_until_us, payout_method
         FROM stall
         WHERE city_id = $1 AND stall_id IN ([[, |$2]])",
        fixed = 1,
        per = 1
    );
    let ids: Vec<Value<'_>> = stalls.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(statement, params![city], &ids).await
}

/// The stall whose address ends in `slug`.
///
/// # Errors
/// [`StoreError`].
pub async fn stall_by_slug(tx: &mut Tx, city: CityId, slug: &str) -> Result<Option<Stall>, StoreError> {
    let statement = sql!(
        "SELECT stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
            opens_minute, closes_minute, closed_until_us, payout_method
         FROM stall
         WHERE city_id = $1 AND slug = $2"
    );
    tx.opt(statement, params![city, slug]).await
}

/// Closes a stall until a time, or opens it with a time past; whether that changed anything. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn set_stall_closed(tx: &mut Tx, city: CityId, stall: StallId, until: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!("UPDATE stall SET closed_until_us = $3 WHERE city_id = $1 AND stall_id = $2 AND closed_until_us <> $3");
    Ok(tx.exec(statement, params![city, stall, until]).await? > 0)
}

/// The business names of those who sell, by seller.
///
/// # Errors
/// [`StoreError`].
pub async fn seller_names(tx: &mut Tx, city: CityId) -> Result<Vec<(SellerId, String)>, StoreError> {
    let statement = sql!("SELECT seller_id, name FROM seller WHERE city_id = $1 ORDER BY seller_id");
    let rows: Vec<(RawId, String)> = tx.rows(statement, params![city]).await?;
    Ok(rows.into_iter().map(|(id, name)| (SellerId(id), name)).collect())
}

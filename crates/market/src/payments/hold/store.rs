//! SQL of orders that are paid first.

use ::store::{StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, OrderId, SellerOrderId};

/// Holds an order until a time.
pub fn hold(tx: &mut Tx, city: CityId, order: OrderId, until: Timestamp) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE payment SET hold_until_us = $3 WHERE city_id = $1 AND order_id = $2"), params![city, order, until])
}

/// Until when an order is held.
pub async fn held(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Option<Timestamp>, StoreError> {
    let statement = sql!("SELECT hold_until_us FROM payment WHERE city_id = $1 AND order_id = $2 AND hold_until_us IS NOT NULL");
    let found: Option<(Timestamp,)> = tx.opt(statement, params![city, order]).await?;
    Ok(found.map(|row| row.0))
}

/// Holds an order no more.
pub async fn free(tx: &mut Tx, city: CityId, order: OrderId) -> Result<(), StoreError> {
    let statement = sql!("UPDATE payment SET hold_until_us = NULL WHERE city_id = $1 AND order_id = $2");
    tx.exec(statement, params![city, order]).await.map(drop)
}

/// Orders whose time is over; at most 100.
pub async fn due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<OrderId>, StoreError> {
    let found: Vec<(OrderId,)> = tx
        .rows(
            sql!(
                "SELECT order_id FROM payment
                 WHERE city_id = $1 AND hold_until_us IS NOT NULL AND hold_until_us <= $2 ORDER BY hold_until_us LIMIT 100"
            ),
            params![city, now],
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

/// Gives the stalls of an order their time from now; gives their parts.
pub async fn restart(tx: &mut Tx, city: CityId, order: OrderId, decide_by: Timestamp) -> Result<Vec<SellerOrderId>, StoreError> {
    let found: Vec<(SellerOrderId,)> = tx
        .rows(
            sql!(
                "UPDATE seller_order SET decide_by_us = $3 WHERE city_id = $1 AND order_id = $2 AND state = 'waiting'
                 RETURNING seller_order_id"
            ),
            params![city, order, decide_by],
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

//! Read-only SQL of what somebody should have done by now.

use ::store::{StoreError, Tx, params, sql};
use kernel::id::CityId;
use kernel::{BusinessDate, Timestamp};

/// Market and date of days before `today` with cash on delivery that nobody has closed, oldest first; at most 50.
///
/// # Errors
/// [`StoreError`].
pub async fn days_not_closed(tx: &mut Tx, city: CityId, today: BusinessDate) -> Result<Vec<(String, BusinessDate)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT m.name, o.business_date
             FROM market_order o
             JOIN market m ON m.city_id = o.city_id AND m.market_id = o.market_id
             WHERE o.city_id = $1 AND o.business_date < $2 AND o.state = 'delivered'
               AND NOT EXISTS (
                 SELECT 1 FROM cash_count c
                 WHERE c.city_id = o.city_id AND c.market_id = o.market_id AND c.business_date = o.business_date AND c.kind = 'closing')
             GROUP BY m.name, o.business_date
             ORDER BY o.business_date, m.name
             LIMIT 50"
        ),
        params![city, today],
    )
    .await
}

/// Market, date and state of batches before `today` that wait to be approved or handed out, oldest first; at most 50.
///
/// # Errors
/// [`StoreError`].
pub async fn batches_waiting(tx: &mut Tx, city: CityId, today: BusinessDate) -> Result<Vec<(String, BusinessDate, String)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT m.name, b.business_date, b.state
             FROM settlement_batch b
             JOIN market m ON m.city_id = b.city_id AND m.market_id = b.market_id
             WHERE b.city_id = $1 AND b.business_date < $2 AND b.state <> 'paid'
             ORDER BY b.business_date, m.name
             LIMIT 50"
        ),
        params![city, today],
    )
    .await
}

/// Orders before `today` that never came to an end.
///
/// # Errors
/// [`StoreError`].
pub async fn orders_open_before(tx: &mut Tx, city: CityId, today: BusinessDate) -> Result<i64, StoreError> {
    let (count,) = tx
        .one(
            sql!(
                "SELECT COUNT(*)
                 FROM market_order
                 WHERE city_id = $1 AND business_date < $2 AND state IN ('placed', 'picking', 'picked', 'delivering')"
            ),
            params![city, today],
        )
        .await?;
    Ok(count)
}

/// When the newest order was placed, by the clock of whoever took it; none when there is no order.
///
/// # Errors
/// [`StoreError`].
pub async fn newest_order(tx: &mut Tx, city: CityId) -> Result<Option<Timestamp>, StoreError> {
    let newest: Option<(Timestamp,)> =
        tx.opt(sql!("SELECT placed_us FROM market_order WHERE city_id = $1 ORDER BY order_id DESC LIMIT 1"), params![city]).await?;
    Ok(newest.map(|(at,)| at))
}

/// How many orders of a date stand in each state.
///
/// # Errors
/// [`StoreError`].
pub async fn orders_of_date(tx: &mut Tx, city: CityId, date: BusinessDate) -> Result<Vec<(String, i64)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT o.state, COUNT(*)
             FROM market m
             JOIN market_order o ON o.city_id = m.city_id AND o.market_id = m.market_id AND o.business_date = $2
             WHERE m.city_id = $1
             GROUP BY o.state
             ORDER BY o.state"
        ),
        params![city, date],
    )
    .await
}

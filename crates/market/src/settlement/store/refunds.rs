//! SQL of refunds.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::{CityId, LineId, MarketId, OrderId};
use kernel::{Rupiah, Timestamp};

use crate::settlement::model::{Refund, RefundId};

impl FromRow for Refund {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            number: row.take()?,
            line: row.take()?,
            liable: row.take()?,
            amount: row.take()?,
            by_source: row.take()?,
            reason: row.take()?,
            state: row.take()?,
            made_by: row.take()?,
            made: row.take()?,
            paid: row.take()?,
        })
    }
}

macro_rules! refund_columns {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT r.refund_id, r.order_id, o.number, r.line_id, r.liable, r.amount_rupiah, r.by_source_rupiah, r.reason, r.state, r.made_by_id,
                    r.made_us, r.paid_us
             FROM refund r
             JOIN market_order o ON o.city_id = r.city_id AND o.order_id = r.order_id
             WHERE r.city_id = $1 ",
            $rest
        ))
    };
}

/// One refund.
pub async fn refund(tx: &mut Tx, city: CityId, id: RefundId) -> Result<Option<Refund>, StoreError> {
    tx.opt(refund_columns!("AND r.refund_id = $2"), params![city, id]).await
}

/// The refunds of an order, oldest first; at most 200.
pub async fn refunds_of_order(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Refund>, StoreError> {
    tx.rows(refund_columns!("AND r.order_id = $2 ORDER BY r.refund_id LIMIT 200"), params![city, order]).await
}

/// A market's refunds that wait to be fetched, oldest first; at most 200.
pub async fn refunds_to_pay(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Refund>, StoreError> {
    tx.rows(refund_columns!("AND r.state = 'approved' AND o.market_id = $2 ORDER BY r.refund_id LIMIT 200"), params![city, market]).await
}

/// What was given back before: of the order in all, and of the line.
pub async fn refunded(tx: &mut Tx, city: CityId, order: OrderId, line: Option<LineId>) -> Result<(Rupiah, Rupiah), StoreError> {
    tx.one(
        sql!(
            "SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT),
                    CAST(COALESCE(SUM(CASE WHEN line_id = $3 THEN amount_rupiah ELSE 0 END), 0) AS BIGINT)
             FROM refund WHERE city_id = $1 AND order_id = $2"
        ),
        params![city, order, line],
    )
    .await
}

/// What was given back of an order without a second person's word.
pub async fn refunded_by_one(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Rupiah, StoreError> {
    let sum: (Rupiah,) = tx
        .one(
            sql!(
                "SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM refund r
                 WHERE r.city_id = $1 AND r.order_id = $2 AND NOT EXISTS (
                   SELECT 1 FROM complaint c WHERE c.city_id = $1 AND c.order_id = $2 AND c.refund_id = r.refund_id
                     AND c.approved_by_id IS NOT NULL)"
            ),
            params![city, order],
        )
        .await?;
    Ok(sum.0)
}

/// Keeps a refund.
pub async fn insert_refund(tx: &mut Tx, city: CityId, refund: &Refund) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO refund (city_id, refund_id, order_id, line_id, liable, amount_rupiah, reason, state, made_by_id, made_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        params![
            city,
            refund.id,
            refund.order,
            refund.line,
            refund.liable,
            refund.amount,
            &refund.reason,
            refund.state,
            refund.made_by,
            refund.made
        ],
    )
    .await
    .map(drop)
}

/// Notes how much of a refund that was just made goes to its source; one that goes there as a whole is not fetched.
pub async fn send_to_source(tx: &mut Tx, city: CityId, refund: &Refund, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE refund SET by_source_rupiah = $3, state = CASE WHEN amount_rupiah = $3 THEN 'paid' ELSE state END,
                paid_us = CASE WHEN amount_rupiah = $3 THEN CAST($4 AS BIGINT) ELSE paid_us END
             WHERE city_id = $1 AND refund_id = $2"
        ),
        params![city, refund.id, refund.by_source, now],
    )
    .await
    .map(drop)
}

/// Hands out a refund, once; gives whether it still waited.
pub async fn pay_refund(tx: &mut Tx, city: CityId, id: RefundId, now: Timestamp) -> Result<bool, StoreError> {
    let moved = tx
        .exec(
            sql!("UPDATE refund SET state = 'paid', paid_us = $3 WHERE city_id = $1 AND refund_id = $2 AND state = 'approved'"),
            params![city, id, now],
        )
        .await?;
    Ok(moved == 1)
}

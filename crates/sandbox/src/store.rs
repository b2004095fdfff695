//! All SQL of the sandbox: its own books, nobody else's.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::CityId;
use kernel::{Rupiah, Timestamp};

use crate::Payment;

impl FromRow for Payment {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            reference: row.take()?,
            amount: row.take()?,
            fee: row.take()?,
            state: row.take()?,
            title: row.take()?,
            payload: row.take()?,
            expires: row.take()?,
            paid: row.take()?,
            refunded: row.take()?,
        })
    }
}

macro_rules! payment_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT p.reference, p.amount_rupiah, p.fee_rupiah, p.state, p.title, p.payload, p.expires_us, p.paid_us,
               (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM sandbox_refund r
                WHERE r.city_id = $1 AND r.reference = p.reference)
             FROM sandbox_payment p WHERE p.city_id = $1 ",
            $rest
        ))
    };
}

pub(crate) async fn find(tx: &mut Tx, city: CityId, reference: &str) -> Result<Option<Payment>, StoreError> {
    tx.opt(payment_sql!("AND p.reference = $2"), params![city, reference]).await
}

pub(crate) async fn paid(tx: &mut Tx, city: CityId) -> Result<Vec<Payment>, StoreError> {
    tx.rows(payment_sql!("AND p.paid_us IS NOT NULL ORDER BY p.paid_us, p.reference"), params![city]).await
}

pub(crate) async fn paid_between(tx: &mut Tx, city: CityId, from: Timestamp, to: Timestamp) -> Result<Vec<Payment>, StoreError> {
    tx.rows(
        payment_sql!("AND p.paid_us IS NOT NULL AND p.paid_us >= $2 AND p.paid_us < $3 ORDER BY p.paid_us, p.reference"),
        params![city, from, to],
    )
    .await
}

pub(crate) async fn refunds_between(
    tx: &mut Tx,
    city: CityId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, Rupiah, Timestamp)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT reference, amount_rupiah, made_us FROM sandbox_refund
             WHERE city_id = $1 AND made_us >= $2 AND made_us < $3 ORDER BY made_us, refund_key"
        ),
        params![city, from, to],
    )
    .await
}

pub(crate) async fn insert(tx: &mut Tx, city: CityId, payment: &Payment, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO sandbox_payment (city_id, reference, amount_rupiah, fee_rupiah, state, title, payload, made_us, expires_us)
             VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8) ON CONFLICT (city_id, reference) DO NOTHING"
        ),
        params![city, &payment.reference, payment.amount, payment.fee, &payment.title, &payment.payload, now, payment.expires],
    )
    .await
    .map(drop)
}

pub(crate) async fn mark_paid(
    tx: &mut Tx,
    city: CityId,
    reference: &str,
    (amount, fee): (Rupiah, Rupiah),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE sandbox_payment SET state = 'paid', paid_us = $3, amount_rupiah = $4, fee_rupiah = $5
             WHERE city_id = $1 AND reference = $2 AND paid_us IS NULL"
        ),
        params![city, reference, now, amount, fee],
    )
    .await
    .map(drop)
}

/// Two refunds of one payment wait for each other.
pub(crate) async fn lock(tx: &mut Tx, city: CityId, reference: &str) -> Result<(), StoreError> {
    let statement = sql!("UPDATE sandbox_payment SET paid_us = paid_us WHERE city_id = $1 AND reference = $2");
    tx.exec(statement, params![city, reference]).await.map(drop)
}

pub(crate) async fn cancel(tx: &mut Tx, city: CityId, reference: &str) -> Result<(), StoreError> {
    tx.exec(
        sql!("UPDATE sandbox_payment SET state = 'cancelled' WHERE city_id = $1 AND reference = $2 AND state = 'pending'"),
        params![city, reference],
    )
    .await
    .map(drop)
}

pub(crate) async fn refund(
    tx: &mut Tx,
    city: CityId,
    key: &str,
    reference: &str,
    amount: Rupiah,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO sandbox_refund (city_id, refund_key, reference, amount_rupiah, made_us)
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (city_id, refund_key) DO NOTHING"
            ),
            params![city, key, reference, amount, now],
        )
        .await?;
    Ok(added == 1)
}

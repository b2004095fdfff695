//! All SQL of wishes.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, PersonId, RawId};

use super::model::Wish;

impl FromRow for Wish {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            payee_kind: row.take()?,
            payee: row.take()?,
            method: row.take()?,
            frequency: row.take()?,
            channel: row.take()?,
            account: row.take()?,
            holder: row.take()?,
            version: row.take()?,
            changed: row.take()?,
        })
    }
}

/// One payee's wish.
pub async fn wish(tx: &mut Tx, city: CityId, payee: RawId) -> Result<Option<Wish>, StoreError> {
    tx.opt(
        sql!(
            "SELECT payee_kind, payee_id, method, frequency, channel, account_number, holder, version, changed_us
             FROM payee_wish WHERE city_id = $1 AND payee_id = $2"
        ),
        params![city, payee],
    )
    .await
}

/// The wishes of a market's stalls, and of every runner of the city, in no order.
pub async fn wishes_of_market(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Wish>, StoreError> {
    tx.rows(
        sql!(
            "SELECT w.payee_kind, w.payee_id, w.method, w.frequency, w.channel, w.account_number, w.holder, w.version, w.changed_us
             FROM payee_wish w LEFT JOIN stall s ON s.city_id = $1 AND s.stall_id = w.payee_id
             WHERE w.city_id = $1 AND (w.payee_kind = 'runner' OR s.market_id = $2)"
        ),
        params![city, market],
    )
    .await
}

/// Keeps a wish unless another came between; gives whether none did.
pub async fn put(tx: &mut Tx, city: CityId, wish: &Wish, by: Option<PersonId>, now: Timestamp) -> Result<bool, StoreError> {
    let kept = tx
        .exec(
            sql!(
                "INSERT INTO payee_wish (city_id, payee_id, payee_kind, method, frequency, channel, account_number, holder, version,
                        changed_us, changed_by_id)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                 ON CONFLICT (city_id, payee_id) DO UPDATE
                 SET method = excluded.method, frequency = excluded.frequency, channel = excluded.channel,
                     account_number = excluded.account_number, holder = excluded.holder, version = excluded.version,
                     changed_us = excluded.changed_us, changed_by_id = excluded.changed_by_id
                 WHERE payee_wish.version + 1 = excluded.version"
            ),
            params![
                city,
                wish.payee,
                wish.payee_kind,
                wish.method,
                wish.frequency,
                &wish.channel,
                &wish.account,
                &wish.holder,
                wish.version,
                now,
                by
            ],
        )
        .await?;
    Ok(kept == 1)
}

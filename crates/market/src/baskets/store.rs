//! All SQL of baskets.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{BasketId, BasketLineId, CityId, MarketId, RawId};
use kernel::{Rupiah, Timestamp};

use super::BasketLine;
use crate::orders::model::WantedLine;

impl FromRow for BasketLine {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let id = row.take()?;
        let wanted = WantedLine {
            offer: row.take()?,
            quantity: row.take()?,
            amount: row.take()?,
            note: row.take()?,
            policy: row.take()?,
            alternative: row.take()?,
        };
        Ok(Self { id, wanted, price_seen: row.take()? })
    }
}

/// An owner's baskets, last touched first; at most 40.
pub async fn baskets(tx: &mut Tx, city: CityId, owner: RawId) -> Result<Vec<(BasketId, MarketId)>, StoreError> {
    tx.rows(
        sql!("SELECT basket_id, market_id FROM basket WHERE city_id = $1 AND owner_id = $2 ORDER BY updated_us DESC, basket_id LIMIT 40"),
        params![city, owner],
    )
    .await
}

/// The lines of a basket, oldest first.
pub async fn lines(tx: &mut Tx, city: CityId, basket: BasketId) -> Result<Vec<BasketLine>, StoreError> {
    tx.rows(
        sql!(
            "SELECT line_id, offer_id, quantity_milli, amount_rupiah, note, policy, alternative_offer_id, price_seen_rupiah FROM basket_line
             WHERE city_id = $1 AND basket_id = $2 ORDER BY line_id"
        ),
        params![city, basket],
    )
    .await
}

/// The owner's basket in a market, made when there is none.
pub async fn ensure(
    tx: &mut Tx,
    city: CityId,
    fresh: BasketId,
    market: MarketId,
    owner: RawId,
    now: Timestamp,
) -> Result<BasketId, StoreError> {
    let found: (BasketId,) = tx
        .one(
            sql!(
                "INSERT INTO basket (city_id, basket_id, market_id, owner_id, updated_us) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (city_id, owner_id, market_id) DO UPDATE SET updated_us = excluded.updated_us RETURNING basket_id"
            ),
            params![city, fresh, market, owner, now],
        )
        .await?;
    Ok(found.0)
}

/// Adds lines. `items`: line, offer, quantity, amount, note, policy, alternative, price seen.
pub fn insert_lines(tx: &mut Tx, city: CityId, basket: BasketId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO basket_line (city_id, basket_id, line_id, offer_id, quantity_milli, amount_rupiah, note, policy,
                    alternative_offer_id, price_seen_rupiah)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)]]",
            fixed = 2,
            per = 8
        ),
        params![city, basket],
        items,
    )
}

/// Changes a line; gives whether it was there.
pub async fn update_line(
    tx: &mut Tx,
    city: CityId,
    basket: BasketId,
    line: BasketLineId,
    wanted: &WantedLine,
    price: Rupiah,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE basket_line SET offer_id = $4, quantity_milli = $5, amount_rupiah = $6, note = $7, policy = $8,
                        alternative_offer_id = $9, price_seen_rupiah = $10
                 WHERE city_id = $1 AND basket_id = $2 AND line_id = $3"
            ),
            params![
                city,
                basket,
                line,
                wanted.offer,
                wanted.quantity,
                wanted.amount,
                &wanted.note,
                wanted.policy,
                wanted.alternative,
                price
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Takes a line out.
pub async fn delete_line(tx: &mut Tx, city: CityId, basket: BasketId, line: BasketLineId) -> Result<(), StoreError> {
    tx.exec(sql!("DELETE FROM basket_line WHERE city_id = $1 AND basket_id = $2 AND line_id = $3"), params![city, basket, line])
        .await
        .map(drop)
}

/// Forgets baskets made before `made` and not touched since, oldest first, at most a chunk; gives how many. Ids begin with the time, so that
/// the oldest are found by the key.
pub async fn prune(tx: &mut Tx, city: CityId, (made, touched): (BasketId, Timestamp)) -> Result<u64, StoreError> {
    // Marked first: whoever touches one meanwhile waits and then finds it gone, and another server takes none that is marked here.
    let mark = sql!(
        "UPDATE basket SET updated_us = -1
         WHERE city_id = $1 AND updated_us < $3 AND basket_id IN (
           SELECT basket_id FROM basket WHERE city_id = $1 AND basket_id < $2 AND updated_us < $3 ORDER BY basket_id LIMIT 1000)"
    );
    let marked = tx.exec(mark, params![city, made, touched]).await?;
    let lines = sql!(
        "DELETE FROM basket_line
         WHERE city_id = $1 AND basket_id IN (SELECT basket_id FROM basket WHERE city_id = $1 AND basket_id < $2 AND updated_us = -1)"
    );
    tx.exec(lines, params![city, made]).await?;
    let baskets = sql!("DELETE FROM basket WHERE city_id = $1 AND basket_id < $2 AND updated_us = -1");
    tx.exec(baskets, params![city, made]).await?;
    Ok(marked)
}

/// Empties a basket and forgets it.
pub async fn delete(tx: &mut Tx, city: CityId, basket: BasketId) -> Result<(), StoreError> {
    tx.exec(sql!("DELETE FROM basket_line WHERE city_id = $1 AND basket_id = $2"), params![city, basket]).await?;
    tx.exec(sql!("DELETE FROM basket WHERE city_id = $1 AND basket_id = $2"), params![city, basket]).await.map(drop)
}

//! What prices were: our own history, append-only, and the readings of the inflation team.

use kernel::id::{CityId, OfferId, PersonId, RawId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use store::{FromRow, Row, StoreError, Tx, params, sql};

/// A price that held from a time on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PricePoint {
    /// Since when.
    pub since: Timestamp,
    /// The price.
    pub price: Rupiah,
    /// Who set it; `None` for the house.
    pub person: Option<PersonId>,
}

impl FromRow for PricePoint {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { since: row.take()?, price: row.take()?, person: row.take()? })
    }
}

/// The last `limit` prices of an offer, newest first.
///
/// # Errors
/// [`StoreError`].
pub async fn price_history(tx: &mut Tx, city: CityId, offer: OfferId, limit: u32) -> Result<Vec<PricePoint>, StoreError> {
    let statement = sql!(
        "SELECT since_us, price_rupiah, person_id
         FROM offer_price
         WHERE city_id = $1 AND offer_id = $2
         ORDER BY since_us DESC
         LIMIT $3"
    );
    tx.rows(statement, params![city, offer, limit]).await
}

/// The price each offer had at a time; offers that had none then are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn prices_before(tx: &mut Tx, city: CityId, at: Timestamp) -> Result<Vec<(OfferId, Rupiah)>, StoreError> {
    let statement = sql!(
        "SELECT p.offer_id, p.price_rupiah
         FROM (SELECT offer_id, MAX(since_us) AS since_us FROM offer_price WHERE city_id = $1 AND since_us <= $2 GROUP BY offer_id) last
         JOIN offer_price p ON p.city_id = $1 AND p.offer_id = last.offer_id AND p.since_us = last.since_us"
    );
    let rows: Vec<(RawId, Rupiah)> = tx.rows(statement, params![city, at]).await?;
    Ok(rows.into_iter().map(|(id, price)| (OfferId(id), price)).collect())
}

/// A price that somebody outside read in a market and published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Of which commodity.
    pub commodity: String,
    /// On which day.
    pub day: BusinessDate,
    /// In which city or regency.
    pub area: String,
    /// In which market, empty when not told.
    pub market: String,
    /// The price.
    pub price: Rupiah,
    /// For which unit.
    pub unit: String,
    /// Whose reading; see `SOURCES.md`.
    pub source: String,
    /// What to know about it.
    pub note: String,
}

impl FromRow for Reading {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            commodity: row.take()?,
            day: row.take()?,
            area: row.take()?,
            market: row.take()?,
            price: row.take()?,
            unit: row.take()?,
            source: row.take()?,
            note: row.take()?,
        })
    }
}

/// At most `limit` readings, newest first.
///
/// # Errors
/// [`StoreError`].
pub async fn readings(tx: &mut Tx, city: CityId, limit: u32) -> Result<Vec<Reading>, StoreError> {
    let statement = sql!(
        "SELECT commodity_slug, day, area, market, price_rupiah, unit, source, note
         FROM price_reading
         WHERE city_id = $1
         ORDER BY day DESC, commodity_slug, area, market, source, unit
         LIMIT $2"
    );
    tx.rows(statement, params![city, limit]).await
}

//! Offers: finding them, and the few changes a trader makes.

use kernel::id::{CityId, MarketId, OfferId, ProductId, RawId, StallId};
use kernel::{Cursor, Quantity, Rupiah, Timestamp};
use store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};

use crate::catalogue::model::{Offer, StockKind};

impl FromRow for Offer {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            stall: row.take()?,
            market: row.take()?,
            product: row.take()?,
            price: Rupiah(row.take()?),
            stock_kind: row.take()?,
            stock: row.take()?,
            sold_out_until: row.take()?,
            is_withdrawn: row.take()?,
            updated: row.take()?,
        })
    }
}

/// Every offer of the city, withdrawn ones too, by id.
///
/// # Errors
/// [`StoreError`].
pub async fn offers(tx: &mut Tx, city: CityId) -> Result<Vec<Offer>, StoreError> {
    let statement = sql!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1
         ORDER BY offer_id"
    );
    tx.rows(statement, params![city]).await
}

/// One offer.
///
/// # Errors
/// [`StoreError`].
pub async fn find_offer(tx: &mut Tx, city: CityId, offer: OfferId) -> Result<Option<Offer>, StoreError> {
    Ok(find_offers(tx, city, &[offer]).await?.pop())
}

/// Several offers, in no order; unknown ids are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn find_offers(tx: &mut Tx, city: CityId, offers: &[OfferId]) -> Result<Vec<Offer>, StoreError> {
    let statement = sql_each!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1 AND offer_id IN ([[, |$2]])",
        fixed = 1,
        per = 1
    );
    let ids: Vec<Value<'_>> = offers.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(statement, params![city], &ids).await
}

/// What a stall sells, by id, without what it withdrew.
///
/// # Errors
/// [`StoreError`].
pub async fn offers_of_stall(tx: &mut Tx, city: CityId, stall: StallId) -> Result<Vec<Offer>, StoreError> {
    let statement = sql!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1 AND stall_id = $2 AND NOT is_withdrawn
         ORDER BY offer_id"
    );
    tx.rows(statement, params![city, stall]).await
}

/// Who sells a product, by id, without those who withdrew it.
///
/// # Errors
/// [`StoreError`].
pub async fn offers_of_product(tx: &mut Tx, city: CityId, product: ProductId) -> Result<Vec<Offer>, StoreError> {
    let statement = sql!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1 AND product_id = $2 AND NOT is_withdrawn
         ORDER BY offer_id"
    );
    tx.rows(statement, params![city, product]).await
}

/// At most `limit` offers of a market after the cursor, by id, without withdrawn ones.
///
/// # Errors
/// [`StoreError`].
pub async fn offers_page(tx: &mut Tx, city: CityId, market: MarketId, after: Cursor, limit: u32) -> Result<Vec<Offer>, StoreError> {
    let statement = sql!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1 AND market_id = $2 AND offer_id > $3 AND NOT is_withdrawn
         ORDER BY offer_id
         LIMIT $4"
    );
    tx.rows(statement, params![city, market, after.0, limit]).await
}

/// Changes the price; whether it was another one. Locks the offer's row.
///
/// # Errors
/// [`StoreError`].
pub async fn set_price(tx: &mut Tx, city: CityId, offer: OfferId, price: Rupiah, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET price_rupiah = $3, version = version + 1, updated_us = $4
         WHERE city_id = $1 AND offer_id = $2 AND price_rupiah <> $3"
    );
    Ok(tx.exec(statement, params![city, offer, price, now]).await? > 0)
}

/// Marks the offer sold out until a time, or back in stock with a time past; whether that changed anything. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn set_sold_out(tx: &mut Tx, city: CityId, offer: OfferId, until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET sold_out_until_us = $3, version = version + 1, updated_us = $4
         WHERE city_id = $1 AND offer_id = $2 AND sold_out_until_us <> $3"
    );
    Ok(tx.exec(statement, params![city, offer, until, now]).await? > 0)
}

/// Replaces the stock that was `seen`, so that an order placed meanwhile is not overwritten; whether it was still so. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn set_stock(
    tx: &mut Tx,
    city: CityId,
    seen: &Offer,
    kind: StockKind,
    stock: Quantity,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET stock_kind = $3, stock_milli = $4, updated_us = $5
         WHERE city_id = $1 AND offer_id = $2 AND stock_kind = $6 AND stock_milli = $7"
    );
    let given = params![city, seen.id, kind, stock, now, seen.stock_kind, seen.stock];
    Ok(tx.exec(statement, given).await? > 0)
}

/// Withdraws the offer; whether it was still sold. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn withdraw(tx: &mut Tx, city: CityId, offer: OfferId, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET is_withdrawn = TRUE, version = version + 1, updated_us = $3
         WHERE city_id = $1 AND offer_id = $2 AND NOT is_withdrawn"
    );
    Ok(tx.exec(statement, params![city, offer, now]).await? > 0)
}

/// Adds an offer unless the stall has one for this product, withdrawn or not; whether it was added.
///
/// # Errors
/// [`StoreError::Refused`] when the stall or the product is not known.
pub async fn add_offer(tx: &mut Tx, city: CityId, offer: &Offer) -> Result<bool, StoreError> {
    let statement = sql!(
        "INSERT INTO offer
            (city_id, offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (city_id, stall_id, product_id) DO NOTHING"
    );
    let given = params![
        city,
        offer.id,
        offer.stall,
        offer.market,
        offer.product,
        offer.price,
        offer.stock_kind,
        offer.stock,
        offer.sold_out_until,
        offer.is_withdrawn,
        offer.updated,
    ];
    Ok(tx.exec(statement, given).await? > 0)
}

/// The offer the stall has for this product, brought back at the new price and stock if it was withdrawn; `None` when it has none,
/// the flag says whether it was withdrawn. Locks its row.
///
/// # Errors
/// [`StoreError`].
pub async fn return_offer(tx: &mut Tx, city: CityId, wanted: &Offer) -> Result<Option<(OfferId, bool)>, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET is_withdrawn = FALSE, price_rupiah = $4, stock_kind = $5, stock_milli = $6, sold_out_until_us = 0, version = version + 1,
             updated_us = $7
         WHERE city_id = $1 AND stall_id = $2 AND product_id = $3 AND is_withdrawn"
    );
    let given = params![city, wanted.stall, wanted.product, wanted.price, wanted.stock_kind, wanted.stock, wanted.updated];
    let was_withdrawn = tx.exec(statement, given).await? > 0;
    let find = sql!("SELECT offer_id FROM offer WHERE city_id = $1 AND stall_id = $2 AND product_id = $3");
    let found: Option<(OfferId,)> = tx.opt(find, params![city, wanted.stall, wanted.product]).await?;
    Ok(found.map(|(id,)| (id, was_withdrawn)))
}

/// Records that a trader set the stock: by how much it changed.
///
/// # Errors
/// [`StoreError`].
pub fn record_stock_move(
    tx: &mut Tx,
    city: CityId,
    offer: OfferId,
    id: RawId,
    change_milli: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = sql!(
        "INSERT INTO stock_move (city_id, offer_id, move_id, change_milli, reason, reference_id, at_us)
         VALUES ($1, $2, $3, $4, 'counted', $2, $5)"
    );
    tx.later(statement, params![city, offer, id, change_milli, now])
}

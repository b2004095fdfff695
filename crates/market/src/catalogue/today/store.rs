//! The SQL of a day's prices.

use kernel::id::{CityId, OfferId, StallId};
use kernel::{Rupiah, Timestamp};
use store::{StoreError, Tx, params, sql};

use super::model::{OFFERS_MAX, OfferToday};

/// What a stall sells, by product, at most [`OFFERS_MAX`], with its price at `day_begins`.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn offers_today(tx: &mut Tx, city: CityId, stall: StallId, day_begins: Timestamp) -> Result<Vec<OfferToday>, StoreError> {
    let statement = sql!(
        "SELECT o.offer_id, o.product_id, o.price_rupiah, o.sold_out_until_us, o.stock_kind, o.stock_milli, o.version,
            (SELECT p.price_rupiah FROM offer_price p
             WHERE p.city_id = $1 AND p.offer_id = o.offer_id AND p.since_us < $3
             ORDER BY p.since_us DESC
             LIMIT 1)
         FROM offer o
         WHERE o.city_id = $1 AND o.stall_id = $2 AND NOT o.is_withdrawn
         ORDER BY o.product_id
         LIMIT $4"
    );
    tx.rows(statement, params![city, stall, day_begins, OFFERS_MAX as i64]).await
}

/// Writes price and mark over the version that was read; whether it was still that one. Locks the offer's row.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn change_offer(
    tx: &mut Tx,
    city: CityId,
    (offer, version): (OfferId, i64),
    price: Rupiah,
    sold_out_until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE offer
         SET price_rupiah = $4, sold_out_until_us = $5, version = version + 1, updated_us = $6
         WHERE city_id = $1 AND offer_id = $2 AND version = $3"
    );
    Ok(tx.exec(statement, params![city, offer, version, price, sold_out_until, now]).await? > 0)
}

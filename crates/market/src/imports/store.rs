//! The SQL of imports that no other slice has.

use kernel::id::{CityId, StallId};
use store::{StoreError, Tx, Value, params, sql_each};

use crate::catalogue::Offer;

/// What these stalls sell or sold, withdrawn too, by id.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn offers_of(tx: &mut Tx, city: CityId, stalls: &[StallId]) -> Result<Vec<Offer>, StoreError> {
    let statement = sql_each!(
        "SELECT offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us
         FROM offer
         WHERE city_id = $1 AND stall_id IN ([[, |$2]])
         ORDER BY offer_id",
        fixed = 1,
        per = 1
    );
    let ids: Vec<Value<'_>> = stalls.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(statement, params![city], &ids).await
}

//! SQL that forgets what providers told. Ids begin with the time, so that the oldest are found by the key; the few refused ones have an
//! index of their own.

use ::store::{StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::CityId;

use crate::ids::CallbackId;

/// Removes up to a chunk of tellings before an id.
pub async fn delete(tx: &mut Tx, city: CityId, before: CallbackId) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "DELETE FROM payment_callback
             WHERE city_id = $1 AND callback_id < $2 AND callback_id IN (
               SELECT callback_id
               FROM payment_callback
               WHERE city_id = $1 AND callback_id < $2
               ORDER BY callback_id
               LIMIT 1000)"
        ),
        params![city, before],
    )
    .await
}

/// Removes up to a chunk of forged tellings from before a time.
pub async fn delete_refused(tx: &mut Tx, city: CityId, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "DELETE FROM payment_callback
             WHERE city_id = $1 AND callback_id IN (
               SELECT callback_id
               FROM payment_callback
               WHERE city_id = $1 AND received_us < $2 AND verdict = 'forged'
               ORDER BY received_us
               LIMIT 1000)"
        ),
        params![city, before],
    )
    .await
}

//! SQL of cash carried between bank and box.

use ::store::{StoreError, Tx, params, sql};
use kernel::id::{CityId, PersonId};
use kernel::{BusinessDate, Timestamp};

use crate::ids::CashMoveId;
use crate::settlement::moves::MoveCash;

/// Keeps a move.
pub fn insert_move(
    tx: &mut Tx,
    city: CityId,
    id: CashMoveId,
    moved: &MoveCash,
    by: Option<PersonId>,
    (date, now): (BusinessDate, Timestamp),
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO cash_move (city_id, cash_move_id, market_id, direction, amount_rupiah, reason, business_date, person_id, at_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        params![city, id, moved.market, moved.direction, moved.amount, &moved.reason, date, by, now],
    )
}

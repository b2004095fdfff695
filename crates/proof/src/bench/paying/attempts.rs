//! Attempts to be paid that a city has made, and that its acquirer knows as paid; written at once, since making them is not measured.

use kernel::id::{OrderId, RawId};
use kernel::time::MINUTE;
use kernel::{Rupiah, Timestamp};
use sandbox::NAME;
use store::{StoreError, Value, params, sql_each};

use super::Till;

/// Attempts of one transaction.
const CHUNK: usize = 2_000;
/// A sum that baskets come to, and how far the sums lie apart; in rupiah.
const AMOUNTS: (usize, usize) = (20_000, 137);

/// One attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its id, and so our name of it at the acquirer.
    pub id: RawId,
    /// For which order.
    pub order: OrderId,
    /// Whole rupiah.
    pub amount: Rupiah,
}

/// Makes so many, paid at `paid`, over all orders in turn; nobody told of them yet.
pub async fn make(till: &Till, count: usize, paid: Timestamp) -> Result<Vec<Attempt>, StoreError> {
    let attempt = |number: usize| Attempt {
        id: till.desk.house.id(),
        order: till.orders[number % till.orders.len()],
        amount: Rupiah(i64::try_from(AMOUNTS.0 + number % 1_000 * AMOUNTS.1).unwrap_or_default()),
    };
    let all: Vec<Attempt> = (0..count).map(attempt).collect();
    for chunk in all.chunks(CHUNK) {
        let context = (till.desk.city_id(), chunk.to_vec(), paid);
        till.desk.house.db.write(context, |tx, (city, chunk, paid)| Box::pin(insert(tx, *city, chunk, *paid))).await?;
    }
    Ok(all)
}

async fn insert(tx: &mut store::Tx, city: kernel::id::CityId, chunk: &[Attempt], paid: Timestamp) -> Result<(), StoreError> {
    let (made, ends) = (paid.plus(-MINUTE), paid.plus(14 * MINUTE));
    let ours = |it: &Attempt| -> [Value<'static>; 4] { [it.id.into(), it.order.into(), it.id.to_string().into(), it.amount.into()] };
    tx.exec_each(
        sql_each!(
            "INSERT INTO payment_intent (city_id, intent_id, order_id, provider, reference, amount_rupiah, state, made_us, expires_us, polls)
             VALUES [[, |($1, $5, $6, $2, $7, $8, 'pending', $3, $4, 0)]]",
            fixed = 4,
            per = 4
        ),
        params![city, NAME, made, ends],
        &chunk.iter().flat_map(ours).collect::<Vec<_>>(),
    )
    .await?;
    let theirs = |it: &Attempt| -> [Value<'static>; 3] { [it.id.to_string().into(), it.amount.into(), fee(it.amount).into()] };
    tx.exec_each(
        sql_each!(
            "INSERT INTO sandbox_payment (city_id, reference, amount_rupiah, fee_rupiah, state, title, payload, made_us, expires_us, paid_us)
             VALUES [[, |($1, $5, $6, $7, 'paid', '', '', $2, $3, $4)]]",
            fixed = 4,
            per = 3
        ),
        params![city, made, ends, paid],
        &chunk.iter().flat_map(theirs).collect::<Vec<_>>(),
    )
    .await
    .map(drop)
}

/// 0.7 %, rounded down: the fee of small merchants.
fn fee(amount: Rupiah) -> Rupiah {
    Rupiah(amount.amount() * 7 / 1_000)
}

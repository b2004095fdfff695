//! SQL of returns by hand. A transfer is touched after its order's payment.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, OrderId, PersonId, RawId};

use super::model::{ByHand, GivenAccount, Step, TransferState};
use crate::ids::ReturnId;
use crate::payees::AccountNumber;
use crate::payments::model::Return;

impl FromRow for ByHand {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            back: Return::from_row(row)?,
            number: row.take()?,
            buyer: row.take()?,
            provider: row.take()?,
            error: row.take()?,
            made: row.take()?,
            account: account_of(row)?,
            transfer: step_of(row)?,
        })
    }
}

/// An account of columns that are all there or all not.
fn account_of(row: &mut Row) -> Result<Option<GivenAccount>, StoreError> {
    let (bank, number, holder): (Option<String>, Option<AccountNumber>, Option<String>) = (row.take()?, row.take()?, row.take()?);
    let problem: Option<String> = row.take()?;
    let parts = bank.zip(number).zip(holder);
    Ok(parts.map(|((bank, number), holder)| GivenAccount { bank, number, holder, problem: problem.unwrap_or_default() }))
}

fn step_of(row: &mut Row) -> Result<Option<Step>, StoreError> {
    let state: Option<TransferState> = row.take()?;
    let (bank, number, holder): (Option<String>, Option<AccountNumber>, Option<String>) = (row.take()?, row.take()?, row.take()?);
    let (by, at): (Option<PersonId>, Option<Timestamp>) = (row.take()?, row.take()?);
    let (checked_by, checked, reference) = (row.take()?, row.take()?, row.take()?);
    let account = GivenAccount {
        bank: bank.unwrap_or_default(),
        number: number.unwrap_or_default(),
        holder: holder.unwrap_or_default(),
        problem: String::new(),
    };
    let made = state.zip(by).zip(at);
    Ok(made.map(|((state, prepared_by), prepared)| Step { state, account, prepared_by, prepared, checked_by, checked, reference }))
}

macro_rules! by_hand_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT b.return_id, b.intent_id, b.order_id, b.market_id, b.amount_rupiah, b.reason, b.refund_id, b.state, b.is_unsure, b.tries,
                    o.number, o.buyer_id, r.provider, COALESCE(b.last_error, ''), b.made_us, a.bank, a.number, a.holder, a.problem,
                    t.state, t.bank, t.number, t.holder, t.prepared_by_id, t.prepared_us, t.checked_by_id, t.checked_us, t.bank_reference
             FROM payment_return b
             JOIN payment_receipt r ON r.city_id = $1 AND r.intent_id = b.intent_id
             JOIN market_order o ON o.city_id = $1 AND o.order_id = b.order_id
             LEFT JOIN return_account a ON a.city_id = $1 AND a.order_id = b.order_id
             LEFT JOIN return_transfer t ON t.city_id = $1 AND t.return_id = b.return_id
             WHERE b.city_id = $1 ",
            $rest
        ))
    };
}

/// One return by hand.
pub async fn one(tx: &mut Tx, city: CityId, id: ReturnId) -> Result<Option<ByHand>, StoreError> {
    tx.opt(by_hand_sql!("AND b.return_id = $2 AND b.state IN ('by_hand', 'transferred')"), params![city, id]).await
}

/// An order's, oldest first.
pub async fn of_order(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<ByHand>, StoreError> {
    tx.rows(by_hand_sql!("AND b.order_id = $2 AND b.state IN ('by_hand', 'transferred') ORDER BY b.return_id"), params![city, order]).await
}

/// Those that were not sent, oldest first; of a market or of the city; at most 200.
pub async fn waiting(tx: &mut Tx, city: CityId, market: Option<MarketId>) -> Result<Vec<ByHand>, StoreError> {
    match market {
        Some(market) => {
            let statement = by_hand_sql!("AND b.state = 'by_hand' AND b.market_id = $2 ORDER BY b.return_id LIMIT 200");
            tx.rows(statement, params![city, market]).await
        }
        None => {
            let statement = by_hand_sql!("AND b.state = 'by_hand' AND b.return_id > $2 ORDER BY b.return_id LIMIT 200");
            tx.rows(statement, params![city, RawId::nil()]).await
        }
    }
}

/// Those that were sent, newest first; of a market or of the city; at most 200.
pub async fn sent(tx: &mut Tx, city: CityId, market: Option<MarketId>) -> Result<Vec<ByHand>, StoreError> {
    match market {
        Some(market) => {
            let statement = by_hand_sql!("AND b.state = 'transferred' AND b.market_id = $2 ORDER BY b.return_id DESC LIMIT 200");
            tx.rows(statement, params![city, market]).await
        }
        None => {
            let statement = by_hand_sql!("AND b.state = 'transferred' AND b.return_id > $2 ORDER BY b.return_id DESC LIMIT 200");
            tx.rows(statement, params![city, RawId::nil()]).await
        }
    }
}

impl FromRow for GivenAccount {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { bank: row.take()?, number: row.take()?, holder: row.take()?, problem: row.take()? })
    }
}

/// The account that was given for an order.
pub async fn account(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Option<GivenAccount>, StoreError> {
    let statement = sql!("SELECT bank, number, holder, problem FROM return_account WHERE city_id = $1 AND order_id = $2");
    tx.opt(statement, params![city, order]).await
}

/// Keeps the account of an order, in place of the one it has.
pub async fn put_account(
    tx: &mut Tx,
    city: CityId,
    order: OrderId,
    account: &GivenAccount,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO return_account (city_id, order_id, bank, number, holder, problem, given_by_id, given_us)
             VALUES ($1, $2, $3, $4, $5, '', $6, $7)
             ON CONFLICT (city_id, order_id) DO UPDATE SET bank = excluded.bank, number = excluded.number, holder = excluded.holder,
                problem = '', given_by_id = excluded.given_by_id, given_us = excluded.given_us"
        ),
        params![city, order, &account.bank, account.number.whole(), &account.holder, person, now],
    )
    .await
    .map(drop)
}

/// Notes why an order's account cannot be used.
pub async fn note_problem(tx: &mut Tx, city: CityId, order: OrderId, why: &str) -> Result<(), StoreError> {
    tx.exec(sql!("UPDATE return_account SET problem = $3 WHERE city_id = $1 AND order_id = $2"), params![city, order, why]).await.map(drop)
}

/// Keeps a prepared transfer; gives whether the return had none.
pub async fn insert_transfer(
    tx: &mut Tx,
    city: CityId,
    id: ReturnId,
    account: &GivenAccount,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO return_transfer (city_id, return_id, state, bank, number, holder, prepared_by_id, prepared_us)
                 VALUES ($1, $2, 'prepared', $3, $4, $5, $6, $7) ON CONFLICT (city_id, return_id) DO NOTHING"
            ),
            params![city, id, &account.bank, account.number.whole(), &account.holder, person, now],
        )
        .await?;
    Ok(added == 1)
}

/// Confirms a prepared transfer; gives whether it was prepared.
///
/// # Errors
/// [`StoreError::Duplicate`] when the reference was used.
pub async fn confirm_transfer(
    tx: &mut Tx,
    city: CityId,
    id: ReturnId,
    reference: &str,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE return_transfer SET state = 'sent', bank_reference = $3, checked_by_id = $4, checked_us = $5
                 WHERE city_id = $1 AND return_id = $2 AND state = 'prepared'"
            ),
            params![city, id, reference, person, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Takes a prepared transfer away; gives whether it was prepared.
pub async fn delete_transfer(tx: &mut Tx, city: CityId, id: ReturnId) -> Result<bool, StoreError> {
    let statement = sql!("DELETE FROM return_transfer WHERE city_id = $1 AND return_id = $2 AND state = 'prepared'");
    Ok(tx.exec(statement, params![city, id]).await? == 1)
}

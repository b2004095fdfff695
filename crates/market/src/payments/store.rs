//! All SQL of payments through providers. Rows are touched in the sequence payment, intent, receipt, return.

use ::store::{Call, FromRow, Row, StoreError, Tx, params, sql, tx::map};
use kernel::id::{CityId, OrderId};
use kernel::{BusinessDate, Rupiah, Timestamp};

use super::model::{Intent, IntentState, Receipt, Return, ReturnState, Standing};
use crate::ids::{CallbackId, IntentId, ReturnId};
use crate::orders::model::Order;
use crate::orders::store as orders;

impl FromRow for Intent {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            provider: row.take()?,
            reference: row.take()?,
            amount: row.take()?,
            state: row.take()?,
            payload: row.take()?,
            made: row.take()?,
            expires: row.take()?,
            polls: row.take()?,
        })
    }
}

impl FromRow for Receipt {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { intent: row.take()?, order: row.take()?, provider: row.take()?, amount: row.take()?, received: row.take()? })
    }
}

impl FromRow for Standing {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { is_held: row.take()?, is_booked: row.take()? })
    }
}

impl FromRow for Return {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            intent: row.take()?,
            order: row.take()?,
            market: row.take()?,
            amount: row.take()?,
            reason: row.take()?,
            refund: row.take()?,
            state: row.take()?,
            is_unsure: row.take()?,
            tries: row.take()?,
        })
    }
}

macro_rules! intent_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT intent_id, order_id, provider, reference, amount_rupiah, state, payload, made_us, expires_us, polls
             FROM payment_intent WHERE city_id = $1 ",
            $rest
        ))
    };
}

macro_rules! return_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT return_id, intent_id, order_id, market_id, amount_rupiah, reason, refund_id, state, is_unsure, tries
             FROM payment_return WHERE city_id = $1 ",
            $rest
        ))
    };
}

macro_rules! lock_sql {
    () => {
        sql!("UPDATE payment SET updated_us = $3 WHERE city_id = $1 AND order_id = $2")
    };
}

/// Takes the order's payment before whatever is read next, so that money that comes and an order that ends do not pass each other.
pub fn take(tx: &mut Tx, city: CityId, order: OrderId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(lock_sql!(), params![city, order, now])
}

/// As [`take`], and waits for it.
pub async fn lock(tx: &mut Tx, city: CityId, order: OrderId, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(lock_sql!(), params![city, order, now]).await.map(drop)
}

/// An order's attempts, oldest first.
pub async fn intents(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Intent>, StoreError> {
    tx.rows(intent_sql!("AND order_id = $2 ORDER BY intent_id"), params![city, order]).await
}

/// The attempt with that reference.
pub async fn intent(tx: &mut Tx, city: CityId, reference: &str) -> Result<Option<Intent>, StoreError> {
    tx.opt(intent_sql!("AND reference = $2"), params![city, reference]).await
}

/// Attempts whose provider should be asked how far they are; at most 100.
pub async fn intents_due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<Intent>, StoreError> {
    tx.rows(intent_sql!("AND poll_us IS NOT NULL AND poll_us <= $2 ORDER BY poll_us, intent_id LIMIT 100"), params![city, now]).await
}

/// Keeps a new attempt, to be looked at again at `poll`.
pub async fn insert_intent(tx: &mut Tx, city: CityId, intent: &Intent, poll: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO payment_intent (city_id, intent_id, order_id, provider, reference, amount_rupiah, state, made_us, expires_us,
                    poll_us, polls)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)"
        ),
        params![
            city,
            intent.id,
            intent.order,
            &intent.provider,
            &intent.reference,
            intent.amount,
            intent.state,
            intent.made,
            intent.expires,
            poll
        ],
    )
    .await
    .map(drop)
}

/// Keeps what the provider answered when it was asked for a payment; an attempt that has gone on since keeps its state.
pub async fn keep_instructions(tx: &mut Tx, city: CityId, id: IntentId, payload: &str, theirs: Option<&str>) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE payment_intent SET payload = $3, provider_reference = $4, state = CASE WHEN state = 'asked' THEN 'pending' ELSE state END
             WHERE city_id = $1 AND intent_id = $2"
        ),
        params![city, id, payload, theirs],
    )
    .await
    .map(drop)
}

/// Sets how far an attempt is, when to look again and how often it was looked at, unless it has gone on since it was read; nobody waits
/// for it.
pub fn move_intent(
    tx: &mut Tx,
    city: CityId,
    intent: &Intent,
    to: IntentState,
    (poll, polls): (Option<Timestamp>, i64),
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE payment_intent SET state = $4, poll_us = $5, polls = $6
             WHERE city_id = $1 AND intent_id = $2 AND state = $3"
        ),
        params![city, intent.id, intent.state, to, poll, polls],
    )
}

/// An attempt, its order and how both stand, in one round trip; `None` without the attempt or its order. Take the order's payment first.
pub async fn standing(tx: &mut Tx, city: CityId, id: IntentId, order: OrderId) -> Result<Option<(Intent, Order, Standing)>, StoreError> {
    let calls = vec![
        Call::new(intent_sql!("AND intent_id = $2"), params![city, id]),
        orders::order_call(city, order),
        Call::new(
            sql!(
                "SELECT p.hold_until_us IS NOT NULL,
                   EXISTS (SELECT 1 FROM payment_receipt r WHERE r.city_id = $1 AND r.intent_id = $3)
                 FROM payment p WHERE p.city_id = $1 AND p.order_id = $2"
            ),
            params![city, order, id],
        ),
    ];
    let [intents, found, standings] = <[_; 3]>::try_from(tx.all(calls).await?).map_err(|_| StoreError::NoRow)?;
    let intent = map::<Intent>(intents)?.pop();
    let order = map::<Order>(found)?.pop();
    let standing = map::<Standing>(standings)?.pop().ok_or(StoreError::NoRow)?;
    Ok(intent.zip(order).map(|(intent, order)| (intent, order, standing)))
}

/// Keeps money that came. Refused when it is there already; nobody waits for it.
pub fn insert_receipt(
    tx: &mut Tx,
    city: CityId,
    receipt: &Receipt,
    fee: Option<Rupiah>,
    paid: Option<Timestamp>,
    date: BusinessDate,
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO payment_receipt (city_id, intent_id, order_id, provider, amount_rupiah, fee_rupiah, paid_us, received_us,
                    business_date)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        params![city, receipt.intent, receipt.order, &receipt.provider, receipt.amount, fee, paid, receipt.received, date],
    )
}

/// An order's receipts, oldest first.
pub async fn receipts(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Receipt>, StoreError> {
    tx.rows(
        sql!(
            "SELECT intent_id, order_id, provider, amount_rupiah, received_us FROM payment_receipt
             WHERE city_id = $1 AND order_id = $2 ORDER BY received_us, intent_id"
        ),
        params![city, order],
    )
    .await
}

/// What goes back of an order, oldest first.
pub async fn returns(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Return>, StoreError> {
    tx.rows(return_sql!("AND order_id = $2 ORDER BY return_id"), params![city, order]).await
}

/// Returns whose provider should be asked; at most 100.
pub async fn returns_due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<Return>, StoreError> {
    tx.rows(return_sql!("AND try_us IS NOT NULL AND try_us <= $2 ORDER BY try_us, return_id LIMIT 100"), params![city, now]).await
}

/// Keeps others from asking for a return until then; false when one of them was first, or it is not due.
pub async fn claim_return(tx: &mut Tx, city: CityId, id: ReturnId, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!("UPDATE payment_return SET try_us = $4 WHERE city_id = $1 AND return_id = $2 AND state = 'due' AND try_us <= $3");
    Ok(tx.exec(statement, params![city, id, now, until]).await? == 1)
}

/// Notes that a return which staff are to transfer may have been sent all the same.
pub async fn doubt_return(tx: &mut Tx, city: CityId, id: ReturnId) -> Result<(), StoreError> {
    let statement = sql!("UPDATE payment_return SET is_unsure = TRUE WHERE city_id = $1 AND return_id = $2 AND state = 'by_hand'");
    tx.exec(statement, params![city, id]).await.map(drop)
}

/// Keeps a return that is due now. Where the provider gave something back before we asked for anything, nobody is sure whether it is this.
pub async fn insert_return(tx: &mut Tx, city: CityId, back: &Return, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO payment_return (city_id, return_id, intent_id, order_id, market_id, amount_rupiah, reason, refund_id, state, is_unsure,
                    made_us, try_us, tries)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'due', EXISTS (
               SELECT 1
               FROM payment_intent i
               WHERE i.city_id = $1 AND i.intent_id = $3 AND i.state = 'refunded' AND NOT EXISTS (
                 SELECT 1 FROM payment_return b WHERE b.city_id = $1 AND b.intent_id = $3)), $9, $9, 0"
        ),
        params![city, back.id, back.intent, back.order, back.market, back.amount, back.reason, back.refund, now],
    )
    .await
    .map(drop)
}

/// Ends a return that is due; gives whether it was. What the provider said stays for staff, unless it was sent.
pub async fn end_return(
    tx: &mut Tx,
    city: CityId,
    id: ReturnId,
    (to, said): (ReturnState, Option<&str>),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_return SET state = $3, sent_us = $4, try_us = NULL, tries = tries + 1,
                    last_error = CASE WHEN $3 = 'sent' THEN NULL ELSE COALESCE($5, last_error) END
                 WHERE city_id = $1 AND return_id = $2 AND state = 'due'"
            ),
            params![city, id, to, now, said],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes that a provider had sent a return that ended with staff, of which nobody was sure; gives whether it was one.
pub async fn sent_after_all(tx: &mut Tx, city: CityId, id: ReturnId, now: Timestamp) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_return SET state = 'sent', sent_us = $3, is_unsure = FALSE
                 WHERE city_id = $1 AND return_id = $2 AND state = 'by_hand' AND is_unsure"
            ),
            params![city, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Notes that staff transferred a return; gives whether it was theirs to do.
pub async fn transferred(tx: &mut Tx, city: CityId, id: ReturnId, now: Timestamp) -> Result<bool, StoreError> {
    let statement =
        sql!("UPDATE payment_return SET state = 'transferred', sent_us = $3 WHERE city_id = $1 AND return_id = $2 AND state = 'by_hand'");
    Ok(tx.exec(statement, params![city, id, now]).await? == 1)
}

/// Notes that a return could not be sent, whether it may have been sent all the same, and when to try again; without a time it ends with
/// staff. Gives whether it was due.
pub async fn retry_return(
    tx: &mut Tx,
    city: CityId,
    id: ReturnId,
    again: Option<Timestamp>,
    error: &str,
    is_unsure: bool,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_return SET try_us = $3, tries = tries + 1, last_error = $4, is_unsure = (is_unsure OR $5),
                state = CASE WHEN CAST($3 AS BIGINT) IS NULL THEN 'by_hand' ELSE state END
             WHERE city_id = $1 AND return_id = $2 AND state = 'due'"
            ),
            params![city, id, again, error, is_unsure],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps what a provider told, before anybody judges it.
pub async fn insert_callback(
    tx: &mut Tx,
    city: CityId,
    id: CallbackId,
    provider: &str,
    said: (&str, &[u8]),
    now: Timestamp,
) -> Result<(), StoreError> {
    let (headers, body) = said;
    tx.exec(
        sql!(
            "INSERT INTO payment_callback (city_id, callback_id, provider, headers, body, received_us, verdict)
             VALUES ($1, $2, $3, $4, $5, $6, 'new')"
        ),
        params![city, id, provider, headers, body, now],
    )
    .await
    .map(drop)
}

/// Notes what was made of it; nobody waits for it.
pub fn judge_callback(tx: &mut Tx, city: CityId, id: CallbackId, verdict: &'static str, reference: &str) -> Result<(), StoreError> {
    tx.later(
        sql!("UPDATE payment_callback SET verdict = $3, reference = $4 WHERE city_id = $1 AND callback_id = $2"),
        params![city, id, verdict, reference],
    )
}

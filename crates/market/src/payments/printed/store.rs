//! SQL of printed codes and claims. A claim is touched after its order's payment.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::{CityId, MarketId, OrderId, PersonId, RawId};
use kernel::time::DAY;
use kernel::{BusinessDate, Rupiah, Timestamp};

use super::model::{Claim, Listed, PrintedCode};
use crate::ids::ClaimId;

/// So long the picture of a decided claim is kept, for a dispute.
const KEPT: i64 = 90 * DAY;

impl FromRow for PrintedCode {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { market: row.take()?, payload: row.take()?, merchant: row.take()?, set_by: row.take()?, set: row.take()? })
    }
}

impl FromRow for Claim {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            market: row.take()?,
            order: row.take()?,
            intent: row.take()?,
            state: row.take()?,
            picture: row.take()?,
            amount: row.take()?,
            made: row.take()?,
            recorded_by: row.take()?,
            reference: row.take()?,
            date: row.take()?,
            checked_by: row.take()?,
            checked: row.take()?,
            reason: row.take()?,
        })
    }
}

impl FromRow for Listed {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { claim: Claim::from_row(row)?, number: row.take()?, buyer: row.take()?, asked: row.take()? })
    }
}

macro_rules! claim_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT c.claim_id, c.market_id, c.order_id, c.intent_id, c.state, c.content_hash, c.amount_rupiah, c.made_us, c.recorded_by_id,
                    c.bank_reference, c.bank_date, c.checked_by_id, c.checked_us, c.reason, o.number, o.buyer_id, i.amount_rupiah
             FROM payment_claim c
             JOIN market_order o ON o.city_id = $1 AND o.order_id = c.order_id
             JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = c.intent_id
             WHERE c.city_id = $1 ",
            $rest
        ))
    };
}

/// The market's printed code.
pub async fn code(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Option<PrintedCode>, StoreError> {
    tx.opt(
        sql!("SELECT market_id, payload, merchant, set_by_id, set_us FROM printed_code WHERE city_id = $1 AND market_id = $2"),
        params![city, market],
    )
    .await
}

/// Keeps a market's printed code, in place of the one it has.
pub async fn set_code(tx: &mut Tx, city: CityId, code: &PrintedCode) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO printed_code (city_id, market_id, payload, merchant, set_by_id, set_us) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (city_id, market_id) DO UPDATE SET payload = excluded.payload, merchant = excluded.merchant,
                set_by_id = excluded.set_by_id, set_us = excluded.set_us"
        ),
        params![city, code.market, &code.payload, &code.merchant, code.set_by, code.set],
    )
    .await
    .map(drop)
}

/// Forgets a market's printed code; gives whether it had one.
pub async fn delete_code(tx: &mut Tx, city: CityId, market: MarketId) -> Result<bool, StoreError> {
    let gone = tx.exec(sql!("DELETE FROM printed_code WHERE city_id = $1 AND market_id = $2"), params![city, market]).await?;
    Ok(gone == 1)
}

/// One claim.
pub async fn claim(tx: &mut Tx, city: CityId, id: ClaimId) -> Result<Option<Listed>, StoreError> {
    tx.opt(claim_sql!("AND c.claim_id = $2"), params![city, id]).await
}

/// An order's claims, oldest first.
pub async fn claims_of_order(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<Claim>, StoreError> {
    let found: Vec<Listed> = tx.rows(claim_sql!("AND c.order_id = $2 ORDER BY c.claim_id"), params![city, order]).await?;
    Ok(found.into_iter().map(|listed| listed.claim).collect())
}

/// A market's claims that wait for staff, oldest first.
pub async fn waiting(tx: &mut Tx, city: CityId, market: MarketId, rows: i64) -> Result<Vec<Listed>, StoreError> {
    tx.rows(
        claim_sql!("AND c.market_id = $2 AND c.state IN ('shown', 'recorded') ORDER BY c.claim_id LIMIT $3"),
        params![city, market, rows],
    )
    .await
}

/// How many recorded claims wait, by market. Both states and any market are named, so that SQLite finds the index of those that wait.
pub async fn waiting_by_market(tx: &mut Tx, city: CityId) -> Result<Vec<(MarketId, i64)>, StoreError> {
    let statement = sql!(
        "SELECT market_id, CAST(COUNT(*) AS BIGINT) FROM payment_claim
         WHERE city_id = $1 AND state IN ('shown', 'recorded') AND state = 'recorded' AND market_id > $2
         GROUP BY market_id ORDER BY market_id"
    );
    tx.rows(statement, params![city, RawId::nil()]).await
}

/// A market's decided claims, newest first.
pub async fn ended(tx: &mut Tx, city: CityId, market: MarketId, rows: i64) -> Result<Vec<Listed>, StoreError> {
    tx.rows(
        claim_sql!("AND c.market_id = $2 AND c.state IN ('confirmed', 'rejected') ORDER BY c.claim_id DESC LIMIT $3"),
        params![city, market, rows],
    )
    .await
}

/// Keeps what a buyer shows; gives whether neither its picture nor its attempt was shown before.
pub async fn insert_claim(tx: &mut Tx, city: CityId, claim: &Claim) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO payment_claim (city_id, claim_id, market_id, order_id, intent_id, state, content_hash, made_us, reason)
                 VALUES ($1, $2, $3, $4, $5, 'shown', $6, $7, '') ON CONFLICT DO NOTHING"
            ),
            params![city, claim.id, claim.market, claim.order, claim.intent, claim.picture.as_deref(), claim.made],
        )
        .await?;
    Ok(added == 1)
}

/// Records how much came; gives whether it was only shown before.
pub async fn record(
    tx: &mut Tx,
    city: CityId,
    id: ClaimId,
    amount: Rupiah,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_claim SET state = 'recorded', amount_rupiah = $3, recorded_by_id = $4, recorded_us = $5
                 WHERE city_id = $1 AND claim_id = $2 AND state = 'shown'"
            ),
            params![city, id, amount, person, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Confirms what was recorded by its line on the bank's list; gives whether it was recorded.
///
/// # Errors
/// [`StoreError::Duplicate`] when the reference was used.
pub async fn confirm(
    tx: &mut Tx,
    city: CityId,
    id: ClaimId,
    line: (&str, BusinessDate),
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (reference, date) = line;
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_claim SET state = 'confirmed', bank_reference = $3, bank_date = $4, checked_by_id = $5, checked_us = $6,
                    picture_until_us = $7
                 WHERE city_id = $1 AND claim_id = $2 AND state = 'recorded'"
            ),
            params![city, id, reference, date, person, now, now.plus(KEPT)],
        )
        .await?;
    Ok(touched == 1)
}

/// Rejects what was not decided; gives whether it was not.
pub async fn reject(
    tx: &mut Tx,
    city: CityId,
    id: ClaimId,
    reason: &str,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE payment_claim SET state = 'rejected', reason = $3, checked_by_id = $4, checked_us = $5, picture_until_us = $6
                 WHERE city_id = $1 AND claim_id = $2 AND state IN ('shown', 'recorded')"
            ),
            params![city, id, reason, person, now, now.plus(KEPT)],
        )
        .await?;
    Ok(touched == 1)
}

/// Claims whose pictures are kept long enough; at most 200.
pub async fn pictures_due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<ClaimId>, StoreError> {
    let found: Vec<(ClaimId,)> = tx
        .rows(
            sql!(
                "SELECT claim_id FROM payment_claim
                 WHERE city_id = $1 AND picture_until_us IS NOT NULL AND picture_until_us <= $2
                 ORDER BY picture_until_us LIMIT 200"
            ),
            params![city, now],
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

/// Forgets a picture whose file is gone.
pub async fn forget_picture(tx: &mut Tx, city: CityId, id: ClaimId) -> Result<(), StoreError> {
    tx.exec(
        sql!("UPDATE payment_claim SET content_hash = NULL, picture_until_us = NULL WHERE city_id = $1 AND claim_id = $2"),
        params![city, id],
    )
    .await
    .map(drop)
}

//! All SQL of complaints. Rows are touched in the sequence cash desk, complaint, parties.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, OrderId, PersonId, RawId};

use super::model::{Complaint, ComplaintDetail, ComplaintState, Party};
use crate::ids::ComplaintId;
use crate::orders::model::Order;

impl FromRow for Complaint {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            number: row.take()?,
            market: row.take()?,
            buyer: row.take()?,
            line: row.take()?,
            offer: row.take()?,
            reason: row.take()?,
            note: row.take()?,
            state: row.take()?,
            made_by: row.take()?,
            made: row.take()?,
            decide_by: row.take()?,
            liable: row.take()?,
            amount: row.take()?,
            decision: row.take()?,
            decided_by: row.take()?,
            decided: row.take()?,
            approved_by: row.take()?,
            refund: row.take()?,
        })
    }
}

impl FromRow for Party {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (complaint, kind, payee) = (row.take()?, row.take()?, row.take()?);
        let (held, released): (Option<Timestamp>, Option<Timestamp>) = (row.take()?, row.take()?);
        Ok(Self { complaint, kind, payee, is_held: held.is_some() && released.is_none(), answer: row.take()?, answered: row.take()? })
    }
}

macro_rules! complaint_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT c.complaint_id, c.order_id, o.number, c.market_id, o.buyer_id, c.line_id, COALESCE(l.picked_offer_id, l.offer_id),
                    c.reason, c.note, c.state, c.made_by_id, c.made_us, c.decide_by_us, c.liable, c.amount_rupiah, c.decision, c.decided_by_id, c.decided_us, c.approved_by_id,
                    c.refund_id
             FROM complaint c
             JOIN market_order o ON o.city_id = c.city_id AND o.order_id = c.order_id
             LEFT JOIN order_line l ON l.city_id = c.city_id AND l.order_id = c.order_id AND l.line_id = c.line_id
             WHERE c.city_id = $1 ",
            $rest
        ))
    };
}

/// One complaint with its parties.
pub async fn detail(tx: &mut Tx, city: CityId, id: ComplaintId) -> Result<Option<ComplaintDetail>, StoreError> {
    let found: Option<Complaint> = tx.opt(complaint_sql!("AND c.complaint_id = $2"), params![city, id]).await?;
    Ok(with_parties(tx, city, found.into_iter().collect()).await?.pop())
}

/// An order's complaints, oldest first; at most 200.
pub async fn of_order(tx: &mut Tx, city: CityId, order: OrderId) -> Result<Vec<ComplaintDetail>, StoreError> {
    let found = tx.rows(complaint_sql!("AND c.order_id = $2 ORDER BY c.complaint_id LIMIT 200"), params![city, order]).await?;
    with_parties(tx, city, found).await
}

/// A market's complaints that wait, most urgent first, then those decided, newest first; at most `rows` of each.
pub async fn of_market(tx: &mut Tx, city: CityId, market: MarketId, rows: i64) -> Result<Vec<ComplaintDetail>, StoreError> {
    let waiting =
        complaint_sql!("AND c.market_id = $2 AND c.state IN ('open', 'proposed') ORDER BY c.decide_by_us, c.complaint_id LIMIT $3");
    let mut found: Vec<Complaint> = tx.rows(waiting, params![city, market, rows]).await?;
    let decided = complaint_sql!("AND c.market_id = $2 AND c.state IN ('upheld', 'refused') ORDER BY c.complaint_id DESC LIMIT $3");
    found.extend(tx.rows::<Complaint>(decided, params![city, market, rows]).await?);
    with_parties(tx, city, found).await
}

/// What waits for a second person, oldest first.
pub async fn proposed(tx: &mut Tx, city: CityId, rows: i64) -> Result<Vec<ComplaintDetail>, StoreError> {
    let found = tx.rows(complaint_sql!("AND c.state = 'proposed' ORDER BY c.complaint_id LIMIT $2"), params![city, rows]).await?;
    with_parties(tx, city, found).await
}

/// What concerns a stall or runner, newest first.
pub async fn of_payee(tx: &mut Tx, city: CityId, payee: RawId, rows: i64) -> Result<Vec<ComplaintDetail>, StoreError> {
    let ids: Vec<(ComplaintId,)> = tx
        .rows(
            sql!("SELECT complaint_id FROM complaint_party WHERE city_id = $1 AND payee_id = $2 ORDER BY complaint_id DESC LIMIT $3"),
            params![city, payee, rows],
        )
        .await?;
    let mut found = Vec::with_capacity(ids.len());
    for (id,) in ids {
        found.extend(tx.opt::<Complaint>(complaint_sql!("AND c.complaint_id = $2"), params![city, id]).await?);
    }
    with_parties(tx, city, found).await
}

async fn with_parties(tx: &mut Tx, city: CityId, complaints: Vec<Complaint>) -> Result<Vec<ComplaintDetail>, StoreError> {
    let ids: Vec<Value<'_>> = complaints.iter().map(|complaint| Value::from(complaint.id)).collect();
    let parties: Vec<Party> = tx
        .rows_each(
            sql_each!(
                "SELECT complaint_id, payee_kind, payee_id, held_us, released_us, answer, answered_us FROM complaint_party
                 WHERE city_id = $1 AND complaint_id IN ([[, |$2]]) ORDER BY complaint_id, payee_kind DESC, payee_id",
                fixed = 1,
                per = 1
            ),
            params![city],
            &ids,
        )
        .await?;
    let of = |complaint: &Complaint| parties.iter().filter(|party| party.complaint == complaint.id).cloned().collect();
    Ok(complaints.into_iter().map(|complaint| ComplaintDetail { parties: of(&complaint), complaint }).collect())
}

/// Keeps a complaint unless the same thing was complained about for the same reason; gives whether it was not.
pub async fn insert(tx: &mut Tx, city: CityId, complaint: &Complaint) -> Result<bool, StoreError> {
    let subject = complaint.line.map_or(RawId::from(complaint.order), RawId::from);
    let added = tx
        .exec(
            sql!(
                "INSERT INTO complaint (city_id, complaint_id, order_id, market_id, line_id, subject_id, reason, note, state, made_by_id,
                        made_us, decide_by_us, decision)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '')
                 ON CONFLICT (city_id, order_id, subject_id, reason) DO NOTHING"
            ),
            params![
                city,
                complaint.id,
                complaint.order,
                complaint.market,
                complaint.line,
                subject,
                complaint.reason,
                &complaint.note,
                complaint.state,
                complaint.made_by,
                complaint.made,
                complaint.decide_by
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Notes whom a complaint concerns. `items`: kind, payee, since when their part is held (none: it was paid out before).
pub fn insert_parties(tx: &mut Tx, city: CityId, id: ComplaintId, order: OrderId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO complaint_party (city_id, complaint_id, order_id, payee_kind, payee_id, held_us, answer)
             VALUES [[, |($1, $2, $3, $4, $5, $6, '')]]",
            fixed = 3,
            per = 3
        ),
        params![city, id, order],
        items,
    )
}

/// Whether what an order brought to a payee is in a payout already: one for its day that was prepared after the delivery, and not
/// while another complaint held it back.
pub async fn was_paid(tx: &mut Tx, city: CityId, order: &Order, payee: RawId) -> Result<bool, StoreError> {
    let found: (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM payout p
                 JOIN settlement_batch b ON b.city_id = $1 AND b.settlement_id = p.settlement_id
                 WHERE p.city_id = $1 AND p.payee_id = $2 AND p.state <> 'failed' AND b.market_id = $3 AND b.business_date >= $4
                   AND b.prepared_us >= $5
                   AND NOT EXISTS (
                     SELECT 1 FROM complaint_party h WHERE h.city_id = $1 AND h.order_id = $6 AND h.payee_id = $2
                       AND h.held_us <= b.prepared_us AND (h.released_us IS NULL OR h.released_us > b.prepared_us))"
            ),
            params![city, payee, order.market, order.business_date, order.finished, order.id],
        )
        .await?;
    Ok(found.0 > 0)
}

/// Keeps a party's answer while the complaint is open; gives whether it was.
pub async fn answer(
    tx: &mut Tx,
    city: CityId,
    party: &Party,
    text: &str,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE complaint_party SET answer = $5, answered_by_id = $6, answered_us = $7
                 WHERE city_id = $1 AND complaint_id = $2 AND payee_kind = $3 AND payee_id = $4 AND EXISTS (
                   SELECT 1 FROM complaint c WHERE c.city_id = $1 AND c.complaint_id = $2 AND c.state IN ('open', 'proposed'))"
            ),
            params![city, party.complaint, party.kind, party.payee, text, person, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Writes a decision; false when it no longer stands in `from`.
pub async fn set_decision(
    tx: &mut Tx,
    city: CityId,
    from: ComplaintState,
    complaint: &Complaint,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let approved = complaint.approved_by.map(|_| now);
    let touched = tx
        .exec(
            sql!(
                "UPDATE complaint SET state = $4, liable = $5, amount_rupiah = $6, decision = $7, decided_by_id = $8, decided_us = $9,
                        approved_by_id = $10, approved_us = $11, refund_id = $12
                 WHERE city_id = $1 AND complaint_id = $2 AND state = $3"
            ),
            params![
                city,
                complaint.id,
                from,
                complaint.state,
                complaint.liable,
                complaint.amount,
                &complaint.decision,
                complaint.decided_by,
                complaint.decided,
                complaint.approved_by,
                approved,
                complaint.refund
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Lets go what a complaint held back.
pub fn release(tx: &mut Tx, city: CityId, id: ComplaintId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE complaint_party SET released_us = $3
             WHERE city_id = $1 AND complaint_id = $2 AND held_us IS NOT NULL AND released_us IS NULL"
        ),
        params![city, id, now],
    )
}

/// Complaints that should have been decided and of which nobody was reminded; at most 200.
pub async fn overdue(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<ComplaintId>, StoreError> {
    let found: Vec<(ComplaintId,)> = tx
        .rows(
            sql!(
                "SELECT complaint_id FROM complaint
                 WHERE city_id = $1 AND state IN ('open', 'proposed') AND reminded_us IS NULL AND decide_by_us <= $2
                 ORDER BY decide_by_us LIMIT 200"
            ),
            params![city, now],
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

/// Notes that somebody was reminded, once; gives whether nobody had been.
pub async fn mark_reminded(tx: &mut Tx, city: CityId, id: ComplaintId, now: Timestamp) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE complaint SET reminded_us = $3
                 WHERE city_id = $1 AND complaint_id = $2 AND state IN ('open', 'proposed') AND reminded_us IS NULL"
            ),
            params![city, id, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether a complaint of a buyer waits for a decision. Counted over the buyer's orders, so that it is found by them and not among all
/// that waits.
pub async fn has_open_of(tx: &mut Tx, city: CityId, buyer: PersonId) -> Result<bool, StoreError> {
    let found: (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) FILTER (WHERE c.state IN ('open', 'proposed')) AS BIGINT)
                 FROM market_order o
                 JOIN complaint c ON c.city_id = $1 AND c.order_id = o.order_id
                 WHERE o.city_id = $1 AND o.buyer_id = $2"
            ),
            params![city, buyer],
        )
        .await?;
    Ok(found.0 > 0)
}

/// Whether a complaint that concerns a stall or runner waits for a decision.
pub async fn has_open_about(tx: &mut Tx, city: CityId, payee: RawId) -> Result<bool, StoreError> {
    let found: (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) FILTER (WHERE c.state IN ('open', 'proposed')) AS BIGINT)
                 FROM complaint_party p
                 JOIN complaint c ON c.city_id = $1 AND c.complaint_id = p.complaint_id
                 WHERE p.city_id = $1 AND p.payee_id = $2"
            ),
            params![city, payee],
        )
        .await?;
    Ok(found.0 > 0)
}

/// Removes what a buyer wrote and was answered, and what `payees` answered to others: either may name the other. What was wrong, the
/// decision with its reason and the money stay: somebody bore it.
pub fn forget(tx: &mut Tx, city: CityId, buyer: PersonId, payees: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE complaint SET note = ''
             WHERE city_id = $1 AND note <> '' AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        params![city, buyer],
    )?;
    tx.later(
        sql!(
            "UPDATE complaint_party SET answer = ''
             WHERE city_id = $1 AND answer <> '' AND order_id IN (SELECT order_id FROM market_order WHERE city_id = $1 AND buyer_id = $2)"
        ),
        params![city, buyer],
    )?;
    tx.later_each(
        sql_each!(
            "UPDATE complaint_party SET answer = '' WHERE city_id = $1 AND answer <> '' AND payee_id IN ([[, |$2]])",
            fixed = 1,
            per = 1
        ),
        params![city],
        payees,
    )
}

//! SQL of payments and returns as a statement sees them, and of what fits.

use std::collections::{BTreeSet, HashSet};

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::CityId;
use providers::payments::SettlementLine;

use crate::ids::ReconciliationId;
use crate::payments::reconcile::model::{Day, Flow};
use crate::payments::reconcile::rules::{self, Match, Ours};

/// What is written at once.
const CHUNK: usize = 1_000;

/// A payment or return, and when it was paid or sent.
struct Known(Ours, Timestamp);

impl FromRow for Known {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let own = Ours {
            flow: row.take()?,
            subject: row.take()?,
            reference: row.take()?,
            amount: row.take()?,
            fee: row.take()?,
            is_of_day: false,
        };
        Ok(Self(own, row.take()?))
    }
}

/// Payments that came and that no statement has settled.
macro_rules! payments_text {
    ($rest:literal) => {
        concat!(
            "SELECT 'payment', r.intent_id, i.reference, r.amount_rupiah, r.fee_rupiah, COALESCE(r.paid_us, r.received_us)
             FROM payment_receipt r
             JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = r.intent_id
             WHERE r.city_id = $1 AND r.provider = $2 AND NOT EXISTS (
               SELECT 1 FROM reconciliation_match m WHERE m.city_id = $1 AND m.flow = 'payment' AND m.subject_id = r.intent_id) ",
            $rest
        )
    };
}

/// Returns that were sent and that no statement has settled.
macro_rules! returns_text {
    ($rest:literal) => {
        concat!(
            "SELECT 'refund', b.return_id, i.reference, b.amount_rupiah, CAST(NULL AS BIGINT), b.sent_us
             FROM payment_return b
             JOIN payment_receipt r ON r.city_id = $1 AND r.intent_id = b.intent_id
             JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = b.intent_id
             WHERE b.city_id = $1 AND b.state = 'sent' AND r.provider = $2 AND NOT EXISTS (
               SELECT 1 FROM reconciliation_match m WHERE m.city_id = $1 AND m.flow = 'refund' AND m.subject_id = b.return_id) ",
            $rest
        )
    };
}

/// What was paid or sent back in a time, and what the statement names; some of it twice.
pub async fn ours(
    tx: &mut Tx,
    city: CityId,
    day: &Day,
    time: (Timestamp, Timestamp),
    lines: &[SettlementLine],
) -> Result<Vec<Ours>, StoreError> {
    let (from, to) = time;
    let of_day = params![city, &day.provider, from, to, day.date.plus_days(-1)];
    let mut known: Vec<Known> = tx
        .rows(
            // Booked on the day it was paid or later, by whichever clock.
            sql!(payments_text!(
                "AND r.business_date >= $5 AND COALESCE(r.paid_us, r.received_us) >= $3 AND COALESCE(r.paid_us, r.received_us) < $4
                 ORDER BY r.intent_id"
            )),
            of_day,
        )
        .await?;
    let named = |flow| lines.iter().filter(move |line| rules::flow(line.kind) == flow).map(|line| line.reference.as_str());
    // A payment comes once: what was found by its day need not be looked for by its name.
    let found: HashSet<&str> = known.iter().map(|Known(own, _)| own.reference.as_str()).collect();
    let elsewhere: Vec<Value<'_>> = named(Flow::Payment).filter(|reference| !found.contains(reference)).map(Value::from).collect();
    let sent = sql!(returns_text!("AND b.sent_us >= $3 AND b.sent_us < $4 ORDER BY b.return_id"));
    known.extend(tx.rows::<Known>(sent, params![city, &day.provider, from, to]).await?);
    let refunded: Vec<Value<'_>> = named(Flow::Refund).map(Value::from).collect();
    let paid = sql_each!(payments_text!("AND i.reference IN ([[, |$3]])"), fixed = 2, per = 1);
    known.extend(tx.rows_each::<Known>(paid, params![city, &day.provider], &elsewhere).await?);
    let back = sql_each!(returns_text!("AND i.reference IN ([[, |$3]])"), fixed = 2, per = 1);
    known.extend(tx.rows_each::<Known>(back, params![city, &day.provider], &refunded).await?);
    Ok(known.into_iter().map(|Known(own, at)| Ours { is_of_day: at >= from && at < to, ..own }).collect())
}

/// Those of these references for which money came.
pub async fn known(tx: &mut Tx, city: CityId, references: &[&str]) -> Result<BTreeSet<String>, StoreError> {
    let items: Vec<Value<'_>> = references.iter().map(|reference| Value::from(*reference)).collect();
    let found: Vec<(String,)> = tx
        .rows_each(
            sql_each!(
                "SELECT i.reference FROM payment_intent i
                 JOIN payment_receipt r ON r.city_id = $1 AND r.intent_id = i.intent_id
                 WHERE i.city_id = $1 AND i.reference IN ([[, |$2]])",
                fixed = 1,
                per = 1
            ),
            params![city],
            &items,
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

/// Forgets what fits of a day, before it is compared anew.
pub async fn forget_matches(tx: &mut Tx, city: CityId, day: ReconciliationId) -> Result<(), StoreError> {
    tx.exec(sql!("DELETE FROM reconciliation_match WHERE city_id = $1 AND reconciliation_id = $2"), params![city, day]).await.map(drop)
}

/// Keeps what fits.
pub async fn insert_matches(tx: &mut Tx, city: CityId, day: ReconciliationId, matches: &[Match<'_>]) -> Result<(), StoreError> {
    let row = |it: &Match<'_>| -> [Value<'static>; 4] { [it.flow.into(), it.subject.into(), it.gross.into(), it.fee.into()] };
    // Not all at once: a day has a hundred thousand.
    for some in matches.chunks(CHUNK) {
        let items: Vec<Value<'_>> = some.iter().flat_map(row).collect();
        tx.exec_each(
            sql_each!(
                "INSERT INTO reconciliation_match (city_id, reconciliation_id, flow, subject_id, gross_rupiah, fee_rupiah)
                 VALUES [[, |($1, $2, $3, $4, $5, $6)]]",
                fixed = 2,
                per = 4
            ),
            params![city, day],
            &items,
        )
        .await?;
    }
    Ok(())
}

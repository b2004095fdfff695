//! SQL of days and differences. Rows are touched in the sequence day, match, difference.

mod money;

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, PersonId};
use kernel::{BusinessDate, Rupiah, Timestamp};

use super::model::{Day, Difference, Flow};
use super::rules::Found;
use crate::desk::Desk;
use crate::ids::{DifferenceId, ReconciliationId};

pub use money::known;
pub(super) use money::{forget_matches, insert_matches, ours};

impl FromRow for Day {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            provider: row.take()?,
            date: row.take()?,
            state: row.take()?,
            matched: row.take()?,
            gross: row.take()?,
            refunded: row.take()?,
            fee: row.take()?,
            postings: row.take()?,
            run: row.take()?,
            open: row.take()?,
        })
    }
}

impl FromRow for Difference {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            day: row.take()?,
            kind: row.take()?,
            flow: row.take()?,
            reference: row.take()?,
            ours: row.take()?,
            theirs: row.take()?,
            state: row.take()?,
            owner: row.take()?,
            note: row.take()?,
            opened: row.take()?,
            ended: row.take()?,
            order: row.take()?,
        })
    }
}

macro_rules! day_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT r.reconciliation_id, r.provider, r.business_date, r.state, r.matched, r.gross_rupiah, r.refunded_rupiah, r.fee_rupiah,
               r.postings, r.run_us,
               (SELECT COUNT(*) FROM reconciliation_item d
                WHERE d.city_id = $1 AND d.reconciliation_id = r.reconciliation_id AND d.state = 'open')
             FROM reconciliation r WHERE r.city_id = $1 ",
            $rest
        ))
    };
}

macro_rules! difference_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT d.item_id, d.reconciliation_id, d.kind, d.flow, d.reference, d.ours_rupiah, d.theirs_rupiah, d.state, d.owner_id, d.note,
               d.opened_us, d.ended_us, o.number
             FROM reconciliation_item d
             LEFT JOIN payment_intent i ON i.city_id = $1 AND i.reference = d.reference
             LEFT JOIN market_order o ON o.city_id = $1 AND o.order_id = i.order_id
             WHERE d.city_id = $1 ",
            $rest
        ))
    };
}

/// Takes a provider's day, so that it is compared by one at a time; makes it when there is none.
pub async fn take_day(
    tx: &mut Tx,
    city: CityId,
    fresh: ReconciliationId,
    provider: &str,
    date: BusinessDate,
    now: Timestamp,
) -> Result<Day, StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO reconciliation (city_id, reconciliation_id, provider, business_date, state, matched, gross_rupiah, refunded_rupiah,
                    fee_rupiah, postings, run_us)
             VALUES ($1, $2, $3, $4, 'open', 0, 0, 0, 0, 0, $5)
             ON CONFLICT (city_id, business_date, provider) DO UPDATE SET run_us = excluded.run_us"
        ),
        params![city, fresh, provider, date, now],
    )
    .await?;
    tx.one(day_sql!("AND r.business_date = $3 AND r.provider = $2"), params![city, provider, date]).await
}

/// Keeps what fits of a day.
pub async fn set_day(tx: &mut Tx, city: CityId, day: &Day) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE reconciliation SET matched = $3, gross_rupiah = $4, refunded_rupiah = $5, fee_rupiah = $6, postings = $7
             WHERE city_id = $1 AND reconciliation_id = $2"
        ),
        params![city, day.id, day.matched, day.gross, day.refunded, day.fee, day.postings],
    )
    .await
    .map(drop)
}

/// A day is open while something in it is; `now` is when it was looked at.
pub async fn refresh_state(tx: &mut Tx, city: CityId, id: ReconciliationId, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE reconciliation SET run_us = $3, state = CASE WHEN EXISTS (
               SELECT 1 FROM reconciliation_item d WHERE d.city_id = $1 AND d.reconciliation_id = $2 AND d.state = 'open')
               THEN 'open' ELSE 'closed' END
             WHERE city_id = $1 AND reconciliation_id = $2"
        ),
        params![city, id, now],
    )
    .await
    .map(drop)
}

/// Takes the day of a difference.
pub async fn lock_day_of(tx: &mut Tx, city: CityId, id: DifferenceId) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE reconciliation SET run_us = run_us WHERE city_id = $1 AND reconciliation_id = (
               SELECT d.reconciliation_id FROM reconciliation_item d WHERE d.city_id = $1 AND d.item_id = $2)"
        ),
        params![city, id],
    )
    .await
    .map(drop)
}

/// Days before a date, newest first; at most 60.
pub async fn days(tx: &mut Tx, city: CityId, before: BusinessDate) -> Result<Vec<Day>, StoreError> {
    tx.rows(day_sql!("AND r.business_date < $2 ORDER BY r.business_date DESC, r.provider LIMIT 60"), params![city, before]).await
}

/// One day.
pub async fn day(tx: &mut Tx, city: CityId, id: ReconciliationId) -> Result<Option<Day>, StoreError> {
    tx.opt(day_sql!("AND r.reconciliation_id = $2"), params![city, id]).await
}

/// The days in a period that are to be compared: never compared, or with something open and not compared since `since`. None when the
/// provider was never asked for a payment, and none before that.
pub async fn days_due(
    tx: &mut Tx,
    city: CityId,
    provider: &str,
    period: (BusinessDate, BusinessDate),
    since: Timestamp,
    offset_minutes: i64,
) -> Result<Vec<BusinessDate>, StoreError> {
    let first: Option<(Timestamp,)> = tx
        .opt(
            sql!("SELECT made_us FROM payment_intent WHERE city_id = $1 AND provider = $2 ORDER BY intent_id LIMIT 1"),
            params![city, provider],
        )
        .await?;
    let Some((first,)) = first else { return Ok(Vec::new()) };
    let done: Vec<(BusinessDate,)> = tx
        .rows(
            sql!(
                "SELECT business_date FROM reconciliation
                 WHERE city_id = $1 AND provider = $2 AND business_date >= $3 AND (state = 'closed' OR run_us > $4)"
            ),
            params![city, provider, period.0, since],
        )
        .await?;
    // A day earlier by the provider's clock, perhaps.
    let first = BusinessDate::of(first, offset_minutes).plus_days(-1);
    let dates = (period.0.days()..period.1.days()).map(BusinessDate::from_days);
    Ok(dates.filter(|date| *date >= first && !done.contains(&(*date,))).collect())
}

/// What differs or differed in a day, open ones first; at most 500.
pub async fn differences(tx: &mut Tx, city: CityId, day: ReconciliationId) -> Result<Vec<Difference>, StoreError> {
    tx.rows(
        difference_sql!(
            "AND d.reconciliation_id = $2 ORDER BY CASE WHEN d.state = 'open' THEN 0 ELSE 1 END, d.opened_us, d.kind, d.reference, d.flow
             LIMIT 500"
        ),
        params![city, day],
    )
    .await
}

/// One difference.
pub async fn difference(tx: &mut Tx, city: CityId, id: DifferenceId) -> Result<Option<Difference>, StoreError> {
    tx.opt(difference_sql!("AND d.item_id = $2"), params![city, id]).await
}

/// Opens what differs now, and lets vanish what was open and differs no more. What somebody ended stays ended while its amounts do; with
/// others it opens again, with its owner and the note of how it ended.
pub async fn put_differences(tx: &mut Tx, desk: &Desk, day: ReconciliationId, found: &[Found]) -> Result<(), StoreError> {
    let (city, now) = (desk.city_id(), desk.now());
    tx.exec(
        sql!(
            "UPDATE reconciliation_item SET state = 'vanished', ended_us = $3
             WHERE city_id = $1 AND reconciliation_id = $2 AND state = 'open'"
        ),
        params![city, day, now],
    )
    .await?;
    let row = |it: &Found| -> [Value<'static>; 6] {
        let id: DifferenceId = desk.house.id();
        [id.into(), it.kind.into(), it.flow.into(), it.reference.clone().into(), it.ours.into(), it.theirs.into()]
    };
    tx.exec_each(
        sql_each!(
            "INSERT INTO reconciliation_item (city_id, item_id, reconciliation_id, kind, flow, reference, ours_rupiah, theirs_rupiah,
                    state, note, opened_us)
             VALUES [[, |($1, $4, $2, $5, $6, $7, $8, $9, 'open', '', $3)]]
             ON CONFLICT (city_id, reconciliation_id, kind, flow, reference) DO UPDATE
             SET state = 'open', ended_us = NULL, ours_rupiah = excluded.ours_rupiah, theirs_rupiah = excluded.theirs_rupiah
             WHERE reconciliation_item.state <> 'resolved' OR reconciliation_item.ours_rupiah <> excluded.ours_rupiah
                OR reconciliation_item.theirs_rupiah <> excluded.theirs_rupiah",
            fixed = 3,
            per = 6
        ),
        params![city, day, now],
        &found.iter().flat_map(row).collect::<Vec<_>>(),
    )
    .await
    .map(drop)
}

/// What is open as missing at a provider on other days: difference, day, flow, reference, amount.
pub async fn missed_elsewhere(
    tx: &mut Tx,
    city: CityId,
    day: &Day,
) -> Result<Vec<(DifferenceId, ReconciliationId, Flow, String, Rupiah)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT d.item_id, d.reconciliation_id, d.flow, d.reference, d.ours_rupiah
             FROM reconciliation_item d
             JOIN reconciliation r ON r.city_id = $1 AND r.reconciliation_id = d.reconciliation_id
             WHERE d.city_id = $1 AND d.state = 'open' AND d.kind = 'missing_there' AND r.provider = $2 AND r.reconciliation_id <> $3
             ORDER BY d.item_id"
        ),
        params![city, &day.provider, day.id],
    )
    .await
}

/// A difference is gone.
pub async fn vanish(tx: &mut Tx, city: CityId, id: DifferenceId, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE reconciliation_item SET state = 'vanished', ended_us = $3
             WHERE city_id = $1 AND item_id = $2 AND state = 'open'"
        ),
        params![city, id, now],
    )
    .await
    .map(drop)
}

/// Somebody takes care of a difference.
pub async fn set_owner(tx: &mut Tx, city: CityId, id: DifferenceId, owner: PersonId) -> Result<(), StoreError> {
    tx.exec(sql!("UPDATE reconciliation_item SET owner_id = $3 WHERE city_id = $1 AND item_id = $2"), params![city, id, owner])
        .await
        .map(drop)
}

/// Somebody ends a difference.
pub async fn resolve(tx: &mut Tx, city: CityId, id: DifferenceId, owner: PersonId, note: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE reconciliation_item SET state = 'resolved', owner_id = $3, note = $4, ended_us = $5
             WHERE city_id = $1 AND item_id = $2"
        ),
        params![city, id, owner, note, now],
    )
    .await
    .map(drop)
}

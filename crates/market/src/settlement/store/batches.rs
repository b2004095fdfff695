//! SQL of settlement batches, and of what is owed to whom.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, MarketId, PersonId, RawId, SettlementId, StallId};
use kernel::{BusinessDate, Rupiah, Timestamp};

use crate::settlement::model::{BatchState, Settlement};

impl FromRow for Settlement {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            market: row.take()?,
            business_date: row.take()?,
            state: row.take()?,
            total: row.take()?,
            prepared_by: row.take()?,
            prepared: row.take()?,
            approved_by: row.take()?,
            approved: row.take()?,
        })
    }
}

/// What each stall of a market earned up to a date, and what was taken off its account on any date, whichever is more.
/// What an open complaint holds back does not count as earned. In walking order: stall, earned, taken.
///
/// Both are everything that was posted, from the account's checkpoint on; less what came after the date, and what is held. So its cost
/// does not grow with the account's age.
pub async fn owed_to_stalls(
    tx: &mut Tx,
    city: CityId,
    market: MarketId,
    date: BusinessDate,
) -> Result<Vec<(StallId, Rupiah, Rupiah)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT s.stall_id,
               COALESCE(c.credits_rupiah, 0)
               + (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                  WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted' AND t.at_us > COALESCE(c.until_us, -1))
               - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                  WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted' AND t.business_date > $3)
               - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT)
                  FROM (SELECT DISTINCT p.order_id FROM complaint_party p
                        WHERE p.city_id = $1 AND p.payee_id = s.stall_id AND p.held_us IS NOT NULL AND p.released_us IS NULL) h
                  JOIN ledger_transfer t ON t.city_id = $1 AND t.reference_id = h.order_id
                  WHERE t.credit_account_id = a.account_id AND t.state = 'posted' AND t.business_date <= $3),
               COALESCE(c.debits_rupiah, 0)
               + (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                  WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted' AND t.at_us > COALESCE(c.until_us, -1))
             FROM stall s
             JOIN ledger_account a ON a.city_id = $1 AND a.kind = 'stall_payable' AND a.owner_id = s.stall_id
             LEFT JOIN ledger_checkpoint c ON c.city_id = $1 AND c.account_id = a.account_id
             WHERE s.city_id = $1 AND s.market_id = $2
             ORDER BY s.walking_order, s.stall_id"
        ),
        params![city, market, date],
    )
    .await
}

/// As [`owed_to_stalls`] for whoever delivered for the market; what they earned in other markets is not counted. By person.
///
/// A runner's account does not tell one market from another, so each transfer of it is looked up. The joins name the sequence in which
/// SQLite looks: by runner, not by every order that the market ever had.
pub async fn owed_to_runners(
    tx: &mut Tx,
    city: CityId,
    market: MarketId,
    date: BusinessDate,
) -> Result<Vec<(PersonId, Rupiah, Rupiah)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT m.owner_id, CAST(SUM(m.earned) AS BIGINT), CAST(SUM(m.taken) AS BIGINT) FROM (
               SELECT a.owner_id, t.amount_rupiah AS earned, 0 AS taken
               FROM ledger_account a CROSS JOIN ledger_transfer t CROSS JOIN market_order o
               WHERE a.city_id = $1 AND a.kind = 'runner_earning'
                 AND t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted' AND t.business_date <= $3
                 AND o.city_id = $1 AND o.order_id = t.reference_id AND o.market_id = $2
                 AND NOT EXISTS (SELECT 1 FROM complaint_party h WHERE h.city_id = $1 AND h.order_id = o.order_id
                                 AND h.payee_id = a.owner_id AND h.held_us IS NOT NULL AND h.released_us IS NULL)
               UNION ALL
               SELECT a.owner_id, t.amount_rupiah AS earned, 0 AS taken
               FROM ledger_account a CROSS JOIN ledger_transfer t CROSS JOIN payout p CROSS JOIN settlement_batch b
               WHERE a.city_id = $1 AND a.kind = 'runner_earning'
                 AND t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted' AND t.business_date <= $3
                 AND p.city_id = $1 AND p.payout_id = t.reference_id
                 AND b.city_id = $1 AND b.settlement_id = p.settlement_id AND b.market_id = $2
               UNION ALL
               SELECT a.owner_id, 0 AS earned, t.amount_rupiah AS taken
               FROM ledger_account a CROSS JOIN ledger_transfer t CROSS JOIN payout p CROSS JOIN settlement_batch b
               WHERE a.city_id = $1 AND a.kind = 'runner_earning'
                 AND t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted'
                 AND p.city_id = $1 AND p.payout_id = t.reference_id
                 AND b.city_id = $1 AND b.settlement_id = p.settlement_id AND b.market_id = $2
               UNION ALL
               SELECT a.owner_id, 0 AS earned, t.amount_rupiah AS taken
               FROM ledger_account a CROSS JOIN ledger_transfer t CROSS JOIN refund r CROSS JOIN market_order o
               WHERE a.city_id = $1 AND a.kind = 'runner_earning'
                 AND t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted'
                 AND r.city_id = $1 AND r.refund_id = t.reference_id
                 AND o.city_id = $1 AND o.order_id = r.order_id AND o.market_id = $2) m
             GROUP BY m.owner_id
             HAVING SUM(m.earned) > SUM(m.taken)
             ORDER BY m.owner_id"
        ),
        params![city, market, date],
    )
    .await
}

/// Keeps a batch unless the market's date has one; gives whether it had none.
pub async fn insert_batch(tx: &mut Tx, city: CityId, batch: &Settlement) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO settlement_batch (city_id, settlement_id, market_id, business_date, state, total_rupiah, prepared_by_id, prepared_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (city_id, market_id, business_date) DO NOTHING"
            ),
            params![city, batch.id, batch.market, batch.business_date, batch.state, batch.total, batch.prepared_by, batch.prepared],
        )
        .await?;
    Ok(added == 1)
}

macro_rules! batch_columns {
    ($rest:literal) => {
        concat!(
            "SELECT settlement_id, market_id, business_date, state, total_rupiah, prepared_by_id, prepared_us, approved_by_id, approved_us
             FROM settlement_batch WHERE city_id = $1 ",
            $rest
        )
    };
}

/// One batch.
pub async fn batch(tx: &mut Tx, city: CityId, id: SettlementId) -> Result<Option<Settlement>, StoreError> {
    tx.opt(sql!(batch_columns!("AND settlement_id = $2")), params![city, id]).await
}

/// Batches before the cursor, newest first, in one state or any; of these markets, or of all when none is named.
pub async fn batches(
    tx: &mut Tx,
    city: CityId,
    markets: Option<&[MarketId]>,
    state: Option<BatchState>,
    before: RawId,
    rows: i64,
) -> Result<Vec<Settlement>, StoreError> {
    let Some(markets) = markets else {
        let all = sql!(batch_columns!("AND settlement_id < $2 AND state = COALESCE($3, state) ORDER BY settlement_id DESC LIMIT $4"));
        return tx.rows(all, params![city, before, state, rows]).await;
    };
    let items: Vec<Value<'_>> = markets.iter().map(|market| Value::from(*market)).collect();
    let of_markets = sql_each!(
        batch_columns!(
            "AND settlement_id < $2 AND state = COALESCE($3, state) AND market_id IN ([[, |$5]])
             ORDER BY settlement_id DESC LIMIT $4"
        ),
        fixed = 4,
        per = 1
    );
    tx.rows_each(of_markets, params![city, before, state, rows], &items).await
}

/// Approves a batch and its payouts; false when it is no longer prepared, or the checker is its maker.
pub async fn approve_batch(
    tx: &mut Tx,
    city: CityId,
    id: SettlementId,
    checker: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let moved = tx
        .exec(
            sql!(
                "UPDATE settlement_batch SET state = 'approved', approved_by_id = $3, approved_us = $4
                 WHERE city_id = $1 AND settlement_id = $2 AND state = 'prepared' AND (prepared_by_id IS NULL OR prepared_by_id <> $3)"
            ),
            params![city, id, checker, now],
        )
        .await?;
    if moved == 1 {
        tx.later(
            sql!("UPDATE payout SET state = 'approved' WHERE city_id = $1 AND settlement_id = $2 AND state = 'prepared'"),
            params![city, id],
        )?;
    }
    Ok(moved == 1)
}

/// Who got a payout that did not fail, in a market's batches of a date or later; in no order.
pub async fn payees_since(tx: &mut Tx, city: CityId, market: MarketId, from: BusinessDate) -> Result<Vec<RawId>, StoreError> {
    let found: Vec<(RawId,)> = tx
        .rows(
            sql!(
                "SELECT DISTINCT p.payee_id
                 FROM settlement_batch b JOIN payout p ON p.city_id = $1 AND p.settlement_id = b.settlement_id
                 WHERE b.city_id = $1 AND b.market_id = $2 AND b.business_date >= $3 AND p.state <> 'failed'"
            ),
            params![city, market, from],
        )
        .await?;
    Ok(found.into_iter().map(|(payee,)| payee).collect())
}

/// Ends a batch whose payouts are all paid or failed.
pub fn end_batch(tx: &mut Tx, city: CityId, id: SettlementId) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE settlement_batch SET state = 'paid'
             WHERE city_id = $1 AND settlement_id = $2 AND state = 'approved' AND NOT EXISTS (
               SELECT 1 FROM payout WHERE city_id = $1 AND settlement_id = $2 AND state IN ('prepared', 'approved'))"
        ),
        params![city, id],
    )
}

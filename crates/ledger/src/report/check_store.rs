//! All SQL of the trial balance and the check. Each statement reads the whole ledger of a city.

use kernel::id::{CityId, TransferId};
use kernel::{BusinessDate, Rupiah};
use store::{Call, StoreError, Tx, params, sql};

use crate::account::AccountKind;

/// Posted debits and credits by kind from the first to the last date, sorted by name.
pub(crate) async fn posted_by_kind(
    tx: &mut Tx,
    city: CityId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<Vec<(AccountKind, Rupiah, Rupiah)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT a.kind, CAST(SUM(m.debit) AS BIGINT), CAST(SUM(m.credit) AS BIGINT)
             FROM (
               SELECT debit_account_id AS account_id, amount_rupiah AS debit, 0 AS credit
               FROM ledger_transfer
               WHERE city_id = $1 AND state = 'posted' AND business_date BETWEEN $2 AND $3
               UNION ALL
               SELECT credit_account_id AS account_id, 0 AS debit, amount_rupiah AS credit
               FROM ledger_transfer
               WHERE city_id = $1 AND state = 'posted' AND business_date BETWEEN $2 AND $3) m
             JOIN ledger_account a ON a.city_id = $1 AND a.account_id = m.account_id
             GROUP BY a.kind
             ORDER BY a.kind"
        ),
        params![city, from, to],
    )
    .await
}

/// Rows that break a rule, by rule; 100 of each at most.
pub(crate) struct Faults {
    pub(crate) orphans: Vec<TransferId>,
    pub(crate) states: Vec<TransferId>,
    pub(crate) without_hold: Vec<TransferId>,
    pub(crate) above_hold: Vec<TransferId>,
    pub(crate) resolved_twice: Vec<TransferId>,
}

/// Looks for rows that break a rule.
pub(crate) async fn faults(tx: &mut Tx, city: CityId) -> Result<Faults, StoreError> {
    let orphans = sql!(
        "SELECT t.transfer_id
         FROM ledger_transfer t
         LEFT JOIN ledger_account d ON d.city_id = $1 AND d.account_id = t.debit_account_id
         LEFT JOIN ledger_account c ON c.city_id = $1 AND c.account_id = t.credit_account_id
         WHERE t.city_id = $1 AND (d.account_id IS NULL OR c.account_id IS NULL)
         LIMIT 100"
    );
    let states = sql!(
        "SELECT transfer_id
         FROM ledger_transfer
         WHERE city_id = $1 AND ((state = 'pending' AND pending_id IS NOT NULL)
           OR (state IN ('voided', 'expired') AND pending_id IS NULL))
         LIMIT 100"
    );
    let without_hold = sql!(
        "SELECT t.transfer_id
         FROM ledger_transfer t
         LEFT JOIN ledger_transfer held ON held.city_id = $1 AND held.transfer_id = t.pending_id AND held.state = 'pending'
           AND held.debit_account_id = t.debit_account_id AND held.credit_account_id = t.credit_account_id
         WHERE t.city_id = $1 AND t.pending_id IS NOT NULL AND held.transfer_id IS NULL
         LIMIT 100"
    );
    let above_hold = sql!(
        "SELECT t.transfer_id
         FROM ledger_transfer t
         JOIN ledger_transfer held ON held.city_id = $1 AND held.transfer_id = t.pending_id
         WHERE t.city_id = $1 AND t.pending_id IS NOT NULL AND t.amount_rupiah > held.amount_rupiah
         LIMIT 100"
    );
    let resolved_twice = sql!(
        "SELECT pending_id
         FROM ledger_transfer
         WHERE city_id = $1 AND pending_id IS NOT NULL
         GROUP BY pending_id
         HAVING COUNT(*) > 1
         LIMIT 100"
    );
    let calls = [orphans, states, without_hold, above_hold, resolved_twice].map(|statement| Call::new(statement, params![city]));
    let mut found = tx.all(calls.into()).await?.into_iter().map(|rows| rows.into_iter().map(|mut row| row.take()).collect());
    let mut next = || found.next().unwrap_or(Ok(Vec::new()));
    Ok(Faults { orphans: next()?, states: next()?, without_hold: next()?, above_hold: next()?, resolved_twice: next()? })
}

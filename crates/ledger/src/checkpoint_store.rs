//! All SQL of checkpoints. They alone are written over and removed; transfers are not.

use kernel::Timestamp;
use kernel::id::{AccountId, CityId};
use store::{StoreError, Tx, Value, params, sql};

/// An account gets a new checkpoint when so many transfers came since its last one.
const TRANSFERS_MIN: i64 = 100;
/// Accounts of one round; more than this wait for the next.
const ACCOUNTS_MAX: i64 = 1_000;

/// Accounts with many transfers since their last checkpoint, by id. A buyer's own accounts never get long.
pub(crate) async fn long_accounts(tx: &mut Tx, city: CityId, until: Timestamp) -> Result<Vec<AccountId>, StoreError> {
    let rows: Vec<(AccountId,)> = tx
        .rows(
            sql!(
                "SELECT a.account_id
                 FROM ledger_account a
                 LEFT JOIN ledger_checkpoint c ON c.city_id = $1 AND c.account_id = a.account_id
                 WHERE a.city_id = $1 AND a.kind NOT IN ('buyer_receivable', 'refund_payable')
                   AND (SELECT COUNT(*) FROM ledger_transfer t
                        WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted'
                          AND t.at_us > COALESCE(c.until_us, -1) AND t.at_us <= $2)
                     + (SELECT COUNT(*) FROM ledger_transfer t
                        WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted'
                          AND t.at_us > COALESCE(c.until_us, -1) AND t.at_us <= $2) >= $3
                 ORDER BY a.account_id
                 LIMIT $4"
            ),
            params![city, until, TRANSFERS_MIN, ACCOUNTS_MAX],
        )
        .await?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// The last checkpoint of each account and what came since, as a new one. Locks the accounts' checkpoints, in the order given.
pub(crate) fn insert(tx: &mut Tx, city: CityId, accounts: &[AccountId], until: Timestamp) -> Result<(), StoreError> {
    for account in accounts {
        tx.later(
            sql!(
                "INSERT INTO ledger_checkpoint (city_id, account_id, until_us, debits_rupiah, credits_rupiah)
                 VALUES ($1, $2, $3,
                   COALESCE((SELECT debits_rupiah FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), 0)
                   + (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                      WHERE city_id = $1 AND debit_account_id = $2 AND state = 'posted' AND at_us <= $3
                        AND at_us > COALESCE((SELECT until_us FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), -1)),
                   COALESCE((SELECT credits_rupiah FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), 0)
                   + (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                      WHERE city_id = $1 AND credit_account_id = $2 AND state = 'posted' AND at_us <= $3
                        AND at_us > COALESCE((SELECT until_us FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), -1)))
                 ON CONFLICT (city_id, account_id) DO UPDATE
                 SET until_us = excluded.until_us, debits_rupiah = excluded.debits_rupiah, credits_rupiah = excluded.credits_rupiah
                 WHERE ledger_checkpoint.until_us < excluded.until_us"
            ),
            &[Value::from(city), Value::from(*account), Value::from(until)],
        )?;
    }
    Ok(())
}

/// Throws away checkpoints that lie after `at`; nobody waits for it. There are none, unless the clock was set back: a transfer
/// written then would be missing from them.
pub(crate) fn forget_after(tx: &mut Tx, city: CityId, at: Timestamp) -> Result<(), StoreError> {
    tx.later(sql!("DELETE FROM ledger_checkpoint WHERE city_id = $1 AND until_us >= $2"), params![city, at])
}

/// Accounts whose checkpoint is not the sum of their transfers; 100 at most. Reads the whole history of those that have one.
pub(crate) async fn wrong(tx: &mut Tx, city: CityId) -> Result<Vec<AccountId>, StoreError> {
    let rows: Vec<(AccountId,)> = tx
        .rows(
            sql!(
                "SELECT c.account_id
                 FROM ledger_checkpoint c
                 WHERE c.city_id = $1 AND (
                   c.debits_rupiah <> (SELECT COALESCE(SUM(t.amount_rupiah), 0) FROM ledger_transfer t
                     WHERE t.city_id = $1 AND t.debit_account_id = c.account_id AND t.state = 'posted' AND t.at_us <= c.until_us)
                   OR c.credits_rupiah <> (SELECT COALESCE(SUM(t.amount_rupiah), 0) FROM ledger_transfer t
                     WHERE t.city_id = $1 AND t.credit_account_id = c.account_id AND t.state = 'posted' AND t.at_us <= c.until_us))
                 ORDER BY c.account_id
                 LIMIT 100"
            ),
            params![city],
        )
        .await?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

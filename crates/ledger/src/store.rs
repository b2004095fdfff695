//! All SQL of the ledger. Rows are inserted and read; there is no statement that changes or removes one.

use kernel::Timestamp;
use kernel::id::{AccountId, CityId, TransferId};
use store::{StoreError, Tx, Value, params, sql, sql_each};

use crate::account::Account;
use crate::transfer::Entry;

/// Makes the accounts that are not there yet; nobody waits for it. Sort them, so that two transactions do not cross.
pub(crate) fn insert_accounts(tx: &mut Tx, city: CityId, now: Timestamp, accounts: &[(AccountId, Account)]) -> Result<(), StoreError> {
    let items: Vec<Value<'_>> =
        accounts.iter().flat_map(|(id, account)| [(*id).into(), account.kind.name().into(), account.owner.into()]).collect();
    tx.later_each(
        sql_each!(
            "INSERT INTO ledger_account (city_id, account_id, kind, owner_id, created_us)
             VALUES [[, |($1, $3, $4, $5, $2)]]
             ON CONFLICT DO NOTHING",
            fixed = 2,
            per = 3
        ),
        params![city, now],
        &items,
    )
}

/// Inserts rows unless their id, or the hold they resolve, stands already; gives how many were new.
pub(crate) async fn insert(tx: &mut Tx, city: CityId, now: Timestamp, entries: &[Entry]) -> Result<u64, StoreError> {
    let items: Vec<Value<'_>> = entries.iter().flat_map(|entry| entry.values(now)).collect();
    tx.exec_each(
        sql_each!(
            "INSERT INTO ledger_transfer (city_id, transfer_id, state, pending_id, debit_account_id, credit_account_id,
               amount_rupiah, reason, reference_kind, reference_id, business_date, memo, at_us)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)]]
             ON CONFLICT DO NOTHING",
            fixed = 1,
            per = 12
        ),
        params![city],
        &items,
    )
    .await
}

/// Inserts a hold; nobody waits for it. A row with this id and the same content is left as it is; one with other content
/// would get an amount that the schema refuses, which voids the transaction without asking first.
pub(crate) fn insert_hold(tx: &mut Tx, city: CityId, now: Timestamp, entry: &Entry) -> Result<(), StoreError> {
    let mut params = vec![Value::from(city)];
    params.extend(entry.values(now));
    tx.later(
        sql!(
            "INSERT INTO ledger_transfer (city_id, transfer_id, state, pending_id, debit_account_id, credit_account_id,
               amount_rupiah, reason, reference_kind, reference_id, business_date, memo, at_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (city_id, transfer_id) DO UPDATE SET amount_rupiah = -1
             WHERE ledger_transfer.state <> excluded.state
               OR ledger_transfer.debit_account_id <> excluded.debit_account_id
               OR ledger_transfer.credit_account_id <> excluded.credit_account_id
               OR ledger_transfer.amount_rupiah <> excluded.amount_rupiah
               OR ledger_transfer.reason <> excluded.reason
               OR ledger_transfer.reference_kind <> excluded.reference_kind
               OR ledger_transfer.reference_id <> excluded.reference_id
               OR ledger_transfer.business_date <> excluded.business_date
               OR ledger_transfer.memo <> excluded.memo"
        ),
        &params,
    )
}

/// One row.
pub(crate) async fn find(tx: &mut Tx, city: CityId, id: TransferId) -> Result<Option<Entry>, StoreError> {
    tx.opt(
        sql!(
            "SELECT transfer_id, state, pending_id, debit_account_id, credit_account_id, amount_rupiah, reason,
               reference_kind, reference_id, business_date, memo
             FROM ledger_transfer
             WHERE city_id = $1 AND transfer_id = $2"
        ),
        params![city, id],
    )
    .await
}

/// The rows with the ids of `entries`, in no order.
pub(crate) async fn find_all(tx: &mut Tx, city: CityId, entries: &[Entry]) -> Result<Vec<Entry>, StoreError> {
    let ids: Vec<Value<'_>> = entries.iter().map(|entry| entry.id.into()).collect();
    tx.rows_each(
        sql_each!(
            "SELECT transfer_id, state, pending_id, debit_account_id, credit_account_id, amount_rupiah, reason,
               reference_kind, reference_id, business_date, memo
             FROM ledger_transfer
             WHERE city_id = $1 AND transfer_id IN ([[, |$2]])",
            fixed = 1,
            per = 1
        ),
        params![city],
        &ids,
    )
    .await
}

/// The row that resolved a hold.
pub(crate) async fn find_resolution(tx: &mut Tx, city: CityId, hold: TransferId) -> Result<Option<Entry>, StoreError> {
    tx.opt(
        sql!(
            "SELECT transfer_id, state, pending_id, debit_account_id, credit_account_id, amount_rupiah, reason,
               reference_kind, reference_id, business_date, memo
             FROM ledger_transfer
             WHERE city_id = $1 AND pending_id = $2"
        ),
        params![city, hold],
    )
    .await
}

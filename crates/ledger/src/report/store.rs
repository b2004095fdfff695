//! All reading SQL of the reports. The cost of each grows with the transfers it sums.

use kernel::id::{AccountId, CityId, RawId};
use kernel::{BusinessDate, Rupiah};
use store::{FromRow, Row, StoreError, Tx, params, sql};

use super::balance::Sides;
use super::journal::JournalLine;
use super::statement::Move;
use crate::account::{Account, AccountKind, Side};

impl FromRow for Sides {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { debits: row.take()?, credits: row.take()? })
    }
}

/// Posted to one account: its checkpoint, if it has one, and what came since.
pub(crate) async fn posted(tx: &mut Tx, city: CityId, account: AccountId) -> Result<Sides, StoreError> {
    tx.one(
        sql!(
            "SELECT
               COALESCE((SELECT debits_rupiah FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), 0)
               + (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                  WHERE city_id = $1 AND debit_account_id = $2 AND state = 'posted'
                    AND at_us > COALESCE((SELECT until_us FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), -1)),
               COALESCE((SELECT credits_rupiah FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), 0)
               + (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                  WHERE city_id = $1 AND credit_account_id = $2 AND state = 'posted'
                    AND at_us > COALESCE((SELECT until_us FROM ledger_checkpoint WHERE city_id = $1 AND account_id = $2), -1))"
        ),
        params![city, account],
    )
    .await
}

/// Held on one account and not resolved.
pub(crate) async fn pending(tx: &mut Tx, city: CityId, account: AccountId) -> Result<Sides, StoreError> {
    tx.one(
        sql!(
            "SELECT
               (SELECT CAST(COALESCE(SUM(held.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer held
                WHERE held.city_id = $1 AND held.debit_account_id = $2 AND held.state = 'pending' AND NOT EXISTS (
                  SELECT 1 FROM ledger_transfer done WHERE done.city_id = $1 AND done.pending_id = held.transfer_id)),
               (SELECT CAST(COALESCE(SUM(held.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer held
                WHERE held.city_id = $1 AND held.credit_account_id = $2 AND held.state = 'pending' AND NOT EXISTS (
                  SELECT 1 FROM ledger_transfer done WHERE done.city_id = $1 AND done.pending_id = held.transfer_id))"
        ),
        params![city, account],
    )
    .await
}

/// Posted to each account of a kind, from its checkpoint on, sorted by owner.
pub(crate) async fn posted_of_kind(tx: &mut Tx, city: CityId, kind: AccountKind) -> Result<Vec<(RawId, Sides)>, StoreError> {
    let rows: Vec<(RawId, Rupiah, Rupiah)> = tx
        .rows(
            sql!(
                "SELECT a.owner_id,
                   COALESCE(c.debits_rupiah, 0)
                   + (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted'
                        AND t.at_us > COALESCE(c.until_us, -1)),
                   COALESCE(c.credits_rupiah, 0)
                   + (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted'
                        AND t.at_us > COALESCE(c.until_us, -1))
                 FROM ledger_account a
                 LEFT JOIN ledger_checkpoint c ON c.city_id = $1 AND c.account_id = a.account_id
                 WHERE a.city_id = $1 AND a.kind = $2
                 ORDER BY a.owner_id"
            ),
            params![city, kind.name()],
        )
        .await?;
    Ok(rows.into_iter().map(|(owner, debits, credits)| (owner, Sides { debits, credits })).collect())
}

/// Posted to one account before a date.
pub(crate) async fn posted_before(tx: &mut Tx, city: CityId, account: AccountId, date: BusinessDate) -> Result<Sides, StoreError> {
    tx.one(
        sql!(
            "SELECT
               (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                WHERE city_id = $1 AND debit_account_id = $2 AND business_date < $3 AND state = 'posted'),
               (SELECT CAST(COALESCE(SUM(amount_rupiah), 0) AS BIGINT) FROM ledger_transfer
                WHERE city_id = $1 AND credit_account_id = $2 AND business_date < $3 AND state = 'posted')"
        ),
        params![city, account, date],
    )
    .await
}

impl FromRow for Move {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            transfer: row.take()?,
            business_date: row.take()?,
            at: row.take()?,
            reason: row.take()?,
            reference_kind: row.take()?,
            reference: row.take()?,
            memo: row.take()?,
            other_kind: row.take()?,
            other_owner: row.take()?,
            side: if row.take::<i64>()? == 1 { Side::Debit } else { Side::Credit },
            amount: row.take()?,
        })
    }
}

/// Posted transfers of one account in a period, sorted by date and time; one more than a statement may have.
pub(crate) async fn moves(
    tx: &mut Tx,
    city: CityId,
    account: AccountId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<Vec<Move>, StoreError> {
    tx.rows(
        sql!(
            "SELECT t.transfer_id, t.business_date, t.at_us, t.reason, t.reference_kind, t.reference_id, t.memo,
               other.kind, other.owner_id, CAST(1 AS BIGINT) AS is_debit, t.amount_rupiah
             FROM ledger_transfer t
             JOIN ledger_account other ON other.city_id = $1 AND other.account_id = t.credit_account_id
             WHERE t.city_id = $1 AND t.debit_account_id = $2 AND t.business_date BETWEEN $3 AND $4 AND t.state = 'posted'
             UNION ALL
             SELECT t.transfer_id, t.business_date, t.at_us, t.reason, t.reference_kind, t.reference_id, t.memo,
               other.kind, other.owner_id, CAST(0 AS BIGINT) AS is_debit, t.amount_rupiah
             FROM ledger_transfer t
             JOIN ledger_account other ON other.city_id = $1 AND other.account_id = t.debit_account_id
             WHERE t.city_id = $1 AND t.credit_account_id = $2 AND t.business_date BETWEEN $3 AND $4 AND t.state = 'posted'
             ORDER BY 2, 3, 1
             LIMIT 5001"
        ),
        params![city, account, from, to],
    )
    .await
}

impl FromRow for JournalLine {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            transfer: row.take()?,
            business_date: row.take()?,
            at: row.take()?,
            reason: row.take()?,
            debit: Account { kind: row.take()?, owner: row.take()? },
            credit: Account { kind: row.take()?, owner: row.take()? },
            amount: row.take()?,
            memo: row.take()?,
        })
    }
}

/// Posted transfers of a period, by date and time; one more than a journal may have.
pub(crate) async fn journal(tx: &mut Tx, city: CityId, from: BusinessDate, to: BusinessDate) -> Result<Vec<JournalLine>, StoreError> {
    tx.rows(
        sql!(
            "SELECT t.transfer_id, t.business_date, t.at_us, t.reason, d.kind, d.owner_id, c.kind, c.owner_id, t.amount_rupiah, t.memo
             FROM ledger_transfer t
             JOIN ledger_account d ON d.city_id = $1 AND d.account_id = t.debit_account_id
             JOIN ledger_account c ON c.city_id = $1 AND c.account_id = t.credit_account_id
             WHERE t.city_id = $1 AND t.business_date BETWEEN $2 AND $3 AND t.state = 'posted'
             ORDER BY t.business_date, t.at_us, t.transfer_id
             LIMIT 200001"
        ),
        params![city, from, to],
    )
    .await
}

//! All SQL of transfers and their files. Rows are touched in the sequence payouts, transfers, files, batches.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, SettlementId};
use kernel::{Rupiah, Timestamp};

use super::model::{Transfer, TransferFile, TransferFileId};

impl FromRow for Transfer {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            payout: row.take()?,
            settlement: row.take()?,
            market: row.take()?,
            business_date: row.take()?,
            payee_kind: row.take()?,
            payee: row.take()?,
            name: row.take()?,
            amount: row.take()?,
            method: row.take()?,
            state: row.take()?,
            channel: row.take()?,
            account: row.take()?,
            holder: row.take()?,
            is_current: row.take::<i64>()? == 1,
            failure: row.take()?,
        })
    }
}

impl FromRow for TransferFile {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            number: row.take()?,
            business_date: row.take()?,
            value_date: row.take()?,
            transfers: row.take()?,
            total: row.take()?,
            made_by: row.take()?,
            made: row.take()?,
            open: row.take()?,
        })
    }
}

macro_rules! transfer_columns {
    ($rest:literal) => {
        concat!(
            "SELECT p.payout_id, p.settlement_id, b.market_id, b.business_date, p.payee_kind, p.payee_id, COALESCE(s.name, h.name, ''),
                    p.amount_rupiah, p.method, p.state, x.channel, x.account_number, x.holder,
                    CAST(CASE WHEN w.method = p.method AND w.channel = x.channel AND w.account_number = x.account_number
                         AND w.holder = x.holder THEN 1 ELSE 0 END AS BIGINT), x.failure
             FROM payout_transfer x
             JOIN payout p ON p.city_id = x.city_id AND p.payout_id = x.payout_id
             JOIN settlement_batch b ON b.city_id = p.city_id AND b.settlement_id = p.settlement_id
             LEFT JOIN payee_wish w ON w.city_id = p.city_id AND w.payee_id = p.payee_id
             LEFT JOIN stall s ON s.city_id = p.city_id AND s.stall_id = p.payee_id
             LEFT JOIN person h ON h.city_id = p.city_id AND h.person_id = p.payee_id
             WHERE x.city_id = $1 ",
            $rest
        )
    };
}

/// Keeps the accounts of prepared payouts. `items`: payout, channel, account, holder.
pub fn insert_transfers(tx: &mut Tx, city: CityId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO payout_transfer (city_id, payout_id, channel, account_number, holder, failure)
             VALUES [[, |($1, $2, $3, $4, $5, '')]]",
            fixed = 1,
            per = 4
        ),
        params![city],
        items,
    )
}

/// Marks a batch's transfers as on their way.
pub fn send(tx: &mut Tx, city: CityId, batch: SettlementId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE payout_transfer SET sent_us = $3
             WHERE city_id = $1 AND sent_us IS NULL
               AND payout_id IN (SELECT payout_id FROM payout WHERE city_id = $1 AND settlement_id = $2)"
        ),
        params![city, batch, now],
    )
}

/// Transfers on their way that are in no file, oldest first.
pub async fn waiting(tx: &mut Tx, city: CityId, rows: usize) -> Result<Vec<Transfer>, StoreError> {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    tx.rows(
        sql!(transfer_columns!("AND x.sent_us IS NOT NULL AND x.file_id IS NULL AND x.ended_us IS NULL ORDER BY x.payout_id LIMIT $2")),
        params![city, rows],
    )
    .await
}

/// How many they are, and their sum.
pub async fn waiting_sum(tx: &mut Tx, city: CityId) -> Result<(i64, Rupiah), StoreError> {
    tx.one(
        sql!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(p.amount_rupiah), 0) AS BIGINT)
             FROM payout_transfer x JOIN payout p ON p.city_id = x.city_id AND p.payout_id = x.payout_id
             WHERE x.city_id = $1 AND x.sent_us IS NOT NULL AND x.file_id IS NULL AND x.ended_us IS NULL"
        ),
        params![city],
    )
    .await
}

/// A file's transfers, in the order in which the file has them.
pub async fn transfers_of(tx: &mut Tx, city: CityId, file: TransferFileId) -> Result<Vec<Transfer>, StoreError> {
    tx.rows(sql!(transfer_columns!("AND x.file_id = $2 ORDER BY x.payout_id")), params![city, file]).await
}

/// The number of the next file.
pub async fn next_number(tx: &mut Tx, city: CityId) -> Result<i64, StoreError> {
    let (number,): (i64,) =
        tx.one(sql!("SELECT COALESCE(MAX(number), 0) + 1 FROM transfer_file WHERE city_id = $1"), params![city]).await?;
    Ok(number)
}

/// Keeps a file unless another took its number; gives whether none did.
pub async fn insert_file(tx: &mut Tx, city: CityId, file: &TransferFile) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO transfer_file (city_id, file_id, number, business_date, value_date, transfers, total_rupiah, made_by_id, made_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (city_id, number) DO NOTHING"
            ),
            params![
                city,
                file.id,
                file.number,
                file.business_date,
                file.value_date,
                file.transfers,
                file.total,
                file.made_by,
                file.made
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Puts transfers that are in no file into this one; gives how many were.
pub async fn claim(tx: &mut Tx, city: CityId, file: TransferFileId, transfers: &[&Transfer]) -> Result<u64, StoreError> {
    let items: Vec<Value<'_>> = transfers.iter().map(|transfer| transfer.payout.into()).collect();
    tx.exec_each(
        sql_each!(
            "UPDATE payout_transfer SET file_id = $2
             WHERE city_id = $1 AND file_id IS NULL AND ended_us IS NULL AND sent_us IS NOT NULL AND payout_id IN ([[, |$3]])",
            fixed = 2,
            per = 1
        ),
        params![city, file],
        &items,
    )
    .await
}

macro_rules! file_columns {
    ($rest:literal) => {
        concat!(
            "SELECT f.file_id, f.number, f.business_date, f.value_date, f.transfers, f.total_rupiah, f.made_by_id, f.made_us,
                    (SELECT CAST(COUNT(*) AS BIGINT) FROM payout_transfer x
                     WHERE x.city_id = $1 AND x.file_id = f.file_id AND x.ended_us IS NULL)
             FROM transfer_file f WHERE f.city_id = $1 ",
            $rest
        )
    };
}

/// One file.
pub async fn file(tx: &mut Tx, city: CityId, id: TransferFileId) -> Result<Option<TransferFile>, StoreError> {
    tx.opt(sql!(file_columns!("AND f.file_id = $2")), params![city, id]).await
}

/// The newest files, at most 60.
pub async fn files(tx: &mut Tx, city: CityId) -> Result<Vec<TransferFile>, StoreError> {
    tx.rows(sql!(file_columns!("ORDER BY f.number DESC LIMIT 60")), params![city]).await
}

/// Ends payouts that arrived, where they are still on their way; gives how many were. `ids`: payouts.
pub async fn arrive(tx: &mut Tx, city: CityId, ids: &[Value<'_>], now: Timestamp) -> Result<u64, StoreError> {
    let moved = tx
        .exec_each(
            sql_each!(
                "UPDATE payout SET state = 'paid', paid_us = $2
                 WHERE city_id = $1 AND state = 'approved' AND payout_id IN ([[, |$3]])",
                fixed = 2,
                per = 1
            ),
            params![city, now],
            ids,
        )
        .await?;
    tx.later_each(
        sql_each!("UPDATE payout_transfer SET ended_us = $2 WHERE city_id = $1 AND payout_id IN ([[, |$3]])", fixed = 2, per = 1),
        params![city, now],
        ids,
    )?;
    Ok(moved)
}

/// Ends payouts that failed, where they are still on their way; gives how many were. `ids`: payouts; `reasons`: payout and why.
pub async fn fail(tx: &mut Tx, city: CityId, ids: &[Value<'_>], reasons: &[Value<'_>], now: Timestamp) -> Result<u64, StoreError> {
    let moved = tx
        .exec_each(
            sql_each!(
                "UPDATE payout SET state = 'failed' WHERE city_id = $1 AND state = 'approved' AND payout_id IN ([[, |$2]])",
                fixed = 1,
                per = 1
            ),
            params![city],
            ids,
        )
        .await?;
    tx.later_each(
        sql_each!(
            "UPDATE payout_transfer SET ended_us = $2, failure = CASE [[ |WHEN payout_id = $3 THEN CAST($4 AS TEXT)]] ELSE failure END
             WHERE city_id = $1 AND payout_id IN ([[, |$3]])",
            fixed = 2,
            per = 2
        ),
        params![city, now],
        reasons,
    )?;
    Ok(moved)
}

/// Accounts that a person is given: of their wishes and of their transfers; as channel, number, holder.
pub async fn accounts_of(tx: &mut Tx, city: CityId, payees: &[Value<'_>]) -> Result<Vec<(String, String, String)>, StoreError> {
    let mut found: Vec<(String, String, String)> = tx
        .rows_each(
            sql_each!(
                "SELECT channel, account_number, holder FROM payee_wish
                 WHERE city_id = $1 AND account_number <> '' AND payee_id IN ([[, |$2]])",
                fixed = 1,
                per = 1
            ),
            params![city],
            payees,
        )
        .await?;
    let sent: Vec<(String, String, String)> = tx
        .rows_each(
            sql_each!(
                "SELECT x.channel, x.account_number, x.holder
                 FROM payout p JOIN payout_transfer x ON x.city_id = $1 AND x.payout_id = p.payout_id
                 WHERE p.city_id = $1 AND p.payee_id IN ([[, |$2]])",
                fixed = 1,
                per = 1
            ),
            params![city],
            payees,
        )
        .await?;
    found.extend(sent);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Forgets payees' wishes; of transfers' accounts the last four digits stay with the books.
pub fn forget(tx: &mut Tx, city: CityId, payees: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!("DELETE FROM payee_wish WHERE city_id = $1 AND payee_id IN ([[, |$2]])", fixed = 1, per = 1),
        params![city],
        payees,
    )?;
    tx.later_each(
        sql_each!(
            "UPDATE payout_transfer SET holder = '', account_number = '····' || SUBSTR(account_number, LENGTH(account_number) - 3)
             WHERE city_id = $1 AND payout_id IN (SELECT payout_id FROM payout WHERE city_id = $1 AND payee_id IN ([[, |$2]]))",
            fixed = 1,
            per = 1
        ),
        params![city],
        payees,
    )
}

//! SQL of the cash desk, counts of cash, and runners' floats.

use ::store::{Call, FromRow, Row, StoreError, Tx, params, sql, tx::map};
use kernel::id::{CityId, MarketId, PersonId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use ledger::{Account, AccountKind};

use crate::settlement::model::CashCount;

impl FromRow for CashCount {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            market: row.take()?,
            kind: row.take()?,
            runner: row.take()?,
            business_date: row.take()?,
            expected: row.take()?,
            counted: row.take()?,
            reason: row.take()?,
            person: row.take()?,
            at: row.take()?,
        })
    }
}

/// Begins an act on a market's cash. Locks the market's row of the cash desk until the transaction ends; call it before reading
/// balances. The market must exist.
pub fn begin_act(tx: &mut Tx, city: CityId, market: MarketId) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO cash_desk (city_id, market_id, acts) VALUES ($1, $2, 1)
             ON CONFLICT (city_id, market_id) DO UPDATE SET acts = cash_desk.acts + 1"
        ),
        params![city, market],
    )
}

/// Whether there is such a market.
pub async fn has_market(tx: &mut Tx, city: CityId, market: MarketId) -> Result<bool, StoreError> {
    let found: Option<(MarketId,)> =
        tx.opt(sql!("SELECT market_id FROM market WHERE city_id = $1 AND market_id = $2"), params![city, market]).await?;
    Ok(found.is_some())
}

/// Keeps a count.
pub async fn insert_count(tx: &mut Tx, city: CityId, count: &CashCount) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO cash_count (city_id, cash_count_id, market_id, kind, runner_id, business_date, expected_rupiah, counted_rupiah, reason,
                    person_id, at_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        params![
            city,
            count.id,
            count.market,
            count.kind,
            count.runner,
            count.business_date,
            count.expected,
            count.counted,
            &count.reason,
            count.person,
            count.at
        ],
    )
    .await
    .map(drop)
}

/// The closing of a market's day.
pub async fn closing(tx: &mut Tx, city: CityId, market: MarketId, date: BusinessDate) -> Result<Option<CashCount>, StoreError> {
    tx.opt(
        sql!(
            "SELECT cash_count_id, market_id, kind, runner_id, business_date, expected_rupiah, counted_rupiah, reason, person_id, at_us
             FROM cash_count WHERE city_id = $1 AND market_id = $2 AND business_date = $3 AND kind = 'closing'"
        ),
        params![city, market, date],
    )
    .await
}

/// A market's counts of one local date, oldest first; at most 500.
pub async fn counts_of_day(tx: &mut Tx, city: CityId, market: MarketId, date: BusinessDate) -> Result<Vec<CashCount>, StoreError> {
    tx.rows(
        sql!(
            "SELECT cash_count_id, market_id, kind, runner_id, business_date, expected_rupiah, counted_rupiah, reason, person_id, at_us
             FROM cash_count WHERE city_id = $1 AND market_id = $2 AND business_date = $3 ORDER BY cash_count_id LIMIT 500"
        ),
        params![city, market, date],
    )
    .await
}

/// What each of these runners carries of one market's cash, in the order given. A runner may carry another market's cash too; it is
/// not counted here. One round trip; its cost grows with the runners' transfers.
pub async fn floats(tx: &mut Tx, city: CityId, market: MarketId, runners: &[PersonId]) -> Result<Vec<Rupiah>, StoreError> {
    let calls = runners.iter().map(|runner| float(city, market, *runner)).collect();
    let mut floats = Vec::with_capacity(runners.len());
    for rows in tx.all(calls).await? {
        let part: Vec<(Rupiah,)> = map(rows)?;
        floats.push(part.first().map_or(Rupiah::ZERO, |part| part.0));
    }
    Ok(floats)
}

fn float(city: CityId, market: MarketId, runner: PersonId) -> Call {
    Call::new(
        sql!(
            "SELECT CAST(COALESCE(SUM(m.amount), 0) AS BIGINT) FROM (
               SELECT t.amount_rupiah AS amount FROM ledger_transfer t
               JOIN market_order o ON o.city_id = $1 AND o.order_id = t.reference_id AND o.market_id = $2
               WHERE t.city_id = $1 AND t.debit_account_id = $3 AND t.state = 'posted'
               UNION ALL
               SELECT -t.amount_rupiah AS amount FROM ledger_transfer t
               JOIN cash_count c ON c.city_id = $1 AND c.cash_count_id = t.reference_id AND c.market_id = $2
               WHERE t.city_id = $1 AND t.credit_account_id = $3 AND t.state = 'posted') m"
        ),
        params![city, market, Account::new(AccountKind::RunnerFloat, runner).id(city)],
    )
}

/// How many orders of a market's day are not final.
pub async fn orders_open(tx: &mut Tx, city: CityId, market: MarketId, date: BusinessDate) -> Result<i64, StoreError> {
    let count: (i64,) = tx
        .one(
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM market_order
                 WHERE city_id = $1 AND market_id = $2 AND business_date = $3 AND state IN ('placed', 'picking', 'picked', 'delivering')"
            ),
            params![city, market, date],
        )
        .await?;
    Ok(count.0)
}

/// Ends ordering for a market's day: no slot of it can be taken any more. Locks the day's slots, so an order that is being placed
/// is either seen by the next statement or refused. `midnight`, when the date begins, lies before every clock that may still be compared.
pub fn end_slots(tx: &mut Tx, city: CityId, market: MarketId, date: BusinessDate, midnight: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!("UPDATE slot SET cutoff_us = $4 WHERE city_id = $1 AND market_id = $2 AND day = $3 AND cutoff_us > $4"),
        params![city, market, date, midnight],
    )
}

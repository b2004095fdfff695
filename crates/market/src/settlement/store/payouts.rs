//! SQL of payouts.

use ::store::{FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, MarketId, PayoutId, PersonId, RawId, SettlementId};
use kernel::{BusinessDate, Timestamp};

use crate::payees::AccountNumber;
use crate::settlement::model::{Payout, PayoutState};

impl FromRow for Payout {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (id, settlement, market, business_date) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let (payee_kind, payee, name) = (row.take()?, row.take()?, row.take()?);
        let (block, number): (Option<String>, Option<i64>) = (row.take()?, row.take()?);
        let place = block.zip(number).map(|(block, number)| if block.is_empty() { String::new() } else { format!("{block}-{number}") });
        Ok(Self {
            id,
            settlement,
            market,
            business_date,
            payee_kind,
            payee,
            name,
            place: place.unwrap_or_default(),
            amount: row.take()?,
            method: row.take()?,
            state: row.take()?,
            paid: row.take()?,
            paid_by: row.take()?,
            account: account(row)?,
            failure: row.take::<Option<String>>()?.unwrap_or_default(),
        })
    }
}

/// `002 ····1234`
fn account(row: &mut Row) -> Result<String, StoreError> {
    let (channel, number): (Option<String>, Option<AccountNumber>) = (row.take()?, row.take()?);
    Ok(channel.zip(number).map(|(channel, number)| format!("{channel} {}", number.masked())).unwrap_or_default())
}

macro_rules! payout_columns {
    ($rest:literal) => {
        concat!(
            "SELECT p.payout_id, p.settlement_id, b.market_id, b.business_date, p.payee_kind, p.payee_id, COALESCE(s.name, h.name, ''),
                    s.block, s.number, p.amount_rupiah, p.method, p.state, p.paid_us, p.paid_by_id,
                    x.channel, x.account_number, x.failure
             FROM payout p
             JOIN settlement_batch b ON b.city_id = p.city_id AND b.settlement_id = p.settlement_id
             LEFT JOIN stall s ON s.city_id = p.city_id AND s.stall_id = p.payee_id
             LEFT JOIN person h ON h.city_id = p.city_id AND h.person_id = p.payee_id
             LEFT JOIN payout_transfer x ON x.city_id = p.city_id AND x.payout_id = p.payout_id
             WHERE p.city_id = $1 ",
            $rest
        )
    };
}

/// Writes prepared payouts of one batch. `items`: id, payee kind, payee, amount, method.
pub fn insert_payouts(tx: &mut Tx, city: CityId, batch: SettlementId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO payout (city_id, settlement_id, payout_id, payee_kind, payee_id, amount_rupiah, method, state)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, 'prepared')]]",
            fixed = 2,
            per = 5
        ),
        params![city, batch],
        items,
    )
}

/// One payout.
pub async fn payout(tx: &mut Tx, city: CityId, id: PayoutId) -> Result<Option<Payout>, StoreError> {
    tx.opt(sql!(payout_columns!("AND p.payout_id = $2")), params![city, id]).await
}

/// The payouts of a batch: stalls in walking order, then runners.
pub async fn payouts_of_batch(tx: &mut Tx, city: CityId, batch: SettlementId) -> Result<Vec<Payout>, StoreError> {
    tx.rows(sql!(payout_columns!("AND p.settlement_id = $2 ORDER BY p.payout_id")), params![city, batch]).await
}

/// What a page of payouts is narrowed to, whoever gets them.
#[derive(Debug, Clone, Copy)]
pub struct PayoutsWanted {
    /// Of batch dates from the first to the last.
    pub dates: (BusinessDate, BusinessDate),
    /// In one state, or any.
    pub state: Option<PayoutState>,
    /// With smaller ids.
    pub before: RawId,
    /// At most this many.
    pub rows: i64,
}

impl PayoutsWanted {
    /// The newest payouts, whatever their state.
    #[must_use]
    pub const fn newest(rows: i64) -> Self {
        Self { dates: EVER, state: None, before: RawId::max(), rows }
    }
}

/// Every date.
pub const EVER: (BusinessDate, BusinessDate) = (BusinessDate::from_days(i64::MIN), BusinessDate::from_days(i64::MAX));

/// Every market's payouts, newest first.
pub async fn payouts_of_city(tx: &mut Tx, city: CityId, wanted: &PayoutsWanted) -> Result<Vec<Payout>, StoreError> {
    tx.rows(
        sql!(payout_columns!(
            "AND p.payout_id < $2 AND b.business_date BETWEEN $3 AND $4 AND p.state = COALESCE($5, p.state)
             ORDER BY p.payout_id DESC LIMIT $6"
        )),
        params![city, wanted.before, wanted.dates.0, wanted.dates.1, wanted.state, wanted.rows],
    )
    .await
}

/// The payouts of these markets, newest first.
pub async fn payouts_of_markets(
    tx: &mut Tx,
    city: CityId,
    markets: &[MarketId],
    wanted: &PayoutsWanted,
) -> Result<Vec<Payout>, StoreError> {
    let items: Vec<Value<'_>> = markets.iter().map(|market| Value::from(*market)).collect();
    tx.rows_each(
        sql_each!(
            payout_columns!(
                "AND p.payout_id < $2 AND b.business_date BETWEEN $3 AND $4 AND p.state = COALESCE($5, p.state)
                   AND b.market_id IN ([[, |$7]])
                 ORDER BY p.payout_id DESC LIMIT $6"
            ),
            fixed = 6,
            per = 1
        ),
        params![city, wanted.before, wanted.dates.0, wanted.dates.1, wanted.state, wanted.rows],
        &items,
    )
    .await
}

/// The payouts of these stalls and runners, newest first; of one market, or of any.
pub async fn payouts_of_payees(
    tx: &mut Tx,
    city: CityId,
    payees: &[RawId],
    market: Option<MarketId>,
    wanted: &PayoutsWanted,
) -> Result<Vec<Payout>, StoreError> {
    let items: Vec<Value<'_>> = payees.iter().map(|payee| Value::from(*payee)).collect();
    tx.rows_each(
        sql_each!(
            payout_columns!(
                "AND p.payout_id < $2 AND b.business_date BETWEEN $3 AND $4 AND p.state = COALESCE($5, p.state)
                   AND b.market_id = COALESCE($7, b.market_id) AND p.payee_id IN ([[, |$8]])
                 ORDER BY p.payout_id DESC LIMIT $6"
            ),
            fixed = 7,
            per = 1
        ),
        params![city, wanted.before, wanted.dates.0, wanted.dates.1, wanted.state, wanted.rows, market],
        &items,
    )
    .await
}

/// Hands out an approved payout, once; gives whether it still was.
pub async fn pay_payout(tx: &mut Tx, city: CityId, id: PayoutId, by: Option<PersonId>, now: Timestamp) -> Result<bool, StoreError> {
    let moved = tx
        .exec(
            sql!(
                "UPDATE payout SET state = 'paid', paid_us = $3, paid_by_id = $4
                 WHERE city_id = $1 AND payout_id = $2 AND state = 'approved'"
            ),
            params![city, id, now, by],
        )
        .await?;
    Ok(moved == 1)
}

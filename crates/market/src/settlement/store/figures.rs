//! Read-only SQL of day figures, statements and a trader's money.

use ::store::{Call, FromRow, Row, StoreError, Tx, Value, params, sql, sql_each, tx::map};
use kernel::id::{CityId, MarketId, OrderId, StallId};
use kernel::{BusinessDate, Quantity, Rupiah, Timestamp, Unit};
use ledger::{Account, AccountKind};

use crate::orders::OrderState;

/// The orders of a market's day in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateSums {
    /// Which state.
    pub state: OrderState,
    /// How many.
    pub orders: i64,
    /// Picked goods.
    pub goods: Rupiah,
    /// For bringing them.
    pub delivery_fees: Rupiah,
    /// The city's fees.
    pub service_fees: Rupiah,
    /// Added or taken off so that cash came out even.
    pub rounding: Rupiah,
    /// Final totals.
    pub total: Rupiah,
}

impl FromRow for StateSums {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            state: row.take()?,
            orders: row.take()?,
            goods: row.take()?,
            delivery_fees: row.take()?,
            service_fees: row.take()?,
            rounding: row.take()?,
            total: row.take()?,
        })
    }
}

/// A market's day by order state, and the refunds allowed from `from` until before `to`. One round trip.
pub async fn day_sums(
    tx: &mut Tx,
    city: CityId,
    market: MarketId,
    date: BusinessDate,
    (from, to): (Timestamp, Timestamp),
) -> Result<(Vec<StateSums>, Rupiah), StoreError> {
    let by_state = Call::new(
        sql!(
            "SELECT state, CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(goods_final_rupiah), 0) AS BIGINT),
                    CAST(SUM(delivery_fee_rupiah) AS BIGINT), CAST(SUM(service_fee_rupiah) AS BIGINT),
                    CAST(COALESCE(SUM(rounding_rupiah), 0) AS BIGINT), CAST(COALESCE(SUM(total_final_rupiah), 0) AS BIGINT)
             FROM market_order WHERE city_id = $1 AND market_id = $2 AND business_date = $3
             GROUP BY state ORDER BY state"
        ),
        params![city, market, date],
    );
    let refunds = Call::new(
        sql!(
            "SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM refund r
             JOIN market_order o ON o.city_id = r.city_id AND o.order_id = r.order_id
             WHERE r.city_id = $1 AND o.market_id = $2 AND r.made_us >= $3 AND r.made_us < $4"
        ),
        params![city, market, from, to],
    );
    let mut found = tx.all(vec![by_state, refunds]).await?.into_iter();
    let sums = map(found.next().unwrap_or_default())?;
    let refunds: Vec<(Rupiah,)> = map(found.next().unwrap_or_default())?;
    Ok((sums, refunds.first().map_or(Rupiah::ZERO, |sum| sum.0)))
}

/// A line that a stall supplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppliedLine {
    /// In which order.
    pub order: OrderId,
    /// Indonesian, Javanese, English.
    pub names: [String; 3],
    /// Weighed or counted.
    pub picked: Option<Quantity>,
    /// Measured how.
    pub sold_by: Unit,
    /// The unit's word.
    pub unit: String,
    /// What was charged.
    pub total: Rupiah,
}

impl FromRow for SuppliedLine {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            order: row.take()?,
            names: [row.take()?, row.take()?, row.take()?],
            picked: row.take()?,
            sold_by: row.take()?,
            unit: row.take()?,
            total: row.take()?,
        })
    }
}

/// What a stall supplied in these orders, by the buyer's list.
pub async fn supplied(tx: &mut Tx, city: CityId, stall: StallId, orders: &[OrderId]) -> Result<Vec<SuppliedLine>, StoreError> {
    let items: Vec<Value<'_>> = orders.iter().map(|order| Value::from(*order)).collect();
    tx.rows_each(
        sql_each!(
            "SELECT l.order_id, p.name_id, p.name_jv, p.name_en, l.picked_milli, l.sold_by, l.unit, l.total_rupiah
             FROM order_line l
             JOIN offer o ON o.city_id = l.city_id AND o.offer_id = COALESCE(l.picked_offer_id, l.offer_id)
             JOIN product p ON p.city_id = o.city_id AND p.product_id = o.product_id
             WHERE l.city_id = $1 AND l.stall_id = $2 AND l.total_rupiah > 0 AND l.order_id IN ([[, |$3]])
             ORDER BY l.order_id, l.position",
            fixed = 2,
            per = 1
        ),
        params![city, stall],
        &items,
    )
    .await
}

/// A stall's market.
pub async fn market_of_stall(tx: &mut Tx, city: CityId, stall: StallId) -> Result<Option<MarketId>, StoreError> {
    let found: Option<(MarketId,)> =
        tx.opt(sql!("SELECT market_id FROM stall WHERE city_id = $1 AND stall_id = $2"), params![city, stall]).await?;
    Ok(found.map(|row| row.0))
}

/// What a stall sold on each day from the first to the last, days without sales left out.
pub async fn sold_by_day(
    tx: &mut Tx,
    city: CityId,
    stall: StallId,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<Vec<(BusinessDate, Rupiah)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT business_date, CAST(SUM(amount_rupiah) AS BIGINT) FROM ledger_transfer
             WHERE city_id = $1 AND credit_account_id = $2 AND business_date BETWEEN $3 AND $4 AND state = 'posted'
               AND reason IN ('goods_sold', 'goods_lost')
             GROUP BY business_date ORDER BY business_date"
        ),
        params![city, Account::new(AccountKind::StallPayable, stall).id(city), from, to],
    )
    .await
}

/// What a stall may expect of orders of that day which are still under way: how many orders, and their lines as picked or estimated.
pub async fn coming(tx: &mut Tx, city: CityId, market: MarketId, stall: StallId, date: BusinessDate) -> Result<(i64, Rupiah), StoreError> {
    tx.one(
        sql!(
            "SELECT CAST(COUNT(DISTINCT l.order_id) AS BIGINT), CAST(COALESCE(SUM(COALESCE(l.total_rupiah, l.estimate_rupiah)), 0) AS BIGINT)
             FROM market_order o
             JOIN order_line l ON l.city_id = o.city_id AND l.order_id = o.order_id
             WHERE o.city_id = $1 AND o.market_id = $2 AND o.business_date = $4 AND l.stall_id = $3
               AND o.state IN ('placed', 'picking', 'picked', 'delivering') AND l.state IN ('open', 'picked', 'substituted')"
        ),
        params![city, market, stall, date],
    )
    .await
}

//! SQL of orders and quotes.

use ::store::{Call, FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, MarketId, OrderId, PersonId, QuoteId, RawId, SlotId, StallId};
use kernel::{BusinessDate, Rupiah, Timestamp};

use crate::orders::model::{Order, OrderState, Quote};

impl FromRow for Order {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let order = Self {
            id: row.take()?,
            number: row.take()?,
            market: row.take()?,
            buyer: row.take()?,
            placed_by: row.take()?,
            state: row.take()?,
            slot: row.take()?,
            recipient: row.take()?,
            phone: row.take()?,
            street: row.take()?,
            rt: row.take()?,
            rw: row.take()?,
            ward_code: row.take()?,
            landmark: row.take()?,
            payment_provider: row.take()?,
            goods_estimate: row.take()?,
            delivery_fee: row.take()?,
            service_fee: row.take()?,
            tolerance: row.take()?,
            goods_final: row.take()?,
            rounding: row.take()?,
            total_final: row.take()?,
            hold: row.take()?,
            pin: row.take()?,
            pin_attempts: row.take()?,
            runner: row.take()?,
            reason: row.take()?,
            placed: row.take()?,
            finished: row.take()?,
            business_date: row.take()?,
            version: row.take()?,
            pin_point: None,
        };
        let (lat, lng): (Option<i64>, Option<i64>) = (row.take()?, row.take()?);
        let pin_point = lat.zip(lng).map(|(lat_e6, lng_e6)| kernel::area::Point { lat_e6, lng_e6 });
        Ok(Self { pin_point, ..order })
    }
}

macro_rules! order_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT order_id, number, market_id, buyer_id, placed_by_id, state, slot_id, recipient, phone, street, rt, rw, ward_code, landmark,
                    payment_provider, goods_estimate_rupiah, delivery_fee_rupiah, service_fee_rupiah, tolerance_rupiah, goods_final_rupiah,
                    rounding_rupiah, total_final_rupiah, hold_transfer_id, pin, pin_attempts, runner_id, reason, placed_us, finished_us,
                    business_date, version, lat_e6, lng_e6
             FROM market_order WHERE city_id = $1 ",
            $rest
        ))
    };
}

/// One order.
pub async fn order(tx: &mut Tx, city: CityId, id: OrderId) -> Result<Option<Order>, StoreError> {
    tx.opt(order_sql!("AND order_id = $2"), params![city, id]).await
}

/// Reads one order, beside other statements.
pub fn order_call(city: CityId, id: OrderId) -> Call {
    Call::new(order_sql!("AND order_id = $2"), params![city, id])
}

/// One order by its number.
pub async fn order_by_number(tx: &mut Tx, city: CityId, number: &str) -> Result<Option<Order>, StoreError> {
    tx.opt(order_sql!("AND number = $2"), params![city, number]).await
}

/// A buyer's orders, newest first, before the cursor.
pub async fn orders_of_buyer(tx: &mut Tx, city: CityId, buyer: PersonId, before: RawId, rows: i64) -> Result<Vec<Order>, StoreError> {
    tx.rows(order_sql!("AND buyer_id = $2 AND order_id < $3 ORDER BY order_id DESC LIMIT $4"), params![city, buyer, before, rows]).await
}

/// A market's orders of one local date, oldest first; at most 500.
pub async fn orders_of_day(tx: &mut Tx, city: CityId, market: MarketId, day: BusinessDate) -> Result<Vec<Order>, StoreError> {
    tx.rows(order_sql!("AND market_id = $2 AND business_date = $3 ORDER BY order_id LIMIT 500"), params![city, market, day]).await
}

/// A market's orders that are not final, oldest first; at most 500.
pub async fn orders_open(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Order>, StoreError> {
    tx.rows(
        order_sql!("AND market_id = $2 AND state IN ('placed', 'picking', 'picked', 'delivering') ORDER BY order_id LIMIT 500"),
        params![city, market],
    )
    .await
}

/// A runner's orders that are not final, oldest first.
pub async fn orders_of_runner(tx: &mut Tx, city: CityId, runner: PersonId) -> Result<Vec<Order>, StoreError> {
    tx.rows(
        order_sql!("AND runner_id = $2 AND state IN ('placed', 'picking', 'picked', 'delivering') ORDER BY order_id LIMIT 100"),
        params![city, runner],
    )
    .await
}

/// Placed orders without a runner that were placed before `before`; at most 200.
pub async fn orders_unassigned(tx: &mut Tx, city: CityId, before: Timestamp) -> Result<Vec<Order>, StoreError> {
    tx.rows(
        order_sql!(
            "AND state = 'placed' AND runner_id IS NULL AND placed_us <= $2 AND NOT EXISTS (
               SELECT 1 FROM payment h WHERE h.city_id = $1 AND h.order_id = market_order.order_id AND h.hold_until_us IS NOT NULL)
             ORDER BY placed_us, order_id LIMIT 200"
        ),
        params![city, before],
    )
    .await
}

/// Moves an order on; false when it is no longer in `from` or no longer at `version`.
pub async fn advance(tx: &mut Tx, city: CityId, order: &Order, from: OrderState, to: OrderState) -> Result<bool, StoreError> {
    let moved = tx
        .exec(
            sql!(
                "UPDATE market_order SET state = $5, version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND state = $3 AND version = $4"
            ),
            params![city, order.id, from, order.version, to],
        )
        .await?;
    Ok(moved == 1)
}

/// Ends an order; false when it changed meanwhile.
pub async fn finish(tx: &mut Tx, city: CityId, order: &Order, to: OrderState, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
    let moved = tx
        .exec(
            sql!(
                "UPDATE market_order SET state = $5, reason = $6, finished_us = $7, version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND state = $3 AND version = $4"
            ),
            params![city, order.id, order.state, order.version, to, reason, now],
        )
        .await?;
    Ok(moved == 1)
}

/// Keeps a quote.
pub async fn insert_quote(tx: &mut Tx, city: CityId, quote: &Quote, owner: RawId, body: &str) -> Result<(), StoreError> {
    tx.exec(
        sql!("INSERT INTO quote (city_id, quote_id, market_id, owner_id, body, expires_us) VALUES ($1, $2, $3, $4, $5, $6)"),
        params![city, quote.id, quote.market, owner, body, quote.expires],
    )
    .await
    .map(drop)
}

/// A quote's owner and body.
pub async fn quote(tx: &mut Tx, city: CityId, id: QuoteId) -> Result<Option<(RawId, String)>, StoreError> {
    tx.opt(sql!("SELECT owner_id, body FROM quote WHERE city_id = $1 AND quote_id = $2"), params![city, id]).await
}

/// Uses a quote up; gives its id when nobody had.
pub fn use_quote(city: CityId, id: QuoteId) -> Call {
    Call::new(sql!("DELETE FROM quote WHERE city_id = $1 AND quote_id = $2 RETURNING quote_id"), params![city, id])
}

/// Forgets quotes that were made before the first id of a time; gives how many.
pub async fn prune_quotes(tx: &mut Tx, city: CityId, before: QuoteId) -> Result<u64, StoreError> {
    tx.exec(sql!("DELETE FROM quote WHERE city_id = $1 AND quote_id < $2"), params![city, before]).await
}

/// Writes a new order; `values` in the order of the columns, the last stands for zero wrong PINs.
pub fn insert_order(tx: &mut Tx, city: CityId, values: &[Value<'_>; 25]) -> Result<(), StoreError> {
    let mut params = Vec::with_capacity(26);
    params.push(Value::from(city));
    params.extend_from_slice(values);
    tx.later(
        sql!(
            "INSERT INTO market_order (city_id, order_id, number, market_id, buyer_id, placed_by_id, state, slot_id, recipient, phone, street,
                    rt, rw, ward_code, landmark, lat_e6, lng_e6, payment_provider, goods_estimate_rupiah, delivery_fee_rupiah,
                    service_fee_rupiah, tolerance_rupiah, hold_transfer_id, pin, placed_us, business_date, pin_attempts, reason, version)
             VALUES ($1, $2, $3, $4, $5, $6, 'placed', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
                    $25, $26, '', 1)"
        ),
        &params,
    )
}

/// Awaits a payment. A payment belongs to an order, never to a seller.
pub fn insert_payment(tx: &mut Tx, city: CityId, order: OrderId, provider: &str, amount: Rupiah, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO payment (city_id, order_id, provider, state, amount_rupiah, provider_reference, updated_us)
             VALUES ($1, $2, $3, 'awaited', $4, '', $5)"
        ),
        params![city, order, provider, amount, now],
    )
}

/// Sets where a payment stands; gives whether it stood in `from`.
pub async fn set_payment(
    tx: &mut Tx,
    city: CityId,
    order: OrderId,
    change: (&'static str, &'static str),
    amount: Rupiah,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (from, to) = change;
    let touched = tx
        .exec(
            sql!("UPDATE payment SET state = $4, amount_rupiah = $5, updated_us = $6 WHERE city_id = $1 AND order_id = $2 AND state = $3"),
            params![city, order, from, to, amount, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Sets the final total and moves the order from picking to picked; false when it changed meanwhile.
pub async fn set_final(
    tx: &mut Tx,
    city: CityId,
    order: &Order,
    goods: Rupiah,
    rounding: Rupiah,
    total: Rupiah,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE market_order SET state = 'picked', goods_final_rupiah = $4, rounding_rupiah = $5, total_final_rupiah = $6,
                        version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND version = $3 AND state = 'picking' AND total_final_rupiah IS NULL"
            ),
            params![city, order.id, order.version, goods, rounding, total],
        )
        .await?;
    Ok(touched == 1)
}

/// Gives an order to a runner; false when it changed meanwhile or is past assigning.
pub async fn assign(tx: &mut Tx, city: CityId, order: &Order, runner: PersonId) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE market_order SET runner_id = $4, version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND version = $3 AND state IN ('placed', 'picking', 'picked')"
            ),
            params![city, order.id, order.version, runner],
        )
        .await?;
    Ok(touched == 1)
}

/// Counts a wrong PIN.
pub async fn count_wrong_pin(tx: &mut Tx, city: CityId, order: OrderId) -> Result<(), StoreError> {
    tx.exec(sql!("UPDATE market_order SET pin_attempts = pin_attempts + 1 WHERE city_id = $1 AND order_id = $2"), params![city, order])
        .await
        .map(drop)
}

/// How many orders each runner of a market has on a local date, cancelled ones not counted.
pub async fn load_of_runners(tx: &mut Tx, city: CityId, market: MarketId, day: BusinessDate) -> Result<Vec<(PersonId, i64)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT runner_id, CAST(COUNT(*) AS BIGINT) FROM market_order
             WHERE city_id = $1 AND market_id = $2 AND business_date = $3 AND runner_id IS NOT NULL AND state <> 'cancelled'
             GROUP BY runner_id"
        ),
        params![city, market, day],
    )
    .await
}

/// Number, state and slot of these orders.
pub async fn heads(tx: &mut Tx, city: CityId, orders: &[OrderId]) -> Result<Vec<(OrderId, String, OrderState, SlotId)>, StoreError> {
    let items: Vec<Value<'_>> = orders.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(
        sql_each!(
            "SELECT order_id, number, state, slot_id FROM market_order WHERE city_id = $1 AND order_id IN ([[, |$2]])",
            fixed = 1,
            per = 1
        ),
        params![city],
        &items,
    )
    .await
}

/// The market a stall stands in.
pub async fn market_of_stall(tx: &mut Tx, city: CityId, stall: StallId) -> Result<Option<MarketId>, StoreError> {
    let found: Option<(MarketId,)> =
        tx.opt(sql!("SELECT market_id FROM stall WHERE city_id = $1 AND stall_id = $2"), params![city, stall]).await?;
    Ok(found.map(|(market,)| market))
}

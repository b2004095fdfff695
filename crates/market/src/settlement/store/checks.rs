//! SQL of the invariants. Each statement gives subject, what was found and what should be, at most 20 rows; each reads the whole city.

mod by_source;
mod complaints;
mod goods;
mod money;
mod payments;
mod payouts;
mod printed;
mod reconcile;
mod transfers;

use ::store::{Call, FromRow, Row, Statement, StoreError, Tx, Value, params, sql, sql_each, tx::map};
use kernel::id::{CityId, OrderId, RawId};

/// Something for which a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The order, offer, batch, person …
    pub subject: RawId,
    /// In rupiah, thousandths or a count, as the rule says.
    pub found: i64,
    /// In the same.
    pub expected: i64,
}

impl FromRow for Fault {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { subject: row.take()?, found: row.take()?, expected: row.take()? })
    }
}

/// A rule's words and its statement, which takes the city alone.
type Rule = (&'static str, &'static Statement);

/// Looks for everything that breaks a rule, in one round trip. By rule.
pub async fn faults(tx: &mut Tx, city: CityId) -> Result<Vec<(&'static str, Vec<Fault>)>, StoreError> {
    let all = [
        goods::rules(),
        money::rules(),
        payments::rules(),
        by_source::rules(),
        printed::rules(),
        payouts::rules(),
        transfers::rules(),
        complaints::rules(),
        reconcile::rules(),
    ];
    let rules: Vec<Rule> = all.into_iter().flatten().collect();
    let calls = rules.iter().map(|(_, statement)| Call::new(statement, params![city])).collect();
    let found = tx.all(calls).await?;
    rules.into_iter().zip(found).map(|((words, _), rows)| Ok((words, map(rows)?))).collect()
}

/// What was answered to those who placed orders lately; at most 100,000.
pub async fn acknowledged(tx: &mut Tx, city: CityId) -> Result<Vec<String>, StoreError> {
    let found: Vec<(String,)> = tx
        .rows(sql!("SELECT result FROM idempotency_key WHERE city_id = $1 AND operation = 'place_order' LIMIT 100000"), params![city])
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

/// Those of these orders that are there, in no order.
pub async fn known_orders(tx: &mut Tx, city: CityId, orders: &[OrderId]) -> Result<std::collections::BTreeSet<OrderId>, StoreError> {
    let items: Vec<Value<'_>> = orders.iter().map(|order| Value::from(*order)).collect();
    let found: Vec<(OrderId,)> = tx
        .rows_each(
            sql_each!("SELECT order_id FROM market_order WHERE city_id = $1 AND order_id IN ([[, |$2]])", fixed = 1, per = 1),
            params![city],
            &items,
        )
        .await?;
    Ok(found.into_iter().map(|row| row.0).collect())
}

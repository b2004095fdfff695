//! SQL of seller orders, lines, substitutions and the whole order.

use ::store::{Call, FromRow, Row, StoreError, Tx, Value, params, sql, sql_each, tx::map};
use kernel::id::{CityId, MarketId, OfferId, OrderId, PersonId, RawId, SellerOrderId, StallId};
use kernel::{Quantity, Rupiah, Timestamp};

use crate::orders::model::{
    LineState, Order, OrderDetail, OrderEvent, OrderLine, SellerOrder, SellerOrderState, Substitution, SubstitutionState,
};
use crate::orders::rules::OfferFacts;

impl FromRow for SellerOrder {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            stall: row.take()?,
            state: row.take()?,
            decide_by: row.take()?,
            decided: row.take()?,
            decided_by_timer: row.take()?,
        })
    }
}

macro_rules! part_sql {
    ($rest:literal) => {
        sql!(concat!(
            "SELECT seller_order_id, order_id, stall_id, state, decide_by_us, decided_us, decided_by_timer FROM seller_order WHERE city_id = $1 ",
            $rest
        ))
    };
}

/// One seller order.
pub async fn seller_order(tx: &mut Tx, city: CityId, id: SellerOrderId) -> Result<Option<SellerOrder>, StoreError> {
    tx.opt(part_sql!("AND seller_order_id = $2"), params![city, id]).await
}

/// A stall's newest seller orders without those that are to be paid first; at most `rows`.
pub async fn seller_orders_of_stall(tx: &mut Tx, city: CityId, stall: StallId, rows: i64) -> Result<Vec<SellerOrder>, StoreError> {
    tx.rows(
        part_sql!(
            "AND stall_id = $2 AND NOT EXISTS (
               SELECT 1 FROM payment h WHERE h.city_id = $1 AND h.order_id = seller_order.order_id AND h.hold_until_us IS NOT NULL)
             ORDER BY seller_order_id DESC LIMIT $3"
        ),
        params![city, stall, rows],
    )
    .await
}

/// Waiting seller orders whose time is over; at most 200.
pub async fn seller_orders_due(tx: &mut Tx, city: CityId, now: Timestamp) -> Result<Vec<SellerOrder>, StoreError> {
    tx.rows(part_sql!("AND state = 'waiting' AND decide_by_us <= $2 ORDER BY decide_by_us LIMIT 200"), params![city, now]).await
}

macro_rules! line_sql {
    ($rest:literal) => {
        concat!(
            "SELECT line_id, order_id, seller_order_id, stall_id, offer_id, product_id, position, sold_by, unit, quantity_milli, amount_rupiah,
                    price_rupiah, tolerance_bp, estimate_rupiah, note, policy, alternative_offer_id, state, reason, picked_milli,
                    picked_offer_id, picked_price_rupiah, total_rupiah, version
             FROM order_line WHERE city_id = $1 ",
            $rest
        )
    };
}

impl FromRow for OrderLine {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            seller_order: row.take()?,
            stall: row.take()?,
            offer: row.take()?,
            product: row.take()?,
            position: row.take()?,
            sold_by: row.take()?,
            unit: row.take()?,
            quantity: row.take()?,
            amount: row.take()?,
            price: row.take()?,
            tolerance: row.take()?,
            estimate: row.take()?,
            note: row.take()?,
            policy: row.take()?,
            alternative: row.take()?,
            state: row.take()?,
            reason: row.take()?,
            picked: row.take()?,
            picked_offer: row.take()?,
            picked_price: row.take()?,
            total: row.take()?,
            version: row.take()?,
        })
    }
}

impl FromRow for Substitution {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            order: row.take()?,
            line: row.take()?,
            offer: row.take()?,
            quantity: row.take()?,
            price: row.take()?,
            total: row.take()?,
            state: row.take()?,
            by_rule: row.take()?,
            asked: row.take()?,
            answer_by: row.take()?,
        })
    }
}

impl FromRow for OrderEvent {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { kind: row.take()?, person: row.take()?, detail: row.take()?, at: row.take()?, device: row.take()? })
    }
}

fn lines_call(city: CityId, order: OrderId) -> Call {
    Call::new(sql!(line_sql!("AND order_id = $2 ORDER BY position")), params![city, order])
}

/// An order with all its parts, in one round trip.
pub async fn detail(tx: &mut Tx, city: CityId, order: Order) -> Result<OrderDetail, StoreError> {
    let id = order.id;
    let calls = vec![
        Call::new(part_sql!("AND order_id = $2 ORDER BY stall_id"), params![city, id]),
        lines_call(city, id),
        Call::new(
            sql!(
                "SELECT substitution_id, order_id, line_id, offer_id, quantity_milli, price_rupiah, total_rupiah, state, by_rule, asked_us,
                        answer_by_us
                 FROM substitution WHERE city_id = $1 AND order_id = $2 ORDER BY asked_us, substitution_id"
            ),
            params![city, id],
        ),
        Call::new(
            sql!(
                "SELECT kind, person_id, detail, at_us, device_us FROM order_event WHERE city_id = $1 AND order_id = $2 ORDER BY at_us, event_id"
            ),
            params![city, id],
        ),
    ];
    let mut found = tx.all(calls).await?.into_iter();
    let mut next = || found.next().unwrap_or_default();
    Ok(OrderDetail { order, seller_orders: map(next())?, lines: map(next())?, substitutions: map(next())?, events: map(next())? })
}

/// Sets a seller order's state if it is still in `from`; gives whether it was.
pub async fn decide_seller_order(
    tx: &mut Tx,
    city: CityId,
    id: SellerOrderId,
    from: SellerOrderState,
    to: SellerOrderState,
    decided: (Timestamp, bool),
) -> Result<bool, StoreError> {
    let (now, by_timer) = decided;
    let moved = tx
        .exec(
            sql!(
                "UPDATE seller_order SET state = $4, decided_us = $5, decided_by_timer = $6
                 WHERE city_id = $1 AND seller_order_id = $2 AND state = $3"
            ),
            params![city, id, from, to, now, by_timer],
        )
        .await?;
    Ok(moved == 1)
}

/// Sets what became of a line if nobody changed it since `version`; gives whether nobody had.
pub async fn settle_line(tx: &mut Tx, city: CityId, line: &OrderLine, outcome: &LineOutcome<'_>) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE order_line SET state = $5, reason = $6, picked_milli = $7, picked_price_rupiah = $8, total_rupiah = $9,
                        version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND line_id = $3 AND version = $4"
            ),
            params![city, line.order, line.id, line.version, outcome.state, outcome.reason, outcome.picked, outcome.price, outcome.total],
        )
        .await?;
    Ok(touched == 1)
}

/// What became of a line.
#[derive(Debug, Clone, Copy)]
pub struct LineOutcome<'a> {
    /// Its new state.
    pub state: LineState,
    /// Why, when missing or short.
    pub reason: &'a str,
    /// Weighed or counted.
    pub picked: Option<Quantity>,
    /// Price of one unit.
    pub price: Option<Rupiah>,
    /// What is charged.
    pub total: Option<Rupiah>,
}

/// Points a line at a substitute and its quantity, price and stall; gives whether nobody changed it since `version`.
/// What was ordered stays in `offer_id`, and in the substitution's own row.
pub async fn repoint_line(
    tx: &mut Tx,
    city: CityId,
    line: &OrderLine,
    facts: &OfferFacts,
    quantity: Quantity,
    part: SellerOrderId,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!(
                "UPDATE order_line SET state = 'open', reason = '', picked_offer_id = $5, stall_id = $6, seller_order_id = $7,
                        quantity_milli = $8, picked_price_rupiah = $9, sold_by = $10, unit = $11, tolerance_bp = $12, amount_rupiah = NULL,
                        total_rupiah = NULL, version = version + 1
                 WHERE city_id = $1 AND order_id = $2 AND line_id = $3 AND version = $4"
            ),
            params![
                city,
                line.order,
                line.id,
                line.version,
                facts.id,
                facts.stall,
                part,
                quantity,
                facts.price,
                facts.sold_by.name(),
                &facts.unit,
                facts.tolerance
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// The stall's part of an order, made as accepted when there is none; a part that was rejected is accepted again.
pub async fn ensure_part(
    tx: &mut Tx,
    city: CityId,
    fresh: SellerOrderId,
    order: OrderId,
    stall: StallId,
    now: Timestamp,
) -> Result<SellerOrderId, StoreError> {
    let found: (SellerOrderId,) = tx
        .one(
            sql!(
                "INSERT INTO seller_order (city_id, seller_order_id, order_id, stall_id, state, decide_by_us, decided_us, decided_by_timer)
                 VALUES ($1, $2, $3, $4, 'accepted', $5, $5, FALSE)
                 ON CONFLICT (city_id, order_id, stall_id) DO UPDATE SET state = 'accepted'
                 RETURNING seller_order_id"
            ),
            params![city, fresh, order, stall, now],
        )
        .await?;
    Ok(found.0)
}

/// Keeps a proposed or agreed substitution.
pub async fn insert_substitution(tx: &mut Tx, city: CityId, substitution: &Substitution) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "INSERT INTO substitution (city_id, substitution_id, order_id, line_id, offer_id, quantity_milli, price_rupiah, total_rupiah, state,
                    by_rule, asked_us, answer_by_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
        ),
        params![
            city,
            substitution.id,
            substitution.order,
            substitution.line,
            substitution.offer,
            substitution.quantity,
            substitution.price,
            substitution.total,
            substitution.state,
            substitution.by_rule,
            substitution.asked,
            substitution.answer_by
        ],
    )
    .await
    .map(drop)
}

/// What a line was to be taken from so far: the offer ordered and every substitute.
pub async fn offers_tried(tx: &mut Tx, city: CityId, line: &OrderLine) -> Result<Vec<OfferId>, StoreError> {
    let substitutes: Vec<(OfferId,)> = tx
        .rows(
            sql!("SELECT offer_id FROM substitution WHERE city_id = $1 AND order_id = $2 AND line_id = $3"),
            params![city, line.order, line.id],
        )
        .await?;
    Ok(std::iter::once(line.offer).chain(substitutes.into_iter().map(|(offer,)| offer)).collect())
}

/// Ends a question that is still open; gives whether it was.
pub async fn answer_substitution(
    tx: &mut Tx,
    city: CityId,
    id: kernel::id::SubstitutionId,
    to: SubstitutionState,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let touched = tx
        .exec(
            sql!("UPDATE substitution SET state = $3, answered_us = $4 WHERE city_id = $1 AND substitution_id = $2 AND state = 'asked'"),
            params![city, id, to, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Open questions whose time is over: order and substitution; at most 200.
pub async fn substitutions_due(
    tx: &mut Tx,
    city: CityId,
    now: Timestamp,
) -> Result<Vec<(OrderId, kernel::id::SubstitutionId)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT order_id, substitution_id FROM substitution
             WHERE city_id = $1 AND state = 'asked' AND answer_by_us <= $2 ORDER BY answer_by_us LIMIT 200"
        ),
        params![city, now],
    )
    .await
}

/// Notes an event of an order. `at`: the server's time and, when known, the device's.
#[expect(clippy::too_many_arguments, reason = "one for each column")]
pub fn insert_event(
    tx: &mut Tx,
    city: CityId,
    order: OrderId,
    event: RawId,
    kind: &'static str,
    person: Option<PersonId>,
    detail: &str,
    at: (Timestamp, Option<Timestamp>),
) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO order_event (city_id, order_id, event_id, kind, person_id, detail, at_us, device_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![city, order, event, kind, person, detail, at.0, at.1],
    )
}

/// Writes seller orders. `items`: id, order, stall, decide-by.
pub fn insert_seller_orders(tx: &mut Tx, city: CityId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO seller_order (city_id, seller_order_id, order_id, stall_id, state, decide_by_us, decided_by_timer)
             VALUES [[, |($1, $2, $3, $4, 'waiting', $5, FALSE)]]",
            fixed = 1,
            per = 4
        ),
        params![city],
        items,
    )
}

/// Writes lines. `items`: order, line, seller order, stall, offer, product, position, sold by, unit, quantity, amount, price, tolerance,
/// estimate, note, policy, alternative.
pub fn insert_lines(tx: &mut Tx, city: CityId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO order_line (city_id, order_id, line_id, seller_order_id, stall_id, offer_id, product_id, position, sold_by, unit,
                    quantity_milli, amount_rupiah, price_rupiah, tolerance_bp, estimate_rupiah, note, policy, alternative_offer_id, state,
                    reason, version)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 'open', '', 1)]]",
            fixed = 1,
            per = 17
        ),
        params![city],
        items,
    )
}

/// Ends the parts and open questions of a cancelled order.
pub fn cancel_parts(tx: &mut Tx, city: CityId, order: OrderId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE seller_order SET state = 'cancelled', decided_us = $3
             WHERE city_id = $1 AND order_id = $2 AND state IN ('waiting', 'accepted')"
        ),
        params![city, order, now],
    )?;
    tx.later(
        sql!("UPDATE substitution SET state = 'expired', answered_us = $3 WHERE city_id = $1 AND order_id = $2 AND state = 'asked'"),
        params![city, order, now],
    )
}

/// The runner has the goods of every part that supplies some.
pub fn collect_parts(tx: &mut Tx, city: CityId, order: OrderId, now: Timestamp) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE seller_order SET state = 'collected', decided_us = $3
             WHERE city_id = $1 AND order_id = $2 AND state IN ('waiting', 'accepted')
               AND EXISTS (SELECT 1 FROM order_line l WHERE l.city_id = $1 AND l.order_id = $2
                           AND l.seller_order_id = seller_order.seller_order_id AND l.state IN ('picked', 'substituted'))"
        ),
        params![city, order, now],
    )
}

/// A market's undecided parts, most urgent first; at most 200.
pub async fn parts_waiting(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<SellerOrder>, StoreError> {
    tx.rows(
        sql!(
            "SELECT p.seller_order_id, p.order_id, p.stall_id, p.state, p.decide_by_us, p.decided_us, p.decided_by_timer
             FROM seller_order p JOIN market_order o ON o.city_id = p.city_id AND o.order_id = p.order_id
             WHERE p.city_id = $1 AND o.market_id = $2 AND p.state = 'waiting' ORDER BY p.decide_by_us LIMIT 200"
        ),
        params![city, market],
    )
    .await
}

/// A market's unanswered questions, most urgent first; at most 200.
pub async fn questions_open(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Substitution>, StoreError> {
    tx.rows(
        sql!(
            "SELECT s.substitution_id, s.order_id, s.line_id, s.offer_id, s.quantity_milli, s.price_rupiah, s.total_rupiah, s.state, s.by_rule,
                    s.asked_us, s.answer_by_us
             FROM substitution s JOIN market_order o ON o.city_id = s.city_id AND o.order_id = s.order_id
             WHERE s.city_id = $1 AND o.market_id = $2 AND s.state = 'asked' ORDER BY s.answer_by_us LIMIT 200"
        ),
        params![city, market],
    )
    .await
}

/// The lines of these orders that a stall supplies, by order and position.
pub async fn lines_of_stall(tx: &mut Tx, city: CityId, stall: StallId, orders: &[OrderId]) -> Result<Vec<OrderLine>, StoreError> {
    let items: Vec<Value<'_>> = orders.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(
        sql_each!(line_sql!("AND stall_id = $2 AND order_id IN ([[, |$3]]) ORDER BY order_id, position"), fixed = 2, per = 1),
        params![city, stall],
        &items,
    )
    .await
}

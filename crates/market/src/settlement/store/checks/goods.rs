//! Rules of orders, their parts, slots and stock.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_orders();
    rules.extend(of_stock());
    rules
}

fn of_orders() -> Vec<Rule> {
    vec![
        (
            "lines of an order",
            sql!(
                "SELECT o.order_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM market_order o
                 WHERE o.city_id = $1 AND NOT EXISTS (
                   SELECT 1 FROM order_line l WHERE l.city_id = $1 AND l.order_id = o.order_id)
                 LIMIT 20"
            ),
        ),
        (
            "a line's own seller order",
            sql!(
                "SELECT l.line_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM order_line l
                 WHERE l.city_id = $1 AND NOT EXISTS (
                   SELECT 1 FROM seller_order s
                   WHERE s.city_id = $1 AND s.seller_order_id = l.seller_order_id AND s.order_id = l.order_id AND s.stall_id = l.stall_id)
                 LIMIT 20"
            ),
        ),
        (
            "orders of a slot",
            sql!(
                "SELECT s.slot_id, s.taken, COALESCE(n.orders, CAST(0 AS BIGINT)) FROM slot s
                 LEFT JOIN (
                   SELECT slot_id, market_id, CAST(COUNT(*) AS BIGINT) AS orders FROM market_order
                   WHERE city_id = $1 AND state <> 'cancelled' GROUP BY slot_id, market_id) n
                   ON n.slot_id = s.slot_id AND n.market_id = s.market_id
                 WHERE s.city_id = $1 AND s.taken <> COALESCE(n.orders, 0) LIMIT 20"
            ),
        ),
        (
            "goods of an order are its lines",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id, o.goods_final_rupiah AS found,
                     (SELECT CAST(COALESCE(SUM(l.total_rupiah), 0) AS BIGINT) FROM order_line l
                      WHERE l.city_id = $1 AND l.order_id = o.order_id) AS wanted
                   FROM market_order o WHERE o.city_id = $1 AND o.goods_final_rupiah IS NOT NULL) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "an order's total is goods, fees and rounding",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT order_id, COALESCE(total_final_rupiah, 0) AS found,
                     COALESCE(goods_final_rupiah + delivery_fee_rupiah + service_fee_rupiah + rounding_rupiah, 0) AS wanted
                   FROM market_order WHERE city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

fn of_stock() -> Vec<Rule> {
    vec![
        (
            "stock of an offer is not below zero",
            sql!("SELECT offer_id, stock_milli, CAST(0 AS BIGINT) FROM offer WHERE city_id = $1 AND stock_milli < 0 LIMIT 20"),
        ),
        (
            "stock taken for an order's lines",
            // A line that got a substitute has another quantity since: its order's moves of that offer are not compared.
            sql!(
                "SELECT l.order_id, COALESCE(m.taken, CAST(0 AS BIGINT)), l.wanted FROM (
                   SELECT order_id, offer_id, CAST(SUM(quantity_milli) AS BIGINT) AS wanted FROM order_line
                   WHERE city_id = $1 GROUP BY order_id, offer_id HAVING COUNT(picked_offer_id) = 0) l
                 LEFT JOIN (
                   SELECT reference_id, offer_id, CAST(-SUM(change_milli) AS BIGINT) AS taken FROM stock_move
                   WHERE city_id = $1 AND reason = 'ordered' GROUP BY reference_id, offer_id) m
                   ON m.reference_id = l.order_id AND m.offer_id = l.offer_id
                 WHERE l.wanted <> COALESCE(m.taken, 0) LIMIT 20"
            ),
        ),
        (
            "an order behind stock taken",
            sql!(
                "SELECT m.move_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM stock_move m
                 WHERE m.city_id = $1 AND m.reason = 'ordered' AND NOT EXISTS (
                   SELECT 1 FROM order_line l WHERE l.city_id = $1 AND l.order_id = m.reference_id AND l.offer_id = m.offer_id)
                 LIMIT 20"
            ),
        ),
    ]
}

//! Rules of charges, holds, payments, floats and the cash box.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_charges();
    rules.extend(of_holds());
    rules.extend(of_cash());
    rules
}

fn of_charges() -> Vec<Rule> {
    vec![
        (
            "clearing of an order is zero",
            sql!(
                "SELECT m.reference_id, CAST(SUM(m.amount) AS BIGINT), CAST(0 AS BIGINT) FROM (
                   SELECT t.reference_id, t.amount_rupiah AS amount FROM ledger_transfer t
                   JOIN ledger_account a ON a.city_id = $1 AND a.account_id = t.credit_account_id
                   WHERE t.city_id = $1 AND t.state = 'posted' AND a.kind = 'order_clearing'
                   UNION ALL
                   SELECT t.reference_id, -t.amount_rupiah AS amount FROM ledger_transfer t
                   JOIN ledger_account a ON a.city_id = $1 AND a.account_id = t.debit_account_id
                   WHERE t.city_id = $1 AND t.state = 'posted' AND a.kind = 'order_clearing') m
                 GROUP BY m.reference_id HAVING SUM(m.amount) <> 0 LIMIT 20"
            ),
        ),
        (
            "charged for an order",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id, CASE WHEN o.state = 'delivered' THEN COALESCE(o.total_final_rupiah, -1) ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = o.order_id AND t.reason = 'order_charge' AND t.state = 'posted') AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "cash collected for an order, and what was paid through providers",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id, CASE WHEN o.state = 'delivered' THEN COALESCE(o.total_final_rupiah, -1) ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = o.order_id AND t.reason IN ('cash_collected', 'payment_used') AND t.state = 'posted') AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "goods sold in an order",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id, CASE WHEN o.state = 'delivered' THEN COALESCE(o.goods_final_rupiah, -1) ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = o.order_id AND t.reason = 'goods_sold' AND t.state = 'posted') AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

fn of_holds() -> Vec<Rule> {
    vec![
        (
            "an order has one hold",
            sql!(
                "SELECT x.order_id, x.found, CAST(1 AS BIGINT) FROM (
                   SELECT o.order_id, (SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                     AND t.transfer_id = o.hold_transfer_id AND t.state = 'pending' AND t.reference_id = o.order_id) AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> 1 LIMIT 20"
            ),
        ),
        (
            "a hold is let go with its order, and not before",
            // A delivered order posts its hold, or lets it go when the buyer agreed to more: both are resolved once.
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id,
                     CAST(CASE WHEN o.state IN ('delivered', 'failed', 'cancelled') THEN 1 ELSE 0 END AS BIGINT) AS wanted,
                     (SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1 AND t.pending_id = o.hold_transfer_id
                      AND (o.state NOT IN ('failed', 'cancelled') OR t.state IN ('voided', 'expired'))) AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a payment stands as its order does",
            sql!(
                "SELECT x.order_id, x.found, CAST(1 AS BIGINT) FROM (
                   SELECT o.order_id, (SELECT CAST(COUNT(*) AS BIGINT) FROM payment p WHERE p.city_id = $1 AND p.order_id = o.order_id
                     AND ((o.state = 'delivered' AND p.state = 'paid' AND p.amount_rupiah = o.total_final_rupiah)
                       OR (o.state IN ('failed', 'cancelled') AND p.state = 'cancelled')
                       OR (o.state NOT IN ('delivered', 'failed', 'cancelled') AND p.state = 'awaited'))) AS found
                   FROM market_order o WHERE o.city_id = $1) x
                 WHERE x.found <> 1 LIMIT 20"
            ),
        ),
        (
            "an order behind a payment",
            sql!(
                "SELECT p.order_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM payment p
                 WHERE p.city_id = $1 AND NOT EXISTS (SELECT 1 FROM market_order o WHERE o.city_id = $1 AND o.order_id = p.order_id)
                 LIMIT 20"
            ),
        ),
    ]
}

fn of_cash() -> Vec<Rule> {
    vec![
        (
            "a runner's float is cash of delivered orders less returns",
            sql!(
                "SELECT x.owner_id, x.found, x.wanted FROM (
                   SELECT a.owner_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted')
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted') AS found,
                     (SELECT CAST(COALESCE(SUM(o.total_final_rupiah - (
                        SELECT COALESCE(SUM(u.amount_rupiah), 0) FROM ledger_transfer u WHERE u.city_id = $1
                        AND u.reference_id = o.order_id AND u.reason = 'payment_used' AND u.state = 'posted')), 0) AS BIGINT)
                      FROM ledger_transfer t JOIN market_order o ON o.city_id = $1 AND o.order_id = t.reference_id AND o.state = 'delivered'
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted' AND t.reason = 'cash_collected')
                     - (SELECT CAST(COALESCE(SUM(c.expected_rupiah), 0) AS BIGINT) FROM cash_count c
                      WHERE c.city_id = $1 AND c.runner_id = a.owner_id AND c.kind = 'runner_return') AS wanted
                   FROM ledger_account a WHERE a.city_id = $1 AND a.kind = 'runner_float') x
                 WHERE x.found <> x.wanted OR x.found < 0 LIMIT 20"
            ),
        ),
        (
            "a cash box holds what was counted into it less what was handed out",
            sql!(
                "SELECT x.owner_id, x.found, x.wanted FROM (
                   SELECT a.owner_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted')
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted') AS found,
                     (SELECT CAST(COALESCE(SUM(CASE WHEN c.kind = 'closing' THEN c.counted_rupiah - c.expected_rupiah
                        ELSE c.counted_rupiah END), 0) AS BIGINT) FROM cash_count c WHERE c.city_id = $1 AND c.market_id = a.owner_id)
                     + (SELECT CAST(COALESCE(SUM(CASE WHEN m.direction = 'brought' THEN m.amount_rupiah ELSE -m.amount_rupiah END), 0)
                        AS BIGINT) FROM cash_move m WHERE m.city_id = $1 AND m.market_id = a.owner_id)
                     - (SELECT CAST(COALESCE(SUM(p.amount_rupiah), 0) AS BIGINT) FROM payout p
                      JOIN settlement_batch b ON b.city_id = $1 AND b.settlement_id = p.settlement_id
                      WHERE p.city_id = $1 AND p.state = 'paid' AND p.method NOT IN ('bank', 'ewallet') AND b.market_id = a.owner_id)
                     - (SELECT CAST(COALESCE(SUM(r.amount_rupiah - r.by_source_rupiah), 0) AS BIGINT) FROM refund r
                      JOIN market_order o ON o.city_id = $1 AND o.order_id = r.order_id
                      WHERE r.city_id = $1 AND r.state = 'paid' AND o.market_id = a.owner_id) AS wanted
                   FROM ledger_account a WHERE a.city_id = $1 AND a.kind = 'cash_box') x
                 WHERE x.found <> x.wanted OR x.found < 0 LIMIT 20"
            ),
        ),
    ]
}

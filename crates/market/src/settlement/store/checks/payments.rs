//! Rules of payments through providers: what came was booked once, and was used or goes back.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![
        (
            "what came for an order through providers is booked once",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT r.order_id, CAST(SUM(r.amount_rupiah) AS BIGINT) AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = r.order_id AND t.reason = 'payment_received' AND t.state = 'posted') AS found
                   FROM payment_receipt r WHERE r.city_id = $1 GROUP BY r.order_id) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a receipt behind money booked as received",
            sql!(
                "SELECT t.reference_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM ledger_transfer t
                 WHERE t.city_id = $1 AND t.reason = 'payment_received' AND NOT EXISTS (
                   SELECT 1 FROM payment_receipt r WHERE r.city_id = $1 AND r.order_id = t.reference_id)
                 LIMIT 20"
            ),
        ),
        (
            "what came for an order that ended is used or goes back",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT o.order_id,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM payment_receipt r
                      WHERE r.city_id = $1 AND r.order_id = o.order_id) AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = o.order_id AND t.reason = 'payment_used' AND t.state = 'posted')
                     + (SELECT CAST(COALESCE(SUM(b.amount_rupiah), 0) AS BIGINT) FROM payment_return b
                        WHERE b.city_id = $1 AND b.order_id = o.order_id AND b.reason <> 'refund') AS found
                   FROM market_order o WHERE o.city_id = $1 AND o.state IN ('delivered', 'failed', 'cancelled')) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "money that went back is booked once",
            sql!(
                "SELECT x.order_id, x.found, x.wanted FROM (
                   SELECT b.order_id,
                     CAST(COALESCE(SUM(CASE WHEN b.state IN ('sent', 'transferred') THEN b.amount_rupiah ELSE 0 END), 0) AS BIGINT)
                       AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = b.order_id AND t.reason = 'payment_returned' AND t.state = 'posted') AS found
                   FROM payment_return b WHERE b.city_id = $1 GROUP BY b.order_id) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "no payment gives back more than it brought",
            sql!(
                "SELECT x.intent_id, x.found, x.wanted FROM (
                   SELECT b.intent_id, CAST(SUM(b.amount_rupiah) AS BIGINT) AS found,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM payment_receipt r
                      WHERE r.city_id = $1 AND r.intent_id = b.intent_id) AS wanted
                   FROM payment_return b WHERE b.city_id = $1 GROUP BY b.intent_id) x
                 WHERE x.found > x.wanted LIMIT 20"
            ),
        ),
        (
            "an attempt that was paid has its receipt, and no other has",
            sql!(
                "SELECT i.intent_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM payment_intent i
                 WHERE i.city_id = $1 AND (CASE WHEN i.state IN ('paid', 'refunded') THEN 1 ELSE 0 END) <> (
                   SELECT COUNT(*) FROM payment_receipt r WHERE r.city_id = $1 AND r.intent_id = i.intent_id)
                 LIMIT 20"
            ),
        ),
    ]
}

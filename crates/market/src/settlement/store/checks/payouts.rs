//! Rules of batches, payouts and refunds.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_payouts();
    rules.extend(of_refunds());
    rules
}

fn of_payouts() -> Vec<Rule> {
    vec![
        (
            "payouts of a batch are its total",
            sql!(
                "SELECT x.settlement_id, x.found, x.wanted FROM (
                   SELECT b.settlement_id, b.total_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(p.amount_rupiah), 0) AS BIGINT) FROM payout p
                      WHERE p.city_id = $1 AND p.settlement_id = b.settlement_id) AS found
                   FROM settlement_batch b WHERE b.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "payouts out of step with their batch",
            sql!(
                "SELECT x.settlement_id, x.found, CAST(0 AS BIGINT) FROM (
                   SELECT b.settlement_id, (SELECT CAST(COUNT(*) AS BIGINT) FROM payout p
                     WHERE p.city_id = $1 AND p.settlement_id = b.settlement_id
                       AND ((b.state = 'prepared' AND p.state <> 'prepared') OR (b.state = 'approved' AND p.state = 'prepared')
                         OR (b.state = 'paid' AND p.state NOT IN ('paid', 'failed')))) AS found
                   FROM settlement_batch b WHERE b.city_id = $1) x
                 WHERE x.found <> 0 LIMIT 20"
            ),
        ),
        (
            "an approved batch has a checker who is not its maker",
            sql!(
                "SELECT settlement_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM settlement_batch
                 WHERE city_id = $1 AND state <> 'prepared' AND (approved_us IS NULL OR approved_by_id = prepared_by_id) LIMIT 20"
            ),
        ),
        (
            "a payout is set aside once",
            sql!(
                "SELECT x.payout_id, x.found, x.wanted FROM (
                   SELECT p.payout_id, p.amount_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = p.payout_id AND t.reason IN ('payout_prepared', 'runner_payout_prepared')) AS found
                   FROM payout p WHERE p.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a payout is paid once, or not yet",
            sql!(
                "SELECT x.payout_id, x.found, x.wanted FROM (
                   SELECT p.payout_id, CASE WHEN p.state = 'paid' THEN p.amount_rupiah ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = p.payout_id AND t.reason IN ('payout_paid', 'runner_payout_paid')) AS found
                   FROM payout p WHERE p.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a payout behind money paid out",
            sql!(
                "SELECT t.transfer_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM ledger_transfer t
                 WHERE t.city_id = $1 AND t.reason IN ('payout_prepared', 'payout_paid', 'payout_sent', 'payout_cancelled',
                   'runner_payout_prepared', 'runner_payout_paid', 'runner_payout_cancelled')
                   AND NOT EXISTS (SELECT 1 FROM payout p WHERE p.city_id = $1 AND p.payout_id = t.reference_id)
                 LIMIT 20"
            ),
        ),
    ]
}

fn of_refunds() -> Vec<Rule> {
    vec![
        (
            "an order gives back no more than it cost",
            sql!(
                "SELECT x.order_id, x.found, x.most FROM (
                   SELECT o.order_id, COALESCE(o.total_final_rupiah, 0) AS most, CAST(SUM(r.amount_rupiah) AS BIGINT) AS found
                   FROM refund r JOIN market_order o ON o.city_id = $1 AND o.order_id = r.order_id
                   WHERE r.city_id = $1 GROUP BY o.order_id, o.total_final_rupiah) x
                 WHERE x.found > x.most LIMIT 20"
            ),
        ),
        (
            "a refund is taken once, and paid once or not yet",
            sql!(
                "SELECT x.refund_id, x.found, x.wanted FROM (
                   SELECT r.refund_id, r.amount_rupiah + CASE WHEN r.state = 'paid' THEN r.amount_rupiah ELSE r.by_source_rupiah END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.reference_id = r.refund_id AND t.state = 'posted') AS found
                   FROM refund r WHERE r.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "what buyers are owed is refunds not fetched",
            sql!(
                "SELECT x.owner_id, x.found, x.wanted FROM (
                   SELECT a.owner_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted')
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted') AS found,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah - r.by_source_rupiah), 0) AS BIGINT) FROM refund r
                      JOIN market_order o ON o.city_id = $1 AND o.order_id = r.order_id AND o.buyer_id = a.owner_id
                      WHERE r.city_id = $1 AND r.state = 'approved') AS wanted
                   FROM ledger_account a WHERE a.city_id = $1 AND a.kind = 'refund_payable') x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

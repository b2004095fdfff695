//! Rules of complaints: their money, what they hold back, and who agreed.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    let mut rules = of_money();
    rules.extend(of_holding());
    rules
}

fn of_money() -> Vec<Rule> {
    vec![
        (
            "a complaint has its refund when it is upheld, and none before",
            sql!(
                "SELECT x.complaint_id, x.found, x.wanted FROM (
                   SELECT c.complaint_id, CASE WHEN c.state = 'upheld' THEN COALESCE(c.amount_rupiah, -1) ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM refund r WHERE r.city_id = $1
                      AND r.refund_id = c.refund_id AND r.order_id = c.order_id AND r.liable = c.liable) AS found
                   FROM complaint c WHERE c.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a refund answers one complaint",
            sql!(
                "SELECT refund_id, CAST(COUNT(*) AS BIGINT), CAST(1 AS BIGINT) FROM complaint
                 WHERE city_id = $1 AND refund_id IS NOT NULL GROUP BY refund_id HAVING COUNT(*) > 1 LIMIT 20"
            ),
        ),
        (
            "a line gives back no more than it cost",
            sql!(
                "SELECT x.line_id, x.found, x.most FROM (
                   SELECT l.line_id, COALESCE(l.total_rupiah, 0) AS most, CAST(SUM(r.amount_rupiah) AS BIGINT) AS found
                   FROM refund r JOIN order_line l ON l.city_id = $1 AND l.order_id = r.order_id AND l.line_id = r.line_id
                   WHERE r.city_id = $1 GROUP BY l.line_id, l.total_rupiah) x
                 WHERE x.found > x.most LIMIT 20"
            ),
        ),
        (
            "who decides a complaint does not approve it",
            sql!(
                "SELECT complaint_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM complaint
                 WHERE city_id = $1 AND ((state IN ('upheld', 'refused', 'proposed') AND decided_us IS NULL)
                   OR approved_by_id = decided_by_id) LIMIT 20"
            ),
        ),
        (
            "a complaint is about a delivered order",
            sql!(
                "SELECT c.complaint_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM complaint c
                 JOIN market_order o ON o.city_id = $1 AND o.order_id = c.order_id
                 WHERE c.city_id = $1 AND o.state <> 'delivered' LIMIT 20"
            ),
        ),
    ]
}

fn of_holding() -> Vec<Rule> {
    vec![
        (
            "a decided complaint holds nothing back",
            sql!(
                "SELECT c.complaint_id, CAST(COUNT(*) AS BIGINT), CAST(0 AS BIGINT) FROM complaint c
                 JOIN complaint_party h ON h.city_id = $1 AND h.complaint_id = c.complaint_id AND h.held_us IS NOT NULL
                 WHERE c.city_id = $1 AND (h.released_us IS NULL) <> (c.state IN ('open', 'proposed'))
                 GROUP BY c.complaint_id LIMIT 20"
            ),
        ),
        (
            "what a complaint holds back is not paid out",
            sql!(
                "SELECT x.payee_id, x.paid, x.earned FROM (
                   SELECT p.payee_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.debit_account_id = a.account_id AND t.reason IN ('payout_prepared', 'runner_payout_prepared')) AS paid,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.credit_account_id = a.account_id AND t.state = 'posted'
                      AND NOT EXISTS (SELECT 1 FROM complaint_party h WHERE h.city_id = $1 AND h.order_id = t.reference_id
                                      AND h.payee_id = p.payee_id AND h.held_us IS NOT NULL AND h.released_us IS NULL)) AS earned
                   FROM (SELECT DISTINCT payee_id, payee_kind FROM complaint_party
                         WHERE city_id = $1 AND held_us IS NOT NULL AND released_us IS NULL) p
                   JOIN ledger_account a ON a.city_id = $1 AND a.owner_id = p.payee_id
                     AND a.kind = CASE WHEN p.payee_kind = 'stall' THEN 'stall_payable' ELSE 'runner_earning' END) x
                 WHERE x.paid > x.earned LIMIT 20"
            ),
        ),
    ]
}

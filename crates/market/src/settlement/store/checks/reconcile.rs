//! Rules of reconciliation: what a provider settled is what fits, booked once.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    [of_money(), of_items()].concat()
}

fn of_money() -> Vec<Rule> {
    vec![
        (
            "a reconciled day's amounts are those of what fits",
            sql!(
                "SELECT x.reconciliation_id, x.found, x.wanted FROM (
                   SELECT r.reconciliation_id, r.gross_rupiah - r.refunded_rupiah - r.fee_rupiah AS found,
                     (SELECT CAST(COALESCE(SUM(CASE WHEN m.flow = 'payment' THEN m.gross_rupiah ELSE -m.gross_rupiah END - m.fee_rupiah), 0)
                        AS BIGINT)
                      FROM reconciliation_match m WHERE m.city_id = $1 AND m.reconciliation_id = r.reconciliation_id) AS wanted
                   FROM reconciliation r WHERE r.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "what reached the bank for a day is what fits, less refunds and fees",
            sql!(
                "SELECT x.reconciliation_id, x.found, x.wanted FROM (
                   SELECT r.reconciliation_id, r.gross_rupiah - r.refunded_rupiah - r.fee_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(CASE WHEN d.kind = 'bank' THEN t.amount_rupiah ELSE -t.amount_rupiah END), 0) AS BIGINT)
                      FROM ledger_transfer t
                      JOIN ledger_account d ON d.city_id = $1 AND d.account_id = t.debit_account_id
                      WHERE t.city_id = $1 AND t.reference_id = r.reconciliation_id AND t.reason = 'provider_settled'
                        AND t.state = 'posted') AS found
                   FROM reconciliation r WHERE r.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "what a provider kept of a day is booked as its fee",
            sql!(
                "SELECT x.reconciliation_id, x.found, x.wanted FROM (
                   SELECT r.reconciliation_id, r.fee_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(CASE WHEN d.kind = 'provider_fee' THEN t.amount_rupiah ELSE -t.amount_rupiah END), 0) AS BIGINT)
                      FROM ledger_transfer t
                      JOIN ledger_account d ON d.city_id = $1 AND d.account_id = t.debit_account_id
                      WHERE t.city_id = $1 AND t.reference_id = r.reconciliation_id AND t.reason = 'provider_fee'
                        AND t.state = 'posted') AS found
                   FROM reconciliation r WHERE r.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

fn of_items() -> Vec<Rule> {
    vec![
        (
            "what was settled is money that came or went back, of the same amount",
            sql!(
                "SELECT m.subject_id, m.gross_rupiah, CAST(0 AS BIGINT) FROM reconciliation_match m
                 WHERE m.city_id = $1
                   AND NOT EXISTS (SELECT 1 FROM payment_receipt r WHERE m.flow = 'payment' AND r.city_id = $1
                     AND r.intent_id = m.subject_id AND r.amount_rupiah = m.gross_rupiah)
                   AND NOT EXISTS (SELECT 1 FROM payment_return b WHERE m.flow = 'refund' AND b.city_id = $1
                     AND b.return_id = m.subject_id AND b.amount_rupiah = m.gross_rupiah AND b.state = 'sent')
                 LIMIT 20"
            ),
        ),
        (
            "a reconciled day is open while something in it is",
            sql!(
                "SELECT x.reconciliation_id, x.found, x.wanted FROM (
                   SELECT r.reconciliation_id, CASE WHEN r.state = 'open' THEN 1 ELSE 0 END AS found,
                     CASE WHEN EXISTS (SELECT 1 FROM reconciliation_item d WHERE d.city_id = $1
                       AND d.reconciliation_id = r.reconciliation_id AND d.state = 'open') THEN 1 ELSE 0 END AS wanted
                   FROM reconciliation r WHERE r.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a day, or a payment on the bank's list, behind money booked as settled",
            sql!(
                "SELECT t.reference_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM ledger_transfer t
                 WHERE t.city_id = $1 AND t.reason IN ('provider_settled', 'provider_fee') AND NOT EXISTS (
                   SELECT 1 FROM reconciliation r WHERE r.city_id = $1 AND r.reconciliation_id = t.reference_id)
                   AND NOT EXISTS (SELECT 1 FROM payment_claim c WHERE c.city_id = $1 AND c.claim_id = t.reference_id)
                 LIMIT 20"
            ),
        ),
    ]
}

//! Rules of money that goes back: by its provider, or by a transfer of staff.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![
        (
            "what of a refund goes to its source is what its returns are",
            sql!(
                "SELECT x.refund_id, x.found, x.wanted FROM (
                   SELECT f.refund_id, f.by_source_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(b.amount_rupiah), 0) AS BIGINT) FROM payment_return b
                      WHERE b.city_id = $1 AND b.order_id = f.order_id AND b.refund_id = f.refund_id) AS found
                   FROM refund f WHERE f.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "who prepares a transfer does not confirm it, and it stands as its return does",
            sql!(
                "SELECT x.return_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM (
                   SELECT b.return_id, b.state, COALESCE(t.state, 'none') AS step,
                     CASE WHEN t.checked_by_id IS NULL OR t.checked_by_id = t.prepared_by_id OR t.bank_reference IS NULL THEN 1 ELSE 0 END
                       AS is_unchecked
                   FROM payment_return b
                   LEFT JOIN return_transfer t ON t.city_id = $1 AND t.return_id = b.return_id
                   WHERE b.city_id = $1) x
                 WHERE NOT ((x.state = 'transferred' AND x.step = 'sent' AND x.is_unchecked = 0)
                   OR (x.state = 'by_hand' AND x.step IN ('none', 'prepared')) OR (x.state IN ('due', 'sent') AND x.step = 'none'))
                 LIMIT 20"
            ),
        ),
        (
            "a buyer's prepaid money is what came and was neither used nor sent back",
            sql!(
                "SELECT x.owner_id, x.found, x.wanted FROM (
                   SELECT a.owner_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted')
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                        WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted') AS found,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM payment_receipt r
                      JOIN market_order o ON o.city_id = $1 AND o.order_id = r.order_id AND o.buyer_id = a.owner_id WHERE r.city_id = $1)
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                        JOIN market_order o ON o.city_id = $1 AND o.order_id = t.reference_id AND o.buyer_id = a.owner_id
                        WHERE t.city_id = $1 AND t.reason = 'payment_used' AND t.state = 'posted')
                     + (SELECT CAST(COALESCE(SUM(f.by_source_rupiah), 0) AS BIGINT) FROM refund f
                        JOIN market_order o ON o.city_id = $1 AND o.order_id = f.order_id AND o.buyer_id = a.owner_id WHERE f.city_id = $1)
                     - (SELECT CAST(COALESCE(SUM(b.amount_rupiah), 0) AS BIGINT) FROM payment_return b
                        JOIN market_order o ON o.city_id = $1 AND o.order_id = b.order_id AND o.buyer_id = a.owner_id
                        WHERE b.city_id = $1 AND b.state IN ('sent', 'transferred')) AS wanted
                   FROM ledger_account a WHERE a.city_id = $1 AND a.kind = 'buyer_prepaid') x
                 WHERE x.found <> x.wanted OR x.found < 0 LIMIT 20"
            ),
        ),
    ]
}

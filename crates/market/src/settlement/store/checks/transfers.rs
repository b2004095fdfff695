//! Rules of transfers through the bank, their files, and carried cash.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    [of_payouts(), of_ends(), of_sums()].concat()
}

fn of_payouts() -> Vec<Rule> {
    vec![
        (
            "a payout has a transfer when it goes through the bank, and only then",
            sql!(
                "SELECT x.payout_id, x.found, x.wanted FROM (
                   SELECT p.payout_id, CAST(CASE WHEN p.method IN ('bank', 'ewallet') THEN 1 ELSE 0 END AS BIGINT) AS wanted,
                     (SELECT CAST(COUNT(*) AS BIGINT) FROM payout_transfer y WHERE y.city_id = $1 AND y.payout_id = p.payout_id) AS found
                   FROM payout p WHERE p.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a transfer leaves once, when its batch is approved",
            sql!(
                "SELECT x.payout_id, x.found, x.wanted FROM (
                   SELECT p.payout_id, CASE WHEN p.state = 'prepared' THEN 0 ELSE p.amount_rupiah END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = p.payout_id AND t.reason = 'payout_sent') AS found
                   FROM payout_transfer y JOIN payout p ON p.city_id = $1 AND p.payout_id = y.payout_id WHERE y.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a payout that failed is owed again once, and says why",
            sql!(
                "SELECT x.payout_id, x.found, x.wanted FROM (
                   SELECT p.payout_id, CASE WHEN p.state = 'failed' AND y.failure <> '' THEN p.amount_rupiah ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = p.payout_id AND t.reason IN ('payout_cancelled', 'runner_payout_cancelled')) AS found
                   FROM payout p LEFT JOIN payout_transfer y ON y.city_id = $1 AND y.payout_id = p.payout_id WHERE p.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

fn of_ends() -> Vec<Rule> {
    vec![
        (
            "what is on its way is transfers that the bank has not answered",
            sql!(
                "SELECT x.owner_id, x.found, x.wanted FROM (
                   SELECT a.owner_id,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.credit_account_id = a.account_id AND t.state = 'posted')
                     - (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.debit_account_id = a.account_id AND t.state = 'posted') AS found,
                     (SELECT CAST(COALESCE(SUM(p.amount_rupiah), 0) AS BIGINT)
                      FROM payout_transfer y JOIN payout p ON p.city_id = $1 AND p.payout_id = y.payout_id
                      WHERE y.city_id = $1 AND p.state = 'approved') AS wanted
                   FROM ledger_account a WHERE a.city_id = $1 AND a.kind = 'payout_in_flight') x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a transfer has ended when its payout has",
            sql!(
                "SELECT y.payout_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT)
                 FROM payout_transfer y JOIN payout p ON p.city_id = $1 AND p.payout_id = y.payout_id
                 WHERE y.city_id = $1 AND ((p.state IN ('paid', 'failed') AND y.ended_us IS NULL)
                   OR (p.state IN ('prepared', 'approved') AND y.ended_us IS NOT NULL)
                   OR (p.state = 'prepared' AND y.sent_us IS NOT NULL) OR (p.state <> 'prepared' AND y.sent_us IS NULL)
                   OR (p.state = 'paid' AND y.file_id IS NULL))
                 LIMIT 20"
            ),
        ),
    ]
}

fn of_sums() -> Vec<Rule> {
    vec![
        (
            "a file is the sum of its transfers",
            sql!(
                "SELECT x.file_id, x.found, x.wanted FROM (
                   SELECT f.file_id, f.total_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(p.amount_rupiah), 0) AS BIGINT)
                      FROM payout_transfer y JOIN payout p ON p.city_id = $1 AND p.payout_id = y.payout_id
                      WHERE y.city_id = $1 AND y.file_id = f.file_id) AS found
                   FROM transfer_file f WHERE f.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "cash is carried once",
            sql!(
                "SELECT x.cash_move_id, x.found, x.wanted FROM (
                   SELECT m.cash_move_id, m.amount_rupiah AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t WHERE t.city_id = $1
                      AND t.reference_id = m.cash_move_id AND t.reason IN ('cash_brought', 'cash_banked')) AS found
                   FROM cash_move m WHERE m.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
    ]
}

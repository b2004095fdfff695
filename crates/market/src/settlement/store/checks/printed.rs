//! Rules of payments by printed codes: what came was confirmed by two people, once, and reached the bank.

use ::store::sql;

use super::Rule;

pub(super) fn rules() -> Vec<Rule> {
    vec![
        (
            "a confirmed claim has its receipt of that amount, and no other has",
            sql!(
                "SELECT x.intent_id, x.found, x.wanted FROM (
                   SELECT i.intent_id,
                     (SELECT CAST(COALESCE(SUM(r.amount_rupiah), 0) AS BIGINT) FROM payment_receipt r
                      WHERE r.city_id = $1 AND r.intent_id = i.intent_id) AS found,
                     (SELECT CAST(COALESCE(SUM(c.amount_rupiah), 0) AS BIGINT) FROM payment_claim c
                      WHERE c.city_id = $1 AND c.intent_id = i.intent_id AND c.state = 'confirmed') AS wanted
                   FROM payment_intent i WHERE i.city_id = $1 AND i.provider = 'static') x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "a confirmed claim reached the bank once",
            sql!(
                "SELECT x.claim_id, x.found, x.wanted FROM (
                   SELECT c.claim_id, CASE WHEN c.state = 'confirmed' THEN c.amount_rupiah ELSE 0 END AS wanted,
                     (SELECT CAST(COALESCE(SUM(t.amount_rupiah), 0) AS BIGINT) FROM ledger_transfer t
                      WHERE t.city_id = $1 AND t.reference_id = c.claim_id AND t.reason = 'provider_settled' AND t.state = 'posted') AS found
                   FROM payment_claim c WHERE c.city_id = $1) x
                 WHERE x.found <> x.wanted LIMIT 20"
            ),
        ),
        (
            "who records a payment does not confirm it",
            sql!(
                "SELECT claim_id, CAST(0 AS BIGINT), CAST(1 AS BIGINT) FROM payment_claim
                 WHERE city_id = $1 AND state = 'confirmed'
                   AND (checked_by_id IS NULL OR recorded_by_id IS NULL OR checked_by_id = recorded_by_id OR bank_reference IS NULL)
                 LIMIT 20"
            ),
        ),
    ]
}

//! SQL of uploaded statements.

use std::collections::HashMap;

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, PersonId};
use kernel::time::{DAY, MINUTE};
use kernel::{BusinessDate, Rupiah, Timestamp};
use providers::payments::{SettlementKind, SettlementLine};

/// One line as it is kept: reference, rupiah, fee in rupiah, whether it went back.
type Kept = (String, i64, i64, bool);

/// References asked for at once.
const CHUNK: usize = 1_000;

/// Keeps a day's statement in place of the one before; gives whether it says something else.
pub async fn put(
    tx: &mut Tx,
    city: CityId,
    (provider, date): (&str, BusinessDate),
    (name, hash): (&str, [u8; 32]),
    lines: &[SettlementLine],
    (by, now): (Option<PersonId>, Timestamp),
) -> Result<bool, StoreError> {
    let kept = |line: &SettlementLine| -> Kept {
        (line.reference.clone(), line.gross.amount(), line.fee.amount(), line.kind == SettlementKind::Refund)
    };
    let packed = serde_json::to_vec(&lines.iter().map(kept).collect::<Vec<_>>()).map_err(unreadable)?;
    let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let touched = tx
        .exec(
            sql!(
                "INSERT INTO provider_statement (city_id, provider, business_date, file_name, content_hash, lines, line_count, taken_by_id,
                        taken_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (city_id, business_date, provider) DO UPDATE
                 SET file_name = excluded.file_name, content_hash = excluded.content_hash, lines = excluded.lines,
                     line_count = excluded.line_count, taken_by_id = excluded.taken_by_id, taken_us = excluded.taken_us
                 WHERE provider_statement.content_hash <> excluded.content_hash OR provider_statement.lines <> excluded.lines"
            ),
            params![city, provider, date, name, hash.as_slice(), packed.as_slice(), count, by, now],
        )
        .await?;
    Ok(touched == 1)
}

/// A day's statement.
pub async fn lines(tx: &mut Tx, city: CityId, provider: &str, date: BusinessDate) -> Result<Option<Vec<SettlementLine>>, StoreError> {
    let statement = sql!("SELECT lines FROM provider_statement WHERE city_id = $1 AND business_date = $3 AND provider = $2");
    let Some((packed,)) = tx.opt::<(Vec<u8>,)>(statement, params![city, provider, date]).await? else { return Ok(None) };
    let kept: Vec<Kept> = serde_json::from_slice(&packed).map_err(unreadable)?;
    let line = |(reference, gross, fee, is_refund): Kept| SettlementLine {
        reference,
        gross: Rupiah(gross),
        fee: Rupiah(fee),
        paid_at: None,
        kind: if is_refund { SettlementKind::Refund } else { SettlementKind::Payment },
    };
    Ok(Some(kept.into_iter().map(line).collect()))
}

fn unreadable(error: serde_json::Error) -> StoreError {
    StoreError::Statement { place: "provider_statement.lines".into(), source: Box::new(error) }
}

/// Which provider each of these payments was asked for by, where it is ours.
pub async fn owners(tx: &mut Tx, city: CityId, references: &[&str]) -> Result<HashMap<String, String>, StoreError> {
    let mut owners = HashMap::new();
    for some in references.chunks(CHUNK) {
        let items: Vec<Value<'_>> = some.iter().map(|reference| Value::from(*reference)).collect();
        let found: Vec<(String, String)> = tx
            .rows_each(
                sql_each!(
                    "SELECT i.reference, i.provider FROM payment_intent i WHERE i.city_id = $1 AND i.reference IN ([[, |$2]])",
                    fixed = 1,
                    per = 1
                ),
                params![city],
                &items,
            )
            .await?;
        owners.extend(found);
    }
    Ok(owners)
}

/// Providers and days in a period on which money was paid or sent back and that were never compared, oldest first; at most 1,000. A day is
/// the city's, of the time of payment as a statement has it: we may have heard of it on the next.
pub async fn unsettled(
    tx: &mut Tx,
    city: CityId,
    (from, to): (BusinessDate, BusinessDate),
    offset_minutes: i64,
) -> Result<Vec<(String, BusinessDate)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT DISTINCT x.provider, x.day FROM (
               SELECT r.provider AS provider, (COALESCE(r.paid_us, r.received_us) + $5) / $6 AS day FROM payment_receipt r
               WHERE r.city_id = $1 AND r.business_date >= $2
               UNION ALL
               SELECT r.provider, (b.sent_us + $5) / $6 FROM payment_return b
               JOIN payment_receipt r ON r.city_id = $1 AND r.intent_id = b.intent_id
               WHERE b.city_id = $1 AND b.state = 'sent' AND b.sent_us >= $4) x
             WHERE x.day >= $2 AND x.day < $3 AND NOT EXISTS (
               SELECT 1 FROM reconciliation c WHERE c.city_id = $1 AND c.business_date = x.day AND c.provider = x.provider)
             ORDER BY x.day, x.provider LIMIT 1000"
        ),
        params![city, from, to, from.at_minute(0, offset_minutes), offset_minutes * MINUTE, DAY],
    )
    .await
}

/// How many lines are kept of these providers on a day; those without a statement are left out.
pub async fn counts(tx: &mut Tx, city: CityId, date: BusinessDate, providers: &[&str]) -> Result<HashMap<String, usize>, StoreError> {
    let found: Vec<(String, i64)> = tx
        .rows(sql!("SELECT provider, line_count FROM provider_statement WHERE city_id = $1 AND business_date = $2"), params![city, date])
        .await?;
    let wanted = found.into_iter().filter(|(provider, _)| providers.contains(&provider.as_str()));
    Ok(wanted.map(|(provider, lines)| (provider, usize::try_from(lines).unwrap_or_default())).collect())
}

//! Taking a file.

use kernel::id::CityId;
use kernel::{Actor, BusinessDate};
use sha2::{Digest as _, Sha256};

use super::{Parts, STATEMENT_BYTES_MAX, Taken, Upload, may_take, rules, store, ways};
use crate::desk::Desk;
use crate::disbursements::ResultError;
use crate::error::MarketError;
use crate::imports::{FileFault, files};
use crate::payments::reconcile::run;
use crate::settlement::rights;

/// The most lines of a file: twice the busiest day that is planned for.
const LINES_MAX: usize = 200_000;
/// The most characters of a file's name that are kept.
const NAME_MAX: usize = 120;

/// Takes a statement and compares its day. The same file again changes nothing.
///
/// # Errors
/// [`ResultError::File`], [`ResultError::Rows`]; as [`ResultError::Market`] [`MarketError::NotAllowed`] for others than treasurers,
/// [`MarketError::PaymentUnknown`] for an account that gives no files, [`MarketError::DayNotOver`], [`MarketError::Shorter`] unless one is
/// sure, and as [`run`](run::run()).
pub async fn take(desk: &Desk, actor: &Actor, upload: Upload) -> Result<Taken, ResultError> {
    if !may_take(actor) {
        return Err(rights::refusal(actor).into());
    }
    let Upload { account, date, name, bytes, is_sure } = upload;
    let ways = ways(desk, &account);
    let first = *ways.first().ok_or(MarketError::PaymentUnknown)?;
    if date >= desk.today() {
        return Err(MarketError::DayNotOver.into());
    }
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let reading = tokio::task::spawn_blocking(move || {
        let table = files::read_within(&bytes, (STATEMENT_BYTES_MAX, LINES_MAX)).map_err(ResultError::File)?;
        rules::understand(&table).map_err(ResultError::Rows)
    });
    let read = reading.await.unwrap_or_else(|_| Err(ResultError::File(FileFault::new("import_damaged"))))?;
    let (lines, skipped) = (read.lines.len(), read.skipped);
    let name: String = kernel::text::read(&name, usize::from(u16::MAX)).unwrap_or_default().chars().take(NAME_MAX).collect();
    let parts = by_way(desk, &ways, first, read.lines).await?;
    let touched = keep(desk, actor, date, (name, hash, is_sure), parts).await?;
    let mut days = Vec::new();
    for way in ways.into_iter().filter(|way| *way == first || touched.contains(way)) {
        days.push(run::run(desk, way, date).await?);
    }
    Ok(Taken { days, lines, skipped })
}

/// The lines of each way of paying of the account; what was not asked for by one of them stays with the first, and is missing there.
async fn by_way(
    desk: &Desk,
    ways: &[&'static str],
    first: &'static str,
    lines: Vec<providers::payments::SettlementLine>,
) -> Result<Parts, ResultError> {
    let mut parts: Parts = ways.iter().map(|way| (*way, Vec::new())).collect();
    let references: Vec<&str> = lines.iter().map(|line| line.reference.as_str()).collect();
    let owners = store::owners(&mut desk.house.db.reader().await?, desk.city_id(), &references).await?;
    for line in lines {
        let owner = owners.get(&line.reference).and_then(|owner| ways.iter().find(|way| *way == owner));
        parts.entry(owner.copied().unwrap_or(first)).or_default().push(line);
    }
    Ok(parts)
}

/// Keeps what the file says; gives the ways that it says something of, or said before.
async fn keep(
    desk: &Desk,
    actor: &Actor,
    date: BusinessDate,
    file: (String, [u8; 32], bool),
    parts: Parts,
) -> Result<Vec<&'static str>, MarketError> {
    let context = (desk.clone(), actor.clone(), file, parts);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, (name, hash, is_sure), parts)| {
            Box::pin(async move {
                let (city, now): (CityId, _) = (desk.city_id(), desk.now());
                let ways: Vec<&str> = parts.keys().copied().collect();
                let before = store::counts(tx, city, date, &ways).await?;
                let (was, now_lines) = (before.values().sum::<usize>(), parts.values().map(Vec::len).sum::<usize>());
                if now_lines < was && !*is_sure {
                    return Err(MarketError::Shorter { before: was, now: now_lines });
                }
                let said = |way: &str, lines: usize| lines > 0 || before.contains_key(way);
                let mut changed = Vec::new();
                for (way, lines) in parts.iter().filter(|(way, lines)| said(way, lines.len())) {
                    if store::put(tx, city, (way, date), (name, *hash), lines, (actor.person, now)).await? {
                        changed.push((*way, lines.len()));
                    }
                }
                // The trail's head is taken last, after all that another upload could wait for.
                for (way, lines) in changed {
                    let detail = serde_json::json!({ "provider": way, "date": date, "file": name, "lines": lines });
                    registry::audit::log(tx, actor, &*desk.house.ids, now, "statement.taken", "provider", city, &detail).await?;
                }
                Ok(parts.iter().filter(|(way, lines)| said(way, lines.len())).map(|(way, _)| *way).collect())
            })
        })
        .await
}

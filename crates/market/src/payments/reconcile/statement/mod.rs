//! Statements that a provider gives as a file: a treasurer downloads them there and uploads them here. Most gateways and banks have no
//! other way.
//!
//! A file is taken whole or not at all. It replaces the one that was taken for the same day before: providers send corrected ones. Of an
//! account with several ways of paying there is one file; its lines go to the way that each payment was asked for by.

mod rules;
mod store;

use std::collections::BTreeMap;

use kernel::{Actor, BusinessDate, Role, Scope};
use providers::payments::SettlementLine;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::run;
use crate::desk::Desk;
use crate::disbursements::ResultError;
use crate::error::MarketError;
use crate::ids::ReconciliationId;
use crate::imports::{FileFault, files};
use crate::settlement::rights;

/// The largest file that is taken. **Units:** bytes.
pub const STATEMENT_BYTES_MAX: usize = 32 * 1024 * 1024;
/// The most lines: a city with more uploads them day by day, which it does anyway.
const LINES_MAX: usize = 200_000;
/// So many days back a missing statement is missed.
const DAYS_MISSED: i64 = 30;
/// The most characters of a file's name that are kept.
const NAME_MAX: usize = 120;

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The day it was compared with, for the provider that was named.
    pub day: ReconciliationId,
    /// Lines of money.
    pub lines: usize,
    /// Lines of attempts that brought none: expired, called off, denied.
    pub skipped: usize,
}

/// A day whose statement is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Whose.
    pub provider: String,
    /// Of which day.
    pub date: BusinessDate,
}

/// Takes a statement, CSV or XLSX, and compares the day. The same file again changes nothing.
///
/// # Errors
/// [`ResultError::File`], [`ResultError::Rows`]; as [`ResultError::Market`] [`MarketError::NotAllowed`] for others than treasurers,
/// [`MarketError::PaymentUnknown`] for a provider that gives no files, [`MarketError::DayNotBegun`] for a day to come, and as
/// [`run`](super::run()).
pub async fn take(
    desk: &Desk,
    actor: &Actor,
    provider: &str,
    date: BusinessDate,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Taken, ResultError> {
    if !may_take(actor) {
        return Err(rights::refusal(actor).into());
    }
    let known = desk.payment(provider).filter(|known| known.settles_by_file()).ok_or(MarketError::PaymentUnknown)?.name();
    if date > desk.today() {
        return Err(MarketError::DayNotBegun.into());
    }
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let reading = tokio::task::spawn_blocking(move || {
        let table = files::read_within(&bytes, (STATEMENT_BYTES_MAX, LINES_MAX)).map_err(ResultError::File)?;
        rules::understand(&table).map_err(ResultError::Rows)
    });
    let read = reading.await.unwrap_or_else(|_| Err(ResultError::File(FileFault::new("import_damaged"))))?;
    let (lines, skipped) = (read.lines.len(), read.skipped);
    let name = kernel::text::read(name, usize::from(u16::MAX)).unwrap_or_default().chars().take(NAME_MAX).collect::<String>();
    let parts = by_provider(desk, known, read.lines).await?;
    let others: Vec<String> = parts.keys().filter(|other| other.as_str() != known).cloned().collect();
    keep(desk, actor, date, (name, hash), parts).await?;
    for other in others {
        run::run(desk, &other, date).await?;
    }
    let day = run::run(desk, known, date).await?;
    Ok(Taken { day, lines, skipped })
}

/// The lines of each way of paying of the account; what nobody here asked for stays with the one that was named.
async fn by_provider(desk: &Desk, named: &str, lines: Vec<SettlementLine>) -> Result<BTreeMap<String, Vec<SettlementLine>>, ResultError> {
    let mut parts = BTreeMap::from([(named.to_owned(), Vec::new())]);
    let mut tx = desk.house.db.reader().await?;
    let references: Vec<&str> = lines.iter().map(|line| line.reference.as_str()).collect();
    let owners = store::owners(&mut tx, desk.city_id(), &references).await?;
    drop(tx);
    for line in lines {
        let owner = owners.get(&line.reference).filter(|owner| desk.payment(owner).is_some_and(|known| known.settles_by_file()));
        parts.entry(owner.cloned().unwrap_or_else(|| named.to_owned())).or_default().push(line);
    }
    Ok(parts)
}

async fn keep(
    desk: &Desk,
    actor: &Actor,
    date: BusinessDate,
    (name, hash): (String, [u8; 32]),
    parts: BTreeMap<String, Vec<SettlementLine>>,
) -> Result<(), MarketError> {
    let context = (desk.clone(), actor.clone(), name, parts);
    desk.house
        .db
        .write(context, move |tx, (desk, actor, name, parts)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                for (provider, lines) in parts {
                    if store::put(tx, city, (provider, date), (name, hash), lines, (actor.person, now)).await? {
                        let said = serde_json::json!({ "provider": provider, "date": date, "file": name, "lines": lines.len() });
                        registry::audit::log(tx, actor, &*desk.house.ids, now, "statement.taken", "provider", city, &said).await?;
                    }
                }
                Ok::<_, MarketError>(())
            })
        })
        .await
}

/// The statement of a day that was uploaded; `None` when none was.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn kept(desk: &Desk, provider: &str, date: BusinessDate) -> Result<Option<Vec<SettlementLine>>, MarketError> {
    Ok(store::lines(&mut desk.house.db.reader().await?, desk.city_id(), provider, date).await?)
}

/// Days of the last month with payments whose statement was not uploaded yet, oldest first. For those who see the days.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::Store`].
pub async fn missing(desk: &Desk, actor: &Actor) -> Result<Vec<Missing>, MarketError> {
    if !rights::sees_all(actor) {
        return Err(rights::refusal(actor));
    }
    let (from, to) = (desk.today().plus_days(-DAYS_MISSED), desk.today());
    let found = store::unsettled(&mut desk.house.db.reader().await?, desk.city_id(), from, to).await?;
    let by_file = |it: &Missing| desk.payment(&it.provider).is_some_and(|known| known.settles_by_file());
    Ok(found.into_iter().filter(by_file).collect())
}

/// Providers whose statements come as files; empty where none does.
#[must_use]
pub fn providers(desk: &Desk) -> Vec<&'static str> {
    desk.payments.iter().filter(|known| known.settles_by_file()).map(|known| known.name()).collect()
}

/// Whether somebody may take statements: the city's treasurers.
#[must_use]
pub fn may_take(actor: &Actor) -> bool {
    actor.holds(Role::Treasurer, Scope::City)
}

//! Statements that come as files: a treasurer downloads them at the gateway or bank and uploads them here. Most have no other way.
//!
//! A file is of one account and one day, and says all of it. It is taken whole or not at all, and takes the place of the one taken before:
//! corrected ones come. An account can have several ways of paying; a line belongs to the way that its payment was asked for by.

mod rules;
mod store;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use ::store::Tx;
use kernel::{Actor, BusinessDate, Role, Scope};
use providers::payments::SettlementLine;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::ReconciliationId;
use crate::settlement::rights;

pub use take::take;

/// The largest file that is taken. **Units:** bytes.
pub const STATEMENT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// So many days back a missing statement is missed.
const DAYS_MISSED: i64 = 180;

/// A file as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Of which account.
    pub account: String,
    /// On which day the payments were made.
    pub date: BusinessDate,
    /// The file's name.
    pub name: String,
    /// CSV or XLSX.
    pub bytes: Vec<u8>,
    /// It may say less than the one before.
    pub is_sure: bool,
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The days that were compared, one for each way of paying.
    pub days: Vec<ReconciliationId>,
    /// Lines of money.
    pub lines: usize,
    /// Lines of attempts that brought none: expired, called off, denied.
    pub skipped: usize,
}

/// A day whose statement is not there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// Of which day.
    pub date: BusinessDate,
    /// Of which account.
    pub account: &'static str,
}

/// Lines by the way of paying they belong to.
type Parts = BTreeMap<&'static str, Vec<SettlementLine>>;

/// Accounts whose statements come as files; empty where none does.
#[must_use]
pub fn accounts(desk: &Desk) -> Vec<&'static str> {
    desk.payments.iter().filter_map(|known| known.files_of()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The ways of paying of an account.
fn ways(desk: &Desk, account: &str) -> Vec<&'static str> {
    desk.payments.iter().filter(|known| known.files_of() == Some(account)).map(|known| known.name()).collect()
}

/// Whether somebody may take statements: the city's treasurers.
#[must_use]
pub fn may_take(actor: &Actor) -> bool {
    actor.holds(Role::Treasurer, Scope::City)
}

/// The statement of a day that was uploaded; `None` when none was.
///
/// # Errors
/// [`MarketError::Store`].
pub(super) async fn kept(tx: &mut Tx, desk: &Desk, provider: &str, date: BusinessDate) -> Result<Option<Vec<SettlementLine>>, MarketError> {
    Ok(store::lines(tx, desk.city_id(), provider, date).await?)
}

/// Days of the last half year on which money was paid or sent back and whose statement was not uploaded yet, oldest first. For those who
/// see the days.
///
/// # Errors
/// [`MarketError::NotAllowed`], [`MarketError::Store`].
pub async fn missing(desk: &Desk, actor: &Actor) -> Result<Vec<Missing>, MarketError> {
    if !rights::sees_all(actor) {
        return Err(rights::refusal(actor));
    }
    let period = (desk.today().plus_days(-DAYS_MISSED), desk.today());
    let found = store::unsettled(&mut desk.house.db.reader().await?, desk.city_id(), period, desk.city.offset_minutes).await?;
    let of = |(provider, date): &(String, BusinessDate)| Some(Missing { date: *date, account: desk.payment(provider)?.files_of()? });
    let mut missing: Vec<Missing> = found.iter().filter_map(of).collect();
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}

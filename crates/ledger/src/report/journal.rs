//! The journal: every posted transfer of a period, in the order in which a bookkeeper reads it.

use kernel::id::{CityId, TransferId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use store::Tx;

use super::store as sql;
use crate::account::Account;
use crate::error::LedgerError;
use crate::reason::Reason;

/// The most lines of one journal: about 50 MB of text. A busier city asks for shorter periods.
pub const JOURNAL_LINES_MAX: usize = 200_000;

/// One posted transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// Which.
    pub transfer: TransferId,
    /// On which date it counts.
    pub business_date: BusinessDate,
    /// When it was written.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// The account that is debited.
    pub debit: Account,
    /// The account that is credited.
    pub credit: Account,
    /// Whole rupiah, above 0.
    pub amount: Rupiah,
    /// For people: an order's number, mostly.
    pub memo: String,
}

/// Every transfer posted from the first to the last day, both included, by date and time. Holds do not appear.
///
/// # Errors
/// [`LedgerError::Period`] when `to` is before `from`; [`LedgerError::StatementTooLong`] above [`JOURNAL_LINES_MAX`].
pub async fn journal(tx: &mut Tx, city: CityId, from: BusinessDate, to: BusinessDate) -> Result<Vec<JournalLine>, LedgerError> {
    if to < from {
        return Err(LedgerError::Period);
    }
    let lines = sql::journal(tx, city, from, to).await?;
    if lines.len() > JOURNAL_LINES_MAX { Err(LedgerError::StatementTooLong) } else { Ok(lines) }
}

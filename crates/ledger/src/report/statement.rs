//! An account's statement: what it held before a period, each posted transfer in it, and what it held after.

use kernel::id::{CityId, RawId, TransferId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use store::Tx;

use super::store as sql;
use crate::account::{Account, AccountKind, Side};
use crate::error::LedgerError;
use crate::reason::Reason;

/// The most lines of one statement; a busy stall has about a hundred a day.
pub const STATEMENT_LINES_MAX: usize = 5_000;

/// An account over a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whose and what.
    pub account: Account,
    /// Held before the first day, in the account's normal side.
    pub opening: Rupiah,
    /// Sorted by business date, then by time.
    pub lines: Vec<StatementLine>,
    /// Held after the last day: `opening` and all changes.
    pub closing: Rupiah,
}

/// One posted transfer, seen from the statement's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLine {
    /// Which.
    pub transfer: TransferId,
    /// On which date it counts.
    pub business_date: BusinessDate,
    /// When it was written.
    pub at: Timestamp,
    /// Why.
    pub reason: Reason,
    /// What sort of thing `reference` is.
    pub reference_kind: String,
    /// What it is about.
    pub reference: RawId,
    /// For people.
    pub memo: String,
    /// The account on the other side.
    pub other: Account,
    /// Rupiah by which the account grew in its normal side; negative when it shrank.
    pub change: Rupiah,
    /// Held after this line.
    pub balance: Rupiah,
}

/// The statement of an account from the first to the last day, both included. Holds do not appear.
///
/// # Errors
/// [`LedgerError::Period`] when `to` is before `from`; [`LedgerError::StatementTooLong`] above 5,000 lines.
pub async fn statement(
    tx: &mut Tx,
    city: CityId,
    account: Account,
    from: BusinessDate,
    to: BusinessDate,
) -> Result<Statement, LedgerError> {
    if to < from {
        return Err(LedgerError::Period);
    }
    let id = account.id(city);
    let opening = sql::posted_before(tx, city, id, from).await?.net(account.kind.side());
    let moves = sql::moves(tx, city, id, from, to).await?;
    if moves.len() > STATEMENT_LINES_MAX {
        return Err(LedgerError::StatementTooLong);
    }
    Ok(lay_out(account, opening, moves))
}

/// A posted transfer as read: on which side of the account it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Move {
    pub(crate) transfer: TransferId,
    pub(crate) business_date: BusinessDate,
    pub(crate) at: Timestamp,
    pub(crate) reason: Reason,
    pub(crate) reference_kind: String,
    pub(crate) reference: RawId,
    pub(crate) memo: String,
    pub(crate) other_kind: AccountKind,
    pub(crate) other_owner: RawId,
    pub(crate) side: Side,
    pub(crate) amount: Rupiah,
}

fn lay_out(account: Account, opening: Rupiah, moves: Vec<Move>) -> Statement {
    let mut balance = opening;
    let mut lines = Vec::with_capacity(moves.len());
    for step in moves {
        let change = if step.side == account.kind.side() { step.amount } else { -step.amount };
        balance += change;
        lines.push(StatementLine {
            transfer: step.transfer,
            business_date: step.business_date,
            at: step.at,
            reason: step.reason,
            reference_kind: step.reference_kind,
            reference: step.reference,
            memo: step.memo,
            other: Account { kind: step.other_kind, owner: step.other_owner },
            change,
            balance,
        });
    }
    Statement { account, opening, lines, closing: balance }
}

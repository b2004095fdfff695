//! The trial balance, and the check that the ledger keeps its own rules.
//!
//! The schema and the single way of writing should make every violation impossible; the check is for restored backups,
//! moved cities and faults of ours.

use kernel::id::{AccountId, CityId, TransferId};
use kernel::{BusinessDate, Rupiah};
use store::Tx;

use super::balance::Sides;
use super::check_store as sql;
use crate::account::AccountKind;
use crate::checkpoint_store;
use crate::error::LedgerError;

/// Earlier than every date of a ledger, in days; its opposite is later.
const DAYS_MIN: i64 = -1_000_000;

/// All accounts of a kind together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrialLine {
    /// Which kind.
    pub kind: AccountKind,
    /// Posted to debit, whole rupiah.
    pub debits: Rupiah,
    /// Posted to credit, whole rupiah.
    pub credits: Rupiah,
    /// What is left, in the kind's normal side.
    pub balance: Rupiah,
}

/// A rule that the ledger does not keep. Each sort is listed up to 100 times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Over all accounts, debits and credits differ.
    #[error("{} rupiah stand in debit and {} in credit", debits.amount(), credits.amount())]
    Unbalanced {
        /// All debits.
        debits: Rupiah,
        /// All credits.
        credits: Rupiah,
    },
    /// A transfer names an account that is not there.
    #[error("transfer {0} has no account on one side")]
    Orphan(TransferId),
    /// A hold names a hold, or a row that should name one does not.
    #[error("transfer {0} has a state that does not fit")]
    State(TransferId),
    /// A row resolves something that is no hold, or lies between other accounts than its hold.
    #[error("transfer {0} resolves no hold of its accounts")]
    NoHold(TransferId),
    /// A row posts more than was held.
    #[error("transfer {0} posts more than was held")]
    AboveHold(TransferId),
    /// A hold was resolved more than once.
    #[error("hold {0} is resolved more than once")]
    ResolvedTwice(TransferId),
    /// A checkpoint is not the sum of the transfers before it. Throwing it away mends it.
    #[error("the checkpoint of account {0} is not the sum of its transfers")]
    Checkpoint(AccountId),
}

/// What is posted, by kind of account, sorted by the kind's name; kinds never used are left out.
/// Source of the term: the trial balance of double entry, where the sums of both columns agree.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn trial_balance(tx: &mut Tx, city: CityId) -> Result<Vec<TrialLine>, LedgerError> {
    trial_balance_of(tx, city, BusinessDate::from_days(DAYS_MIN), BusinessDate::from_days(-DAYS_MIN)).await
}

/// What was posted from the first to the last day, both included, by kind of account. What a kind held before does not count.
///
/// # Errors
/// [`LedgerError::Period`] when `to` is before `from`; [`LedgerError::Store`].
pub async fn trial_balance_of(tx: &mut Tx, city: CityId, from: BusinessDate, to: BusinessDate) -> Result<Vec<TrialLine>, LedgerError> {
    if to < from {
        return Err(LedgerError::Period);
    }
    let kinds = sql::posted_by_kind(tx, city, from, to).await?;
    let line = |(kind, debits, credits): (AccountKind, Rupiah, Rupiah)| TrialLine {
        kind,
        debits,
        credits,
        balance: Sides { debits, credits }.net(kind.side()),
    };
    Ok(kinds.into_iter().map(line).collect())
}

/// Every rule the ledger does not keep; empty when all is well. Reads the whole ledger of the city: nightly, and in tests.
///
/// # Errors
/// [`LedgerError::Store`].
pub async fn check(tx: &mut Tx, city: CityId) -> Result<Vec<Violation>, LedgerError> {
    let trial = trial_balance(tx, city).await?;
    let debits: Rupiah = trial.iter().map(|line| line.debits).sum();
    let credits: Rupiah = trial.iter().map(|line| line.credits).sum();
    let mut violations = Vec::new();
    if debits != credits {
        violations.push(Violation::Unbalanced { debits, credits });
    }
    let found = sql::faults(tx, city).await?;
    violations.extend(found.orphans.into_iter().map(Violation::Orphan));
    violations.extend(found.states.into_iter().map(Violation::State));
    violations.extend(found.without_hold.into_iter().map(Violation::NoHold));
    violations.extend(found.above_hold.into_iter().map(Violation::AboveHold));
    violations.extend(found.resolved_twice.into_iter().map(Violation::ResolvedTwice));
    violations.extend(checkpoint_store::wrong(tx, city).await?.into_iter().map(Violation::Checkpoint));
    Ok(violations)
}

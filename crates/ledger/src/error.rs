//! What the ledger refuses.

use kernel::Rupiah;
use kernel::error::{ErrorKind, Kinded};
use kernel::id::TransferId;
use store::StoreError;

use crate::transfer::State;

/// Why nothing was written. The transaction must not go on to commit.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Negative, or more than [`crate::AMOUNT_RUPIAH_MAX`].
    #[error("an amount of {} rupiah cannot be moved", .0.amount())]
    Amount(Rupiah),
    /// Debit and credit are the same account.
    #[error("transfer {0} has one account on both sides")]
    SameAccount(TransferId),
    /// Longer than [`crate::MEMO_BYTES_MAX`].
    #[error("the memo of transfer {0} is too long")]
    Memo(TransferId),
    /// A transfer with this id stands already and says something else.
    #[error("transfer {0} stands already with other content")]
    Differs(TransferId),
    /// There is no hold with this id.
    #[error("there is no hold {0}")]
    NoHold(TransferId),
    /// The hold was posted, voided or expired before, in another way.
    #[error("hold {hold} is {} already", state.name())]
    HoldResolved {
        /// The hold.
        hold: TransferId,
        /// What became of it.
        state: State,
    },
    /// More was to be posted than was held.
    #[error("{} rupiah were to be posted of {} held", wanted.amount(), held.amount())]
    AboveHold {
        /// To be posted.
        wanted: Rupiah,
        /// Held.
        held: Rupiah,
    },
    /// A hold can only be posted between its own two accounts.
    #[error("hold {0} lies between other accounts")]
    OtherAccounts(TransferId),
    /// The statement's first day is after its last.
    #[error("the period ends before it begins")]
    Period,
    /// The statement would have more than [`crate::STATEMENT_LINES_MAX`] lines; ask for fewer days.
    #[error("too many lines for one statement")]
    StatementTooLong,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(LedgerError);

impl Kinded for LedgerError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Amount(_) | Self::SameAccount(_) | Self::Memo(_) | Self::OtherAccounts(_) | Self::NoHold(_) => ErrorKind::Internal,
            Self::Differs(_) | Self::HoldResolved { .. } | Self::AboveHold { .. } => ErrorKind::Conflict,
            Self::Period | Self::StatementTooLong => ErrorKind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Amount(_) => "ledger_amount",
            Self::SameAccount(_) => "ledger_same_account",
            Self::Memo(_) => "ledger_memo",
            Self::Differs(_) => "ledger_differs",
            Self::NoHold(_) => "ledger_no_hold",
            Self::HoldResolved { .. } => "ledger_hold_resolved",
            Self::AboveHold { .. } => "ledger_above_hold",
            Self::OtherAccounts(_) => "ledger_other_accounts",
            Self::Period => "ledger_period",
            Self::StatementTooLong => "ledger_statement_too_long",
            Self::Store(error) => error.code(),
        }
    }
}

//! Transfers, files, and what the bank answers.

use ::store::StoreError;
use kernel::error::{ErrorKind, Kinded};
use kernel::id::{MarketId, PayoutId, PersonId, RawId, SettlementId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::MarketError;
pub use crate::ids::TransferFileId;
use crate::imports::FileFault;
use crate::payees::{AccountNumber, PayMethod};
use crate::settlement::{PayeeKind, PayoutState};

/// A payout that goes through the bank, with the account that was its payee's when the batch was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Its payout.
    pub payout: PayoutId,
    /// The payout's batch.
    pub settlement: SettlementId,
    /// Whose batch.
    pub market: MarketId,
    /// The batch's local date.
    pub business_date: BusinessDate,
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// The stall's or person's name.
    pub name: String,
    /// More than zero.
    pub amount: Rupiah,
    /// Bank or wallet.
    pub method: PayMethod,
    /// Where the payout stands.
    pub state: PayoutState,
    /// The bank's or wallet's code.
    pub channel: String,
    /// Masks itself.
    pub account: AccountNumber,
    /// Whose account it is.
    pub holder: String,
    /// Whether the payee's wish still names this account.
    pub is_current: bool,
    /// Why it failed; empty when it did not.
    pub failure: String,
}

/// Transfers that go to the bank together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferFile {
    /// Its id.
    pub id: TransferFileId,
    /// From 1, without gaps in a city.
    pub number: i64,
    /// The local date on which it was made.
    pub business_date: BusinessDate,
    /// The bank's day on which it is to be carried out.
    pub value_date: BusinessDate,
    /// How many.
    pub transfers: i64,
    /// Their sum.
    pub total: Rupiah,
    /// Who made it.
    pub made_by: Option<PersonId>,
    /// When.
    pub made: Timestamp,
    /// How many the bank has not answered yet.
    pub open: i64,
}

/// What an answer of the bank did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ResultReport {
    /// Arrived.
    pub arrived: usize,
    /// Did not arrive.
    pub failed: usize,
    /// Were known already.
    pub known: usize,
}

/// A row of the bank's answer that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultFault {
    /// As the spreadsheet numbers it; 0 for the heading.
    pub row: usize,
    /// The heading of the column.
    pub column: &'static str,
    /// What stands there, shortened.
    pub value: String,
    /// Why: code and values of the sentence `error-CODE`.
    pub reason: FileFault,
}

/// Why an answer is not taken. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ResultError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The market run refuses.
    #[error(transparent)]
    Market(MarketError),
    /// The file is no table.
    #[error("the file is refused: {}", .0.code)]
    File(FileFault),
    /// Rows cannot be taken.
    #[error("{} faults in the rows", .0.len())]
    Rows(Vec<ResultFault>),
}

::store::collides!(ResultError);

impl From<MarketError> for ResultError {
    fn from(error: MarketError) -> Self {
        match error {
            MarketError::Store(error) => Self::Store(error),
            other => Self::Market(other),
        }
    }
}

impl Kinded for ResultError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::Market(error) => error.kind(),
            Self::File(_) | Self::Rows(_) => ErrorKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Market(error) => error.code(),
            Self::File(fault) => fault.code,
            Self::Rows(_) => "import_faulty",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Market(error) => error.field(),
            Self::File(_) | Self::Rows(_) => Some("file"),
            Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Market(error) => error.details(),
            Self::File(fault) => fault.details.clone(),
            Self::Rows(faults) => vec![("count", faults.len().to_string())],
            Self::Store(_) => Vec::new(),
        }
    }
}

/// The job that tells a payee of money that was paid out, or of how it is to be.
pub const PAYOUT_MESSAGE: &str = "payout_message";

/// Which message, to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutMessage {
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// About which payout; none for news of the wish.
    pub payout: Option<PayoutId>,
    /// `arrived`, `failed`, `handed_over` or `wish_set`.
    pub kind: String,
}

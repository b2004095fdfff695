//! What is kept of an import. Codes and names are text here: another release may have written them.

use kernel::Timestamp;
use kernel::error::Kinded as _;
use kernel::id::{MarketId, PersonId};
use serde::{Deserialize, Serialize};

use crate::ids::ImportId;
use crate::imports::model::{FileFault, ImportError, Mode, Report, RowFault};

/// An import that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRun {
    /// For its address.
    pub id: ImportId,
    /// Into which market.
    pub market: MarketId,
    /// Name of the file.
    pub name: String,
    /// Whether it only looks.
    pub mode: Mode,
}

/// An import as every replica sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// For its address.
    pub id: ImportId,
    /// Who sent the file; none for the house itself.
    pub by: Option<PersonId>,
    /// Name of the file.
    pub name: String,
    /// Whether it only looks.
    pub mode: Mode,
    /// When it began.
    pub begun: Timestamp,
    /// When its process was last heard of.
    pub heard: Timestamp,
    /// Rows done and rows in all, as last heard; none in all while the file is being read.
    pub rows: (usize, usize),
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// What became of it; none while it is under way.
    pub outcome: Option<Outcome>,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every row was taken, or would be.
    Landed(Report),
    /// So many faults are in the rows. Nothing was written.
    Faulty(usize),
    /// It was refused for another reason. Nothing was written.
    Refused(Reason),
}

/// Why, as it is kept: code and values of the sentence `error-CODE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable code.
    pub code: String,
    /// Values for the sentence.
    pub details: Vec<(String, String)>,
}

impl Reason {
    /// Of a whole import.
    #[must_use]
    pub fn of(error: &ImportError) -> Self {
        Self { code: error.code().to_owned(), details: owned(error.details()) }
    }
}

/// Why a row cannot be taken, as it is kept.
pub type KeptFault = RowFault<Reason>;

impl From<RowFault> for KeptFault {
    fn from(fault: RowFault) -> Self {
        let RowFault { sheet, row, column, value, reason: FileFault { code, details } } = fault;
        Self { sheet, row, column, value, reason: Reason { code: code.to_owned(), details: owned(details) } }
    }
}

fn owned(details: Vec<(&'static str, String)>) -> Vec<(String, String)> {
    details.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

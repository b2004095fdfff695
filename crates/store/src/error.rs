//! What can go wrong in the database, without naming a driver.

use kernel::error::{ErrorKind, Kinded};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this key is already there.
    #[error("a row with this key exists already")]
    Duplicate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A foreign key, check or not-null rule of the schema was broken.
    #[error("the schema refuses the row")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Two transactions met; PostgreSQL asks to try again (40001, 40P01).
    #[error("transactions collided")]
    Collision(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A text holds a NUL, which PostgreSQL cannot keep; refused on both databases, before anything is sent.
    #[error("a text holds a NUL")]
    TextNotAllowed,
    /// The database cannot be reached, is full, or is read-only.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A statement failed for another reason: a fault of ours.
    #[error("statement failed at {place}")]
    Statement {
        /// File and line of the statement.
        place: String,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A cell had another type than the code expected.
    #[error("column {column} is {found}, expected {expected}")]
    Cell {
        /// Position in the row, from 0.
        column: usize,
        /// What was there.
        found: &'static str,
        /// What was asked for.
        expected: &'static str,
    },
    /// A row that must exist does not.
    #[error("no row")]
    NoRow,
    /// A transaction waited for something that is not the database.
    #[error("a transaction awaited something that is not the database")]
    Suspended,
    /// A transaction went on after one of its statements had failed; nothing was written.
    #[error("a transaction went on after a failed statement; nothing was written")]
    Void,
    /// A transaction closure panicked; nothing was written.
    #[error("a transaction panicked; nothing was written")]
    Panicked,
    /// The schema is newer than this program, or a step was changed after it ran.
    #[error("the database's schema does not fit this program: {0}")]
    Schema(String),
}

impl Kinded for StoreError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unavailable(_) | Self::Collision(_) => ErrorKind::Unavailable,
            Self::Duplicate(_) => ErrorKind::Conflict,
            Self::TextNotAllowed => ErrorKind::Invalid,
            Self::Refused(_)
            | Self::Statement { .. }
            | Self::Cell { .. }
            | Self::NoRow
            | Self::Suspended
            | Self::Void
            | Self::Panicked
            | Self::Schema(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self.kind() {
            ErrorKind::Unavailable => "database_unavailable",
            ErrorKind::Conflict => "already_exists",
            ErrorKind::Invalid => "text_not_allowed",
            _ => "internal",
        }
    }
}

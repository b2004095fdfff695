//! Why a copy, a backup or a restore does not happen. Nothing of it is left behind.

use std::path::PathBuf;

use crate::error::StoreError;

/// A refused or failed copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The target is in use: copying into it would mix two cities' books.
    #[error("the target holds data already (table {table}); choose an empty database, or empty this one")]
    NotEmpty {
        /// The first table with rows, or one that is not ours.
        table: String,
    },
    /// The schema is not this program's.
    #[error("{0}")]
    Schema(String),
    /// The rows that arrived are not the rows that were sent.
    #[error("table {table} is not the same: {found}, should be {expected}")]
    Differs {
        /// Which.
        table: String,
        /// Rows and digest found.
        found: String,
        /// Rows and digest wanted.
        expected: String,
    },
    /// A value that the other database cannot keep, or that is damaged.
    #[error("table {table}: {what}")]
    Row {
        /// Where.
        table: String,
        /// What is wrong with it.
        what: String,
    },
    /// The file is no backup, or a damaged one.
    #[error("{path} is not a sound backup: {what}", path = path.display())]
    Unsound {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// A file or folder cannot be used.
    #[error("{path} cannot be used", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

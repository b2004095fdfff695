//! A SQLite file that stands for itself, so that it can be moved: nothing of it is left in the log beside it.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite::classify;

/// How long connections that are about to close are waited for.
const WAIT: Duration = Duration::from_secs(5);

/// Brings everything from the log into the file. Nobody may use the database any more; it blocks for some milliseconds.
///
/// # Errors
/// [`StoreError::Unavailable`] when the file cannot be opened or somebody still uses it.
pub fn settle(path: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(path).map_err(classify)?;
    connection.busy_timeout(WAIT).map_err(classify)?;
    let is_busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(classify)?;
    if is_busy == 0 { Ok(()) } else { Err(StoreError::Unavailable("somebody still uses the database".into())) }
}

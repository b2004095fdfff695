//! For tests and tools only: what the closure API deliberately does not offer.

use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use crate::db::Db;
use crate::error::StoreError;
use crate::postgres::classify;
use crate::statement::{Registered, Statement};
use crate::tx::Call;

/// Every statement linked into this program, by file and line.
#[must_use]
pub fn registered() -> Vec<&'static Statement> {
    let mut statements: Vec<_> = inventory::iter::<Registered>.into_iter().map(|registered| registered.0).collect();
    statements.sort_by_key(|statement| statement.place());
    statements
}

/// Prepares every registered statement, repeated ones with one and with two items; gives place and error of each that fails.
///
/// # Errors
/// [`StoreError::Unavailable`] when the database cannot be reached.
pub async fn prepare_all(db: &Db) -> Result<Vec<(String, StoreError)>, StoreError> {
    let mut tx = db.reader().await?;
    let mut failed = Vec::new();
    for statement in registered() {
        let counts: &[usize] = if statement.is_repeated() { &[1, 2] } else { &[0] };
        for items in counts {
            if let Err(error) = tx.check(&Call { statement, items: *items, params: Vec::new() }).await {
                failed.push((statement.place(), error));
            }
        }
    }
    Ok(failed)
}

/// A connection to a PostgreSQL server outside any pool, for `CREATE DATABASE` and its kin, which no transaction may hold.
#[derive(Debug)]
pub struct Admin(Client);

impl Admin {
    /// Connects; the connection lives as long as this value and its runtime.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        tokio::spawn(connection);
        Ok(Self(client))
    }

    /// Runs one statement outside a transaction; gives the first column of each row as text, null as empty.
    ///
    /// # Errors
    /// What the server said.
    pub async fn run(&self, text: &str) -> Result<Vec<String>, StoreError> {
        let messages = self.0.simple_query(text).await.map_err(classify)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(rows.collect())
    }
}

/// Pretends that a SQLite file is of another release.
///
/// # Errors
/// [`StoreError`].
pub fn set_step(path: &std::path::Path, number: i64) -> Result<(), StoreError> {
    let connection = rusqlite::Connection::open(path).map_err(crate::sqlite::classify)?;
    let text = "INSERT INTO schema_step (number, name, checksum) VALUES (?1, 'another', 'release')";
    connection.execute(text, [number]).map_err(crate::sqlite::classify)?;
    let text = "UPDATE backup_manifest SET number = ?1 WHERE name = 'schema'";
    connection.execute(text, [number]).map(drop).map_err(crate::sqlite::classify)
}

/// Writes what stands in the write-ahead log of a SQLite file into the file itself.
///
/// # Errors
/// [`StoreError`].
pub fn checkpoint(path: &std::path::Path) -> Result<(), StoreError> {
    let connection = rusqlite::Connection::open(path).map_err(crate::sqlite::classify)?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").map_err(crate::sqlite::classify)
}

//! For tests and tools only: what the closure API deliberately does not offer.

use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use crate::db::Db;
use crate::error::StoreError;
use crate::postgres::classify;
use crate::statement::{Marks, Registered, Statement};
use crate::tx::{Call, Tx};
use crate::value::Value;

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

/// How SQLite finds the rows of every registered statement, step by step; nothing on PostgreSQL, whose plans depend on its data.
///
/// # Errors
/// [`StoreError`] when a statement cannot be prepared.
pub async fn plans(db: &Db) -> Result<Vec<(&'static Statement, Vec<String>)>, StoreError> {
    let Tx::Lite(mut session) = db.reader().await? else { return Ok(Vec::new()) };
    // A connection notices a changed schema when it reads, not when it explains.
    session.batch("SELECT name FROM sqlite_master LIMIT 1")?;
    let mut plans = Vec::new();
    for statement in registered() {
        let call = Call { statement, items: usize::from(statement.is_repeated()), params: Vec::new() };
        let text = format!("EXPLAIN QUERY PLAN {}", call.text(Marks::Question));
        let rows = session.rows(&text, &vec![Value::Null; highest_mark(&text)], statement)?;
        let details = rows.into_iter().map(|mut row| {
            let _: (i64, i64, i64) = (row.take()?, row.take()?, row.take()?);
            row.take()
        });
        plans.push((statement, details.collect::<Result<_, _>>()?));
    }
    Ok(plans)
}

/// The number of a text's last parameter.
fn highest_mark(text: &str) -> usize {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
    text.split('?').skip(1).map(digits).max().unwrap_or(0)
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

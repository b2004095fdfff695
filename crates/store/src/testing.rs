//! For tests and tools only: what the closure API deliberately does not offer.

use tokio_postgres::{Client, SimpleQueryMessage};

use crate::db::Db;
use crate::error::StoreError;
use crate::postgres::classify;
use crate::statement::{Marks, Registered, Statement};
use crate::tls::Door;
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
        let rows = session.rows(&text, &vec![Value::Null; highest_mark(&text)], statement, Ok)?;
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
        Ok(Self(Door::parse(url)?.connect().await?))
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

/// A sound, empty backup of a release that had only the first `steps` of the schema.
///
/// # Errors
/// [`crate::copy::CopyError`].
pub async fn older_backup(path: &std::path::Path, steps: usize) -> Result<(), crate::copy::CopyError> {
    let connection = rusqlite::Connection::open(path).map_err(crate::sqlite::classify)?;
    // The record of steps, then two texts for each step.
    for text in crate::migrate::texts("sqlite").iter().take(1 + 2 * steps) {
        connection.execute_batch(text).map_err(crate::sqlite::classify)?;
    }
    drop(connection);
    let tables = crate::copy::Snapshot::open_any(&crate::db::Options::sqlite(path)).await?.digests().await?;
    let schema = i64::try_from(steps).unwrap_or(i64::MAX);
    let manifest = crate::backup::Manifest { made: kernel::Timestamp::default(), schema, source: "sqlite".into(), tables };
    manifest.write(path)
}

/// What can befall a SQLite file while it is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hurt {
    /// It may not grow any more, as on a full disk.
    Full,
    /// It may not be written any more; this lasts until it is opened anew.
    ReadOnly,
    /// There is room again.
    Nothing,
}

/// Does it to the writer's connection.
///
/// # Errors
/// [`StoreError`].
pub async fn hurt(db: &Db, what: Hurt) -> Result<(), StoreError> {
    static FULL: Statement = Statement::new("PRAGMA max_page_count = 1", 0, 0, file!(), line!());
    static ROOM: Statement = Statement::new("PRAGMA max_page_count = 1000000000", 0, 0, file!(), line!());
    static READ_ONLY: Statement = Statement::new("PRAGMA query_only = 1", 0, 0, file!(), line!());
    let statement: &'static Statement = match what {
        Hurt::Full => &FULL,
        Hurt::ReadOnly => &READ_ONLY,
        Hurt::Nothing => &ROOM,
    };
    db.write((), move |tx, ()| Box::pin(async move { tx.exec(statement, &[]).await.map(drop) })).await
}

/// Holds a SQLite file so that nobody else writes, until dropped.
///
/// # Errors
/// [`StoreError`].
pub fn hold(path: &std::path::Path) -> Result<impl Drop + use<>, StoreError> {
    let connection = rusqlite::Connection::open(path).map_err(crate::sqlite::classify)?;
    connection.execute_batch("BEGIN IMMEDIATE").map_err(crate::sqlite::classify)?;
    Ok(connection)
}

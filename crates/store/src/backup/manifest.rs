//! What a backup says of itself, and whether that is so.

use std::path::{Path, PathBuf};

use kernel::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::copy::{CopyError, Snapshot, TableDigest, of_all};
use crate::db::Options;
use crate::migrate::compare;
use crate::sqlite::classify;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// When it was begun, by the clock of whoever made it.
    pub made: Timestamp,
    /// The number of the schema's last step.
    pub schema: i64,
    /// `sqlite` or `postgresql`: where the rows came from.
    pub source: String,
    /// Rows and digest of each table, by name.
    pub tables: Vec<TableDigest>,
}

impl Manifest {
    /// All rows together.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// One checksum over all tables: two backups with the same one hold the same.
    #[must_use]
    pub fn checksum(&self) -> String {
        of_all(&self.tables)
    }

    /// Writes it into the file, in one transaction.
    pub(crate) fn write(&self, path: &Path) -> Result<(), CopyError> {
        let mut connection = Connection::open(path).map_err(classify)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(classify)?;
        let tx = connection.transaction().map_err(classify)?;
        tx.execute_batch("CREATE TABLE backup_manifest (name TEXT PRIMARY KEY, number INTEGER NOT NULL, value TEXT NOT NULL) STRICT;")
            .map_err(classify)?;
        let head = [("made_us", self.made.micros(), ""), ("schema", self.schema, ""), ("source", 0, self.source.as_str())];
        let tables = self.tables.iter().map(|table| (format!("table {}", table.table), table.rows, table.digest.as_str()));
        for (name, number, value) in head.map(|(name, number, value)| (name.to_owned(), number, value)).into_iter().chain(tables) {
            let insert = "INSERT INTO backup_manifest (name, number, value) VALUES (?1, ?2, ?3)";
            tx.execute(insert, (name, number, value)).map_err(classify)?;
        }
        tx.commit().map_err(classify)?;
        Ok(())
    }

    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut prepared = connection.prepare("SELECT name, number, value FROM backup_manifest ORDER BY name")?;
        let rows = prepared.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
        let mut manifest = Self { made: Timestamp::default(), schema: 0, source: String::new(), tables: Vec::new() };
        for row in rows {
            let (name, number, value) = row?;
            match (name.as_str(), name.strip_prefix("table ")) {
                ("made_us", _) => manifest.made = Timestamp::from_micros(number),
                ("schema", _) => manifest.schema = number,
                ("source", _) => manifest.source = value,
                (_, Some(table)) => manifest.tables.push(TableDigest { table: table.to_owned(), rows: number, digest: value }),
                _ => {}
            }
        }
        Ok(manifest)
    }
}

/// Reads a whole backup: SQLite's own checks, the schema's steps, and every table against the manifest.
///
/// # Errors
/// [`CopyError::Unsound`] names what is wrong; [`CopyError::Store`] for a newer schema; [`CopyError::File`] when it is not there.
pub async fn verify(path: &Path) -> Result<Manifest, CopyError> {
    std::fs::metadata(path).map_err(|source| CopyError::File { path: path.to_owned(), source })?;
    let unsound = |what: String| CopyError::Unsound { path: path.to_owned(), what };
    let manifest = inspect(path).map_err(|what| unsound(format!("{what:#}")))?;
    let mut snapshot =
        Snapshot::open_any(&Options::Sqlite { path: PathBuf::from(path), readers: 1 }).await.map_err(|error| unsound(error.to_string()))?;
    let steps = snapshot.steps().await?;
    compare(&steps)?;
    let newest = steps.last().map_or(0, |(number, _)| *number);
    if newest != manifest.schema {
        return Err(unsound(format!("it has step {newest} of the schema, its manifest says {}", manifest.schema)));
    }
    let found = snapshot.digests().await.map_err(|error| unsound(error.to_string()))?;
    if let Some(table) = found.iter().find(|table| !manifest.tables.contains(table)) {
        return Err(unsound(format!("table {} has {table}, its manifest says otherwise", table.table)));
    }
    if found.len() != manifest.tables.len() {
        return Err(unsound(format!("it has {} tables, its manifest names {}", found.len(), manifest.tables.len())));
    }
    Ok(manifest)
}

/// When a backup was made, by its own word; nothing else is looked at.
///
/// # Errors
/// [`CopyError::Unsound`] when the file is no backup.
pub fn made(path: &Path) -> Result<Timestamp, CopyError> {
    let read = || Manifest::read(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?);
    read().map(|manifest| manifest.made).map_err(|error| CopyError::Unsound { path: path.to_owned(), what: error.to_string() })
}

/// The manifest of a file that SQLite finds sound; else what is wrong.
fn inspect(path: &Path) -> Result<Manifest, String> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| error.to_string())?;
    let check = |pragma: &str| -> rusqlite::Result<Option<String>> {
        let mut prepared = connection.prepare(pragma)?;
        let mut rows = prepared.query([])?;
        rows.next()?.map(|row| row.get::<_, String>(0)).transpose()
    };
    match check("PRAGMA integrity_check(1)") {
        Ok(Some(ok)) if ok == "ok" => {}
        Ok(found) => return Err(found.unwrap_or_else(|| "the integrity check said nothing".to_owned())),
        Err(error) => return Err(error.to_string()),
    }
    if let Some(table) = check("PRAGMA foreign_key_check").map_err(|error| error.to_string())? {
        return Err(format!("a row of {table} refers to one that is not there"));
    }
    let manifest = Manifest::read(&connection).map_err(|_| "it has no manifest".to_owned())?;
    if manifest.tables.is_empty() { Err("its manifest is empty".to_owned()) } else { Ok(manifest) }
}

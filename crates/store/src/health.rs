//! What the database says of itself: settings that durability hangs on, damage, its own clock. A seam: the two answer
//! different questions, so these statements stand outside the registry.

use kernel::Timestamp;

use crate::db::Db;
use crate::error::StoreError;
use crate::params;
use crate::statement::Statement;

macro_rules! own {
    ($text:expr) => {{
        static STATEMENT: Statement = Statement::new($text, 0, 0, file!(), line!());
        &STATEMENT
    }};
}

/// A setting and whether acknowledged orders survive a crash with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// As the database calls it.
    pub name: String,
    /// As it stands.
    pub value: String,
    /// Whether it is safe.
    pub is_safe: bool,
}

/// Version of the database's program: `SQLite 3.51.0`, `PostgreSQL 15.18`.
///
/// # Errors
/// [`StoreError`].
pub async fn version(db: &Db) -> Result<String, StoreError> {
    let mut tx = db.reader().await?;
    Ok(if db.kind() == "sqlite" {
        let (version,): (String,) = tx.one(own!("SELECT sqlite_version()"), params![]).await?;
        format!("SQLite {version}")
    } else {
        let (version,): (String,) = tx.one(own!("SELECT current_setting('server_version')"), params![]).await?;
        format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default())
    })
}

/// The settings that durability hangs on, as they hold for this program's writing.
///
/// # Errors
/// [`StoreError`].
pub async fn settings(db: &Db) -> Result<Vec<Setting>, StoreError> {
    if db.kind() == "sqlite" {
        return db
            .write((), |tx, ()| {
                Box::pin(async move {
                    let (journal,): (String,) = tx.one(own!("PRAGMA journal_mode"), params![]).await?;
                    let (synchronous,): (i64,) = tx.one(own!("PRAGMA synchronous"), params![]).await?;
                    // Source: SQLite, "Pragma statements": 2 is FULL, 3 EXTRA.
                    let level = ["off", "normal", "full", "extra"].get(usize::try_from(synchronous).unwrap_or(0)).unwrap_or(&"unknown");
                    Ok(vec![
                        Setting { is_safe: journal == "wal", name: "journal_mode".into(), value: journal },
                        Setting { is_safe: synchronous >= 2, name: "synchronous".into(), value: (*level).into() },
                    ])
                })
            })
            .await;
    }
    let rows: Vec<(String, String)> = db
        .reader()
        .await?
        .rows(
            own!(
                "SELECT CAST(name AS TEXT), setting FROM pg_settings
                 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name"
            ),
            params![],
        )
        .await?;
    Ok(rows.into_iter().map(|(name, value)| Setting { is_safe: value != "off", name, value }).collect())
}

/// Damage the database finds in itself, at most 20 lines; reads all of a SQLite file, only the catalogue of PostgreSQL.
///
/// # Errors
/// [`StoreError`].
pub async fn damage(db: &Db) -> Result<Vec<String>, StoreError> {
    let mut tx = db.reader().await?;
    if db.kind() != "sqlite" {
        let broken: Vec<(String,)> = tx
            .rows(
                own!(
                    "SELECT CAST(c.relname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                     WHERE NOT i.indisvalid ORDER BY 1 LIMIT 20"
                ),
                params![],
            )
            .await?;
        return Ok(broken.into_iter().map(|(index,)| format!("index {index} is not valid")).collect());
    }
    let lines: Vec<(String,)> = tx.rows(own!("PRAGMA integrity_check(20)"), params![]).await?;
    let mut found: Vec<String> = lines.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect();
    let loose: Vec<(String,)> = tx.rows(own!("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check LIMIT 20"), params![]).await?;
    found.extend(loose.into_iter().map(|(table,)| format!("rows of {table} refer to rows that are not there")));
    Ok(found)
}

/// The server's own time; none for SQLite, which has this machine's.
///
/// # Errors
/// [`StoreError`].
pub async fn server_time(db: &Db) -> Result<Option<Timestamp>, StoreError> {
    if db.kind() == "sqlite" {
        return Ok(None);
    }
    let statement = own!("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)");
    let (micros,): (i64,) = db.reader().await?.one(statement, params![]).await?;
    Ok(Some(Timestamp::from_micros(micros)))
}

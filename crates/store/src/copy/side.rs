//! One end of a copy: a connection of its own with one open transaction. A seam: both variants stand here, and texts are made
//! from the catalogue, because a statement that names every table cannot be written beforehand.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio_postgres::Client;
use tokio_postgres::types::ToSql;

use super::CopyError;
use super::catalogue::{self, Found, Table};
use super::digest::{Running, TableDigest};
use crate::db::Options;
use crate::error::StoreError;
use crate::tls::Door;
use crate::value::Value;
use crate::{postgres, sqlite};

/// Rows that are read and written at once.
const PAGE_ROWS: usize = 2_000;

const LITE_COLUMNS: &str = "SELECT m.name, p.name, p.type, CASE WHEN p.pk > 0 THEN p.pk END
     FROM sqlite_master m JOIN pragma_table_info(m.name) p
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
const LITE_REFERENCES: &str =
    "SELECT m.name, f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
const PG_COLUMNS: &str = "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), format_type(a.atttypid, NULL),
       CAST(array_position(CAST(i.indkey AS INT2[]), a.attnum) AS BIGINT)
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relkind IN ('r', 'p')";
const PG_REFERENCES: &str = "SELECT CAST(c.relname AS TEXT), CAST(f.relname AS TEXT)
     FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid
     JOIN pg_class f ON f.oid = k.confrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
     WHERE k.contype = 'f'";

/// A row as it is carried.
pub(super) type Cells = Vec<Value<'static>>;

/// A connection to either database.
pub(super) enum Side {
    Lite(Box<Connection>),
    Pg(Box<Client>),
}

impl Side {
    /// Connects and begins a transaction in which every read sees the same moment; it cannot write.
    pub(super) async fn reading(options: &Options) -> Result<Self, CopyError> {
        match options {
            Options::Sqlite { path, .. } => {
                let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                // The snapshot begins with the first read, not with BEGIN.
                connection.execute_batch("BEGIN; SELECT COUNT(*) FROM sqlite_master;").map_err(sqlite::classify)?;
                Ok(Self::Lite(Box::new(connection)))
            }
            Options::Postgres { url, .. } => {
                let client = connect(url).await?;
                client.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await.map_err(postgres::classify)?;
                Ok(Self::Pg(Box::new(client)))
            }
        }
    }

    /// Connects, making the file when it is not there, and begins a transaction that nobody else writes beside.
    pub(super) async fn writing(options: &Options) -> Result<Self, CopyError> {
        match options {
            Options::Sqlite { path, .. } => {
                let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
                // References are checked once at the end, over everything.
                let begin = "PRAGMA foreign_keys=OFF; PRAGMA synchronous=FULL; BEGIN IMMEDIATE;";
                connection.execute_batch(begin).map_err(sqlite::classify)?;
                Ok(Self::Lite(Box::new(connection)))
            }
            Options::Postgres { url, .. } => {
                let client = connect(url).await?;
                client.batch_execute("BEGIN").await.map_err(postgres::classify)?;
                Ok(Self::Pg(Box::new(client)))
            }
        }
    }

    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Lite(_) => "sqlite",
            Self::Pg(_) => "postgresql",
        }
    }

    /// Runs statements without parameters.
    pub(super) async fn batch(&mut self, text: &str) -> Result<(), CopyError> {
        match self {
            Self::Lite(connection) => connection.execute_batch(text).map_err(sqlite::classify)?,
            Self::Pg(client) => client.batch_execute(text).await.map_err(postgres::classify)?,
        }
        Ok(())
    }

    /// Every table of the schema, in an order in which they can be filled.
    pub(super) async fn tables(&mut self) -> Result<Vec<Table>, CopyError> {
        let (columns, references) = match self {
            Self::Lite(_) => (LITE_COLUMNS, LITE_REFERENCES),
            Self::Pg(_) => (PG_COLUMNS, PG_REFERENCES),
        };
        let found = self.rows("the catalogue", columns, &[]).await?.into_iter().filter_map(found).collect();
        let references = self.rows("the catalogue", references, &[]).await?;
        let pairs = references.into_iter().filter_map(|row| Some((text(row.first()?)?, text(row.get(1)?)?))).collect::<Vec<_>>();
        catalogue::tables(found, &pairs)
    }

    /// The next rows of a table in the order of its key, after the given one.
    pub(super) async fn page(&mut self, table: &Table, after: Option<&Cells>) -> Result<Vec<Cells>, CopyError> {
        let (mark, collate) = match self {
            Self::Lite(_) => ("?", ""),
            // Texts sort by their bytes, whatever the database's own rules are.
            Self::Pg(_) => ("$", " COLLATE \"C\""),
        };
        let page = table.page(mark, collate, after.is_some(), PAGE_ROWS);
        let key: Cells = after.map(|row| table.key.iter().map(|at| row[*at].clone()).collect()).unwrap_or_default();
        self.rows(&table.name, &page, &key).await
    }

    /// Reads a whole table; each row is handed on in the order of the key.
    pub(super) async fn digest(&mut self, table: &Table) -> Result<TableDigest, CopyError> {
        let mut running = Running::new();
        let mut last: Option<Cells> = None;
        loop {
            let rows = self.page(table, last.as_ref()).await?;
            rows.iter().for_each(|row| running.row(row));
            let is_last = rows.len() < PAGE_ROWS;
            last = rows.into_iter().next_back();
            if is_last {
                return Ok(running.finish(&table.name));
            }
        }
    }

    /// All rows of a text made here.
    pub(super) async fn rows(&mut self, table: &str, sql: &str, params: &[Value<'_>]) -> Result<Vec<Cells>, CopyError> {
        match self {
            Self::Lite(connection) => lite_rows(connection, table, sql, params),
            Self::Pg(client) => {
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
                let rows = client.query(sql, &params).await.map_err(postgres::classify)?;
                rows.iter().map(|row| postgres::values(row).map_err(|error| postgres::classify(error).into())).collect()
            }
        }
    }
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(sqlite::classify)?;
    connection.execute_batch("PRAGMA busy_timeout=10000; PRAGMA cache_size=-65536;").map_err(sqlite::classify)?;
    Ok(connection)
}

/// A connection without the limits of time that suit a web server.
async fn connect(url: &str) -> Result<Client, StoreError> {
    let mut door = Door::parse(url)?;
    door.config.connect_timeout(std::time::Duration::from_secs(5)).application_name("laris copy");
    door.connect().await
}

fn lite_rows(connection: &Connection, table: &str, sql: &str, params: &[Value<'_>]) -> Result<Vec<Cells>, CopyError> {
    let mut prepared = connection.prepare_cached(sql).map_err(sqlite::classify)?;
    let columns = prepared.column_count();
    let mut found = prepared.query(rusqlite::params_from_iter(params)).map_err(sqlite::classify)?;
    let mut rows = Vec::new();
    while let Some(row) = found.next().map_err(sqlite::classify)? {
        let mut cells = Vec::with_capacity(columns);
        for column in 0..columns {
            cells.push(cell(row.get_ref(column).map_err(sqlite::classify)?, table)?);
        }
        rows.push(cells);
    }
    Ok(rows)
}

fn cell(value: ValueRef<'_>, table: &str) -> Result<Value<'static>, CopyError> {
    let refused = |what: &str| CopyError::Row { table: table.to_owned(), what: what.to_owned() };
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(bytes) => Value::from(str::from_utf8(bytes).map_err(|_| refused("a text is not UTF-8"))?.to_owned()),
        ValueRef::Blob(bytes) => Value::from(bytes.to_vec()),
        ValueRef::Real(_) => return Err(refused("a number is not whole")),
    })
}

fn found(row: Cells) -> Option<Found> {
    let place = match row.get(3)? {
        Value::Int(place) => Some(*place),
        _ => None,
    };
    Some((text(row.first()?)?, text(row.get(1)?)?, text(row.get(2)?)?, place))
}

fn text(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

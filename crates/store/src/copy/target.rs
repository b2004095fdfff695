//! Where a copy goes: an empty database, filled in one transaction with its schema, its rows and their check.

use futures::pin_mut;
use kernel::id::RawId;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

use super::CopyError;
use super::catalogue::{Kind, OWN_TABLES, Table};
use super::side::{Cells, Side};
use crate::db::Options;
use crate::migrate::{self, MIGRATIONS};
use crate::value::Value;
use crate::{postgres, sqlite};

/// An empty database with the schema of this program, in an open transaction: dropped, nothing has happened.
pub struct Target {
    pub(super) side: Side,
    pub(super) tables: Vec<Table>,
}

impl Target {
    /// Opens an empty database, or makes the file; its schema is made where there is none.
    ///
    /// # Errors
    /// [`CopyError::NotEmpty`], [`CopyError::Schema`] when it is of another release, [`CopyError::Store`].
    pub async fn open(options: &Options) -> Result<Self, CopyError> {
        let mut side = Side::writing(options).await?;
        if side.steps().await?.is_none() {
            if let Some(table) = side.tables().await?.first() {
                return Err(CopyError::NotEmpty { table: table.name.clone() });
            }
            for text in migrate::texts(side.kind()) {
                side.batch(&text).await?;
            }
        }
        side.fits_program("the target").await?;
        let tables = side.tables().await?;
        for table in &tables {
            if let Side::Pg(_) = side {
                // A program that serves this database must not write between the check and the end.
                side.batch(&format!("LOCK TABLE \"{}\" IN EXCLUSIVE MODE", table.name)).await?;
            }
            if !side.page(table, None).await?.is_empty() {
                return Err(CopyError::NotEmpty { table: table.name.clone() });
            }
        }
        Ok(Self { side, tables })
    }

    /// Adds rows, which have the table's columns in its order.
    pub(super) async fn insert(&mut self, table: &Table, rows: Vec<Cells>) -> Result<(), CopyError> {
        match &mut self.side {
            Side::Lite(connection) => {
                let mut prepared = connection.prepare_cached(&table.insert()).map_err(sqlite::classify)?;
                for row in &rows {
                    prepared.execute(rusqlite::params_from_iter(row)).map_err(sqlite::classify)?;
                }
            }
            Side::Pg(client) => {
                let types: Vec<Type> = table.columns.iter().map(|column| wire(column.kind)).collect();
                let sink = client.copy_in(&table.copy_in()).await.map_err(postgres::classify)?;
                let writer = BinaryCopyInWriter::new(sink, &types);
                pin_mut!(writer);
                for row in rows {
                    let row = suited(table, row)?;
                    let row: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
                    writer.as_mut().write(&row).await.map_err(postgres::classify)?;
                }
                writer.finish().await.map_err(postgres::classify)?;
            }
        }
        Ok(())
    }

    /// Checks references and commits.
    pub(super) async fn finish(mut self) -> Result<(), CopyError> {
        if let Side::Lite(_) = self.side {
            let broken = self.side.rows("the references", "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1", &[]).await?;
            if let Some(row) = broken.first() {
                let what = format!("a row of {row:?} refers to one that is not there");
                return Err(CopyError::Row { table: "the references".to_owned(), what });
            }
        }
        self.side.batch("COMMIT").await
    }
}

impl Side {
    /// Numbers and checksums of the schema's steps; none when there is no record of them.
    pub(super) async fn steps(&mut self) -> Result<Option<Vec<(i64, String)>>, CopyError> {
        let exists = match self {
            Self::Lite(_) => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step'",
            Self::Pg(_) => {
                "SELECT CAST(1 AS BIGINT) FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'schema_step'"
            }
        };
        if self.rows(OWN_TABLES[0], exists, &[]).await?.is_empty() {
            return Ok(None);
        }
        let rows = self.rows(OWN_TABLES[0], "SELECT number, checksum FROM schema_step ORDER BY number", &[]).await?;
        let step = |row: Cells| match row.as_slice() {
            [Value::Int(number), Value::Text(checksum)] => Some((*number, checksum.clone().into_owned())),
            _ => None,
        };
        Ok(Some(rows.into_iter().filter_map(step).collect()))
    }

    /// Refuses a schema that is older or newer than this program.
    pub(super) async fn fits_program(&mut self, which: &str) -> Result<(), CopyError> {
        let steps = self.steps().await?.unwrap_or_default();
        migrate::compare(&steps)?;
        if steps.len() < MIGRATIONS.len() {
            let (has, wants) = (steps.len(), MIGRATIONS.len());
            return Err(CopyError::Schema(format!(
                "{which} has {has} of {wants} steps of the schema; bring it up to date first with `laris migrate`"
            )));
        }
        Ok(())
    }
}

/// The type of a column on the wire.
const fn wire(kind: Kind) -> Type {
    match kind {
        Kind::Int => Type::INT8,
        Kind::Text => Type::TEXT,
        Kind::Bool => Type::BOOL,
        Kind::Bytes => Type::BYTEA,
        Kind::Id => Type::UUID,
    }
}

/// The row in PostgreSQL's types.
fn suited(table: &Table, row: Cells) -> Result<Cells, CopyError> {
    let refused = |column: &str, what: &str| CopyError::Row { table: table.name.clone(), what: format!("{column} {what}") };
    let suit = |(value, column): (Value<'static>, &super::catalogue::Column)| match (value, column.kind) {
        (Value::Int(number @ (0 | 1)), Kind::Bool) => Ok(Value::Bool(number == 1)),
        (Value::Int(_), Kind::Bool) => Err(refused(&column.name, "is neither true nor false")),
        (Value::Bytes(bytes), Kind::Id) => {
            RawId::from_slice(&bytes).map(Value::Id).map_err(|_| refused(&column.name, "is not an id of 16 bytes"))
        }
        (Value::Text(text), _) if text.contains('\0') => Err(refused(&column.name, "holds a NUL character, which PostgreSQL cannot keep")),
        (value, _) => Ok(value),
    };
    row.into_iter().zip(&table.columns).map(suit).collect()
}

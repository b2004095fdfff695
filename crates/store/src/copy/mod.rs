//! Moving a whole database into another: every table, row by row, from one moment of the source, compared on arrival.
//!
//! Both databases have the same schema, so a row is a row. Tables and columns come from the catalogue, in the order of their
//! references; rows in the order of their keys. The copy is one transaction of the target: the schema, the rows, and reading
//! them back. It stands when every table has the same rows with the same digest, and otherwise nothing has happened.

pub mod catalogue;
mod digest;
mod error;
mod side;
mod target;
mod text;

pub use digest::{TableDigest, of_all};
pub use error::CopyError;
pub use target::Target;

use crate::db::Options;
use catalogue::Table;
use digest::Running;
use side::{Cells, Side};

/// One moment of a database: however long it is read, it does not change.
pub struct Snapshot {
    side: Side,
    tables: Vec<Table>,
}

impl Snapshot {
    /// Opens a database that is at this program's schema. Writers are not held up.
    ///
    /// # Errors
    /// [`CopyError::Schema`] when it is older or newer, [`CopyError::Store`].
    pub async fn open(options: &Options) -> Result<Self, CopyError> {
        let mut side = Side::reading(options).await?;
        side.fits_program("the source").await?;
        let tables = side.tables().await?;
        Ok(Self { side, tables })
    }

    /// Opens a database of any release, to look at it.
    ///
    /// # Errors
    /// [`CopyError::Store`].
    pub async fn open_any(options: &Options) -> Result<Self, CopyError> {
        let mut side = Side::reading(options).await?;
        let tables = side.tables().await?;
        Ok(Self { side, tables })
    }

    /// Rows and digest of every table, by name.
    ///
    /// # Errors
    /// [`CopyError`].
    pub async fn digests(&mut self) -> Result<Vec<TableDigest>, CopyError> {
        let mut digests = Vec::with_capacity(self.tables.len());
        for table in &self.tables {
            digests.push(self.side.digest(table).await?);
        }
        digests.sort_by(|one, other| one.table.cmp(&other.table));
        Ok(digests)
    }

    /// Numbers of the schema's steps that it has.
    ///
    /// # Errors
    /// [`CopyError::Store`].
    pub async fn steps(&mut self) -> Result<Vec<(i64, String)>, CopyError> {
        Ok(self.side.steps().await?.unwrap_or_default())
    }
}

/// Copies everything and commits; gives rows and digest of every table, by name. `told` hears of each table that arrived.
///
/// # Errors
/// [`CopyError`]; the target is then as it was.
pub async fn copy(from: &mut Snapshot, mut to: Target, told: &mut (dyn FnMut(&TableDigest) + Send)) -> Result<Vec<TableDigest>, CopyError> {
    catalogue::same(&from.tables, &to.tables)?;
    let mut digests = Vec::with_capacity(from.tables.len());
    for table in &from.tables {
        let arrived =
            to.tables.iter().find(|other| other.name == table.name).cloned().ok_or_else(|| CopyError::Schema(table.name.clone()))?;
        let sent = pour(&mut from.side, table, &mut to, &arrived).await?;
        let found = to.side.digest(&arrived).await?;
        if found != sent {
            return Err(CopyError::Differs { table: table.name.clone(), found: found.to_string(), expected: sent.to_string() });
        }
        told(&sent);
        digests.push(sent);
    }
    to.finish().await?;
    digests.sort_by(|one, other| one.table.cmp(&other.table));
    Ok(digests)
}

async fn pour(from: &mut Side, table: &Table, to: &mut Target, arrived: &Table) -> Result<TableDigest, CopyError> {
    let mut running = Running::new();
    let mut last: Option<Cells> = None;
    loop {
        let rows = from.page(table, last.as_ref()).await?;
        let Some(end) = rows.last().cloned() else { return Ok(running.finish(&table.name)) };
        rows.iter().for_each(|row| running.row(row));
        last = Some(end);
        to.insert(arrived, rows).await?;
    }
}

//! A transaction, or a reader: the only way to run statements.

use std::sync::Arc;

use crate::error::StoreError;
use crate::postgres::PgSession;
use crate::row::{FromRow, Row};
use crate::sqlite::LiteSession;
use crate::statement::{Marks, Statement};
use crate::value::Value;

/// The most parameters one expanded statement may carry (SQLite allows 32 766, PostgreSQL 65 535).
const PARAMETERS_MAX: usize = 30_000;
/// The most items one expanded statement carries, so that few texts are prepared.
const ITEMS_MAX: usize = 200;

/// One statement with its parameters, for sending several at once.
#[derive(Debug)]
pub struct Call {
    pub(crate) statement: &'static Statement,
    pub(crate) items: usize,
    pub(crate) params: Vec<Value<'static>>,
}

impl Call {
    /// A plain statement.
    #[must_use]
    pub fn new(statement: &'static Statement, params: &[Value<'_>]) -> Self {
        Self { statement, items: 0, params: params.iter().map(Value::owned).collect() }
    }

    /// A repeated statement; `items` holds the items' values one after the other and is not empty.
    /// Unlike [`Tx::exec_each`] it is not split: keep it under 200 items.
    #[must_use]
    pub fn each(statement: &'static Statement, fixed: &[Value<'_>], items: &[Value<'_>]) -> Self {
        let params = fixed.iter().chain(items).map(Value::owned).collect();
        Self { statement, items: items.len() / statement.per().max(1), params }
    }

    pub(crate) fn text(&self, marks: Marks) -> Arc<str> {
        if self.items == 0 { self.statement.plain(marks) } else { self.statement.expanded(self.items, marks) }
    }
}

/// A transaction on one of the two databases. Statements run in the order they are given.
#[derive(Debug)]
pub enum Tx {
    /// SQLite: calls are synchronous, nothing ever suspends.
    #[doc(hidden)]
    Lite(LiteSession),
    /// PostgreSQL: calls go over the wire; [`Tx::later`] and [`Tx::all`] are pipelined.
    #[doc(hidden)]
    Pg(Box<PgSession>),
}

impl Tx {
    /// Runs a statement; gives the number of rows it touched.
    ///
    /// # Errors
    /// [`StoreError`], the transaction is then void.
    pub async fn exec(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<u64, StoreError> {
        match self {
            Self::Lite(session) => session.exec(&statement.plain(Marks::Question), params, statement),
            Self::Pg(session) => session.exec(statement.plain(Marks::Dollar), params, statement).await,
        }
    }

    /// Runs a statement whose result nobody waits for: on PostgreSQL it travels with the next wait or the commit.
    /// An error surfaces there and voids the transaction.
    ///
    /// # Errors
    /// [`StoreError`] at once on SQLite.
    pub fn later(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<(), StoreError> {
        match self {
            Self::Lite(session) => session.exec(&statement.plain(Marks::Question), params, statement).map(drop),
            Self::Pg(session) => {
                session.queue(Call::new(statement, params));
                Ok(())
            }
        }
    }

    /// As [`Tx::later`], for a repeated statement; no items is no statement.
    ///
    /// # Errors
    /// As [`Tx::later`].
    pub fn later_each(&mut self, statement: &'static Statement, fixed: &[Value<'_>], items: &[Value<'_>]) -> Result<(), StoreError> {
        for chunk in chunks(statement, items) {
            match self {
                Self::Lite(session) => session.exec_each(statement, fixed, chunk).map(drop)?,
                Self::Pg(session) => session.queue(Call::each(statement, fixed, chunk)),
            }
        }
        Ok(())
    }

    /// Runs a repeated statement, split where it is long; gives the number of rows touched.
    ///
    /// # Errors
    /// [`StoreError`], the transaction is then void.
    pub async fn exec_each(&mut self, statement: &'static Statement, fixed: &[Value<'_>], items: &[Value<'_>]) -> Result<u64, StoreError> {
        let mut touched = 0;
        for chunk in chunks(statement, items) {
            touched += match self {
                Self::Lite(session) => session.exec_each(statement, fixed, chunk)?,
                Self::Pg(session) => session.exec_call(Call::each(statement, fixed, chunk)).await?,
            };
        }
        Ok(touched)
    }

    /// All rows of a statement, mapped. Bound the statement with LIMIT where a list may be long.
    ///
    /// # Errors
    /// [`StoreError`], also when a row does not map.
    pub async fn rows<T: FromRow>(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<Vec<T>, StoreError> {
        match self {
            Self::Lite(session) => session.rows(&statement.plain(Marks::Question), params, statement, read),
            Self::Pg(session) => map(session.rows(statement.plain(Marks::Dollar), params, statement).await?),
        }
    }

    /// All rows of a repeated statement, mapped; for no items, no rows.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn rows_each<T: FromRow>(
        &mut self,
        statement: &'static Statement,
        fixed: &[Value<'_>],
        items: &[Value<'_>],
    ) -> Result<Vec<T>, StoreError> {
        let mut mapped = Vec::new();
        for chunk in chunks(statement, items) {
            let call = Call::each(statement, fixed, chunk);
            let mut found = self.all(vec![call]).await?;
            mapped.extend(map(found.pop().unwrap_or_default())?);
        }
        Ok(mapped)
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub async fn opt<T: FromRow>(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<Option<T>, StoreError> {
        Ok(self.rows(statement, params).await?.into_iter().next())
    }

    /// The row that must be there.
    ///
    /// # Errors
    /// [`StoreError::NoRow`] when it is not; else as [`Tx::rows`].
    pub async fn one<T: FromRow>(&mut self, statement: &'static Statement, params: &[Value<'_>]) -> Result<T, StoreError> {
        self.opt(statement, params).await?.ok_or(StoreError::NoRow)
    }

    /// Runs several statements that do not need each other's results; on PostgreSQL in one round trip.
    /// Gives each one's rows in order; map them with [`map`].
    ///
    /// # Errors
    /// The first [`StoreError`]; the transaction is then void.
    pub async fn all(&mut self, calls: Vec<Call>) -> Result<Vec<Vec<Row>>, StoreError> {
        match self {
            Self::Lite(session) => {
                calls.iter().map(|call| session.rows(&call.text(Marks::Question), &call.params, call.statement, Ok)).collect()
            }
            Self::Pg(session) => session.all(calls).await,
        }
    }

    /// Whether the database can prepare the call, and carries only types of [`Value`].
    pub(crate) async fn check(&mut self, call: &Call) -> Result<(), StoreError> {
        match self {
            Self::Lite(session) => session.check(&call.text(Marks::Question), call.statement),
            Self::Pg(session) => session.check(call).await,
        }
    }

    /// Marks that this transaction wrote to the change feed, so that waiting readers are woken after the commit.
    pub fn wake_after_commit(&mut self) {
        match self {
            Self::Lite(session) => session.wakes = true,
            Self::Pg(session) => session.wakes = true,
        }
    }
}

/// Maps raw rows.
///
/// # Errors
/// [`StoreError::Cell`] for the first that does not fit.
pub fn map<T: FromRow>(rows: Vec<Row>) -> Result<Vec<T>, StoreError> {
    rows.into_iter().map(read).collect()
}

fn read<T: FromRow>(mut row: Row) -> Result<T, StoreError> {
    T::from_row(&mut row)
}

fn chunks<'v, 'a>(statement: &Statement, items: &'v [Value<'a>]) -> std::slice::Chunks<'v, Value<'a>> {
    let per = statement.per().max(1);
    debug_assert!(items.len().is_multiple_of(per), "{}: items do not fill whole groups of {per}", statement.place());
    items.chunks(per * ITEMS_MAX.min(PARAMETERS_MAX / per))
}

//! The database façade: one SQL text and one code path on SQLite and PostgreSQL.
//!
//! Business code sees [`Db`], [`Tx`], [`Value`] and [`Row`]; no other crate knows a SQL driver.
//! It deliberately has no query builder and no models: statements are text, written with [`sql!`].

pub mod backup;
pub mod copy;
pub mod db;
pub mod error;
pub mod health;
pub mod house;
pub mod migrate;
mod postgres;
pub mod row;
pub mod schema;
mod settle;
mod sqlite;
pub mod statement;
mod statistics;
pub mod testing;
mod tls;
pub mod tx;
pub mod value;

pub use db::{BoxFuture, Db, Options};
pub use error::StoreError;
pub use house::House;
pub use row::{FromCell, FromRow, Row};
pub use settle::settle;
pub use statement::{Registered, Statement};
pub use tx::{Call, Tx};
pub use value::Value;

/// For the macros of this crate only.
pub mod private {
    pub use inventory;
}

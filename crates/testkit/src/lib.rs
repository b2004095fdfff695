//! What tests stand on: a house with a fixed clock on both databases, a PostgreSQL cluster of their own, a browser.
//!
//! It knows no pillar, so that every crate may use it in its tests; builders of a domain live with that domain.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "test code: a failed expectation is a failed test")]

mod both;
#[cfg(feature = "browser")]
pub mod browser;
pub mod cut;
pub mod gateways;
mod house;
pub mod http;
pub mod postgres;
#[cfg(feature = "browser")]
pub mod round_robin;
mod runtime;
pub mod s3;

pub use both::both;
pub use house::{SEED, TestHouse, morning};
pub use runtime::block_on;

//! Queue, outbox, change feed and idempotency keys: what lets work leave a transaction safely.
//!
//! Everything here is written in the same transaction as the act it belongs to, so that either both stand or neither.
//! It deliberately knows no kind of job and no meaning of a change: those belong to the slices.

pub mod feed;
pub mod idempotency;
pub mod queue;
mod store;

pub use store::in_chunks;

//! The market run: catalogue, pictures, baskets, orders, picking, delivery and settlement.
//!
//! Knows no HTTP and no SQL driver; meets other pillars only through registry, ledger and events.

pub mod accounting;
pub mod baskets;
pub mod catalogue;
pub mod complaints;
pub mod delivery;
pub mod desk;
pub mod disbursements;
pub mod error;
pub mod ids;
pub mod imports;
pub mod orders;
pub mod payees;
pub mod payments;
pub mod picking;
pub mod pictures;
pub mod privacy;
pub mod ratings;
pub mod settlement;
pub mod standing;
mod states;

pub use desk::Desk;
pub use error::MarketError;

//! All SQL of settlement.
//!
//! Rows are touched in the sequence cash desk, slots, counts, batches, payouts, refunds, ledger.

mod batches;
mod checks;
mod counts;
mod figures;
mod moves;
mod payouts;
mod refunds;
mod waiting;

pub use batches::*;
pub use checks::*;
pub use counts::*;
pub use figures::*;
pub use moves::*;
pub use payouts::*;
pub use refunds::*;
pub use waiting::*;

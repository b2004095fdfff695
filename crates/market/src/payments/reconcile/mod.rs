//! Reconciliation: what a provider says it settled for a day, against what we know of payments and of money sent back.
//!
//! A provider settles payments whole, keeps its fee, and pays the rest into the city's bank account. So each line of its statement
//! either fits a payment of ours, and then moves from what the provider owes to the bank and to fees; or it does not, and then it is a
//! difference that somebody takes and ends with a note. Nothing is booked for a difference.
//!
//! Some providers answer with their statement, most give it as a file ([`statement`]).
//!
//! A day may be compared again at any time. What fits is written anew, and only what changed since the last time is posted. Differences
//! that are gone vanish by themselves, those that somebody ended stay ended. A payment or refund fits in one statement, once.

mod acts;
mod model;
mod posting;
mod read;
mod rules;
mod run;
pub mod statement;
mod store;

pub use acts::{resolve, run_again, take};
pub use model::{Day, DayDetail, DayState, Difference, DifferenceKind, DifferenceState, Flow};
pub use read::{days, get};
pub use run::{run, run_due};

//! Reading the ledger: balances, statements, the trial balance and the check of its own rules.

pub(crate) mod balance;
pub(crate) mod check;
mod check_store;
pub(crate) mod journal;
pub(crate) mod statement;
mod store;

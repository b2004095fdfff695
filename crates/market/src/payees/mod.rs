//! How a trader or runner would like to be paid: cash at the market office, a bank account, an e-wallet; daily or weekly.
//!
//! | wish | is | by |
//! |---|---|---|
//! | none | cash, daily | nobody said anything |
//! | a wish | kept under a version that grows | a seller at the stall, or the runner: [`set`] |
//!
//! A batch takes a copy of the account when it is prepared. Where the wish names another one when the money would leave, it does
//! not leave: see [`crate::disbursements`]. Account numbers are shown masked, leave whole only in the bank's file and in what a
//! person is given of themselves, and are never logged: [`AccountNumber`] hides itself.

mod model;
mod rules;
mod service;
pub(crate) mod store;

pub use model::{AccountNumber, Frequency, PayMethod, SetWish, Wish};
pub use rules::is_due;
pub(crate) use rules::{account_number, holder, week_began};
pub use service::{of_runner, of_stall, set};

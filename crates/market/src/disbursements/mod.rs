//! Payouts through the bank: from an approved batch to the bank's file, and from the bank's answer back to the books.
//!
//! | a transfer is | payout | money in | may become | by |
//! |---|---|---|---|---|
//! | prepared | prepared | `payout_clearing` | on its way | a treasurer approves the batch, who did not prepare it |
//! | on its way | approved | `payout_in_flight` | in a file | the treasurer: [`make_file`]; never in two |
//! | on its way | approved | `payout_in_flight` | failed, `account_changed` | the same, when the payee changed the account since the batch was made |
//! | in a file | approved | `payout_in_flight` | arrived, failed | the bank's answer: [`take_result`] |
//! | arrived | paid | `bank`, taken off | | |
//! | failed | failed | `stall_payable`, `runner_earning`: owed again | | the next batch pays it |
//!
//! **Holds.** A file's content never changes once it is made, so it can be fetched again and a transfer is never in two files. Every move
//! names the state it moves from; one that finds another is refused as a whole. An answer is taken row by row or not at all; the same
//! answer again changes nothing, and a contradicting one is refused.
//!
//! A complaint that is opened after the batch was made holds nothing back, as with cash: what comes of it is taken off the next payout
//! (decision record 0012). It deliberately knows no bank's own interface: a person carries the file, and the bank has its own checker.

mod files;
mod model;
pub mod profiles;
mod read;
mod result;
pub mod rules;
mod sheet;
mod steps;
pub(crate) mod store;

pub use crate::ids::TransferFileId;
pub use files::{FileKind, download, make_file};
pub use model::{PAYOUT_MESSAGE, PayoutMessage, ResultError, ResultFault, ResultReport, Transfer, TransferFile};
pub use read::{Overview, get, message_of, overview};
pub use result::take_result;
pub(crate) use steps::{prepare, send, tell};

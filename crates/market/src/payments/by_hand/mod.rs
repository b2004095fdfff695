//! Money that goes back by a bank transfer, because its provider cannot, or did not in many tries, or because there is none: it was paid by
//! the market's printed code.
//!
//! | a return by hand | may become | by |
//! |---|---|---|
//! | without an account | with one | its buyer: [`give_account`] |
//! | with an account | prepared | a treasurer, or a manager of the market: [`prepare`] |
//! | prepared | sent | another of them, with the bank's reference: [`confirm`] |
//! | prepared | with an account that is to be mended | another of them, with a reason that the buyer reads: [`send_back`] |
//! | unsure | sent by its provider after all | a treasurer who asked there: [`sent_by_provider`] |
//!
//! A transfer keeps a copy of the account it was prepared for: what the second person checks is what the first typed into the bank.

mod account;
mod acts;
pub mod export;
mod model;
mod read;
mod store;

pub use account::{account_of_order, give_account};
pub use acts::{HasAsked, May, confirm, may, prepare, send_back, sent_by_provider};
pub use model::{ByHand, GivenAccount, Step, TransferState};
pub use read::{download, list, of_order};

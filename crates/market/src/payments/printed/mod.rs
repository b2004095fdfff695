//! Being paid by the market's own printed QRIS code: the buyer scans the sticker, and staff find the money on the bank's list.
//!
//! | a claim is | because | may become | by |
//! |---|---|---|---|
//! | shown | the buyer sent a picture: [`show_proof`] | recorded | a manager of the market says how much it is: [`record()`] |
//! | recorded | as above, or staff saw the money without a picture | confirmed | another person finds it on the bank's list: [`confirm`] |
//! | shown, recorded | | rejected | staff, with a reason that the buyer reads: [`reject`] |
//!
//! A picture is no proof: anybody can make one. Money is booked when it stands on the bank's list under a reference that was not used
//! before, with the amount that the first person recorded. From then on it is a payment like any other.
//! See docs/decisions/0024-the-printed-code-has-two-pairs-of-eyes.md.

mod check;
mod code;
mod lapse;
mod model;
mod offer;
mod proof;
mod read;
mod record;
mod store;

pub(super) use check::read_reference;
pub use check::{May, OnBankList, confirm, may, reject};
pub(crate) use code::is_offered;
pub use code::{has_code, of_market, remove_code, set_code};
pub(super) use lapse::lapse;
pub use lapse::sweep;
pub use model::{Claim, ClaimState, Listed, PRINTED, PrintedCode};
pub(super) use offer::{code_for, offer};
pub use proof::{read_picture, show_proof};
pub(super) use read::has_open_claim;
pub use read::{of_order, waiting_and_ended, waiting_by_market, waiting_of_order};
pub use record::record;

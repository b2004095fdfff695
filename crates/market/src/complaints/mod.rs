//! Complaints: what a buyer finds wrong after delivery, who answers for it, and the money that follows.
//!
//! | state | may become | by |
//! |---|---|---|
//! | (delivered order) | open | its buyer within the city's time, or the manager for a caller: [`complain`] |
//! | open | refused | the market's manager, with a reason: [`decide()`] |
//! | open | upheld | the manager; the refund is made in the same transaction: [`decide()`] |
//! | open | proposed | the manager, where the amount needs a second person: [`decide()`] |
//! | proposed | upheld | a treasurer or another manager; the refund is made: [`approve()`] |
//! | proposed | open | the same, who does not agree: [`approve()`] |
//!
//! **Holds.** While a complaint is open or proposed, what its order brought to those concerned enters no payout, as long as it was not
//! paid out before; then a refund they bear is taken off the next one. Every act takes the market's cash desk first, as settlement does.
//! A thing is complained about once for each reason. Nothing is decided by time alone: who is late is reminded.
//!
//! Pictures are not kept here; they belong to a complaint by its id.

mod answer;
mod decide;
mod make;
mod model;
mod read;
pub mod rules;
pub(crate) mod store;
pub mod timers;

use ::store::{StoreError, Tx};
use serde::{Deserialize, Serialize};

pub use answer::answer;
pub use decide::{Decision, approve, decide};
pub use make::{MakeComplaint, complain};
pub use model::{Complaint, ComplaintDetail, ComplaintReason, ComplaintState, Party};
pub use read::{can_approve, can_decide, get, of_market, of_order, of_runner, of_stall, proposed};

pub use crate::ids::ComplaintId;

use crate::desk::Desk;

/// The job that sends a message about a complaint.
pub const COMPLAINT_MESSAGE: &str = "complaint_message";

/// Which message, about which complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintMessage {
    /// About which complaint.
    pub complaint: ComplaintId,
    /// `made`, `answered`, `proposed`, `returned`, `decided` or `overdue`.
    pub kind: String,
}

/// Queues the messages about a complaint to everybody it concerns; they leave after the commit.
fn message(desk: &Desk, tx: &mut Tx, complaint: ComplaintId, kind: &'static str) -> Result<(), StoreError> {
    let body = ComplaintMessage { complaint, kind: kind.to_owned() };
    jobs::queue::enqueue(tx, desk.city_id(), &*desk.house.ids, desk.now(), COMPLAINT_MESSAGE, &body, desk.now(), None)
}

//! Standing orders: a basket that comes again on chosen weekdays, in one window of one market.
//!
//! | state | may become | by |
//! |---|---|---|
//! | active | paused | its owner |
//! | paused | active | its owner |
//! | active, paused | stopped, for good | its owner; forgetting them ([`crate::privacy`]) |
//!
//! | state of a day | may become | by |
//! |---|---|---|
//! | (its time comes) | waiting | the timer, which prices it and tells the owner |
//! | (its time comes) | impossible | the timer: market closed, no window, nothing left; the owner is told |
//! | waiting | placed | the owner; or the timer, when the owner agreed to that under a greatest total and nothing is gone or dearer |
//! | (coming), waiting | skipped | the owner; waiting also by forgetting them |
//!
//! **Holds.** A day has one row and its order is placed in the transaction that moves the row from waiting to placed, so that two timers,
//! two taps or a lost answer never make a second order. The next day's deadline is a column ([decision 0004]): nothing is queued ahead.
//!
//! [decision 0004]: ../../../../docs/decisions/0004-timers-read-state.md

mod act;
mod confirm;
mod create;
mod model;
pub mod rules;
pub(crate) mod store;
pub mod timers;

pub use act::{get, list, set_state, skip};
pub use confirm::{Preview, confirm, preview};
pub use create::{NewStanding, create};
pub use model::{Problem, RunState, StandingDetail, StandingLine, StandingOrder, StandingRun, StandingState};

pub use crate::ids::StandingId;

use kernel::BusinessDate;
use serde::{Deserialize, Serialize};

/// The job that tells the owner about a prepared day.
pub const STANDING_MESSAGE: &str = "standing_message";

/// About which day of which standing order; what is said follows from how it stands when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingMessage {
    /// Which.
    pub standing: StandingId,
    /// Which day.
    pub day: BusinessDate,
}

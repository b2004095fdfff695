//! Runners, assignment, handover and failed delivery.
//!
//! Here a manager assigns, and a fair default does it for those who do not. Planning of routes is another crate's work.

pub mod assign;
pub mod handover;
pub mod rules;

pub use assign::{assign, assign_fairly};
pub use handover::{FailedGoods, fail, hand_over, start_delivery};

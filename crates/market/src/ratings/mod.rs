//! Ratings: what buyers think of the stalls that supplied and the runner who brought, 1 to 5 with optional words.
//!
//! One for each stall and the runner of a delivered order, by its buyer, to be changed for seven days. An average is shown from five
//! ratings on, so that nobody is judged by one voice and no voice can be told from it; words are shown from then on too, without names.
//! Hostile words are hidden by the market's manager, with a reason; the stars go on counting.

mod model;
mod read;
pub mod rules;
mod service;
pub(crate) mod store;

pub use model::{Rating, Reputation, Subject};
pub use read::{of_market, of_order, of_payee, reputation};
pub use service::{Rate, rate, set_hidden};

pub use crate::ids::RatingId;

//! The prices of a stall's day: all its usual goods in one list, saved at once.
//!
//! | since the list was shown, an offer … | and the list has …        | then                                    |
//! |--------------------------------------|---------------------------|-----------------------------------------|
//! | is as it was                         | the same                  | nothing                                 |
//! | is as it was                         | another price or mark     | it is written                           |
//! | was changed, by another phone        | what that phone wrote     | nothing                                 |
//! | was changed, by another phone        | something else            | nothing of the list is written: asked   |
//!
//! It does not change stock; see [`super::service::set_stock`].

pub mod model;
pub mod rules;
pub mod service;
mod store;

pub use model::{Conflict, Jump, OFFERS_MAX, OfferToday, PriceChange, SavePrices};
pub use service::{list, save};

//! Delivery addresses as people here give them: street, RT, RW and ward, a landmark, perhaps a pin on the map.
//!
//! The ward decides whether and how far is delivered; the pin only helps the runner and must agree with the ward.

mod model;
mod rules;
mod service;
mod store;

pub use model::{AddressError, AddressInput, DeliveryAddress, SavedAddress};
pub use rules::{LABEL_MAX, LANDMARK_MAX, PIN_SLACK_METRES, STREET_MAX};
pub use service::{SAVED_MAX, list, remove, save};
pub use store::mark_used;

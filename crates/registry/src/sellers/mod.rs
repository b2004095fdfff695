//! Sellers: the businesses that hold stalls and shops. One person may have several; what they sell is the market's business.

mod model;
mod rules;
mod service;
mod store;

pub use model::{NewSeller, Seller, SellerError};
pub use rules::NAME_MAX;
pub use service::create;
pub use store::{find, insert_all, of_person};

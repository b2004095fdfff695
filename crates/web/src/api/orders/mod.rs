//! Quotes, slots, orders, and what sellers, runners and managers do with them.

pub mod delivery;
pub mod goods;
pub mod line;
pub mod model;
pub mod parts;
pub mod picking;
pub mod placing;
pub mod quotes;
pub mod reading;
pub mod slots;
pub mod substitution;

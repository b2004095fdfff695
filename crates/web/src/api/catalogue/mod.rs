//! Markets, stalls, offers, search, prices and wards; and what traders change of them.

pub mod goods;
pub mod model;
pub mod offers;
pub mod pictures;
pub mod places;
pub mod prices;
pub mod search;
pub mod selling;
pub mod today;

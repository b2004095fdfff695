//! Holidays: days on which markets, prices and deliveries behave otherwise.

mod model;
mod store;

pub use model::{Holiday, HolidayKind};
pub use store::{between, insert_all};

//! Cities: the tenants. A city's settings are one JSON document with a default for every field.

mod model;
mod rules;
mod service;
mod store;

pub use model::{City, CityError, CitySettings, NewCity, PayoutChannel, SellerDefault};
pub use rules::{check_city, check_settings};
pub use service::{change_settings, create};
pub use store::{find, first, get, list};

//! Districts and wards with their polygons, held in memory: they change by decree, not by the day.

mod model;
mod rules;
mod store;

pub use model::{Areas, District, Ward};
pub use rules::{area_of_geojson, metres_to_area};
pub use store::{insert_districts, insert_wards};

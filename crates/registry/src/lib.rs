//! The registry: cities, areas, addresses, people, sellers, roles, consents, sessions, holidays and the audit trail.
//!
//! One folder a slice. It knows no goods and no money: markets and stalls appear only as the ids a role is scoped to.

pub mod addresses;
pub mod areas;
pub mod audit;
pub mod cities;
pub mod consents;
pub mod holidays;
pub mod limits;
pub mod people;
pub mod privacy;
pub mod roles;
pub mod second_factor;
pub mod sellers;
pub mod sessions;
pub mod text;

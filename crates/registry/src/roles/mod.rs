//! Roles: what a person may do beyond buying, and where. Which market or stall a scope means is the market's business.

mod model;
mod rules;
mod service;
mod store;

pub use model::RoleError;
pub use rules::fits;
pub use service::{appoint, grant, revoke};
pub(crate) use store::scope_cells;
pub use store::{Holder, grants_of, holders, insert_all};

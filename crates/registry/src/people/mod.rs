//! People: whoever signed in with a phone number, or was entered by the city. Everybody is a buyer; more is a role.

mod model;
mod rules;
mod service;
mod store;

pub use model::{Ensured, Person, PersonError};
pub use rules::{NAME_MAX, parse_name};
pub use service::{enter_caller, rename, set_lang};
pub(crate) use store::update_name;
pub use store::{ensure, find, find_by_phone, find_many, insert_all, list_by_role};

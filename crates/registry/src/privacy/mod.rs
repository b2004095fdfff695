//! What the registry keeps of a person, and how it is forgotten: the rows only. Whether somebody may be forgotten is decided where
//! orders and money are known, in `market::privacy`.

mod store;

pub use store::{Kept, erase, export};

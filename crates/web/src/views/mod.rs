//! Plain, display-ready structs, one per page, each with its template. Handlers fill them; no domain type enters here.

pub mod account;
pub mod error;
pub mod order;
pub mod page;
pub mod parts;
pub mod shop;
pub mod staff;
pub mod trade;

pub use page::{Area, BasketBar, FieldError, Flash, Here, Nav, Page, StaffBar, StaffItem, Tone};

#[cfg(test)]
#[path = "../../examples/preview/samples/mod.rs"]
mod samples;
#[cfg(test)]
mod tests;

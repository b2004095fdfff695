//! Pictures of offers: taken with a trader's phone, made small and clean, kept in the object store under their content's hash.
//!
//! | an object is   | because                                              | then                                      |
//! |----------------|------------------------------------------------------|-------------------------------------------|
//! | announced      | its row was written before its files                 | forgotten after an hour unless it is used |
//! | used           | an offer's picture names its content                 |                                           |
//! | doomed         | nobody used it for an hour, and the sweep took it    | its files go, then its row                |
//!
//! The database holds names and sizes only. Who may see a picture is not decided here: what is offered for sale is public.

pub mod convert;
pub mod model;
pub mod service;
pub mod store;
pub mod sweep;

pub use model::{Picture, PictureError, SIZES, UPLOAD_BYTES_MAX};
pub use service::{Studio, add, read, remove};

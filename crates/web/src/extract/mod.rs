//! What handlers are given: who asks ([`Who`]) and what a form says ([`Posted`]); and how they answer ([`Go`], [`show`]).

pub mod answer;
pub mod cookie;
pub mod form;
pub mod lang;
pub mod seal;
pub mod upload;
pub mod who;

pub use answer::{Go, show, show_with};
pub use form::{Fields, Posted};
pub use upload::{Sent, Uploaded};
pub use who::Who;

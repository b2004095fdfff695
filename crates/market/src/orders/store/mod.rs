//! All SQL of orders. Rows of one order are touched in the sequence order, seller orders, lines.

mod lines;
mod offers;
mod orders;
mod slots;

pub use lines::*;
pub use offers::*;
pub use orders::*;
pub use slots::*;

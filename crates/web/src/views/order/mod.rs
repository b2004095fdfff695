//! Pages from the basket to the receipt.

pub mod basket;
pub mod checkout;
pub mod orders;
pub mod pay;
pub mod tracking;

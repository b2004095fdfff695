//! After delivery and beside the usual way: complaints, ratings, orders by phone, standing orders.

pub mod complaints;
pub mod phone;
pub mod ratings;
pub mod standing;

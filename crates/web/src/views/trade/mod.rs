//! After delivery and beside the usual way: complaints, ratings, standing orders, orders taken by phone.

pub mod complaints;
pub mod phone;
pub mod ratings;
pub mod standing;

//! `/kelola/{pasar}` and the city's money: dense, calm, for laptop and keyboard; good on a phone too.

pub mod audit;
pub mod board;
pub mod books;
pub mod cash;
pub mod gallery;
pub mod imports;
pub mod order;
pub mod payments;
pub mod people;
pub mod settlement;
pub mod transfers;

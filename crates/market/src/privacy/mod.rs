//! A person's right to have what is kept of them, and to be forgotten (UU 27/2022, articles 6, 7, 8 and 43 to 45).
//!
//! Forgetting takes away what says who somebody is: name, number, addresses, notes, reasons they wrote, sessions; what they said of
//! others in complaints and ratings, and others of them in ratings; what they have coming again, which stops. What must stay, because
//! law wants the books kept, stays under the person's id: orders with goods, amounts and ward, decisions and their reasons, the ledger,
//! the audit trail. What another buyer complained of stays that buyer's, whoever it is about.
//! It waits until nothing is open: a buyer who is owed money would lose it, one who owes some would be free of it, and a complaint
//! would be decided without the words of those it is about.

mod export;
mod model;
mod service;
mod store;

pub use export::export;
pub use model::{EraseError, Export};
pub use service::erase;

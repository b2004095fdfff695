//! Being paid through a provider: asking, hearing, looking again, using the money for the order, and giving back what is too much.
//!
//! A payment belongs to an order. What a buyer paid lies in the buyer's prepaid account until the goods are handed over; then it is
//! used for the order's final total, and the rest goes back to where it came from. So paying ahead, paying at the door, paying twice
//! and paying for an order that was called off are one rule. A provider is never called inside a transaction.

mod ask;
mod books;
pub mod by_hand;
mod figures;
pub mod hold;
mod model;
mod news;
pub mod printed;
mod read;
pub mod reconcile;
mod refunds;
mod returns;
mod store;
mod tellings;
mod timers;

pub use ask::{ask, ask_wallet};
pub(crate) use books::{close, due_in_cash};
pub use figures::{Late, late};
pub use model::{Intent, IntentState, Paying, Receipt, Return, ReturnReason, ReturnState};
pub use news::{came_back, hear, look};
pub use read::of_order;
pub(crate) use refunds::to_source;
pub use tellings::prune;
pub use timers::{Round, run};

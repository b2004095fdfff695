//! What was promised, in plain memory: a second opinion beside the database, kept by other code.

mod held;
mod money;
mod order;
mod payments;
mod purse;
mod trade;

use std::collections::{BTreeMap, HashMap};

use kernel::Timestamp;
use kernel::id::{OfferId, OrderId, SlotId};
use market::orders::{OrderState, SubstitutionState};

pub use money::{Money, Owed, Payout, Refund};
pub use order::{Known, held, sold_by_stall, total_of};
pub use payments::Payments;
pub use purse::{BankLine, Purse, Way};
pub use trade::{Rated, Trade};

/// What was promised.
#[derive(Debug, Default)]
pub struct Model {
    /// Every order that was acknowledged.
    pub orders: BTreeMap<OrderId, Known>,
    /// What is left of every counted offer, in thousandths.
    pub stock: HashMap<OfferId, i64>,
    /// Orders of each slot, cancelled ones not counted.
    pub places: HashMap<SlotId, i64>,
    /// Who is owed what, and who holds it.
    pub money: Money,
    /// What was paid by codes.
    pub payments: Payments,
    /// Complaints, ratings, standing orders.
    pub trade: Trade,
    open: std::collections::BTreeSet<OrderId>,
}

impl Model {
    /// Keeps an order as it is known now.
    pub fn keep(&mut self, known: Known) {
        let id = known.detail.order.id;
        if known.detail.order.state.is_final() {
            self.open.remove(&id)
        } else {
            self.open.insert(id)
        };
        self.orders.insert(id, known);
    }

    /// Orders that are not final.
    pub fn open(&self) -> impl Iterator<Item = &Known> {
        self.open.iter().filter_map(|id| self.orders.get(id))
    }

    /// Orders that a round of timers may touch at `now`.
    pub fn due(&self, now: Timestamp) -> Vec<OrderId> {
        let is_due = |known: &&Known| {
            let detail = &known.detail;
            let waits =
                |part: &market::orders::SellerOrder| part.state == market::orders::SellerOrderState::Waiting && part.decide_by <= now;
            let asked = |asked: &market::orders::Substitution| asked.state == SubstitutionState::Asked && asked.answer_by <= now;
            detail.order.runner.is_none() || detail.seller_orders.iter().any(waits) || detail.substitutions.iter().any(asked)
        };
        self.open().filter(is_due).map(|known| known.detail.order.id).collect()
    }

    /// Orders in one of these states.
    pub fn count(&self, states: &[OrderState]) -> u64 {
        self.orders.values().filter(|known| states.contains(&known.detail.order.state)).count() as u64
    }
}

//! What each order brought to whom, and what of it a complaint holds back: so that a payout is reckoned a second time.

use std::collections::{BTreeMap, BTreeSet};

use kernel::BusinessDate;
use kernel::id::{MarketId, OrderId, RawId};
use market::complaints::ComplaintId;

/// What an order brought to a stall or runner.
#[derive(Debug, Clone, Copy)]
struct Brought {
    market: MarketId,
    date: BusinessDate,
    amount: i64,
    is_in_payout: bool,
}

/// An order's part for one payee.
type Part = (OrderId, RawId);

/// Every order's parts, and those that wait for a decision.
#[derive(Debug, Default)]
pub struct Holds {
    /// By payee, then order.
    brought: BTreeMap<RawId, BTreeMap<OrderId, Brought>>,
    held: BTreeMap<ComplaintId, Vec<Part>>,
}

impl Holds {
    /// An order brought something to a stall or runner.
    pub fn bring(&mut self, order: OrderId, payee: RawId, market: MarketId, date: BusinessDate, amount: i64) {
        let brought = Brought { market, date, amount, is_in_payout: false };
        self.brought.entry(payee).or_default().insert(order, brought);
    }

    /// A complaint about an order holds back what it brought to these, unless a payout has it already; gives whose is held.
    pub fn hold(&mut self, complaint: ComplaintId, order: OrderId, payees: &BTreeSet<RawId>) -> BTreeSet<RawId> {
        let is_unpaid = |payee: &&RawId| self.part(order, **payee).is_none_or(|part| !part.is_in_payout);
        let held: BTreeSet<RawId> = payees.iter().filter(is_unpaid).copied().collect();
        self.held.insert(complaint, held.iter().map(|payee| (order, *payee)).collect());
        held
    }

    /// A complaint was decided.
    pub fn release(&mut self, complaint: ComplaintId) {
        self.held.remove(&complaint);
    }

    /// Held now, each part once however often it is complained about.
    pub fn held(&self) -> BTreeSet<Part> {
        self.held.values().flatten().copied().collect()
    }

    /// What is held of a payee's earnings in a market up to a date, in rupiah.
    pub fn held_of(&self, market: MarketId, payee: RawId, date: BusinessDate) -> i64 {
        let parts = self.held().into_iter().filter(|part| part.1 == payee).filter_map(|(order, payee)| self.part(order, payee));
        parts.filter(|part| part.market == market && part.date <= date).map(|part| part.amount).sum()
    }

    /// A payout was prepared for a payee of a market: it has what was brought up to a date and is not held.
    pub fn prepared(&mut self, market: MarketId, payee: RawId, date: BusinessDate) {
        let held = self.held();
        for (order, brought) in self.brought.entry(payee).or_default() {
            if brought.market == market && brought.date <= date && !held.contains(&(*order, payee)) {
                brought.is_in_payout = true;
            }
        }
    }

    fn part(&self, order: OrderId, payee: RawId) -> Option<&Brought> {
        self.brought.get(&payee)?.get(&order)
    }
}

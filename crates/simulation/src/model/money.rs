//! Who is owed what, and who holds it.

use std::collections::{BTreeMap, HashMap};

use kernel::BusinessDate;
use kernel::id::{MarketId, OrderId, PayoutId, PersonId, RawId};
use market::settlement::RefundId;

use super::held::Holds;

/// What somebody earned and what was taken off it, in rupiah.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owed {
    /// By business date.
    pub earned: BTreeMap<BusinessDate, i64>,
    /// Set aside for payouts, or borne of refunds.
    pub taken: i64,
}

impl Owed {
    /// Still owed of what was earned up to a date.
    pub fn due(&self, date: BusinessDate) -> i64 {
        self.earned.range(..=date).map(|(_, amount)| amount).sum::<i64>() - self.taken
    }

    /// The account's balance.
    pub fn balance(&self) -> i64 {
        self.earned.values().sum::<i64>() - self.taken
    }
}

/// A payout as it was prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payout {
    /// Out of whose box.
    pub market: MarketId,
    /// In rupiah.
    pub amount: i64,
    /// Whether it was handed out.
    pub is_paid: bool,
}

/// A refund as it was allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Of which order.
    pub order: OrderId,
    /// Whether a second person agreed to it.
    pub is_checked: bool,
    /// To whom.
    pub buyer: PersonId,
    /// In rupiah.
    pub amount: i64,
    /// What of it went back to where the order was paid from.
    pub by_source: i64,
    /// Whether the buyer has it.
    pub is_paid: bool,
}

impl Refund {
    /// What the buyer fetches.
    pub const fn in_cash(&self) -> i64 {
        self.amount - self.by_source
    }
}

/// All money of the run.
#[derive(Debug, Default)]
pub struct Money {
    /// By stall.
    pub stalls: BTreeMap<RawId, Owed>,
    /// By runner.
    pub runners: BTreeMap<RawId, Owed>,
    /// Each runner's market.
    pub market_of: HashMap<RawId, MarketId>,
    /// Cash in a runner's hand.
    pub floats: BTreeMap<RawId, i64>,
    /// Cash in a market's box.
    pub boxes: BTreeMap<RawId, i64>,
    /// By payout.
    pub payouts: BTreeMap<PayoutId, Payout>,
    /// From the bank into the markets' boxes.
    pub brought: i64,
    /// By refund.
    pub refunds: BTreeMap<RefundId, Refund>,
    /// What complaints hold back.
    pub holds: Holds,
    /// What buyers paid.
    pub charged: i64,
}

impl Money {
    /// A stall sold goods, or was paid for lost ones.
    pub fn stall_earned(&mut self, order: OrderId, market: MarketId, stall: RawId, date: BusinessDate, amount: i64) {
        self.market_of.insert(stall, market);
        self.holds.bring(order, stall, market, date, amount);
        *self.stalls.entry(stall).or_default().earned.entry(date).or_default() += amount;
    }

    /// A runner brought an order, or tried.
    pub fn runner_earned(&mut self, order: OrderId, market: MarketId, runner: RawId, date: BusinessDate, amount: i64) {
        self.market_of.insert(runner, market);
        self.holds.bring(order, runner, market, date, amount);
        *self.runners.entry(runner).or_default().earned.entry(date).or_default() += amount;
    }

    /// A buyer paid a runner at the door, in cash.
    pub fn collected(&mut self, runner: RawId, amount: i64) {
        *self.floats.entry(runner).or_default() += amount;
    }

    /// Cash went into a box, or out of it when negative.
    pub fn put_in_box(&mut self, market: MarketId, amount: i64) {
        *self.boxes.entry(market.into()).or_default() += amount;
    }

    /// What is in a box.
    pub fn in_box(&self, market: MarketId) -> i64 {
        self.boxes.get(&market.into()).copied().unwrap_or_default()
    }

    /// What a market owes up to a date, by payee, without what complaints hold back; only what is more than zero.
    pub fn dues(&self, market: MarketId, date: BusinessDate) -> BTreeMap<RawId, i64> {
        let of_market = |payee: &RawId| self.market_of.get(payee) == Some(&market);
        let all = self.stalls.iter().chain(&self.runners).filter(|(payee, _)| of_market(payee));
        all.map(|(payee, owed)| (*payee, owed.due(date) - self.holds.held_of(market, *payee, date))).filter(|(_, due)| *due > 0).collect()
    }

    /// Sets aside, for a payout or a refund, what a stall or runner is owed.
    pub fn take(&mut self, payee: RawId, amount: i64) {
        let owed = if self.stalls.contains_key(&payee) { self.stalls.entry(payee) } else { self.runners.entry(payee) };
        owed.or_default().taken += amount;
    }

    /// What was handed out to stalls and runners.
    pub fn paid_out(&self) -> i64 {
        self.payouts.values().filter(|payout| payout.is_paid).map(|payout| payout.amount).sum()
    }

    /// What was given back of an order without a second person.
    pub fn refunded_by_one(&self, order: OrderId) -> i64 {
        self.refunds.values().filter(|refund| refund.order == order && !refund.is_checked).map(|refund| refund.amount).sum()
    }

    /// What buyers may still fetch.
    pub fn refunds_waiting(&self) -> BTreeMap<RawId, i64> {
        let mut waiting = BTreeMap::new();
        for refund in self.refunds.values().filter(|refund| !refund.is_paid) {
            *waiting.entry(refund.buyer.into()).or_insert(0) += refund.in_cash();
        }
        waiting
    }
}

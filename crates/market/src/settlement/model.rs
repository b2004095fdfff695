//! Counts of cash, settlement batches, payouts and refunds.

use kernel::id::{CashCountId, LineId, MarketId, OrderId, PayoutId, PersonId, RawId, SettlementId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use serde::Serialize;

pub use crate::ids::RefundId;
use crate::named;
use crate::payees::PayMethod;

named! {
    /// Why cash was counted.
    CountKind {
        /// A runner brought the float.
        RunnerReturn = "runner_return",
        /// The day was closed.
        Closing = "closing",
    }
}

named! {
    /// Where a settlement batch stands.
    BatchState {
        /// The manager listed who gets what.
        Prepared = "prepared",
        /// A treasurer agreed.
        Approved = "approved",
        /// Every payout was handed out, arrived or failed.
        Paid = "paid",
    }
}

named! {
    /// Where a payout stands.
    PayoutState {
        /// Waits for the treasurer.
        Prepared = "prepared",
        /// May be handed out; by transfer, on its way.
        Approved = "approved",
        /// Was handed out, or arrived at the account.
        Paid = "paid",
        /// Did not arrive, or was called off: the money is owed again.
        Failed = "failed",
    }
}

named! {
    /// Who gets a payout.
    PayeeKind {
        /// For goods sold.
        Stall = "stall",
        /// For deliveries.
        Runner = "runner",
    }
}

named! {
    /// Who bears a refund.
    Liable {
        /// The stall that supplied the goods.
        Stall = "stall",
        /// The runner who brought them.
        Runner = "runner",
        /// The market, as a loss of goods.
        Market = "market",
        /// The city, out of its fees.
        City = "city",
    }
}

named! {
    /// Where a refund stands.
    RefundState {
        /// The buyer may fetch it.
        Approved = "approved",
        /// The buyer has it.
        Paid = "paid",
    }
}

/// A count of cash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashCount {
    /// Its id.
    pub id: CashCountId,
    /// Whose cash box.
    pub market: MarketId,
    /// Why it was counted.
    pub kind: CountKind,
    /// Who brought it, at a return.
    pub runner: Option<PersonId>,
    /// The local date it belongs to.
    pub business_date: BusinessDate,
    /// What the books said.
    pub expected: Rupiah,
    /// What was there.
    pub counted: Rupiah,
    /// Why they differ; may be empty when they do not.
    pub reason: String,
    /// Who counted.
    pub person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

impl CashCount {
    /// Too much when positive, too little when negative.
    #[must_use]
    pub fn difference(&self) -> Rupiah {
        self.counted - self.expected
    }
}

/// What one market owes for one business date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// Its id.
    pub id: SettlementId,
    /// Whose.
    pub market: MarketId,
    /// Everything earned up to this local date.
    pub business_date: BusinessDate,
    /// Where it stands.
    pub state: BatchState,
    /// Sum of its payouts.
    pub total: Rupiah,
    /// The maker.
    pub prepared_by: Option<PersonId>,
    /// When it was prepared.
    pub prepared: Timestamp,
    /// The checker, another person.
    pub approved_by: Option<PersonId>,
    /// When it was approved.
    pub approved: Option<Timestamp>,
}

/// Money for one stall or runner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payout {
    /// Its id.
    pub id: PayoutId,
    /// In which batch.
    pub settlement: SettlementId,
    /// Whose cash box.
    pub market: MarketId,
    /// The batch's local date.
    pub business_date: BusinessDate,
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// The stall's or person's name.
    pub name: String,
    /// Block and number of a stall, `B-12`; empty for a runner.
    pub place: String,
    /// More than zero.
    pub amount: Rupiah,
    /// How it is paid: `cash`, `bank`, `ewallet`; `transfer` on old ones, which were handed out in cash.
    pub method: String,
    /// Bank or wallet and masked account, `002 ····1234`; empty for cash.
    pub account: String,
    /// Why it failed, by code or in the bank's words; empty when it did not.
    pub failure: String,
    /// Where it stands.
    pub state: PayoutState,
    /// When it was handed out.
    pub paid: Option<Timestamp>,
    /// Who handed it out.
    pub paid_by: Option<PersonId>,
}

impl Payout {
    /// Whether it goes through the city's bank.
    #[must_use]
    pub fn is_transfer(&self) -> bool {
        PayMethod::parse(&self.method).is_some_and(PayMethod::is_transfer)
    }
}

/// Money given back to a buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// For which order.
    pub order: OrderId,
    /// The order's number.
    pub number: String,
    /// For which line, when not for the whole order.
    pub line: Option<LineId>,
    /// Who bears it.
    pub liable: Liable,
    /// More than zero.
    pub amount: Rupiah,
    /// How much of it goes back to where the buyer paid from; the rest is fetched in cash.
    pub by_source: Rupiah,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub state: RefundState,
    /// Who allowed it.
    pub made_by: Option<PersonId>,
    /// When.
    pub made: Timestamp,
    /// When the buyer got it.
    pub paid: Option<Timestamp>,
}

impl Refund {
    /// What is handed out in cash.
    #[must_use]
    pub fn in_cash(&self) -> Rupiah {
        self.amount - self.by_source
    }
}

//! Pure decisions about runners and about where each rupiah of a delivered order goes.

use kernel::id::{PersonId, StallId};
use kernel::{BasisPoints, Rupiah};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};

use crate::orders::model::{Order, OrderLine};

/// The runner with the fewest orders that day; among equals the one with the lowest id, whose load is then the higher.
#[must_use]
pub fn fairest(runners: &[PersonId], load: &[(PersonId, i64)]) -> Option<PersonId> {
    let orders_of = |runner: &PersonId| load.iter().find(|(id, _)| id == runner).map_or(0, |(_, count)| *count);
    runners.iter().copied().min_by_key(|runner| (orders_of(runner), *runner))
}

/// What each stall sold in an order, by stall id; stalls that sold nothing are left out.
#[must_use]
pub fn sold_by_stall(lines: &[OrderLine]) -> Vec<(StallId, Rupiah)> {
    let mut sold: Vec<(StallId, Rupiah)> = Vec::new();
    for line in lines {
        let Some(total) = line.total.filter(|total| *total > Rupiah::ZERO) else { continue };
        match sold.iter_mut().find(|(stall, _)| *stall == line.stall) {
            Some((_, sum)) => *sum += total,
            None => sold.push((line.stall, total)),
        }
    }
    sold.sort_unstable();
    sold
}

/// Makes an order's transfers; each has an id of its own that a retry repeats.
pub struct Posting<'a> {
    order: &'a Order,
    city: kernel::id::RawId,
    ordinal: u32,
    /// In the order in which they are posted.
    pub transfers: Vec<Transfer>,
}

impl<'a> Posting<'a> {
    /// None yet.
    #[must_use]
    pub const fn new(order: &'a Order, city: kernel::id::RawId) -> Self {
        Self { order, city, ordinal: 0, transfers: Vec::new() }
    }

    fn add(&mut self, reason: Reason, debit: Account, credit: Account, amount: Rupiah) {
        if amount == Rupiah::ZERO {
            return;
        }
        self.ordinal += 1;
        let reference = self.order.id.into();
        self.transfers.push(Transfer {
            id: derive_id(reference, reason, self.ordinal),
            debit,
            credit,
            amount,
            reason,
            reference_kind: "order",
            reference,
            business_date: self.order.business_date,
            memo: self.order.number.clone(),
        });
    }

    fn clearing(&self) -> Account {
        Account { kind: AccountKind::OrderClearing, owner: self.order.market.into() }
    }

    fn of_market(&self, kind: AccountKind) -> Account {
        Account { kind, owner: self.order.market.into() }
    }

    /// The buyer's cash goes into the runner's float.
    pub fn cash_collected(&mut self, runner: PersonId, total: Rupiah) {
        let float = Account { kind: AccountKind::RunnerFloat, owner: runner.into() };
        let buyer = Account { kind: AccountKind::BuyerReceivable, owner: self.order.buyer.into() };
        self.add(Reason::CashCollected, float, buyer, total);
    }

    /// What the buyer owes is split: stalls, runner, market, city, rounding. Nothing stays in clearing.
    pub fn split(&mut self, sold: &[(StallId, Rupiah)], runner: PersonId, runner_share: BasisPoints, rounding: Rupiah) {
        for (stall, amount) in sold {
            let payable = Account { kind: AccountKind::StallPayable, owner: (*stall).into() };
            self.add(Reason::GoodsSold, self.clearing(), payable, *amount);
        }
        let earning = self.order.delivery_fee.share(runner_share);
        let runner = Account { kind: AccountKind::RunnerEarning, owner: runner.into() };
        self.add(Reason::RunnerShare, self.clearing(), runner, earning);
        self.add(Reason::DeliveryFee, self.clearing(), self.of_market(AccountKind::DeliveryIncome), self.order.delivery_fee - earning);
        let city = Account { kind: AccountKind::ServiceFee, owner: self.city };
        self.add(Reason::ServiceFee, self.clearing(), city, self.order.service_fee);
        let account = self.of_market(AccountKind::Rounding);
        if rounding > Rupiah::ZERO {
            self.add(Reason::Rounding, self.clearing(), account, rounding);
        } else {
            self.add(Reason::Rounding, account, self.clearing(), -rounding);
        }
    }

    /// Goods that cannot go back are paid to their stalls by the market.
    pub fn goods_lost(&mut self, sold: &[(StallId, Rupiah)]) {
        for (stall, amount) in sold {
            let payable = Account { kind: AccountKind::StallPayable, owner: (*stall).into() };
            self.add(Reason::GoodsLost, self.of_market(AccountKind::GoodsLoss), payable, *amount);
        }
    }

    /// The runner went all the way: the market pays the share of the fee.
    pub fn failed_trip(&mut self, runner: PersonId, runner_share: BasisPoints) {
        let earning = self.order.delivery_fee.share(runner_share);
        let runner = Account { kind: AccountKind::RunnerEarning, owner: runner.into() };
        self.add(Reason::FailedTrip, self.of_market(AccountKind::GoodsLoss), runner, earning);
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

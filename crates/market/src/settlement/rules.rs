//! Pure decisions about counted cash, what may be paid out, and refunds; and the transfers each act posts.

use kernel::id::{CityId, MarketId, PersonId, RawId, StallId};
use kernel::{BusinessDate, Rupiah};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};

use super::model::{Liable, PayeeKind};
use crate::error::MarketError;
use crate::orders::cancel::REASON_MAX;

/// The most cash one count may find, in rupiah: a slip of the finger is caught before it is booked.
pub const COUNT_MAX: Rupiah = Rupiah(1_000_000_000);

/// Judges a count: not negative, not absurd, and a difference says why.
///
/// # Errors
/// [`MarketError::BadAmount`], [`MarketError::ReasonMissing`], [`MarketError::TooLong`].
pub fn check_count(expected: Rupiah, counted: Rupiah, reason: &str) -> Result<(), MarketError> {
    if counted < Rupiah::ZERO || counted > COUNT_MAX {
        return Err(MarketError::BadAmount { most: COUNT_MAX });
    }
    read_reason(reason)?;
    if counted != expected && reason.is_empty() { Err(MarketError::ReasonMissing) } else { Ok(()) }
}

/// A reason as it is kept.
///
/// # Errors
/// [`MarketError::TooLong`] above [`REASON_MAX`] characters, [`MarketError::TextNotAllowed`].
pub fn read_reason(typed: &str) -> Result<String, MarketError> {
    MarketError::read("reason", typed, REASON_MAX)
}

/// What is still to be paid: earned up to the batch's date, less everything taken off the account on any date.
/// So a batch made late, or batches made out of order, never pay a rupiah twice, and a refund borne by the payee comes off the next
/// payout. `None` when nothing is left.
#[must_use]
pub fn payable(earned: Rupiah, taken: Rupiah) -> Option<Rupiah> {
    let left = earned - taken;
    (left > Rupiah::ZERO).then_some(left)
}

/// The most that may still be given back: of the order, and of the line when it is for one.
/// `charged` and `refunded` in that order.
#[must_use]
pub fn refundable(order: (Rupiah, Rupiah), line: Option<(Rupiah, Rupiah)>) -> Rupiah {
    let left = |(charged, refunded): (Rupiah, Rupiah)| (charged - refunded).max(Rupiah::ZERO);
    line.map_or(left(order), |line| left(line).min(left(order)))
}

/// Who may approve: not whoever prepared.
///
/// # Errors
/// [`MarketError::MakerIsChecker`].
pub fn check_checker(maker: Option<PersonId>, checker: Option<PersonId>) -> Result<(), MarketError> {
    if maker == checker { Err(MarketError::MakerIsChecker) } else { Ok(()) }
}

/// Who may bear a refund, as far as the order tells.
#[derive(Debug, Clone, Copy)]
pub struct Parties {
    /// The city.
    pub city: CityId,
    /// The order's market.
    pub market: MarketId,
    /// The stall of the line, or the only stall of the order.
    pub stall: Option<StallId>,
    /// Who brought it.
    pub runner: Option<PersonId>,
}

/// The account that a refund is taken from.
///
/// # Errors
/// [`MarketError::Missing`] `line` when several stalls supplied the order; [`MarketError::NotARunner`] when nobody brought it.
pub fn liable_account(liable: Liable, parties: &Parties) -> Result<Account, MarketError> {
    Ok(match liable {
        Liable::Stall => Account::new(AccountKind::StallPayable, parties.stall.ok_or(MarketError::Missing("line"))?),
        Liable::Runner => Account::new(AccountKind::RunnerEarning, parties.runner.ok_or(MarketError::NotARunner)?),
        Liable::Market => Account::new(AccountKind::GoodsLoss, parties.market),
        Liable::City => Account::new(AccountKind::ServiceFee, parties.city),
    })
}

/// The account that owes a payee.
#[must_use]
pub fn owed_to(kind: PayeeKind, payee: RawId) -> Account {
    match kind {
        PayeeKind::Stall => Account::new(AccountKind::StallPayable, payee),
        PayeeKind::Runner => Account::new(AccountKind::RunnerEarning, payee),
    }
}

/// Why a payout is prepared, and why it is paid.
#[must_use]
pub const fn payout_reasons(kind: PayeeKind) -> (Reason, Reason) {
    match kind {
        PayeeKind::Stall => (Reason::PayoutPrepared, Reason::PayoutPaid),
        PayeeKind::Runner => (Reason::RunnerPayoutPrepared, Reason::RunnerPayoutPaid),
    }
}

/// The row that causes transfers; each of them has an id that a retry repeats.
#[derive(Debug, Clone)]
pub struct Act {
    /// `cash_count`, `payout`, `refund`.
    pub kind: &'static str,
    /// The row's id.
    pub reference: RawId,
    /// On which local date it counts.
    pub date: BusinessDate,
    /// An order's number or a batch's date, for statements.
    pub memo: String,
}

impl Act {
    /// One transfer; an act has at most one for each reason.
    #[must_use]
    pub fn transfer(&self, reason: Reason, debit: Account, credit: Account, amount: Rupiah) -> Transfer {
        Transfer {
            id: derive_id(self.reference, reason, 0),
            debit,
            credit,
            amount,
            reason,
            reference_kind: self.kind,
            reference: self.reference,
            business_date: self.date,
            memo: self.memo.clone(),
        }
    }
}

/// A runner's return: what was counted is in the box, the float is zero, the rest is the market's difference.
#[must_use]
pub fn returned(act: &Act, market: MarketId, runner: PersonId, expected: Rupiah, counted: Rupiah) -> Vec<Transfer> {
    let box_of_market = Account::new(AccountKind::CashBox, market);
    let float = Account::new(AccountKind::RunnerFloat, runner);
    let difference = Account::new(AccountKind::CashDifference, market);
    let mut transfers = vec![act.transfer(Reason::CashReturned, box_of_market, float, counted.min(expected))];
    if counted < expected {
        transfers.push(act.transfer(Reason::CashDifference, difference, float, expected - counted));
    } else {
        transfers.push(act.transfer(Reason::CashDifference, box_of_market, difference, counted - expected));
    }
    transfers
}

/// A closing: the box holds in the books what was counted.
#[must_use]
pub fn closed(act: &Act, market: MarketId, expected: Rupiah, counted: Rupiah) -> Transfer {
    let box_of_market = Account::new(AccountKind::CashBox, market);
    let difference = Account::new(AccountKind::CashDifference, market);
    if counted < expected {
        act.transfer(Reason::CashDifference, difference, box_of_market, expected - counted)
    } else {
        act.transfer(Reason::CashDifference, box_of_market, difference, counted - expected)
    }
}

#[cfg(test)]
mod tests;

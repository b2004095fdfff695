//! What buyers paid by codes: asked for, paid at the acquirer, known to the market, used, sent back. For each order in sums, since from
//! which of several payments something goes back is the market's own affair.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::id::{OrderId, PersonId};
use kernel::{BusinessDate, Rupiah, Timestamp};

use super::purse::{BankLine, Code, Purse, Way};

/// What the acquirer keeps, in hundredths of a percent, rounded down.
const FEE_BP: i64 = 70;

/// A day of the acquirer, in rupiah.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Day {
    /// What was paid.
    pub gross: i64,
    /// What is kept of it.
    pub fee: i64,
    /// What was sent back.
    pub back: i64,
}

/// Every payment by code of the run.
#[derive(Debug, Default)]
pub struct Payments {
    purses: BTreeMap<OrderId, Purse>,
    orders: HashMap<String, OrderId>,
    days: BTreeMap<BusinessDate, Day>,
    /// Orders with a payment by an acquirer that the market does not know of, or with money that is to go back there.
    waiting: BTreeSet<OrderId>,
    /// Payments by printed codes so far.
    stuck: u64,
    /// The bank's name of a payment that was confirmed.
    pub used_reference: Option<String>,
    /// Days before this one were compared with the acquirer's statements.
    pub settled: Option<BusinessDate>,
    /// When the market asked the acquirer last on its own.
    pub asked: Option<Timestamp>,
}

impl Payments {
    /// A buyer means to pay an order in some way.
    pub fn mean(&mut self, order: OrderId, buyer: PersonId, way: Way) {
        self.purses.entry(order).or_insert(Purse::new(buyer, way));
    }

    /// An order's purse; none for one that is paid in cash.
    pub fn purse(&self, order: OrderId) -> Option<&Purse> {
        self.purses.get(&order)
    }

    /// The same, to be changed.
    pub fn purse_mut(&mut self, order: OrderId) -> Option<&mut Purse> {
        self.purses.get_mut(&order)
    }

    /// Every purse.
    pub fn purses(&self) -> impl Iterator<Item = (&OrderId, &Purse)> {
        self.purses.iter()
    }

    /// What was used for orders of each way of paying, in rupiah.
    pub fn used(&self) -> BTreeMap<Way, i64> {
        let mut used = BTreeMap::new();
        for purse in self.purses.values() {
            *used.entry(purse.way).or_insert(0) += purse.used;
        }
        used
    }

    /// What of a total is still to be paid for an order.
    pub fn due(&self, order: OrderId, total: Rupiah) -> Rupiah {
        self.purse(order).map_or(total, |purse| purse.due(total))
    }

    /// Which order a code is for.
    pub fn order_of(&self, reference: &str) -> Option<OrderId> {
        self.orders.get(reference).copied()
    }

    /// A code was shown; gives whether for the first time.
    pub fn show(&mut self, order: OrderId, reference: &str, expires: Timestamp) -> bool {
        let is_new = self.orders.insert(reference.to_owned(), order).is_none();
        if let Some(purse) = self.purses.get_mut(&order).filter(|_| is_new) {
            purse.codes.push(Code { reference: reference.to_owned(), expires, paid: None, is_booked: false });
        }
        is_new
    }

    /// A code was paid at the acquirer, once.
    pub fn pay(&mut self, reference: &str, amount: i64, now: Timestamp, today: BusinessDate) {
        let Some(order) = self.order_of(reference) else { return };
        let codes = self.purses.get_mut(&order).map(|purse| purse.codes.as_mut_slice()).unwrap_or_default();
        let Some(code) = codes.iter_mut().find(|code| code.reference == reference && code.paid.is_none()) else { return };
        code.paid = Some((amount, now));
        let day = self.days.entry(today).or_default();
        day.gross += amount;
        day.fee += amount * FEE_BP / 10_000;
        self.look(order, now);
    }

    /// The market's printed code was paid for an order; gives the bank's name of it.
    pub fn stick(&mut self, order: OrderId, amount: i64, now: Timestamp, today: BusinessDate) -> Option<String> {
        let purse = self.purses.get_mut(&order)?;
        self.stuck += 1;
        let reference = format!("RRN{:09}", self.stuck);
        let line = BankLine { reference: reference.clone(), amount, date: today, at: now, is_confirming: false, is_booked: false };
        purse.lines.push(line);
        Some(reference)
    }

    /// The market was seen to know of a code's payment.
    pub fn book(&mut self, order: OrderId, reference: &str, amount: i64, now: Timestamp) {
        let Some(purse) = self.purses.get_mut(&order) else { return };
        let Some(code) = purse.codes.iter_mut().find(|code| code.reference == reference && !code.is_booked) else { return };
        code.is_booked = true;
        purse.booked += amount;
        self.look(order, now);
    }

    /// The market was seen to have sent something back.
    pub fn send(&mut self, order: OrderId, amount: i64, now: Timestamp, today: BusinessDate) {
        let Some(purse) = self.purses.get_mut(&order) else { return };
        purse.sent += amount;
        if purse.way.has_acquirer() {
            self.days.entry(today).or_default().back += amount;
        }
        self.look(order, now);
    }

    /// An order ended and cost so much: 0 when nothing was handed over.
    pub fn end(&mut self, order: OrderId, total: Rupiah, now: Timestamp) {
        let Some(purse) = self.purses.get_mut(&order) else { return };
        purse.used = purse.booked.min(total.amount());
        purse.has_ended = true;
        self.look(order, now);
    }

    /// A refund goes back to where the money came from, as far as that reaches; gives how much.
    pub fn refund(&mut self, order: OrderId, amount: i64, now: Timestamp) -> i64 {
        let Some(purse) = self.purses.get_mut(&order) else { return 0 };
        let by_source = amount.min(purse.used - purse.refunded);
        purse.refunded += by_source;
        self.look(order, now);
        by_source
    }

    /// Orders with a payment by an acquirer that the market does not know of, or with money that is to go back there.
    pub fn waiting(&self) -> Vec<OrderId> {
        self.waiting.iter().copied().collect()
    }

    /// What the acquirer has paid into the bank, and kept, of the days that were compared: gross, fees, sent back.
    pub fn settled_sum(&self) -> Day {
        let Some(until) = self.settled else { return Day::default() };
        self.days.range(..until).fold(Day::default(), |sum, (_, day)| Day {
            gross: sum.gross + day.gross,
            fee: sum.fee + day.fee,
            back: sum.back + day.back,
        })
    }

    fn look(&mut self, order: OrderId, now: Timestamp) {
        let Some(purse) = self.purses.get_mut(&order) else { return };
        purse.back_since = if purse.back() > 0 { Some(purse.back_since.unwrap_or(now)) } else { None };
        if purse.way.has_acquirer() && (purse.back() > 0 || purse.unknown().next().is_some()) {
            self.waiting.insert(order)
        } else {
            self.waiting.remove(&order)
        };
    }
}

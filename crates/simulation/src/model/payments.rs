//! What buyers paid by codes: asked for, paid at the acquirer, known to the market, used, sent back. For each order in sums, since from
//! which of several payments something goes back is the market's own affair.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::id::{OrderId, PersonId};
use kernel::{BusinessDate, Rupiah, Timestamp};

/// What the acquirer keeps, in hundredths of a percent, rounded down.
const FEE_BP: i64 = 70;

/// How a buyer means to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Cash at the door.
    Cash,
    /// By a code at the door.
    Door,
    /// By a code, now.
    Ahead,
}

/// A code that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The market's name of it at the acquirer.
    pub reference: String,
    /// When the offer ends.
    pub expires: Timestamp,
    /// What was paid, in rupiah, and when.
    pub paid: Option<(i64, Timestamp)>,
    /// Whether the market knows.
    pub is_booked: bool,
}

/// What was paid for an order, in rupiah.
#[derive(Debug, Clone)]
pub struct Purse {
    /// Whose order.
    pub buyer: PersonId,
    /// Every code, in the order in which they were shown.
    pub codes: Vec<Code>,
    /// How the buyer means to pay.
    pub way: Way,
    /// How often the runner waited at the door for it.
    pub waits: u32,
    /// Of what was paid, what the market knows of.
    pub booked: i64,
    /// Used for the order.
    pub used: i64,
    /// Of that, what refunds gave back to where it came from.
    pub refunded: i64,
    /// Sent back.
    pub sent: i64,
    /// Since when something is to go back; none before the order ended, or when nothing is.
    pub back_since: Option<Timestamp>,
    has_ended: bool,
}

impl Purse {
    /// What of a total is still to be paid.
    pub fn due(&self, total: Rupiah) -> Rupiah {
        Rupiah((total.amount() - self.booked).max(0))
    }

    /// What is to go back and did not yet.
    pub const fn back(&self) -> i64 {
        if self.has_ended { self.prepaid() } else { 0 }
    }

    /// What was paid and the market does not know of, with when.
    pub fn unknown(&self) -> impl Iterator<Item = (&Code, Timestamp)> {
        self.codes.iter().filter(|code| !code.is_booked).filter_map(|code| Some((code, code.paid?.1)))
    }

    /// What the buyer has in the market's books.
    pub const fn prepaid(&self) -> i64 {
        self.booked - self.used + self.refunded - self.sent
    }
}

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
    /// Orders with a payment that the market does not know of, or with money that is to go back.
    waiting: BTreeSet<OrderId>,
    /// Days before this one were compared with the acquirer's statements.
    pub settled: Option<BusinessDate>,
    /// When the market asked the acquirer last on its own.
    pub asked: Option<Timestamp>,
}

impl Payments {
    /// A buyer means to pay an order in some way.
    pub fn mean(&mut self, order: OrderId, buyer: PersonId, way: Way) {
        self.purses.entry(order).or_insert(Purse {
            buyer,
            codes: Vec::new(),
            way,
            waits: 0,
            booked: 0,
            used: 0,
            refunded: 0,
            sent: 0,
            back_since: None,
            has_ended: false,
        });
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
        self.days.entry(today).or_default().back += amount;
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

    /// Orders with a payment that the market does not know of, or with money that is to go back.
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
        if purse.back() > 0 || purse.unknown().next().is_some() {
            self.waiting.insert(order)
        } else {
            self.waiting.remove(&order)
        };
    }
}

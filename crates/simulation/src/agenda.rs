//! What is to happen, by time. Of two events at one moment the one noted first happens first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use kernel::id::{MarketId, OfferId, OrderId, PayoutId, SellerOrderId, SettlementId, StallId, SubstitutionId};
use kernel::{BusinessDate, Timestamp};
use market::complaints::ComplaintId;
use market::ids::{ClaimId, ReturnId};
use market::settlement::RefundId;
use market::standing::StandingId;
use sandbox::Told;

use crate::actors::Draft;

/// One act of somebody, or a moment of the house.
#[derive(Debug, Clone)]
pub enum Event {
    /// Somebody looks around and fills a basket.
    Visit,
    /// A buyer orders what was quoted.
    Checkout(Box<Draft>),
    /// A trader says which lines there are.
    Decide(OrderId, SellerOrderId, StallId),
    /// The manager gives an order to a runner.
    Assign(OrderId),
    /// The runner's next step in the market.
    Pick(OrderId),
    /// The buyer answers about a substitute.
    Answer(OrderId, SubstitutionId),
    /// The runner leaves the market.
    Depart(OrderId),
    /// The runner stands at the door.
    Door(OrderId),
    /// The buyer asks for a code to pay by.
    AskCode(OrderId),
    /// The buyer pays a code, so much in rupiah.
    Pay(String, i64),
    /// The acquirer, or a forger, tells of a payment.
    Tell(Told),
    /// The buyer pays by the market's printed code, so much in rupiah.
    Stick(OrderId, i64),
    /// The buyer sends a picture of it, or of nothing.
    ShowProof(OrderId),
    /// The manager looks whether money for an order stands on the bank's list.
    RecordClaim(OrderId),
    /// The treasurer looks too.
    CheckClaim(OrderId, ClaimId),
    /// Buyers say where they want money that people transfer, and the market's manager prepares it.
    Returns(MarketId),
    /// The treasurer looks whether a transfer left.
    SendReturn(ReturnId, OrderId),
    /// The buyer calls it off.
    BuyerCancels(OrderId),
    /// The manager calls it off.
    ManagerCancels(OrderId),
    /// A manager gives money back.
    Refund(OrderId),
    /// A buyer finds something wrong.
    Complain(OrderId),
    /// In a past's last evening somebody of this market finds something wrong, on which nobody decided yet.
    Grumble(MarketId),
    /// The stall or runner concerned says something to it.
    AnswerComplaint(ComplaintId),
    /// The manager decides.
    DecideComplaint(ComplaintId),
    /// The second person looks at the decision.
    CheckComplaint(ComplaintId),
    /// A buyer says how it was.
    Rate(OrderId),
    /// A buyer saves a basket that comes again.
    Subscribe(usize),
    /// A buyer looks at a prepared day.
    Confirm(StandingId, BusinessDate),
    /// A buyer pauses a standing order, or goes on with it.
    Pause(StandingId),
    /// Nobody wants anything after the last day.
    StandingEnds,
    /// The buyer fetches it.
    PayRefund(RefundId, OrderId, MarketId),
    /// Traders hear what goods cost this morning.
    Prices,
    /// A new trader joins a stall of this market.
    Newcomer(MarketId),
    /// Traders lay out their goods.
    Restock,
    /// A trader has another price.
    Price(OfferId),
    /// A trader sold out.
    SoldOut(OfferId),
    /// A trader goes home early.
    StallCloses(StallId),
    /// Runners bring the cash and the market's day is closed.
    Closing(MarketId, BusinessDate),
    /// The treasurer looks at a batch.
    Approve(SettlementId, MarketId),
    /// The manager hands out a payout.
    PayOut(PayoutId, MarketId),
    /// Deadlines are looked at.
    Timers,
    /// The queue is looked at.
    Queue,
    /// Slots are made, old things forgotten.
    Housekeeping,
    /// The end of a day: everything is compared.
    Night,
    /// The process dies and another starts.
    Death,
}

#[derive(Debug)]
struct Entry {
    at: Timestamp,
    number: u64,
    event: Event,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// Events to come.
#[derive(Debug, Default)]
pub struct Agenda {
    heap: BinaryHeap<Reverse<Entry>>,
    noted: u64,
}

impl Agenda {
    /// Notes an event.
    pub fn note(&mut self, at: Timestamp, event: Event) {
        self.noted += 1;
        self.heap.push(Reverse(Entry { at, number: self.noted, event }));
    }

    /// Takes the next event before a moment.
    pub fn next_before(&mut self, end: Timestamp) -> Option<(Timestamp, Event)> {
        if self.heap.peek().is_none_or(|Reverse(entry)| entry.at >= end) {
            return None;
        }
        self.heap.pop().map(|Reverse(entry)| (entry.at, entry.event))
    }
}

//! What comes after delivery and beside the usual way: complaints, ratings, standing orders.

use std::collections::{BTreeMap, BTreeSet};

use kernel::id::{OrderId, RawId};
use kernel::{BusinessDate, Timestamp};
use market::complaints::{Complaint, ComplaintId};
use market::ratings::RatingId;
use market::standing::{StandingId, StandingOrder, StandingState};

/// What a buyer said of a stall or runner after an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    /// Its id; a change keeps it.
    pub id: RatingId,
    /// 1 to 5.
    pub stars: i64,
    /// When it was first given.
    pub made: Timestamp,
}

/// Complaints, ratings and standing orders of the run.
#[derive(Debug, Default)]
pub struct Trade {
    /// Every complaint, as it was seen last.
    pub complaints: BTreeMap<ComplaintId, Complaint>,
    /// By order and by stall or runner.
    pub ratings: BTreeMap<(OrderId, RawId), Rated>,
    /// Every standing order, as it was seen last.
    pub standing: BTreeMap<StandingId, StandingOrder>,
    /// Days of standing orders that became orders.
    pub runs: BTreeMap<(StandingId, BusinessDate), OrderId>,
    /// Complaints of which somebody was reminded.
    reminded: BTreeSet<ComplaintId>,
}

impl Trade {
    /// Standing orders whose next day is to be prepared at `now`.
    pub fn due(&self, now: Timestamp) -> Vec<StandingOrder> {
        let is_due = |order: &&StandingOrder| order.state == StandingState::Active && order.due <= now;
        self.standing.values().filter(is_due).cloned().collect()
    }

    /// Notes who is reminded at `now`; gives how many.
    pub fn remind(&mut self, now: Timestamp) -> usize {
        let is_late = |complaint: &&Complaint| complaint.state.is_open() && complaint.decide_by <= now;
        let late: Vec<ComplaintId> = self.complaints.values().filter(is_late).map(|complaint| complaint.id).collect();
        late.into_iter().filter(|id| self.reminded.insert(*id)).count()
    }
}

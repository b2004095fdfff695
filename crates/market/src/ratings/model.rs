//! A rating, whom it is about, and what many of them come to.

use kernel::Timestamp;
use kernel::id::{MarketId, OrderId, PersonId, RawId};
use serde::Serialize;

use crate::ids::RatingId;
use crate::settlement::PayeeKind;

/// A stall or a runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// Which of the two.
    pub kind: PayeeKind,
    /// The stall's or person's id.
    pub id: RawId,
}

/// What one buyer thinks after one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// Its id.
    pub id: RatingId,
    /// After which order.
    pub order: OrderId,
    /// In which market.
    pub market: MarketId,
    /// About whom.
    pub subject: Subject,
    /// 1 to 5.
    pub stars: i64,
    /// In the buyer's words; may be empty.
    pub words: String,
    /// Whose.
    pub made_by: PersonId,
    /// When it was first given.
    pub made: Timestamp,
    /// When it was last changed.
    pub changed: Option<Timestamp>,
    /// Its words are not shown.
    pub is_hidden: bool,
    /// Why; empty while they are shown.
    pub hidden_why: String,
}

/// What many ratings come to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Reputation {
    /// How many there are.
    pub count: i64,
    /// Their mean in tenths, rounded half up; `None` below five.
    pub average_tenths: Option<i64>,
    /// The newest with words that are shown; empty below five.
    pub words: Vec<Rating>,
}

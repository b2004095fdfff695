//! A complaint and those it concerns.

use kernel::id::{LineId, MarketId, OfferId, OrderId, PersonId, RawId};
use kernel::{Rupiah, Timestamp};
use serde::Serialize;

use crate::ids::{ComplaintId, RefundId};
use crate::named;
use crate::settlement::{Liable, PayeeKind};

named! {
    /// What is wrong.
    ComplaintReason {
        /// Charged and not there.
        Missing = "missing",
        /// Something else than was ordered.
        WrongGoods = "wrong_goods",
        /// Rotten, old, not as described.
        BadQuality = "bad_quality",
        /// Less than was weighed.
        ShortWeight = "short_weight",
        /// Broken or crushed on the way.
        Damaged = "damaged",
        /// After its window.
        Late = "late",
        /// How the runner behaved.
        Runner = "runner",
        /// Too much was asked for, or change was missing.
        Money = "money",
    }
}

named! {
    /// Where a complaint stands.
    ComplaintState {
        /// Waits for the market's decision.
        Open = "open",
        /// Decided in the buyer's favour; a second person has to agree.
        Proposed = "proposed",
        /// The buyer gets money back.
        Upheld = "upheld",
        /// The buyer gets nothing.
        Refused = "refused",
    }
}

impl ComplaintState {
    /// Whether somebody still has to decide.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Proposed)
    }
}

/// What a buyer finds wrong with an order or a line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Complaint {
    /// Its id.
    pub id: ComplaintId,
    /// About which order.
    pub order: OrderId,
    /// The order's number.
    pub number: String,
    /// Which market decides.
    pub market: MarketId,
    /// Whose order it was.
    pub buyer: PersonId,
    /// About which line; `None` for the order as a whole.
    pub line: Option<LineId>,
    /// The line's goods as picked.
    pub offer: Option<OfferId>,
    /// What is wrong.
    pub reason: ComplaintReason,
    /// In the buyer's words; may be empty.
    pub note: String,
    /// Where it stands.
    pub state: ComplaintState,
    /// Who entered it: the buyer, or the manager for a caller.
    pub made_by: PersonId,
    /// When.
    pub made: Timestamp,
    /// By when the market should decide.
    pub decide_by: Timestamp,
    /// Who bears it, once proposed or upheld.
    pub liable: Option<Liable>,
    /// How much, once proposed or upheld.
    pub amount: Option<Rupiah>,
    /// Why it was decided so; what the second person said when they did not agree.
    pub decision: String,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided: Option<Timestamp>,
    /// The second person, where one was needed.
    pub approved_by: Option<PersonId>,
    /// The money, once upheld.
    pub refund: Option<RefundId>,
}

/// A stall or runner whom a complaint concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Party {
    /// Which complaint.
    pub complaint: ComplaintId,
    /// Stall or runner.
    pub kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// What the order brought them is kept out of payouts for now.
    pub is_held: bool,
    /// What they say; empty until they do.
    pub answer: String,
    /// When they said it.
    pub answered: Option<Timestamp>,
}

/// A complaint with those it concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintDetail {
    /// The complaint.
    pub complaint: Complaint,
    /// Stalls, then the runner.
    pub parties: Vec<Party>,
}

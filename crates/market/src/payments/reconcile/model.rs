//! What a reconciliation is made of.

use kernel::id::PersonId;
use kernel::{BusinessDate, Rupiah, Timestamp};
use serde::Serialize;

use crate::ids::{DifferenceId, ReconciliationId};
use crate::named;

named! {
    /// Which way money went.
    Flow {
        /// From a buyer.
        Payment = "payment",
        /// Back to a buyer.
        Refund = "refund",
    }
}

named! {
    /// Whether somebody has still to look at a day.
    DayState {
        /// Something in it differs.
        Open = "open",
        /// All fits, or what differed was ended.
        Closed = "closed",
    }
}

named! {
    /// How the provider and the books differ.
    DifferenceKind {
        /// The provider settled it, and we know of no such money.
        MissingHere = "missing_here",
        /// We know of it, and the provider did not settle it.
        MissingThere = "missing_there",
        /// Both know it, with another amount.
        AmountDiffers = "amount_differs",
        /// The amount fits, and the fee is another than was told when it was paid.
        FeeDiffers = "fee_differs",
    }
}

named! {
    /// How far a difference is.
    DifferenceState {
        /// Somebody must look at it.
        Open = "open",
        /// Somebody ended it.
        Resolved = "resolved",
        /// It was gone when the day was compared again.
        Vanished = "vanished",
    }
}

/// One provider's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    /// Its id.
    pub id: ReconciliationId,
    /// Which provider.
    pub provider: String,
    /// Of which day the statement is.
    pub date: BusinessDate,
    /// Whether something differs.
    pub state: DayState,
    /// How many payments and refunds fit.
    pub matched: i64,
    /// What buyers paid, of what fits; whole rupiah.
    pub gross: Rupiah,
    /// What went back to buyers, of what fits.
    pub refunded: Rupiah,
    /// What the provider kept, as it reports it, of what fits.
    pub fee: Rupiah,
    /// How often money was posted for it.
    pub postings: i64,
    /// When it was compared last.
    pub run: Timestamp,
    /// How many differences are open.
    pub open: i64,
}

impl Day {
    /// What the provider paid into the bank account.
    #[must_use]
    pub fn net(&self) -> Rupiah {
        self.gross - self.refunded - self.fee
    }
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its id.
    pub id: DifferenceId,
    /// Of which day.
    pub day: ReconciliationId,
    /// How.
    pub kind: DifferenceKind,
    /// Of a payment or of a refund.
    pub flow: Flow,
    /// The payment's name at the provider.
    pub reference: String,
    /// What we know of it: amount or fee, in rupiah; 0 where we know nothing.
    pub ours: Rupiah,
    /// What the provider says, in the same.
    pub theirs: Rupiah,
    /// How far it is.
    pub state: DifferenceState,
    /// Who takes care of it, or ended it.
    pub owner: Option<PersonId>,
    /// What came out.
    pub note: String,
    /// When it was found.
    pub opened: Timestamp,
    /// When it was ended or gone.
    pub ended: Option<Timestamp>,
    /// The order's number, where the reference is one of ours.
    pub order: Option<String>,
}

/// A day with what differs in it, open ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayDetail {
    /// The day.
    pub day: Day,
    /// What differs or differed.
    pub differences: Vec<Difference>,
    /// Whether the reader may take and end them.
    pub can_resolve: bool,
}

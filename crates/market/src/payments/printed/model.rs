//! What a payment by the printed code is made of.

use kernel::id::{MarketId, OrderId, PersonId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use serde::Serialize;

use crate::ids::{ClaimId, IntentId};
use crate::named;

/// The name this way of being paid is kept under.
pub const PRINTED: &str = "static";

/// A market's printed code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedCode {
    /// Whose.
    pub market: MarketId,
    /// What the sticker carries.
    pub payload: String,
    /// The name that wallets show; buyers compare it.
    pub merchant: String,
    /// Who entered it.
    pub set_by: Option<PersonId>,
    /// When.
    pub set: Timestamp,
}

named! {
    /// How far a claim is.
    ClaimState {
        /// The buyer sent a picture.
        Shown = "shown",
        /// Somebody of the market says how much came.
        Recorded = "recorded",
        /// Another person found it on the bank's list.
        Confirmed = "confirmed",
        /// It was not so.
        Rejected = "rejected",
    }
}

impl ClaimState {
    /// Whether staff have still to do something.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Shown | Self::Recorded)
    }
}

/// What was said of one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// Of which market's code.
    pub market: MarketId,
    /// For which order.
    pub order: OrderId,
    /// Of which attempt.
    pub intent: IntentId,
    /// How far it is.
    pub state: ClaimState,
    /// The content of the buyer's picture, while it is kept; `None` when staff saw the money without one.
    pub picture: Option<String>,
    /// What came, as the first person says; whole rupiah.
    pub amount: Option<Rupiah>,
    /// When it was made.
    pub made: Timestamp,
    /// Who recorded it.
    pub recorded_by: Option<PersonId>,
    /// The bank's name of the payment.
    pub reference: Option<String>,
    /// The day on the bank's list.
    pub date: Option<BusinessDate>,
    /// Who confirmed or rejected it.
    pub checked_by: Option<PersonId>,
    /// When.
    pub checked: Option<Timestamp>,
    /// Why it was rejected; empty otherwise.
    pub reason: String,
}

/// A claim with what staff need to judge it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// The claim.
    pub claim: Claim,
    /// The order's number.
    pub number: String,
    /// Who buys: does not judge it.
    pub buyer: PersonId,
    /// What was asked for.
    pub asked: Rupiah,
}

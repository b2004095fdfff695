//! What a payment provider tells of its own accord: callbacks within seconds, statements within days.

use kernel::{Rupiah, Timestamp};

use super::PaymentState;

/// What a provider tells of its own accord. To be trusted only as it comes out of
/// [`verify_callback`](super::PaymentProvider::verify_callback), and as far as that says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Names this telling by what it tells, at most 128 characters; the same may come twice, with the same name.
    pub id: String,
    /// Our name of the payment.
    pub reference: String,
    /// How far it is now.
    pub state: PaymentState,
    /// Whole rupiah it speaks of.
    pub amount: Rupiah,
    /// What the provider keeps of it, where it says so.
    pub fee: Option<Rupiah>,
    /// When it was paid, or when the state was reached, by the provider's clock.
    pub at: Option<Timestamp>,
}

/// What we made of a callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallbackOutcome {
    /// Recorded, now or before.
    Taken,
    /// Its signature does not fit.
    Forged,
    /// Its signature fits, and was made too long ago or ahead of our clock.
    Stale,
    /// We never asked for such a payment.
    Unknown,
    /// Signed, but it does not say what its documents say.
    Unreadable,
    /// Not recorded by a fault of ours: it shall come again.
    Later,
}

impl CallbackOutcome {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Taken, Self::Forged, Self::Stale, Self::Unknown, Self::Unreadable, Self::Later];

    /// Its name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Forged => "forged",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
            Self::Later => "later",
        }
    }
}

/// How a callback is answered, as its provider wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackAnswer {
    /// What it answers.
    pub outcome: CallbackOutcome,
    /// HTTP status.
    pub status: u16,
    /// JSON.
    pub body: String,
}

/// Which way money went in a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettlementKind {
    /// From a buyer.
    Payment,
    /// Back to a buyer.
    Refund,
}

/// One payment or refund in a provider's daily statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementLine {
    /// Our name of the payment.
    pub reference: String,
    /// What the buyer paid or got back, whole rupiah, never below 0.
    pub gross: Rupiah,
    /// What the provider kept, whole rupiah.
    pub fee: Rupiah,
    /// When the buyer paid or was refunded, where the statement says so.
    pub paid_at: Option<Timestamp>,
    /// Which way it went.
    pub kind: SettlementKind,
}

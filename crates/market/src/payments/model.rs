//! What a payment through a provider is made of.

use kernel::id::{MarketId, OrderId};
use kernel::{Rupiah, Timestamp};
use providers::payments::PaymentState;
use serde::Serialize;

use crate::ids::{IntentId, RefundId, ReturnId};
use crate::named;

named! {
    /// How far an attempt to be paid is: as its provider says, and before it said anything.
    IntentState {
        /// The provider was asked, or was to be; its answer is not known.
        Asked = "asked",
        /// Waits for the buyer.
        Pending = "pending",
        /// The buyer paid.
        Paid = "paid",
        /// Called off before it was paid.
        Cancelled = "cancelled",
        /// Not paid in time.
        Expired = "expired",
        /// The provider said no.
        Failed = "failed",
        /// Given back, in part or whole.
        Refunded = "refunded",
    }
}

impl IntentState {
    /// The provider's word for it; none before it answered.
    #[must_use]
    pub const fn of_provider(self) -> Option<PaymentState> {
        match self {
            Self::Asked => None,
            Self::Pending => Some(PaymentState::Pending),
            Self::Paid => Some(PaymentState::Paid),
            Self::Cancelled => Some(PaymentState::Cancelled),
            Self::Expired => Some(PaymentState::Expired),
            Self::Failed => Some(PaymentState::Failed),
            Self::Refunded => Some(PaymentState::Refunded),
        }
    }

    /// Whether the buyer can still pay it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Pending)
    }
}

impl From<PaymentState> for IntentState {
    fn from(state: PaymentState) -> Self {
        match state {
            PaymentState::Pending => Self::Pending,
            PaymentState::Paid => Self::Paid,
            PaymentState::Cancelled => Self::Cancelled,
            PaymentState::Expired => Self::Expired,
            PaymentState::Failed => Self::Failed,
            PaymentState::Refunded => Self::Refunded,
        }
    }
}

/// One attempt to be paid for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Intent {
    /// Its id.
    pub id: IntentId,
    /// For which order.
    pub order: OrderId,
    /// By which provider.
    pub provider: String,
    /// Our name of it at the provider.
    pub reference: String,
    /// Whole rupiah, above 0.
    pub amount: Rupiah,
    /// How far it is.
    pub state: IntentState,
    /// What the code carries, or the wallet's address; `None` until the provider answered.
    pub payload: Option<String>,
    /// When it was made.
    pub made: Timestamp,
    /// When the offer to pay ends.
    pub expires: Timestamp,
    /// How often the provider was asked how far it is.
    pub polls: i64,
}

/// Money that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Of which attempt: each brings money once.
    pub intent: IntentId,
    /// For which order.
    pub order: OrderId,
    /// Through which provider.
    pub provider: String,
    /// What the buyer paid, whole rupiah.
    pub amount: Rupiah,
    /// When we booked it.
    pub received: Timestamp,
}

named! {
    /// Why money goes back.
    ReturnReason {
        /// More was paid than the order cost.
        Excess = "excess",
        /// The order was called off, failed, or was paid otherwise before.
        OrderEnded = "order_ended",
        /// Something of a delivered order was not right.
        Refund = "refund",
    }
}

named! {
    /// How far a return is.
    ReturnState {
        /// The provider is to be asked.
        Due = "due",
        /// The provider sends it.
        Sent = "sent",
        /// The provider cannot, or did not in many tries: staff transfer it.
        ByHand = "by_hand",
        /// Staff transferred it.
        Transferred = "transferred",
    }
}

/// Money that goes back to its buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Return {
    /// Its id, and its key at the provider.
    pub id: ReturnId,
    /// Of which attempt's money.
    pub intent: IntentId,
    /// Of which order.
    pub order: OrderId,
    /// Of which market's order.
    pub market: MarketId,
    /// Whole rupiah, above 0.
    pub amount: Rupiah,
    /// Why.
    pub reason: ReturnReason,
    /// For which refund, when it is for one.
    pub refund: Option<RefundId>,
    /// How far.
    pub state: ReturnState,
    /// A try was never answered: the provider may have sent it all the same.
    pub is_unsure: bool,
    /// How often the provider was asked.
    pub tries: i64,
}

/// What there is to know about paying an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paying {
    /// What the order costs: its final total once weighed, before that the most it may come to.
    pub total: Rupiah,
    /// Whether it is final.
    pub is_final: bool,
    /// What came through providers, less what was too much and goes back; refunds are not taken off.
    pub received: Rupiah,
    /// What is still to be paid.
    pub due: Rupiah,
    /// The attempt that can be paid now.
    pub open: Option<Intent>,
    /// Every payment that came, oldest first.
    pub receipts: Vec<Receipt>,
    /// Everything that goes back, oldest first.
    pub returns: Vec<Return>,
}

/// How an attempt's order stands for money that comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The order waits to be paid before anybody works for it.
    pub is_held: bool,
    /// The attempt's money is in the books already.
    pub is_booked: bool,
}

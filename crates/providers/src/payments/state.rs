//! How far a payment is, and which news about it may be believed after which.

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaymentState {
    /// Waits for the buyer.
    Pending,
    /// The buyer paid.
    Paid,
    /// Called off before it was paid.
    Cancelled,
    /// Not paid in time.
    Expired,
    /// The buyer's bank or the provider said no. Another attempt may still succeed.
    Failed,
    /// Given back, in part or whole.
    Refunded,
}

impl PaymentState {
    /// Every state, in the order in which a payment may live.
    pub const ALL: [Self; 6] = [Self::Pending, Self::Paid, Self::Cancelled, Self::Expired, Self::Failed, Self::Refunded];

    /// Whether the provider has, or had, the buyer's money.
    #[must_use]
    pub const fn was_paid(self) -> bool {
        matches!(self, Self::Paid | Self::Refunded)
    }
}

/// Whether `to` may be recorded of a payment that stands at `from`. News come late, twice and in any order, so:
/// the same again is no harm; money that came never turns into money that did not; and money that comes after the end,
/// however late, is believed, because the buyer's account was charged.
#[must_use]
pub const fn may_follow(from: PaymentState, to: PaymentState) -> bool {
    use PaymentState::{Cancelled, Expired, Failed, Paid, Pending, Refunded};
    match from {
        Pending => true,
        Paid => matches!(to, Paid | Refunded),
        Refunded => matches!(to, Refunded),
        Cancelled => matches!(to, Cancelled | Paid | Refunded),
        Expired => matches!(to, Expired | Paid | Refunded),
        // A buyer whose first wallet said no may scan the same code with another.
        Failed => matches!(to, Failed | Paid | Refunded | Cancelled | Expired),
    }
}

#[cfg(test)]
mod tests {
    use super::PaymentState::{Cancelled, Expired, Failed, Paid, Pending, Refunded};
    use super::*;

    #[test]
    fn news_are_believed_in_one_direction_only() {
        for (from, may) in [
            (Pending, [true, true, true, true, true, true]),
            (Paid, [false, true, false, false, false, true]),
            (Cancelled, [false, true, true, false, false, true]),
            (Expired, [false, true, false, true, false, true]),
            (Failed, [false, true, true, true, true, true]),
            (Refunded, [false, false, false, false, false, true]),
        ] {
            for (to, expected) in PaymentState::ALL.into_iter().zip(may) {
                assert_eq!(may_follow(from, to), expected, "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn in_whatever_order_news_come_money_that_came_stays_known() {
        for first in PaymentState::ALL {
            for second in PaymentState::ALL {
                let last = [first, second].into_iter().fold(Pending, |state, to| if may_follow(state, to) { to } else { state });
                assert_eq!(last.was_paid(), first.was_paid() || second.was_paid(), "{first:?}, {second:?}");
            }
        }
    }
}

//! Why a provider did not do it.

use kernel::Rupiah;
use kernel::error::{ErrorKind, Kinded};

/// Why a provider did not do it.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// This way of paying has no such act.
    #[error("{provider} does not support {operation}")]
    NotSupported {
        /// The provider's name.
        provider: &'static str,
        /// The method's name.
        operation: &'static str,
    },
    /// Nothing or less than nothing is to be paid or refunded.
    #[error("{} rupiah cannot be paid", .0.amount())]
    Amount(Rupiah),
    /// Not a name that every provider takes; a fault of ours.
    #[error("a payment cannot be called {0:?}")]
    Reference(String),
    /// The provider knows no such payment.
    #[error("no such payment")]
    NotFound,
    /// The provider says no: too late, already refunded, above its limit.
    #[error("the payment provider refuses: {0}")]
    Refused(String),
    /// A callback that is not the provider's, or was changed on its way.
    #[error("the callback's signature does not fit")]
    Forged,
    /// A callback that was signed too long ago, or ahead of our clock: somebody may be playing an old one again.
    #[error("the callback was signed {apart_seconds} seconds away from our clock")]
    Stale {
        /// Seconds between the two clocks, without sign.
        apart_seconds: i64,
    },
    /// The provider said something that its documents do not say; as after [`PaymentError::Unavailable`], ask with `query`.
    #[error("the payment provider's words cannot be understood: {0}")]
    Unreadable(String),
    /// The provider took it, and has not shown yet that it was done; as after [`PaymentError::Unavailable`].
    #[error("the payment provider has not shown that it was done: {0}")]
    Unproved(String),
    /// The keys or settings do not fit: a fault to be mended by who runs the city.
    #[error("the payment provider's settings are wrong: {0}")]
    Settings(String),
    /// Cannot be reached: what became of the request is unknown, so ask with `query` before trying again.
    #[error("the payment provider is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl PaymentError {
    /// Cannot be reached, with the reason.
    pub(crate) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }

    /// Whether the act may have been done all the same, so that only [`query`](super::PaymentProvider::query) can tell.
    #[must_use]
    pub const fn is_outcome_unknown(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unreadable(_) | Self::Unproved(_))
    }
}

impl Kinded for PaymentError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSupported { .. } | Self::Amount(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Refused(_) => ErrorKind::Conflict,
            Self::Forged | Self::Stale { .. } => ErrorKind::Forbidden,
            Self::Reference(_) | Self::Settings(_) => ErrorKind::Internal,
            Self::Unavailable(_) | Self::Unreadable(_) | Self::Unproved(_) => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSupported { .. } => "payment_not_supported",
            Self::Amount(_) => "payment_amount",
            Self::NotFound => "payment_not_found",
            Self::Refused(_) => "payment_refused",
            Self::Forged | Self::Stale { .. } => "payment_callback_forged",
            Self::Reference(_) | Self::Settings(_) => "internal",
            Self::Unavailable(_) | Self::Unreadable(_) | Self::Unproved(_) => "payment_unavailable",
        }
    }
}

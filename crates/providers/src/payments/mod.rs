//! Payments: one interface for cash now and QRIS later, in the order in which a payment lives:
//! created, asked about, called back, cancelled or refunded, and settled to the city's bank account days after.
//!
//! A provider moves or promises money; what is owed is the ledger's business. References are the provider's names of payments.

mod cash;

use kernel::error::{ErrorKind, Kinded};
use kernel::id::OrderId;
use kernel::{BusinessDate, Rupiah, Timestamp};

use crate::BoxFuture;

pub use cash::Cash;

/// The only currency: Indonesian rupiah, without minor units. Source: ISO 4217; the sen is not in use.
pub const CURRENCY: &str = "IDR";

/// A payment to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// What is paid; a second request for the same order and amount gives the same payment.
    pub order: OrderId,
    /// Whole rupiah, above 0.
    pub amount: Rupiah,
    /// When the offer to pay ends.
    pub expires: Timestamp,
}

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
    /// Given back, in part or whole.
    Refunded,
}

/// What the buyer does to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Instructions {
    /// Hands cash to the runner at the door.
    CashOnDelivery,
    /// Scans a code. Source of the payload: EMVCo, merchant-presented mode, as Bank Indonesia's QRIS.
    ScanQr {
        /// The text that the code carries.
        payload: String,
    },
}

/// A payment as its provider sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentIntent {
    /// The provider's name of the payment.
    pub reference: String,
    /// How far it is.
    pub state: PaymentState,
    /// What the buyer does.
    pub instructions: Instructions,
}

/// Money to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Of which payment.
    pub reference: String,
    /// Whole rupiah, above 0, at most what was paid.
    pub amount: Rupiah,
    /// Names this refund: a retry brings the same key and gives back nothing more.
    pub key: String,
}

/// How a refund reaches the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// The provider has sent it.
    Sent,
    /// The provider will send it.
    Accepted,
    /// Somebody hands it over in cash.
    ByHand,
}

/// What a provider tells of its own accord. To be trusted only as it comes out of [`PaymentProvider::verify_callback`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Names this telling; it may come twice.
    pub id: String,
    /// Of which payment.
    pub reference: String,
    /// How far it is now.
    pub state: PaymentState,
    /// Whole rupiah it speaks of.
    pub amount: Rupiah,
}

/// One payment in a provider's daily statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementLine {
    /// Of which payment.
    pub reference: String,
    /// What the buyer paid, whole rupiah.
    pub gross: Rupiah,
    /// What the provider kept, whole rupiah.
    pub fee: Rupiah,
}

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
    /// The provider knows no such payment.
    #[error("no such payment")]
    NotFound,
    /// The provider says no: too late, already refunded, above its limit.
    #[error("the payment provider refuses: {0}")]
    Refused(String),
    /// A callback that is not the provider's, or was changed on its way.
    #[error("the callback's signature does not fit")]
    Forged,
    /// Cannot be reached: what became of the request is unknown, so ask with `query` before trying again.
    #[error("the payment provider is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Kinded for PaymentError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSupported { .. } | Self::Amount(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Refused(_) => ErrorKind::Conflict,
            Self::Forged => ErrorKind::Forbidden,
            Self::Unavailable(_) => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSupported { .. } => "payment_not_supported",
            Self::Amount(_) => "payment_amount",
            Self::NotFound => "payment_not_found",
            Self::Refused(_) => "payment_refused",
            Self::Forged => "payment_callback_forged",
            Self::Unavailable(_) => "payment_unavailable",
        }
    }
}

/// A way to be paid. Methods that a provider lacks answer [`PaymentError::NotSupported`].
pub trait PaymentProvider: Send + Sync {
    /// Short and lower case; kept with each payment, so it never changes.
    fn name(&self) -> &'static str;

    /// Asks for a payment. Repeatable: the same request gives the same payment.
    ///
    /// # Errors
    /// [`PaymentError::Amount`], [`PaymentError::Refused`], [`PaymentError::Unavailable`].
    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>>;

    /// How far a payment is; the answer of record when a callback is late or lost.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`], [`PaymentError::Unavailable`].
    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>>;

    /// Calls off a payment that was not made yet. Repeatable.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] when it was paid meanwhile.
    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>>;

    /// Gives money back. Repeatable by its key.
    ///
    /// # Errors
    /// [`PaymentError::Amount`], [`PaymentError::Refused`], [`PaymentError::Unavailable`].
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>>;

    /// Reads a callback; `headers` are names in lower case with their values, `body` as it came, byte for byte.
    ///
    /// # Errors
    /// [`PaymentError::Forged`] unless its signature fits.
    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError>;

    /// What the provider settled for a date, in no order.
    ///
    /// # Errors
    /// [`PaymentError::Unavailable`] also when the statement is not ready yet.
    fn fetch_settlement(&self, date: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>>;
}

//! Payments: one interface for cash, gateways and banks, in the order in which a payment lives:
//! created, asked about, called back, cancelled or refunded, and settled to the city's bank account days after.
//!
//! A provider moves or promises money; what is owed is the ledger's business. References are our own names of payments, given
//! before anybody outside is asked, so that an answer that was lost can be asked for again.

mod cash;
mod error;
mod http;
pub mod midtrans;
mod model;
mod news;
pub mod snap;
mod state;
#[cfg(test)]
mod vectors;
mod wire;

use kernel::BusinessDate;

use crate::BoxFuture;

pub use cash::Cash;
pub use error::PaymentError;
pub use http::HttpTimes;
pub use midtrans::Midtrans;
pub use model::{Instructions, PaymentIntent, PaymentRequest, PaymentStatus, REFERENCE_LENGTH_MAX, RefundRequest, RefundState};
pub use news::{Callback, CallbackAnswer, CallbackOutcome, SettlementKind, SettlementLine};
pub use snap::Snap;
pub use state::{PaymentState, may_follow};

/// The only currency: Indonesian rupiah, without minor units. Source: ISO 4217; the sen is not in use.
pub const CURRENCY: &str = "IDR";

/// A way to be paid. Methods that a provider lacks answer [`PaymentError::NotSupported`].
pub trait PaymentProvider: Send + Sync {
    /// Short and lower case; kept with each payment, so it never changes.
    fn name(&self) -> &'static str;

    /// Asks for a payment. Repeatable: the same reference gives the same payment, though its instructions may then be
    /// [`Instructions::AsBefore`].
    ///
    /// # Errors
    /// [`PaymentError::Amount`], [`PaymentError::Reference`], [`PaymentError::Refused`]; [`PaymentError::Unavailable`] and
    /// [`PaymentError::Unreadable`] leave open whether the payment is there.
    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>>;

    /// How far a payment is, by our reference; the answer of record when a callback is late, lost or not to be believed alone.
    ///
    /// # Errors
    /// [`PaymentError::NotFound`], [`PaymentError::Unavailable`], [`PaymentError::Unreadable`].
    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>>;

    /// Calls off a payment that was not made yet, by our reference. Repeatable. What comes back is where the payment stands: it
    /// may have expired already.
    ///
    /// # Errors
    /// [`PaymentError::Refused`] when it was paid meanwhile; [`PaymentError::NotFound`]; else as [`PaymentProvider::create`].
    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>>;

    /// Gives money back. Repeatable by its key.
    ///
    /// # Errors
    /// As [`PaymentProvider::create`], and [`PaymentError::NotFound`]; [`PaymentError::Unproved`] when it was taken and nothing shows that
    /// the money went.
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>>;

    /// Reads a callback; `headers` are names in lower case with their values, `body` as it came, byte for byte.
    /// What comes out names the payment that has news. Whether it also proves the news depends on the provider, so re-read
    /// with [`PaymentProvider::query`] before money is booked.
    ///
    /// # Errors
    /// [`PaymentError::Forged`] unless its signature fits, whatever it says; [`PaymentError::Stale`]; [`PaymentError::Unreadable`] only for
    /// what is signed.
    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError>;

    /// How to answer a callback, given what we made of it: by statuses that make the provider stop, or come again.
    fn callback_answer(&self, outcome: CallbackOutcome) -> CallbackAnswer {
        let status = match outcome {
            CallbackOutcome::Taken => 200,
            CallbackOutcome::Unreadable => 400,
            CallbackOutcome::Forged | CallbackOutcome::Stale => 403,
            CallbackOutcome::Unknown => 404,
            CallbackOutcome::Later => 503,
        };
        CallbackAnswer { outcome, status, body: "{}".to_owned() }
    }

    /// Whether the buyer opens a wallet by a link, on the telephone that has it; then there is no code for another to scan.
    fn opens_wallet(&self) -> bool {
        false
    }

    /// The account whose statements come as files, uploaded by a treasurer; then [`PaymentProvider::fetch_settlement`] is not asked. Several
    /// ways of paying may share one. `None` where the provider answers itself.
    fn files_of(&self) -> Option<&'static str> {
        None
    }

    /// What the provider settled for a date, in no order.
    ///
    /// # Errors
    /// [`PaymentError::Unavailable`] also when the statement is not ready yet.
    fn fetch_settlement(&self, date: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>>;
}

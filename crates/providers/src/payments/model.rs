//! What is asked of a payment provider, and what it answers.

use kernel::id::OrderId;
use kernel::{Rupiah, Timestamp};

use super::{PaymentError, PaymentState};

/// The longest reference, in characters. Source: the shortest of the providers' limits that hold a UUID.
pub const REFERENCE_LENGTH_MAX: usize = 36;

/// A payment to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentRequest {
    /// Our name of this attempt to be paid: ASCII letters, digits and `-`, 1 to [`REFERENCE_LENGTH_MAX`], never used for
    /// another. A second request with the same reference gives the same payment.
    pub reference: String,
    /// What is paid; an order may be tried again under another reference.
    pub order: OrderId,
    /// Whole rupiah, above 0.
    pub amount: Rupiah,
    /// When the offer to pay ends.
    pub expires: Timestamp,
    /// What the buyer reads in the wallet, short.
    pub title: String,
}

impl PaymentRequest {
    /// What holds for every provider.
    ///
    /// # Errors
    /// [`PaymentError::Amount`] or [`PaymentError::Reference`].
    pub fn check(&self) -> Result<(), PaymentError> {
        check_amount(self.amount)?;
        check_reference(&self.reference)
    }
}

/// # Errors
/// [`PaymentError::Amount`] unless above 0.
pub(super) fn check_amount(amount: Rupiah) -> Result<(), PaymentError> {
    if amount > Rupiah::ZERO { Ok(()) } else { Err(PaymentError::Amount(amount)) }
}

/// A reference becomes part of addresses, so nothing else may get in.
///
/// # Errors
/// [`PaymentError::Reference`].
pub(super) fn check_reference(reference: &str) -> Result<(), PaymentError> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let is_reference = (1..=REFERENCE_LENGTH_MAX).contains(&reference.len()) && reference.bytes().all(is_sign);
    if is_reference { Ok(()) } else { Err(PaymentError::Reference(reference.to_owned())) }
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
    /// Opens the wallet by a link, on the telephone that has it.
    OpenWallet {
        /// `https://…` or the wallet's own scheme.
        url: String,
    },
    /// As told when the payment was first asked for: a provider does not always tell twice. Where that answer was lost,
    /// cancel and ask under another reference.
    AsBefore,
}

/// A payment that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentIntent {
    /// Our name of it.
    pub reference: String,
    /// The provider's name of it, if it gave one.
    pub provider_reference: Option<String>,
    /// How far it is.
    pub state: PaymentState,
    /// What the buyer does.
    pub instructions: Instructions,
    /// When the offer ends; `None` when it does not, or nobody said.
    pub expires: Option<Timestamp>,
}

/// A payment as its provider sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentStatus {
    /// How far it is.
    pub state: PaymentState,
    /// What the buyer paid so far, before fees and refunds; 0 unless the state is one of money that came.
    pub amount: Rupiah,
    /// What the provider keeps of it, where it says so already.
    pub fee: Option<Rupiah>,
    /// What went back to the buyer so far, by us or by others, where the provider says how much.
    pub refunded: Option<Rupiah>,
    /// When it was paid, or when the state was reached, by the provider's clock.
    pub at: Option<Timestamp>,
    /// The provider's name of it.
    pub provider_reference: Option<String>,
}

/// Money to be given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    /// Our name of the payment.
    pub reference: String,
    /// Whole rupiah, above 0, at most what was paid.
    pub amount: Rupiah,
    /// Names this refund, as a reference does: a retry brings the same key and gives back nothing more.
    pub key: String,
    /// No other refund of the payment was asked for: only then does its state say something of this one.
    pub is_only: bool,
}

impl RefundRequest {
    /// What holds for every provider.
    ///
    /// # Errors
    /// [`PaymentError::Amount`] or [`PaymentError::Reference`].
    pub fn check(&self) -> Result<(), PaymentError> {
        check_amount(self.amount)?;
        check_reference(&self.reference)?;
        check_reference(&self.key)
    }
}

/// How a refund reaches the buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefundState {
    /// The provider has sent it.
    Sent,
    /// Somebody hands it over in cash.
    ByHand,
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;

    use super::*;

    #[test]
    fn references_are_such_that_every_provider_takes_them() {
        let long = "a".repeat(REFERENCE_LENGTH_MAX + 1);
        for (reference, amount, is_good) in [
            ("0190f0a2-7c1e-7d11-8d2a-0242ac120002", 1, true),
            ("A-1", 25_000, true),
            ("A-1", 0, false),
            ("A-1", -1, false),
            ("", 1, false),
            (long.as_str(), 1, false),
            ("a/../b", 1, false),
            ("a b", 1, false),
            ("a_b", 1, false),
            ("é", 1, false),
        ] {
            let request = PaymentRequest {
                reference: reference.to_owned(),
                order: OrderId(RawId::nil()),
                amount: Rupiah(amount),
                expires: Timestamp::from_micros(0),
                title: "Pasar".to_owned(),
            };
            assert_eq!(request.check().is_ok(), is_good, "{reference:?} {amount}");
        }
    }
}

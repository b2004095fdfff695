//! What the bank tells us, and how it is answered: service 52.

use kernel::Timestamp;

use super::signature::NotifyKey;
use super::wire::Told;
use crate::payments::wire::{apart_seconds, name_of, read_time};
use crate::payments::{Callback, CallbackAnswer, CallbackOutcome, PaymentError};

/// How far the bank's clock and ours may be apart, in seconds.
const SKEW_SECONDS_MAX: i64 = 300;

impl NotifyKey {
    /// Reads a notification that was signed for `path`, as of `now`.
    ///
    /// # Errors
    /// [`PaymentError::Forged`], [`PaymentError::Stale`], [`PaymentError::Unreadable`].
    pub fn read(&self, path: &str, headers: &[(&str, &str)], body: &[u8], now: Timestamp) -> Result<Callback, PaymentError> {
        let header = |wanted: &str| headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let (time, signature) = header("x-timestamp").zip(header("x-signature")).ok_or(PaymentError::Forged)?;
        if !self.is_genuine(path, body, time, signature) {
            return Err(PaymentError::Forged);
        }
        let unreadable = |what: String| PaymentError::Unreadable(format!("SNAP: {what}"));
        let signed_at = read_time(time).ok_or_else(|| unreadable(format!("time {time:?}")))?;
        let apart_seconds = apart_seconds(signed_at, now);
        if apart_seconds > SKEW_SECONDS_MAX {
            return Err(PaymentError::Stale { apart_seconds });
        }
        let told: Told = serde_json::from_slice(body).map_err(|error| unreadable(error.to_string()))?;
        let (state, fee, at) = (told.state()?, told.fee(), told.at());
        let amount = told.amount.as_ref().ok_or_else(|| unreadable("a notification without an amount".to_owned()))?.read()?;
        let bank_reference = told.original_reference_no.as_deref().unwrap_or_default();
        let reference = told.original_partner_reference_no.ok_or_else(|| unreadable("a notification of nothing".to_owned()))?;
        // By what it says, not by its external id: a bank that tells anew may give another.
        let id = name_of(&[&reference, bank_reference, &told.latest_transaction_status, &amount.amount().to_string()]);
        Ok(Callback { id, reference, state, amount, fee, at })
    }
}

/// The answer that the bank understands.
pub(super) fn answer(outcome: CallbackOutcome) -> CallbackAnswer {
    let (status, case, message) = match outcome {
        CallbackOutcome::Taken => (200, "00", "Successful"),
        CallbackOutcome::Unreadable => (400, "00", "Bad Request"),
        CallbackOutcome::Forged | CallbackOutcome::Stale => (401, "00", "Unauthorized. Signature"),
        CallbackOutcome::Unknown => (404, "01", "Transaction Not Found"),
        CallbackOutcome::Later => (500, "00", "General Error"),
    };
    let body = format!(r#"{{"responseCode":"{status}52{case}","responseMessage":"{message}"}}"#);
    CallbackAnswer { outcome, status, body }
}

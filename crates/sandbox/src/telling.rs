//! What the sandbox tells the merchant: JSON, signed with HMAC-SHA256 over the body.

use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::Rupiah;
use providers::payments::{Callback, PaymentError, PaymentState};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::Sandbox;

/// The kind of job that tells.
pub const TELLING: &str = "sandbox_telling";
/// The header that carries the signature, in lower-case hexadecimal.
pub const HEADER: &str = "x-sandbox-signature";

/// A telling that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Of which payment.
    pub reference: String,
    /// `paid` or `pending`.
    pub state: String,
    /// Whether somebody else made it up.
    pub is_forged: bool,
}

/// A telling as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The value of [`HEADER`].
    pub signature: String,
    /// JSON.
    pub body: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Body {
    reference: String,
    state: String,
    amount: i64,
}

impl Told {
    /// Writes it down and signs it with the acquirer's secret; a forger has another secret and tells of ten times as much.
    #[must_use]
    pub fn telling(&self, amount: Rupiah, secret: &[u8; 32]) -> Telling {
        let (amount, secret) = if self.is_forged { (amount.amount() * 10, &[0; 32]) } else { (amount.amount(), secret) };
        let body = Body { reference: self.reference.clone(), state: self.state.clone(), amount };
        let body = serde_json::json!(body).to_string().into_bytes();
        Telling { signature: sign(secret, &body), body }
    }
}

impl Sandbox {
    /// Writes and signs what is due, see [`Told::telling`]. `None` when the payment is not known.
    ///
    /// # Errors
    /// [`store::StoreError`].
    pub async fn telling(&self, told: &Told) -> Result<Option<Telling>, store::StoreError> {
        Ok(self.find(&told.reference).await?.map(|payment| told.telling(payment.amount, &self.secret)))
    }

    pub(crate) fn read(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        let given = headers.iter().find(|(name, _)| *name == HEADER).map_or("", |(_, value)| *value);
        let is_signed = unhex(given).is_some_and(|given| mac(&self.secret, body).verify_slice(&given).is_ok());
        if !is_signed {
            return Err(PaymentError::Forged);
        }
        let said: Body = serde_json::from_slice(body).map_err(|error| PaymentError::Unreadable(error.to_string()))?;
        let state = if said.state == "paid" { PaymentState::Paid } else { PaymentState::Pending };
        let id = format!("{}-{}", said.reference, said.state);
        Ok(Callback { id, reference: said.reference, state, amount: Rupiah(said.amount), fee: None, at: None })
    }
}

/// A key of the hash's own block size: HMAC pads shorter ones with zeros to it. Source: RFC 2104.
fn mac(secret: &[u8; 32], body: &[u8]) -> Hmac<Sha256> {
    let mut key = [0; 64];
    key[..32].copy_from_slice(secret);
    let mut mac = Hmac::<Sha256>::new(&key.into());
    mac.update(body);
    mac
}

fn sign(secret: &[u8; 32], body: &[u8]) -> String {
    mac(secret, body).finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let is_even = text.len().is_multiple_of(2) && text.is_ascii();
    is_even.then(|| (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16)).collect::<Result<_, _>>().ok())?
}

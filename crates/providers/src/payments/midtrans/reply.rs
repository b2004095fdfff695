//! What Midtrans answers and notifies, and what it means. Source: docs.midtrans.com, "Charge Transactions", "Get Transaction
//! Status", "HTTP(S) Notification", "Code statuses", read in November 2026.

use kernel::{Rupiah, Timestamp};
use serde::Deserialize;

use crate::payments::wire::{any_text, entries, optional_text, read_amount, read_time};
use crate::payments::{Instructions, PaymentError, PaymentState, PaymentStatus};

/// How links begin that open a wallet. It becomes a link on our page, so nothing that runs there may get in.
const WALLET_SCHEMES: [&str; 5] = ["https", "gojek", "gopay", "shopeeid", "shopeepay"];

/// One form for answers and notifications: each leaves out what it does not know. What is written otherwise than documented is as good
/// as left out, so that it never hides that somebody paid.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reply {
    #[serde(deserialize_with = "any_text")]
    pub status_code: String,
    #[serde(deserialize_with = "any_text")]
    pub status_message: String,
    #[serde(deserialize_with = "optional_text")]
    pub transaction_id: Option<String>,
    #[serde(deserialize_with = "any_text")]
    pub order_id: String,
    /// Kept as written: the signature is made over it.
    #[serde(deserialize_with = "any_text")]
    pub gross_amount: String,
    #[serde(deserialize_with = "any_text")]
    pub transaction_status: String,
    #[serde(deserialize_with = "optional_text")]
    pub fraud_status: Option<String>,
    #[serde(deserialize_with = "optional_text")]
    pub transaction_time: Option<String>,
    #[serde(deserialize_with = "optional_text")]
    pub settlement_time: Option<String>,
    #[serde(deserialize_with = "optional_text")]
    pub expiry_time: Option<String>,
    #[serde(deserialize_with = "optional_text")]
    pub qr_string: Option<String>,
    #[serde(deserialize_with = "any_text")]
    pub signature_key: String,
    #[serde(deserialize_with = "optional_text")]
    pub refund_amount: Option<String>,
    #[serde(deserialize_with = "entries")]
    pub refunds: Vec<Refund>,
    #[serde(deserialize_with = "entries")]
    pub actions: Vec<Action>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Refund {
    #[serde(deserialize_with = "any_text")]
    pub refund_key: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Action {
    name: String,
    url: String,
}

impl Reply {
    /// # Errors
    /// [`PaymentError::Unreadable`].
    pub fn read(body: &[u8]) -> Result<Self, PaymentError> {
        serde_json::from_slice(body).map_err(|error| PaymentError::Unreadable(format!("Midtrans: {error}")))
    }

    /// The code in the answer, which is more exact than HTTP's; HTTP's where there is none.
    pub fn code(&self, http_status: u16) -> u16 {
        self.status_code.parse().unwrap_or(http_status)
    }

    /// What a code of refusal means.
    pub fn refusal(&self, code: u16) -> PaymentError {
        match code {
            401 | 402 => PaymentError::Settings(format!("Midtrans: {code} {}", self.status_message)),
            404 => PaymentError::NotFound,
            429 | 500.. => PaymentError::unavailable(format!("Midtrans: {code} {}", self.status_message)),
            _ => PaymentError::Refused(format!("Midtrans: {code} {}", self.status_message)),
        }
    }

    /// # Errors
    /// [`PaymentError::Unreadable`] for a status that the documents do not know.
    pub fn state(&self) -> Result<PaymentState, PaymentError> {
        Ok(match (self.transaction_status.as_str(), self.fraud_status.as_deref()) {
            ("pending" | "authorize", _) | ("capture", Some("challenge")) => PaymentState::Pending,
            ("deny" | "failure", _) | ("capture", Some("deny")) => PaymentState::Failed,
            ("settlement" | "capture", _) => PaymentState::Paid,
            ("cancel", _) => PaymentState::Cancelled,
            ("expire", _) => PaymentState::Expired,
            ("refund" | "partial_refund" | "chargeback" | "partial_chargeback", _) => PaymentState::Refunded,
            (other, _) => return Err(PaymentError::Unreadable(format!("Midtrans: status {other:?}"))),
        })
    }

    /// # Errors
    /// [`PaymentError::Unreadable`] unless it is whole rupiah.
    pub fn gross(&self) -> Result<Rupiah, PaymentError> {
        read_amount(&self.gross_amount).ok_or_else(|| PaymentError::Unreadable(format!("Midtrans: amount {:?}", self.gross_amount)))
    }

    pub fn at(&self) -> Option<Timestamp> {
        [&self.settlement_time, &self.transaction_time].into_iter().flatten().find_map(|text| read_time(text))
    }

    /// # Errors
    /// [`PaymentError::Unreadable`].
    pub fn status(&self) -> Result<PaymentStatus, PaymentError> {
        let state = self.state()?;
        let amount = if state.was_paid() { self.gross()? } else { Rupiah::ZERO };
        let refunded = self.refund_amount.as_deref().and_then(read_amount);
        // What Midtrans keeps stands in its statement only.
        Ok(PaymentStatus { state, amount, fee: None, refunded, at: self.at(), provider_reference: self.transaction_id.clone() })
    }

    /// What the buyer does: a code where there is one, else the wallet's link.
    ///
    /// # Errors
    /// [`PaymentError::Unreadable`] for a link that opens something else than a wallet.
    pub fn instructions(&self) -> Result<Option<Instructions>, PaymentError> {
        if let Some(payload) = &self.qr_string {
            return Ok(Some(Instructions::ScanQr { payload: payload.clone() }));
        }
        let Some(link) = self.actions.iter().find(|action| action.name == "deeplink-redirect") else { return Ok(None) };
        if link.url.split_once("://").is_some_and(|(scheme, _)| WALLET_SCHEMES.contains(&scheme)) {
            return Ok(Some(Instructions::OpenWallet { url: link.url.clone() }));
        }
        Err(PaymentError::Unreadable(format!("Midtrans: link {:?}", link.url.chars().take(40).collect::<String>())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_status_has_a_meaning() {
        use PaymentState::{Cancelled, Expired, Failed, Paid, Pending, Refunded};
        for (status, fraud, expected) in [
            ("pending", None, Some(Pending)),
            ("authorize", Some("accept"), Some(Pending)),
            ("capture", Some("accept"), Some(Paid)),
            ("capture", None, Some(Paid)),
            ("capture", Some("challenge"), Some(Pending)),
            ("capture", Some("deny"), Some(Failed)),
            ("settlement", Some("accept"), Some(Paid)),
            ("deny", Some("deny"), Some(Failed)),
            ("failure", None, Some(Failed)),
            ("cancel", None, Some(Cancelled)),
            ("expire", None, Some(Expired)),
            ("refund", None, Some(Refunded)),
            ("partial_refund", None, Some(Refunded)),
            ("chargeback", None, Some(Refunded)),
            ("SETTLEMENT", None, None),
            ("", None, None),
        ] {
            let reply = Reply { transaction_status: status.to_owned(), fraud_status: fraud.map(str::to_owned), ..Reply::default() };
            assert_eq!(reply.state().ok(), expected, "{status:?} {fraud:?}");
        }
    }

    #[test]
    fn what_is_optional_hides_no_payment() {
        let paid = r#""order_id":"A-1","status_code":"200","gross_amount":"50000.00","transaction_status":"settlement""#;
        for odd in [
            r#""refunds":null,"actions":null"#,
            r#""refunds":{},"actions":[{"name":"generate-qr-code"}]"#,
            r#""transaction_id":7,"settlement_time":[],"fraud_status":null"#,
            r#""status_message":null,"refund_amount":0.5,"qr_string":false"#,
        ] {
            let status = Reply::read(format!("{{{paid},{odd}}}").as_bytes()).and_then(|reply| reply.status()).unwrap();
            assert_eq!((status.state, status.amount), (PaymentState::Paid, Rupiah(50_000)), "{odd}");
        }
        let reply = Reply::read(br#"{"refunds":[null,{"refund_key":7},{"refund_key":"R-1"}]}"#).unwrap();
        assert_eq!(reply.refunds.iter().map(|refund| refund.refund_key.as_str()).collect::<Vec<_>>(), ["7", "R-1"]);
    }

    #[test]
    fn only_links_to_wallets_are_taken() {
        for (url, is_taken) in [
            ("https://gopay.co.id/a", true),
            ("gojek://gopay/merchanttransfer?tref=1", true),
            ("javascript:alert(1)", false),
            ("https:evil", false),
            ("data://text", false),
            ("", false),
        ] {
            let actions = vec![Action { name: "deeplink-redirect".to_owned(), url: url.to_owned() }];
            assert_eq!(Reply { actions, ..Reply::default() }.instructions().is_ok(), is_taken, "{url}");
        }
    }

    #[test]
    fn a_refusal_says_whose_turn_it_is() {
        use kernel::ErrorKind::{Conflict, Internal, NotFound, Unavailable};
        use kernel::Kinded as _;
        for (code, expected) in
            [(400, Conflict), (401, Internal), (404, NotFound), (406, Conflict), (412, Conflict), (429, Unavailable), (503, Unavailable)]
        {
            assert_eq!(Reply::default().refusal(code).kind(), expected, "{code}");
        }
    }
}

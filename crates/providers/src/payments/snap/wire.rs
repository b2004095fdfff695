//! Bodies as SNAP writes them. Source: Bank Indonesia, SNAP, QRIS MPM, as Winpay, DOKU, Manjo, iFortePay and Bank Neo Commerce show
//! them, read in November 2026.

use kernel::{Rupiah, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::payments::wire::{amount_text, optional_text, read_amount, read_rounded, read_time};
use crate::payments::{CURRENCY, PaymentError, PaymentState, PaymentStatus};

/// `{"value":"50000.00","currency":"IDR"}`
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Money {
    value: String,
    currency: String,
}

impl Money {
    pub fn new(amount: Rupiah) -> Self {
        Self { value: amount_text(amount), currency: CURRENCY.to_owned() }
    }

    /// # Errors
    /// [`PaymentError::Unreadable`] unless it is whole rupiah.
    pub fn read(&self) -> Result<Rupiah, PaymentError> {
        let amount = if self.currency == CURRENCY { read_amount(&self.value) } else { None };
        amount.ok_or_else(|| PaymentError::Unreadable(format!("SNAP: amount {:?} {:?}", self.value, self.currency)))
    }
}

/// A fee: banks write it as money, with or without its currency, as a bare text or as a number. `None` for what is not understood: the
/// statement tells what is kept in the end, and no payment waits for it.
fn read_fee(said: &Value) -> Option<Rupiah> {
    let bare = match said {
        Value::Object(money) => {
            let is_ours = money.get("currency").and_then(Value::as_str).is_none_or(|currency| currency == CURRENCY);
            money.get("value").filter(|_| is_ours)?
        }
        _ => said,
    };
    match bare {
        Value::String(text) => read_rounded(text),
        Value::Number(number) => read_rounded(&number.to_string()),
        _ => None,
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Generate<'a> {
    pub partner_reference_no: &'a str,
    pub amount: Money,
    pub merchant_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terminal_id: Option<&'a str>,
    pub validity_period: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Generated {
    #[serde(default, deserialize_with = "optional_text")]
    pub reference_no: Option<String>,
    pub partner_reference_no: Option<String>,
    pub qr_content: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Query<'a> {
    pub original_partner_reference_no: &'a str,
    pub service_code: &'a str,
    pub merchant_id: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cancel<'a> {
    pub original_partner_reference_no: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_reference_no: Option<&'a str>,
    pub merchant_id: &'a str,
    pub reason: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refund<'a> {
    pub merchant_id: &'a str,
    pub original_partner_reference_no: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_reference_no: Option<&'a str>,
    pub partner_refund_no: &'a str,
    pub refund_amount: Money,
    pub reason: &'a str,
}

/// What a query answers and a notification tells: nearly the same. What is optional is read as each bank writes it, so that it never
/// hides that somebody paid.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    #[serde(default, deserialize_with = "optional_text")]
    pub original_reference_no: Option<String>,
    pub original_partner_reference_no: Option<String>,
    pub latest_transaction_status: String,
    pub amount: Option<Money>,
    #[serde(default)]
    fee_amount: Value,
    #[serde(default, deserialize_with = "optional_text")]
    paid_time: Option<String>,
    #[serde(default)]
    additional_info: Value,
}

impl Told {
    /// 07 is "not found"; banks also say it of a code that nobody has paid yet (Winpay, November 2026), so it is read as
    /// waiting. A payment that the bank does not know is answered by response code 404xx01.
    ///
    /// # Errors
    /// [`PaymentError::Unreadable`] for a status that the standard does not know.
    pub fn state(&self) -> Result<PaymentState, PaymentError> {
        Ok(match self.latest_transaction_status.as_str() {
            "00" => PaymentState::Paid,
            "01" | "02" | "03" | "07" => PaymentState::Pending,
            "04" => PaymentState::Refunded,
            "05" => PaymentState::Cancelled,
            "06" => PaymentState::Failed,
            other => return Err(PaymentError::Unreadable(format!("SNAP: status {other:?}"))),
        })
    }

    pub fn fee(&self) -> Option<Rupiah> {
        [&self.fee_amount, &self.additional_info["feeAmount"]].into_iter().find_map(read_fee)
    }

    pub fn at(&self) -> Option<Timestamp> {
        let more = &self.additional_info;
        let times = [self.paid_time.as_deref(), more["paidTime"].as_str(), more["transactionDate"].as_str()];
        times.into_iter().flatten().find_map(read_time)
    }

    /// # Errors
    /// [`PaymentError::Unreadable`], also for a payment that was made without an amount.
    pub fn status(&self) -> Result<PaymentStatus, PaymentError> {
        let state = self.state()?;
        let amount = match &self.amount {
            _ if !state.was_paid() => Rupiah::ZERO,
            Some(money) => money.read()?,
            None => return Err(PaymentError::Unreadable("SNAP: paid, but without an amount".to_owned())),
        };
        // The standard says that money went back, not how much.
        let (fee, refunded, at) = (self.fee(), None, self.at());
        Ok(PaymentStatus { state, amount, fee, refunded, at, provider_reference: self.original_reference_no.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_as_banks_write_it() {
        use PaymentState::{Cancelled, Failed, Paid, Pending, Refunded};
        let fifty = r#""amount":{"value":"50000.00","currency":"IDR"}"#;
        for (status, rest, expected) in [
            ("00", fifty, Some((Paid, 50_000, None))),
            ("00", &format!(r#"{fifty},"feeAmount":{{"value":"350.00","currency":"IDR"}}"#), Some((Paid, 50_000, Some(350)))),
            ("00", &format!(r#"{fifty},"additionalInfo":{{"feeAmount":"350.00"}}"#), Some((Paid, 50_000, Some(350)))),
            ("00", &format!(r#"{fifty},"additionalInfo":{{"feeAmount":"104.30"}}"#), Some((Paid, 50_000, Some(104)))),
            ("00", &format!(r#"{fifty},"feeAmount":350.5,"additionalInfo":null"#), Some((Paid, 50_000, Some(351)))),
            ("00", &format!(r#"{fifty},"feeAmount":{{"value":350}},"additionalInfo":"""#), Some((Paid, 50_000, Some(350)))),
            ("00", &format!(r#"{fifty},"feeAmount":{{"value":"350.00","currency":"USD"}}"#), Some((Paid, 50_000, None))),
            ("00", &format!(r#"{fifty},"feeAmount":[],"paidTime":{{}},"originalReferenceNo":7"#), Some((Paid, 50_000, None))),
            ("00", &format!(r#"{fifty},"feeAmount":"gratis","additionalInfo":{{"feeAmount":"350"}}"#), Some((Paid, 50_000, Some(350)))),
            ("00", r#""amount":{"value":"50000.50","currency":"IDR"}"#, None),
            ("00", r#""amount":{"value":"50000.00","currency":"USD"}"#, None),
            ("00", r#""amount":null"#, None),
            ("01", fifty, Some((Pending, 0, None))),
            ("02", fifty, Some((Pending, 0, None))),
            ("03", fifty, Some((Pending, 0, None))),
            ("04", fifty, Some((Refunded, 50_000, None))),
            ("05", fifty, Some((Cancelled, 0, None))),
            ("06", fifty, Some((Failed, 0, None))),
            ("07", r#""amount":null"#, Some((Pending, 0, None))),
            ("08", fifty, None),
        ] {
            let told: Told = serde_json::from_str(&format!(r#"{{"latestTransactionStatus":"{status}",{rest}}}"#)).unwrap();
            let status = told.status().ok().map(|said| (said.state, said.amount.amount(), said.fee.map(Rupiah::amount)));
            assert_eq!(status, expected, "{told:?}");
        }
    }
}

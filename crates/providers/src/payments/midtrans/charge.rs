//! What Midtrans is asked for. Source: docs.midtrans.com, "QRIS", "GoPay", "ShopeePay", "Custom Expiry Object", read in November 2026.

use kernel::Timestamp;
use kernel::time::SECOND;
use serde_json::{Value, json};

use super::MidtransMethod;
use crate::payments::wire::midtrans_time;
use crate::payments::{PaymentError, PaymentRequest};

/// The shortest offer, in seconds. Source: docs.midtrans.com, "GoPay" (20 s to 7 days).
const OFFER_SECONDS_MIN: i64 = 20;
/// The longest name of an item, in characters. Source: docs.midtrans.com, "Item Details Object".
const TITLE_LENGTH_MAX: usize = 50;

/// The body of a charge.
///
/// # Errors
/// [`PaymentError::Refused`] when the offer would end before anybody could pay.
pub(super) fn body(request: &PaymentRequest, method: &MidtransMethod, now: Timestamp) -> Result<Value, PaymentError> {
    let seconds = (request.expires.micros() - now.micros()) / SECOND;
    if seconds < OFFER_SECONDS_MIN {
        return Err(PaymentError::Refused(format!("the offer to pay would end in {seconds} seconds")));
    }
    let amount = request.amount.amount();
    let title: String = request.title.chars().take(TITLE_LENGTH_MAX).collect();
    let (kind, details) = match method {
        MidtransMethod::Qris { acquirer } => ("qris", json!({ "acquirer": acquirer })),
        MidtransMethod::Gopay { return_url } => ("gopay", json!({ "enable_callback": true, "callback_url": return_url })),
        MidtransMethod::ShopeePay { return_url } => ("shopeepay", json!({ "callback_url": return_url })),
    };
    Ok(json!({
        "payment_type": kind,
        "transaction_details": { "order_id": request.reference, "gross_amount": amount },
        "item_details": [{ "id": request.reference, "price": amount, "quantity": 1, "name": title }],
        "custom_expiry": { "order_time": midtrans_time(now), "expiry_duration": seconds, "unit": "second" },
        kind: details,
    }))
}

#[cfg(test)]
mod tests {
    use kernel::id::{OrderId, RawId};
    use kernel::{BusinessDate, Rupiah};

    use super::*;

    #[test]
    fn a_charge_is_written_as_the_documents_show() {
        let now = BusinessDate::from_ymd(2026, 11, 22).unwrap().at_minute(9 * 60, 420);
        let request = PaymentRequest {
            reference: "A-1".to_owned(),
            order: OrderId(RawId::nil()),
            amount: Rupiah(25_000),
            expires: now.plus(900 * SECOND),
            title: "Belanja ".repeat(9),
        };
        let qris = MidtransMethod::Qris { acquirer: "gopay".to_owned() };
        let title = "Belanja Belanja Belanja Belanja Belanja Belanja Be";
        let expected = json!({
            "payment_type": "qris",
            "transaction_details": { "order_id": "A-1", "gross_amount": 25_000 },
            "item_details": [{ "id": "A-1", "price": 25_000, "quantity": 1, "name": title }],
            "custom_expiry": { "order_time": "2026-11-22 09:00:00 +0700", "expiry_duration": 900, "unit": "second" },
            "qris": { "acquirer": "gopay" },
        });
        assert_eq!(body(&request, &qris, now).unwrap(), expected);
        let gopay = MidtransMethod::Gopay { return_url: "https://pasar.id/kembali".to_owned() };
        assert_eq!(body(&request, &gopay, now).unwrap()["gopay"]["callback_url"], "https://pasar.id/kembali");
        assert!(matches!(body(&request, &qris, now.plus(890 * SECOND)), Err(PaymentError::Refused(_))));
    }
}

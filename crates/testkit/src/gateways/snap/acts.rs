//! What the bank does with a code: makes it, tells of it, calls it off, gives back.

use kernel::{BusinessDate, Rupiah, Timestamp};
use serde_json::{Value, json};

use super::{House, RefundPace, SnapServer};
use crate::gateways::books::{Payment, Stand};
use crate::gateways::{WIB, iso, lock};

/// Status and case of a refusal; the service stands between them.
pub(super) type Acted = Result<Value, &'static str>;

fn text<'b>(body: &'b Value, name: &str) -> Result<&'b str, &'static str> {
    body[name].as_str().filter(|text| !text.is_empty() && text.len() <= 64).ok_or("40002")
}

/// `"50000.00"` and nothing else.
fn rupiah(money: &Value) -> Result<Rupiah, &'static str> {
    let value = money["value"].as_str().and_then(|value| value.strip_suffix(".00")).ok_or("40001")?;
    let amount: i64 = value.parse().map_err(|_| "40001")?;
    if money["currency"] == "IDR" && amount > 0 { Ok(Rupiah(amount)) } else { Err("40001") }
}

/// `2026-11-22T09:15:00+07:00`
fn time(text: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let day = BusinessDate::from_ymd(number(0, 4)?, number(5, 7)?, number(8, 10)?)?;
    let at = day.at_minute(number(11, 13)? * 60 + number(14, 16)?, WIB).plus(number(17, 19)? * kernel::time::SECOND);
    text.ends_with("+07:00").then_some(at)
}

pub(super) fn generate(house: &House, body: &Value) -> Acted {
    let (reference, amount) = (text(body, "partnerReferenceNo")?, rupiah(&body["amount"])?);
    let expires = time(text(body, "validityPeriod")?).ok_or("40001")?;
    if text(body, "merchantId")? != SnapServer::MERCHANT_ID {
        return Err("40408");
    }
    let now = house.clock.now();
    if expires <= now.plus(kernel::time::MINUTE) {
        return Err("40001");
    }
    let mut books = lock(&house.books);
    if books.payment(reference).is_some() {
        return Err("40901");
    }
    let payment = books.open(reference, amount, expires, now);
    let content = format!("00020101021226{}5303360540{}", payment.gateway_reference, amount.amount());
    Ok(json!({ "referenceNo": payment.gateway_reference, "partnerReferenceNo": reference, "qrContent": content }))
}

pub(super) fn query(house: &House, body: &Value) -> Acted {
    let reference = text(body, "originalPartnerReferenceNo")?;
    if text(body, "serviceCode")? != "47" {
        return Err("40001");
    }
    let books = lock(&house.books);
    books.payment(reference).map(|payment| house.in_its_words(told(reference, payment))).ok_or("40401")
}

/// Wants the bank's own reference too, as most do.
pub(super) fn cancel(house: &House, body: &Value) -> Acted {
    let (reference, bank_reference) = (text(body, "originalPartnerReferenceNo")?, text(body, "originalReferenceNo")?);
    text(body, "reason")?;
    let mut books = lock(&house.books);
    if books.payment(reference).is_none_or(|payment| payment.gateway_reference != bank_reference) {
        return Err("40401");
    }
    if books.cancel(reference) { Ok(json!({ "originalPartnerReferenceNo": reference })) } else { Err("40400") }
}

pub(super) fn refund(house: &House, body: &Value) -> Acted {
    let (reference, bank_reference) = (text(body, "originalPartnerReferenceNo")?, text(body, "originalReferenceNo")?);
    let (key, amount) = (text(body, "partnerRefundNo")?, rupiah(&body["refundAmount"])?);
    let mut books = lock(&house.books);
    let payment = books.payment(reference).filter(|payment| payment.gateway_reference == bank_reference).ok_or("40401")?;
    let mut waiting = lock(&house.refunds_waiting);
    if payment.refunds.contains_key(key) || waiting.iter().any(|(_, known, _)| known == key) {
        return Err("40901");
    }
    let pace = *lock(&house.refund_pace);
    if pace == RefundPace::Waits {
        waiting.push((reference.to_owned(), key.to_owned(), amount));
    } else if !books.refund(reference, key, amount) {
        return Err("40300");
    }
    let mut reply = json!({ "originalPartnerReferenceNo": reference, "partnerRefundNo": key, "refundTime": iso(house.clock.now()) });
    if pace != RefundPace::Done {
        reply["responseCode"] = json!("2027800");
    }
    Ok(reply)
}

/// A payment as the bank shows it.
pub(super) fn told(reference: &str, payment: &Payment) -> Value {
    let money = |amount: Rupiah| json!({ "value": format!("{}.00", amount.amount()), "currency": "IDR" });
    let status = match payment.stand {
        Stand::Waiting => "01",
        Stand::Paid if payment.refunded() > Rupiah::ZERO => "04",
        Stand::Paid => "00",
        Stand::Cancelled => "05",
        // The standard has no word for a code whose time is over.
        Stand::Expired => "06",
    };
    json!({
        "originalReferenceNo": payment.gateway_reference,
        "originalPartnerReferenceNo": reference,
        "serviceCode": "47",
        "latestTransactionStatus": status,
        "transactionStatusDesc": "",
        "amount": money(payment.amount),
        "feeAmount": money(payment.fee()),
        "paidTime": payment.paid_at.map(iso),
    })
}

//! Midtrans' Core API, as far as its documents show it to a merchant. Source: docs.midtrans.com, read in November 2026.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::time::SECOND;
use kernel::{Clock, Rupiah, Timestamp};
use serde_json::{Map, Value, json};
use sha2::Sha512;

use super::books::{Books, Payment, Stand};
use super::fault::{Fault, Faults};
use super::telling::Telling;
use super::{hex, iso, lock};
use crate::http::{Request, Response, listen};

/// Midtrans behind a port; ends with the runtime it was started in.
#[derive(Clone)]
pub struct MidtransServer {
    /// `http://127.0.0.1:41234`
    pub endpoint: String,
    house: Arc<House>,
}

struct House {
    clock: Arc<dyn Clock>,
    server_key: String,
    books: Mutex<Books>,
    faults: Faults,
    /// What it says of a payment instead of what the documents do, or beside it.
    says_also: Mutex<Map<String, Value>>,
}

impl MidtransServer {
    /// Starts with empty books; `clock` is its clock too.
    pub async fn start(clock: Arc<dyn Clock>, server_key: &str) -> Self {
        let house = Arc::new(House {
            clock,
            server_key: server_key.to_owned(),
            books: Mutex::default(),
            faults: Faults::default(),
            says_also: Mutex::default(),
        });
        let served = Arc::clone(&house);
        let endpoint = listen(move |request| served.faults.apply(|| served.answer(request))).await;
        Self { endpoint, house }
    }

    /// A copy of its books as of now.
    #[must_use]
    pub fn books(&self) -> Books {
        self.house.up_to_date();
        lock(&self.house.books).clone()
    }

    /// The buyer pays, also after the offer has ended.
    pub fn pay(&self, reference: &str) {
        lock(&self.house.books).pay(reference, self.house.clock.now());
    }

    /// The next request that has no fault yet meets this one.
    pub fn fail_next(&self, fault: Fault) {
        self.house.faults.push(fault);
    }

    /// From now on it says these fields of every payment, in its status and in tellings. An object.
    pub fn says_also(&self, fields: &Value) {
        *lock(&self.house.says_also) = fields.as_object().unwrap().clone();
    }

    /// What it would notify of a payment now.
    #[must_use]
    pub fn telling(&self, reference: &str) -> Telling {
        self.house.up_to_date();
        let books = lock(&self.house.books);
        let mut body = self.house.told(reference, books.payment(reference).unwrap());
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let signed = format!("{}{}{}{}", text("order_id"), text("status_code"), text("gross_amount"), self.house.server_key);
        body["signature_key"] = json!(hex::<Sha512>(signed.as_bytes()));
        Telling { headers: vec![("content-type".to_owned(), "application/json".to_owned())], body: body.to_string().into_bytes() }
    }
}

impl House {
    fn up_to_date(&self) {
        lock(&self.books).expire(self.clock.now());
    }

    fn answer(&self, request: &Request) -> Response {
        self.up_to_date();
        let expected = format!("Basic {}", STANDARD.encode(format!("{}:", self.server_key)));
        if request.header("authorization") != Some(&expected) {
            return refuse(401, "Unknown Merchant server_key/id");
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let parts: Vec<&str> = request.target.trim_start_matches('/').split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["v2", "charge"]) => self.charge(&body),
            ("GET", ["v2", reference, "status"]) => self.status(reference),
            ("POST", ["v2", reference, "cancel"]) => self.cancel(reference),
            ("POST", ["v2", reference, "refund", "online", "direct"]) => self.refund(reference, &body),
            _ => refuse(404, "The requested resource is not found"),
        }
    }

    fn charge(&self, body: &Value) -> Response {
        let details = &body["transaction_details"];
        let kind = body["payment_type"].as_str().unwrap_or_default();
        let (Some(reference), Some(amount)) = (details["order_id"].as_str(), details["gross_amount"].as_i64()) else {
            return refuse(400, "One or more parameters in the payload is invalid.");
        };
        let items = body["item_details"].as_array().into_iter().flatten();
        let sum: i64 = items.map(|item| item["price"].as_i64().unwrap_or(0) * item["quantity"].as_i64().unwrap_or(0)).sum();
        if sum != amount || amount <= 0 || !["qris", "gopay", "shopeepay"].contains(&kind) {
            return refuse(400, "One or more parameters in the payload is invalid.");
        }
        let expiry = &body["custom_expiry"];
        let Some(seconds) = expiry["expiry_duration"].as_i64().filter(|_| expiry["unit"] == "second") else {
            return refuse(400, "custom_expiry is invalid");
        };
        let mut books = lock(&self.books);
        if books.payment(reference).is_some_and(|known| [Stand::Waiting, Stand::Paid].contains(&known.stand)) {
            return refuse(
                406,
                "The request could not be completed due to a conflict with the current state of the target resource, please try again",
            );
        }
        let now = self.clock.now();
        let payment = books.open(reference, Rupiah(amount), now.plus(seconds * SECOND), now);
        let mut reply = transaction(reference, payment);
        if kind == "qris" {
            reply["qr_string"] = json!(format!("00020101021226{reference}5303360540{amount}"));
            reply["acquirer"] = body["qris"]["acquirer"].clone();
        } else {
            let url = format!("https://simulator.example/{kind}?ref={reference}");
            reply["actions"] = json!([{ "name": "deeplink-redirect", "method": "GET", "url": url }]);
        }
        Response::json(200, &reply)
    }

    fn status(&self, reference: &str) -> Response {
        match lock(&self.books).payment(reference) {
            Some(payment) => Response::json(200, &self.told(reference, payment)),
            None => refuse(404, "Transaction doesn't exist."),
        }
    }

    fn told(&self, reference: &str, payment: &Payment) -> Value {
        let mut told = transaction(reference, payment);
        for (name, value) in lock(&self.says_also).iter() {
            told[name.as_str()] = value.clone();
        }
        told
    }

    fn cancel(&self, reference: &str) -> Response {
        let mut books = lock(&self.books);
        if books.payment(reference).is_none() {
            return refuse(404, "Transaction doesn't exist.");
        }
        if !books.cancel(reference) {
            return refuse(412, "Transaction status cannot be updated.");
        }
        Response::json(200, &transaction(reference, books.payment(reference).unwrap()))
    }

    fn refund(&self, reference: &str, body: &Value) -> Response {
        let (Some(key), Some(amount)) = (body["refund_key"].as_str(), body["amount"].as_i64()) else {
            return refuse(400, "One or more parameters in the payload is invalid.");
        };
        let mut books = lock(&self.books);
        let Some(payment) = books.payment(reference) else { return refuse(404, "Transaction doesn't exist.") };
        if payment.refunds.contains_key(key) {
            return refuse(406, "Refund key has been used");
        }
        if !books.refund(reference, key, Rupiah(amount)) {
            return refuse(412, "Transaction status cannot be updated.");
        }
        Response::json(200, &transaction(reference, books.payment(reference).unwrap()))
    }
}

/// HTTP says 200 and the body says no, as Midtrans does.
fn refuse(code: u16, message: &str) -> Response {
    Response::json(200, &json!({ "status_code": code.to_string(), "status_message": message, "id": "0" }))
}

/// A payment as answers and notifications show it.
fn transaction(reference: &str, payment: &Payment) -> Value {
    let refunded = payment.refunded();
    let (code, status) = match payment.stand {
        Stand::Waiting => ("201", "pending"),
        Stand::Paid if refunded == payment.amount => ("200", "refund"),
        Stand::Paid if refunded > Rupiah::ZERO => ("200", "partial_refund"),
        Stand::Paid => ("200", "settlement"),
        Stand::Cancelled => ("200", "cancel"),
        Stand::Expired => ("407", "expire"),
    };
    let time = |at: Timestamp| iso(at)[..19].replace('T', " ");
    let mut told = json!({
        "status_code": code,
        "status_message": "midtrans payment notification",
        "transaction_id": payment.gateway_reference,
        "order_id": reference,
        "gross_amount": format!("{}.00", payment.amount.amount()),
        "currency": "IDR",
        "transaction_status": status,
        "fraud_status": "accept",
        "transaction_time": time(payment.created_at),
        "expiry_time": time(payment.expires),
    });
    if let Some(at) = payment.paid_at {
        told["settlement_time"] = json!(time(at));
    }
    if refunded > Rupiah::ZERO {
        told["refund_amount"] = json!(format!("{}.00", refunded.amount()));
        let refund = |(key, amount): (&String, &Rupiah)| json!({ "refund_key": key, "refund_amount": format!("{}.00", amount.amount()) });
        told["refunds"] = payment.refunds.iter().map(refund).collect();
    }
    told
}

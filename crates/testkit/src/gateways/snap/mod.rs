//! An acquiring bank that follows SNAP. Source: Bank Indonesia, SNAP, QRIS MPM.

mod acts;
mod signature;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kernel::time::{MINUTE, SECOND};
use kernel::{BusinessDate, Clock, Rupiah, Timestamp};
use serde_json::{Map, Value, json};

use super::books::Books;
use super::fault::{Fault, Faults};
use super::telling::Telling;
use super::{WIB, iso, lock};
use crate::http::{Request, Response, listen};

use acts::Acted;
pub use signature::SnapKeys;

/// Seconds for which a token is good.
pub const TOKEN_SECONDS: i64 = 900;

/// When the bank gives back what it is asked to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RefundPace {
    /// At once, and says so.
    #[default]
    Done,
    /// At once, and says 202: it will.
    Promised,
    /// It says 202, and does nothing until [`SnapServer::carry_out_refunds`].
    Waits,
}

/// The bank behind a port; ends with the runtime it was started in.
#[derive(Clone)]
pub struct SnapServer {
    /// `http://127.0.0.1:41234`
    pub endpoint: String,
    house: Arc<House>,
}

struct House {
    clock: Arc<dyn Clock>,
    keys: SnapKeys,
    books: Mutex<Books>,
    faults: Faults,
    /// Tokens with their ends, the last one last.
    tokens: Mutex<Vec<(String, Timestamp)>>,
    external_ids: Mutex<BTreeSet<(BusinessDate, String)>>,
    refuses_external_id: AtomicBool,
    /// Response code of each refusal, in order.
    refusals: Mutex<Vec<String>>,
    refund_pace: Mutex<RefundPace>,
    /// Reference, key and amount of refunds that were promised only.
    refunds_waiting: Mutex<Vec<(String, String, Rupiah)>>,
    /// What it says of a payment instead of what the standard does, or beside it.
    says_also: Mutex<Map<String, Value>>,
}

impl SnapServer {
    /// The merchant's client id.
    pub const CLIENT_ID: &str = "CLIENT-001";
    /// The merchant as a partner.
    pub const PARTNER_ID: &str = "PARTNER-001";
    /// The merchant's channel.
    pub const CHANNEL_ID: &str = "95221";
    /// The merchant.
    pub const MERCHANT_ID: &str = "M001";

    /// Starts with empty books; `clock` is its clock too.
    pub async fn start(clock: Arc<dyn Clock>) -> Self {
        let house = Arc::new(House {
            clock,
            keys: SnapKeys::default(),
            books: Mutex::default(),
            faults: Faults::default(),
            tokens: Mutex::default(),
            external_ids: Mutex::default(),
            refuses_external_id: AtomicBool::new(false),
            refusals: Mutex::default(),
            refund_pace: Mutex::default(),
            refunds_waiting: Mutex::default(),
            says_also: Mutex::default(),
        });
        let served = Arc::clone(&house);
        let endpoint = listen(move |request| served.faults.apply(|| served.answer(request))).await;
        Self { endpoint, house }
    }

    /// The keys of both sides.
    #[must_use]
    pub fn keys(&self) -> &SnapKeys {
        &self.house.keys
    }

    /// A copy of its books as of now.
    #[must_use]
    pub fn books(&self) -> Books {
        self.house.up_to_date();
        lock(&self.house.books).clone()
    }

    /// How many tokens it gave out.
    #[must_use]
    pub fn tokens_given(&self) -> usize {
        lock(&self.house.tokens).len()
    }

    /// Response codes of what it refused, in order.
    #[must_use]
    pub fn refusals(&self) -> Vec<String> {
        lock(&self.house.refusals).clone()
    }

    /// The buyer pays, also after the offer has ended.
    pub fn pay(&self, reference: &str) {
        lock(&self.house.books).pay(reference, self.house.clock.now());
    }

    /// The next request that has no fault yet meets this one; a request for a token counts too.
    pub fn fail_next(&self, fault: Fault) {
        self.house.faults.push(fault);
    }

    /// Forgets every token before its time.
    pub fn revoke_tokens(&self) {
        lock(&self.house.tokens).iter_mut().for_each(|token| token.1 = Timestamp::from_micros(0));
    }

    /// Says of the next external id that it was used today.
    pub fn refuse_next_external_id(&self) {
        self.house.refuses_external_id.store(true, Ordering::SeqCst);
    }

    /// From now on it gives back so.
    pub fn refund_by(&self, pace: RefundPace) {
        *lock(&self.house.refund_pace) = pace;
    }

    /// Gives back what it promised.
    pub fn carry_out_refunds(&self) {
        let mut books = lock(&self.house.books);
        for (reference, key, amount) in lock(&self.house.refunds_waiting).drain(..) {
            assert!(books.refund(&reference, &key, amount), "{key} is more than is left");
        }
    }

    /// From now on it says these fields of every payment, in answers and tellings, as some banks write them. An object.
    pub fn says_also(&self, fields: &Value) {
        *lock(&self.house.says_also) = fields.as_object().unwrap().clone();
    }

    /// What it would notify of a payment now, signed now for `path` by its own key, or by the shared secret.
    #[must_use]
    pub fn telling(&self, reference: &str, path: &str, is_symmetric: bool) -> Telling {
        self.house.up_to_date();
        let mut told = acts::told(reference, lock(&self.house.books).payment(reference).unwrap());
        let fee = told["feeAmount"].take();
        told["additionalInfo"] = json!({ "feeAmount": fee["value"], "issuerId": "93600014", "transactionDate": told["paidTime"] });
        let told = self.house.in_its_words(told);
        let (body, time) = (told.to_string().into_bytes(), iso(self.house.clock.now()));
        let signature = self.house.keys.sign(path, &body, &time, is_symmetric);
        let headers = [("content-type", "application/json"), ("x-timestamp", &time), ("x-signature", &signature)];
        Telling { headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(), body }
    }
}

impl House {
    fn up_to_date(&self) {
        lock(&self.books).expire(self.clock.now());
    }

    fn answer(&self, request: &Request) -> Response {
        self.up_to_date();
        let (service, done) = match request.target.as_str() {
            "/v1.0/access-token/b2b" => ("73", self.grant(request)),
            "/v1.0/qr/qr-mpm-generate" => ("47", self.act(request, acts::generate)),
            "/v1.0/qr/qr-mpm-query" => ("51", self.act(request, acts::query)),
            "/v1.0/qr/qr-mpm-cancel" => ("77", self.act(request, acts::cancel)),
            "/v1.0/qr/qr-mpm-refund" => ("78", self.act(request, acts::refund)),
            _ => return Response::plain(404),
        };
        match done {
            Ok(mut reply) => {
                let code = reply["responseCode"].as_str().map_or_else(|| format!("200{service}00"), str::to_owned);
                reply["responseCode"] = json!(code);
                reply["responseMessage"] = json!("Successful");
                Response::json(code[..3].parse().unwrap(), &reply)
            }
            Err(code) => {
                let full = format!("{}{service}{}", &code[..3], &code[3..]);
                lock(&self.refusals).push(full.clone());
                Response::json(code[..3].parse().unwrap(), &json!({ "responseCode": full, "responseMessage": "Refused" }))
            }
        }
    }

    fn in_its_words(&self, mut told: Value) -> Value {
        for (name, value) in lock(&self.says_also).iter() {
            told[name.as_str()] = value.clone();
        }
        told
    }

    fn act(&self, request: &Request, act: fn(&Self, &Value) -> Acted) -> Acted {
        self.admit(request)?;
        act(self, &serde_json::from_slice(&request.body).map_err(|_| "40000")?)
    }

    /// A token for whoever signs as the merchant.
    fn grant(&self, request: &Request) -> Acted {
        let header = |name: &str| request.header(name).ok_or("40002");
        let (client, time, signature) = (header("x-client-key")?, header("x-timestamp")?, header("x-signature")?);
        self.check_time(time)?;
        if client != SnapServer::CLIENT_ID || !self.keys.is_merchants(client, time, signature) {
            return Err("40100");
        }
        let mut tokens = lock(&self.tokens);
        let token = format!("token-{:04}", tokens.len() + 1);
        tokens.push((token.clone(), self.clock.now().plus(TOKEN_SECONDS * SECOND)));
        Ok(json!({ "accessToken": token, "tokenType": "Bearer", "expiresIn": TOKEN_SECONDS.to_string() }))
    }

    /// Lets in who has a token, signs with the secret, and names the request anew.
    fn admit(&self, request: &Request) -> Result<(), &'static str> {
        let header = |name: &str| request.header(name).ok_or("40002");
        let token = header("authorization")?.strip_prefix("Bearer ").ok_or("40100")?;
        let (time, external_id) = (header("x-timestamp")?, header("x-external-id")?);
        self.check_time(time)?;
        if !lock(&self.tokens).iter().any(|(known, until)| known == token && self.clock.now() < *until) {
            return Err("40101");
        }
        let is_signed = header("x-signature")? == self.keys.of_request(&request.target, token, &request.body, time);
        let is_partner = header("x-partner-id")? == SnapServer::PARTNER_ID && header("channel-id")? == SnapServer::CHANNEL_ID;
        if !is_signed || !is_partner {
            return Err("40100");
        }
        if external_id.is_empty() || external_id.len() > 36 || !external_id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err("40001");
        }
        let today = BusinessDate::of(self.clock.now(), WIB);
        let is_new = lock(&self.external_ids).insert((today, external_id.to_owned()));
        if !is_new || self.refuses_external_id.swap(false, Ordering::SeqCst) { Err("40900") } else { Ok(()) }
    }

    fn check_time(&self, time: &str) -> Result<(), &'static str> {
        let now = self.clock.now();
        let is_near = (-5..=5).any(|minutes| iso(now.plus(minutes * MINUTE))[..16] == time[..16.min(time.len())]);
        if is_near && time.ends_with("+07:00") { Ok(()) } else { Err("40001") }
    }
}

//! Midtrans, by its Core API: QRIS, GoPay and ShopeePay.
//!
//! Notifications are signed, but not over the status they tell: [`Midtrans::verify_callback`] says which payment has news, and the
//! core asks [`Midtrans::query`] before it believes them. A statement cannot be fetched by every merchant; it is downloaded by
//! hand. Fees stand there only.

mod charge;
mod reply;
mod settings;
mod signature;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{BusinessDate, Clock};
use reqwest::Method;
use serde_json::{Value, json};

use self::reply::Reply;
use super::http::Http;
use super::model::check_reference;
use super::wire::name_of;
use super::{
    Callback, Instructions, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest,
    RefundState, SettlementLine,
};
use crate::BoxFuture;

pub use settings::{MidtransMethod, MidtransSettings, PRODUCTION, SANDBOX};

/// All ways of paying are on one statement.
const ACCOUNT: &str = "midtrans";
/// Where payments are asked for.
const CHARGE: &str = "/v2/charge";
/// An order_id that is in use, or was paid.
const DUPLICATE: u16 = 406;
/// The status does not allow it any more.
const CANNOT_MODIFY: u16 = 412;

/// One way of paying at one account.
pub struct Midtrans {
    settings: MidtransSettings,
    http: Http,
    authorization: String,
    clock: Arc<dyn Clock>,
}

impl Midtrans {
    /// By its settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub fn new(settings: MidtransSettings, clock: Arc<dyn Clock>) -> Result<Self, PaymentError> {
        let key = settings.server_key.expose();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PaymentError::Settings("the server key of Midtrans is empty or has spaces in it".to_owned()));
        }
        let http = Http::new(&settings.base_url, settings.times)?;
        let authorization = format!("Basic {}", STANDARD.encode(format!("{key}:")));
        Ok(Self { settings, http, authorization, clock })
    }

    /// Asks; codes of refusal come back as answers.
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<(u16, Reply), PaymentError> {
        let mut headers = vec![("authorization", self.authorization.as_str())];
        let notify = self.settings.notification_url.as_deref().filter(|_| path == CHARGE);
        headers.extend(notify.map(|url| ("x-override-notification", url)));
        let answer = self.http.send(method, path, &headers, body.map(|body| body.to_string().into_bytes())).await?;
        let reply = Reply::read(&answer.body)?;
        let code = reply.code(answer.status);
        if code >= 500 { Err(reply.refusal(code)) } else { Ok((code, reply)) }
    }

    async fn status(&self, reference: &str) -> Result<Reply, PaymentError> {
        check_reference(reference)?;
        let (code, reply) = self.call(Method::GET, &format!("/v2/{reference}/status"), None).await?;
        // The code is the transaction's own here: 202 denied, 407 expired.
        let is_told = !reply.transaction_status.is_empty();
        if !is_told {
            return Err(reply.refusal(code));
        }
        if reply.order_id == reference { Ok(reply) } else { Err(other_payment(&reply)) }
    }

    async fn charge(&self, request: &PaymentRequest) -> Result<PaymentIntent, PaymentError> {
        request.check()?;
        let body = charge::body(request, &self.settings.method, self.clock.now())?;
        let (code, reply) = self.call(Method::POST, CHARGE, Some(&body)).await?;
        let (reply, is_new) = match code {
            200..=299 => (reply, true),
            DUPLICATE => (self.status(&request.reference).await?, false),
            _ => return Err(reply.refusal(code)),
        };
        if reply.order_id != request.reference {
            return Err(other_payment(&reply));
        }
        if reply.gross()? != request.amount {
            return Err(PaymentError::Refused(format!("{} was asked for with another amount", request.reference)));
        }
        let state = reply.state()?;
        let instructions = match reply.instructions()? {
            Some(instructions) => instructions,
            None if is_new && state == PaymentState::Pending => {
                return Err(PaymentError::Unreadable("Midtrans: neither a code nor a link".to_owned()));
            }
            None => Instructions::AsBefore,
        };
        let expires = reply.expiry_time.as_deref().and_then(super::wire::read_time).or(Some(request.expires));
        let provider_reference = reply.transaction_id;
        Ok(PaymentIntent { reference: request.reference.clone(), provider_reference, state, instructions, expires })
    }

    async fn call_off(&self, reference: &str) -> Result<PaymentState, PaymentError> {
        check_reference(reference)?;
        let (code, reply) = self.call(Method::POST, &format!("/v2/{reference}/cancel"), None).await?;
        match code {
            200..=299 => Ok(PaymentState::Cancelled),
            CANNOT_MODIFY => match self.status(reference).await?.state()? {
                state if state.was_paid() => Err(PaymentError::Refused(format!("{reference} was paid"))),
                PaymentState::Pending => Err(reply.refusal(code)),
                state => Ok(state),
            },
            _ => Err(reply.refusal(code)),
        }
    }

    /// Straight to the wallet, so that the answer is the result. Where a repeated key is refused rather than answered as
    /// before, the payment's own list of refunds tells that it was done.
    async fn give_back(&self, request: &RefundRequest) -> Result<RefundState, PaymentError> {
        request.check()?;
        let path = format!("/v2/{}/refund/online/direct", request.reference);
        let body = json!({ "refund_key": request.key, "amount": request.amount.amount(), "reason": "Pesanan tidak terpenuhi" });
        let (code, reply) = self.call(Method::POST, &path, Some(&body)).await?;
        if (200..=299).contains(&code) {
            return Ok(RefundState::Sent);
        }
        let refusal = reply.refusal(code);
        if !matches!(refusal, PaymentError::Refused(_)) {
            return Err(refusal);
        }
        let is_done = self.status(&request.reference).await?.refunds.iter().any(|refund| refund.refund_key == request.key);
        if is_done { Ok(RefundState::Sent) } else { Err(refusal) }
    }
}

/// Without the key.
impl fmt::Debug for Midtrans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

fn other_payment(reply: &Reply) -> PaymentError {
    PaymentError::Unreadable(format!("Midtrans speaks of {:?}, which was not asked", reply.order_id))
}

impl PaymentProvider for Midtrans {
    fn name(&self) -> &'static str {
        self.settings.method.provider_name()
    }

    /// Repeatable while the payment waits or is paid. Midtrans lends the name of one that expired or was called off to a new
    /// payment, so a reference is never used again.
    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        Box::pin(self.charge(request))
    }

    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        Box::pin(async move { self.status(reference).await?.status() })
    }

    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        Box::pin(self.call_off(reference))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        Box::pin(self.give_back(request))
    }

    fn verify_callback(&self, _: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        // What cannot even be read cannot be signed.
        let reply = Reply::read(body).map_err(|_| PaymentError::Forged)?;
        if !signature::is_genuine(&reply, &self.settings.server_key) {
            return Err(PaymentError::Forged);
        }
        let refunded = reply.refund_amount.as_deref().unwrap_or_default();
        let id = name_of(&[
            reply.transaction_id.as_deref().unwrap_or_default(),
            &reply.order_id,
            &reply.transaction_status,
            &reply.gross_amount,
            refunded,
        ]);
        let (state, amount, at) = (reply.state()?, reply.gross()?, reply.at());
        Ok(Callback { id, reference: reply.order_id, state, amount, fee: None, at })
    }

    fn opens_wallet(&self) -> bool {
        !matches!(self.settings.method, MidtransMethod::Qris { .. })
    }

    fn files_of(&self) -> Option<&'static str> {
        Some(ACCOUNT)
    }

    /// Not supported: Midtrans gives statements to its dashboard, not by its API.
    fn fetch_settlement(&self, _: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        let lacks = PaymentError::NotSupported { provider: self.name(), operation: "fetch_settlement" };
        Box::pin(std::future::ready(Err(lacks)))
    }
}

//! QRIS of any acquiring bank that follows SNAP, Bank Indonesia's national standard of open API for payments.
//!
//! Notifications are signed over all they say, and are refused when they were signed more than five minutes from our clock. One that
//! is played again within that time says what it said before, and so has the same name: it is recorded once. The standard has
//! no statement for QRIS; banks send it by other ways, as a file.

mod client;
mod code;
mod notify;
mod settings;
mod signature;
mod wire;

use std::fmt;
use std::sync::Arc;

use kernel::{BusinessDate, Clock, Ids};

use self::client::Client;
use self::code::Case;
use self::signature::NotifyKey;
use self::wire::{Cancel, Generate, Generated, Money, Query, Refund, Told};
use super::model::check_reference;
use super::wire::whole_seconds;
use super::{
    Callback, CallbackAnswer, CallbackOutcome, Instructions, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState,
    PaymentStatus, RefundRequest, RefundState, SettlementLine,
};
use crate::BoxFuture;

pub use settings::{NotifySignature, SnapPaths, SnapSettings};

/// The service that made the code, as a query names it.
const GENERATE_SERVICE: &str = "47";

/// One account at one bank.
pub struct Snap {
    settings: SnapSettings,
    client: Client,
    notify: NotifyKey,
    clock: Arc<dyn Clock>,
}

impl Snap {
    const NAME: &'static str = "snap";

    /// By its settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub fn new(settings: SnapSettings, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Result<Self, PaymentError> {
        settings.check()?;
        let notify = match &settings.notify {
            NotifySignature::Asymmetric { public_key } => NotifyKey::public(public_key)?,
            NotifySignature::Symmetric => NotifyKey::Shared(settings.client_secret.clone()),
        };
        let client = Client::new(&settings, Arc::clone(&clock), ids)?;
        Ok(Self { settings, client, notify, clock })
    }

    async fn generate(&self, request: &PaymentRequest) -> Result<PaymentIntent, PaymentError> {
        request.check()?;
        let body = Generate {
            partner_reference_no: &request.reference,
            amount: Money::new(request.amount),
            merchant_id: &self.settings.merchant_id,
            terminal_id: self.settings.terminal_id.as_deref(),
            validity_period: whole_seconds(request.expires).rfc3339(self.settings.utc_offset_minutes),
        };
        let reply = self.client.call::<Generated>(&self.settings, &self.settings.paths.generate, &body).await?;
        let mut intent = PaymentIntent {
            reference: request.reference.clone(),
            provider_reference: None,
            state: PaymentState::Pending,
            instructions: Instructions::AsBefore,
            expires: Some(request.expires),
        };
        if reply.case == Case::Duplicate {
            let told = self.told(&request.reference).await?;
            if told.amount.as_ref().map(Money::read).transpose()?.is_some_and(|amount| amount != request.amount) {
                return Err(PaymentError::Refused(format!("{} was asked for with another amount", request.reference)));
            }
            let status = told.status()?;
            (intent.state, intent.provider_reference) = (status.state, status.provider_reference);
            return Ok(intent);
        }
        let made = reply.done()?;
        self.check_named(&request.reference, made.partner_reference_no.as_deref())?;
        let payload = made.qr_content.filter(|payload| !payload.is_empty());
        let payload = payload.ok_or_else(|| PaymentError::Unreadable("SNAP: a code without its content".to_owned()))?;
        (intent.instructions, intent.provider_reference) = (Instructions::ScanQr { payload }, made.reference_no);
        Ok(intent)
    }

    async fn status(&self, reference: &str) -> Result<PaymentStatus, PaymentError> {
        self.told(reference).await?.status()
    }

    async fn told(&self, reference: &str) -> Result<Told, PaymentError> {
        check_reference(reference)?;
        let body =
            Query { original_partner_reference_no: reference, service_code: GENERATE_SERVICE, merchant_id: &self.settings.merchant_id };
        let told = self.client.call::<Told>(&self.settings, &self.settings.paths.query, &body).await?.done()?;
        self.check_named(reference, told.original_partner_reference_no.as_deref())?;
        Ok(told)
    }

    fn check_named(&self, reference: &str, named: Option<&str>) -> Result<(), PaymentError> {
        match named {
            Some(named) if named != reference => Err(PaymentError::Unreadable(format!("SNAP speaks of {named:?}, which was not asked"))),
            _ => Ok(()),
        }
    }

    /// Asks first: most banks want their own reference too, and a payment that was made is not called off.
    async fn call_off(&self, reference: &str) -> Result<PaymentState, PaymentError> {
        let status = self.status(reference).await?;
        if status.state != PaymentState::Pending {
            return ended(reference, status.state);
        }
        let body = Cancel {
            original_partner_reference_no: reference,
            original_reference_no: status.provider_reference.as_deref(),
            merchant_id: &self.settings.merchant_id,
            reason: "Pesanan dibatalkan",
        };
        let reply = self.client.call::<serde::de::IgnoredAny>(&self.settings, &self.settings.paths.cancel, &body).await?;
        if reply.case != Case::Refused {
            return reply.done().map(|_| PaymentState::Cancelled);
        }
        // It may have been paid, or may have ended, between the two.
        match self.status(reference).await?.state {
            PaymentState::Pending => reply.done().map(|_| PaymentState::Cancelled),
            state => ended(reference, state),
        }
    }

    async fn give_back(&self, request: &RefundRequest) -> Result<RefundState, PaymentError> {
        request.check()?;
        let status = self.status(&request.reference).await?;
        if !status.state.was_paid() {
            return Err(PaymentError::Refused(format!("{} was not paid", request.reference)));
        }
        let body = Refund {
            merchant_id: &self.settings.merchant_id,
            original_partner_reference_no: &request.reference,
            original_reference_no: status.provider_reference.as_deref(),
            partner_refund_no: &request.key,
            refund_amount: Money::new(request.amount),
            reason: "Pesanan tidak terpenuhi",
        };
        let reply = self.client.call::<serde::de::IgnoredAny>(&self.settings, &self.settings.paths.refund, &body).await?;
        match reply.case {
            Case::Duplicate | Case::InProgress => self.proved(request, status.state, reply.case).await,
            _ => reply.done().map(|_| RefundState::Sent),
        }
    }

    /// That a key is known, or that money will go, does not say that it went: only the payment's status does, asked for once more. What
    /// stood at 04 before may stand there for another refund, so a promise wants to see the change, and where another refund of the payment
    /// was asked for, 04 proves neither.
    async fn proved(&self, request: &RefundRequest, before: PaymentState, case: Case) -> Result<RefundState, PaymentError> {
        let after = self.status(&request.reference).await.map(|status| status.state);
        let may_be_ours = request.is_only && (case == Case::Duplicate || before != PaymentState::Refunded);
        let is_proved = may_be_ours && matches!(after, Ok(PaymentState::Refunded));
        if is_proved {
            return Ok(RefundState::Sent);
        }
        let stands = after.as_ref().map_or_else(ToString::to_string, |state| format!("{state:?}"));
        Err(PaymentError::Unproved(format!("SNAP: {case:?}, and the payment stands at: {stands}")))
    }
}

fn ended(reference: &str, state: PaymentState) -> Result<PaymentState, PaymentError> {
    if state.was_paid() { Err(PaymentError::Refused(format!("{reference} was paid"))) } else { Ok(state) }
}

/// Without the keys.
impl fmt::Debug for Snap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}

impl PaymentProvider for Snap {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        Box::pin(self.generate(request))
    }

    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        Box::pin(self.status(reference))
    }

    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        Box::pin(self.call_off(reference))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        Box::pin(self.give_back(request))
    }

    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        self.notify.read(&self.settings.paths.notify, headers, body, self.clock.now())
    }

    fn callback_answer(&self, outcome: CallbackOutcome) -> CallbackAnswer {
        notify::answer(outcome)
    }

    fn files_of(&self) -> Option<&'static str> {
        Some(Self::NAME)
    }

    /// Not supported: the standard has no statement for QRIS.
    fn fetch_settlement(&self, _: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        Box::pin(std::future::ready(Err(PaymentError::NotSupported { provider: Self::NAME, operation: "fetch_settlement" })))
    }
}

//! The sandbox as a payment provider.

use ::store::StoreError;
use kernel::time::DAY;
use kernel::{BusinessDate, Rupiah, Timestamp};
use providers::BoxFuture;
use providers::payments::{
    Callback, Instructions, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest,
    RefundState, SettlementKind, SettlementLine,
};

use crate::{NAME, Payment, Sandbox, code, store};

/// The acquirer's books cannot be reached.
fn away(error: StoreError) -> PaymentError {
    PaymentError::Unavailable(Box::new(error))
}

impl Payment {
    fn state(&self, now: Timestamp) -> PaymentState {
        match self.state.as_str() {
            "paid" if self.refunded > Rupiah::ZERO => PaymentState::Refunded,
            "paid" => PaymentState::Paid,
            "cancelled" => PaymentState::Cancelled,
            _ if self.expires <= now => PaymentState::Expired,
            _ => PaymentState::Pending,
        }
    }

    fn intent(self, now: Timestamp) -> PaymentIntent {
        PaymentIntent {
            state: self.state(now),
            provider_reference: Some(format!("sandbox-{}", self.reference)),
            reference: self.reference,
            instructions: Instructions::ScanQr { payload: self.payload },
            expires: Some(self.expires),
        }
    }
}

impl Sandbox {
    async fn known(&self, reference: &str) -> Result<Payment, PaymentError> {
        self.find(reference).await.map_err(away)?.ok_or(PaymentError::NotFound)
    }

    async fn make(&self, request: &PaymentRequest) -> Result<PaymentIntent, PaymentError> {
        request.check()?;
        let payload = code::code(&self.merchant, &request.reference, request.amount)
            .map_err(|error| PaymentError::Refused(format!("no code can be made: {error}")))?;
        let payment = Payment {
            reference: request.reference.clone(),
            amount: request.amount,
            fee: crate::fee(request.amount),
            state: "pending".to_owned(),
            title: request.title.clone(),
            payload,
            expires: request.expires,
            paid: None,
            refunded: Rupiah::ZERO,
        };
        let (city, now) = (self.city, self.house.now());
        self.house.db.write(payment, move |tx, payment| Box::pin(store::insert(tx, city, payment, now))).await.map_err(away)?;
        let kept = self.known(&request.reference).await?;
        if kept.amount == request.amount { Ok(kept.intent(now)) } else { Err(PaymentError::Refused("another amount".to_owned())) }
    }

    async fn give_back(&self, request: &RefundRequest) -> Result<RefundState, PaymentError> {
        request.check()?;
        let (city, now) = (self.city, self.house.now());
        self.house
            .db
            .write(request.clone(), move |tx, request| {
                Box::pin(async move {
                    store::lock(tx, city, &request.reference).await.map_err(Refusal::from)?;
                    let payment = store::find(tx, city, &request.reference).await.map_err(Refusal::from)?.ok_or(Refusal::Unknown)?;
                    if !store::refund(tx, city, &request.key, &request.reference, request.amount, now).await.map_err(Refusal::from)? {
                        return Ok(());
                    }
                    let is_too_much = payment.paid.is_none() || payment.refunded + request.amount > payment.amount;
                    if is_too_much { Err(Refusal::TooMuch) } else { Ok(()) }
                })
            })
            .await
            .map(|()| RefundState::Sent)
            .map_err(PaymentError::from)
    }
}

/// Why a refund is not made; nothing is kept then.
#[derive(Debug)]
enum Refusal {
    Unknown,
    TooMuch,
    Store(StoreError),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

::store::collides!(Refusal);

impl From<Refusal> for PaymentError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::NotFound,
            Refusal::TooMuch => Self::Refused("more than was paid".to_owned()),
            Refusal::Store(error) => away(error),
        }
    }
}

impl PaymentProvider for Sandbox {
    fn name(&self) -> &'static str {
        NAME
    }

    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        Box::pin(self.make(request))
    }

    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        Box::pin(async move {
            let payment = self.known(reference).await?;
            let state = payment.state(self.house.now());
            let amount = if state.was_paid() { payment.amount } else { Rupiah::ZERO };
            let (fee, refunded) = (state.was_paid().then_some(payment.fee), Some(payment.refunded));
            let theirs = Some(format!("sandbox-{reference}"));
            Ok(PaymentStatus { state, amount, fee, refunded, at: payment.paid, provider_reference: theirs })
        })
    }

    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        Box::pin(async move {
            let city = self.city;
            self.house
                .db
                .write(reference.to_owned(), move |tx, reference| Box::pin(store::cancel(tx, city, reference)))
                .await
                .map_err(away)?;
            match self.known(reference).await?.state(self.house.now()) {
                PaymentState::Paid | PaymentState::Refunded => Err(PaymentError::Refused("it was paid".to_owned())),
                state => Ok(state),
            }
        })
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        Box::pin(self.give_back(request))
    }

    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        self.read(headers, body)
    }

    /// Everything of a date, by the clock of Western Indonesia, whatever the hour: the sandbox settles at once.
    fn fetch_settlement(&self, date: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        Box::pin(async move {
            let from = Timestamp::from_micros(date.days() * DAY).plus(-7 * kernel::time::HOUR);
            let to = from.plus(DAY);
            let mut tx = self.house.db.reader().await.map_err(away)?;
            let paid = store::paid_between(&mut tx, self.city, from, to).await.map_err(away)?;
            let back = store::refunds_between(&mut tx, self.city, from, to).await.map_err(away)?;
            let payments = paid.into_iter().map(|payment| SettlementLine {
                reference: payment.reference,
                gross: payment.amount,
                fee: payment.fee,
                paid_at: payment.paid,
                kind: SettlementKind::Payment,
            });
            let refunds = back.into_iter().map(|(reference, gross, at)| SettlementLine {
                reference,
                gross,
                fee: Rupiah::ZERO,
                paid_at: Some(at),
                kind: SettlementKind::Refund,
            });
            Ok(payments.chain(refunds).collect())
        })
    }
}

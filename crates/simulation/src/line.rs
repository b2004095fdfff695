//! The line between the market and the acquirer. What is asked for is done; now and then the answer is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::BusinessDate;
use providers::BoxFuture;
use providers::payments::{
    Callback, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest, RefundState,
    SettlementLine,
};
use sandbox::Sandbox;

/// The acquirer as the market reaches it.
#[derive(Debug)]
pub struct Line {
    sandbox: Sandbox,
    /// How many of the next answers are lost.
    lost: Arc<AtomicU32>,
}

impl Line {
    /// To that acquirer.
    pub const fn new(sandbox: Sandbox, lost: Arc<AtomicU32>) -> Self {
        Self { sandbox, lost }
    }

    async fn carry<T>(&self, answer: BoxFuture<'_, Result<T, PaymentError>>) -> Result<T, PaymentError> {
        let answer = answer.await;
        let is_lost = self.lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if is_lost { Err(PaymentError::Unavailable("the answer was lost".into())) } else { answer }
    }
}

impl PaymentProvider for Line {
    fn name(&self) -> &'static str {
        self.sandbox.name()
    }

    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        Box::pin(self.carry(self.sandbox.create(request)))
    }

    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        Box::pin(self.carry(self.sandbox.query(reference)))
    }

    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        Box::pin(self.carry(self.sandbox.cancel(reference)))
    }

    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        Box::pin(self.carry(self.sandbox.refund(request)))
    }

    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        self.sandbox.verify_callback(headers, body)
    }

    fn fetch_settlement(&self, date: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        Box::pin(self.carry(self.sandbox.fetch_settlement(date)))
    }
}

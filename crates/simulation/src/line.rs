//! The line between the market and the acquirer. What is asked for is done; now and then the question or the answer is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::BusinessDate;
use providers::BoxFuture;
use providers::payments::{
    Callback, Instructions, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest,
    RefundState, SettlementLine,
};
use sandbox::Sandbox;

/// The name under which the city of a run offers a wallet.
pub const WALLET: &str = "dompet";

/// The acquirer as the market reaches it.
#[derive(Debug)]
pub struct Line {
    sandbox: Sandbox,
    /// Whether buyers get a link that opens a wallet, not a code.
    opens_wallet: bool,
    /// How many of the next answers are lost.
    lost: Arc<AtomicU32>,
}

impl Line {
    /// To that acquirer, for codes.
    pub const fn codes(sandbox: Sandbox, lost: Arc<AtomicU32>) -> Self {
        Self { sandbox, opens_wallet: false, lost }
    }

    /// To that acquirer, for a wallet.
    pub const fn wallet(sandbox: Sandbox, lost: Arc<AtomicU32>) -> Self {
        Self { sandbox, opens_wallet: true, lost }
    }

    /// Of what is lost, every other is the question: it never arrives.
    async fn carry<T>(&self, answer: BoxFuture<'_, Result<T, PaymentError>>) -> Result<T, PaymentError> {
        let Ok(left) = self.lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) else {
            return answer.await;
        };
        if left.is_multiple_of(2) {
            answer.await?;
        }
        Err(PaymentError::Unavailable("the question or its answer was lost".into()))
    }
}

impl PaymentProvider for Line {
    fn name(&self) -> &'static str {
        if self.opens_wallet { WALLET } else { self.sandbox.name() }
    }

    fn opens_wallet(&self) -> bool {
        self.opens_wallet
    }

    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        Box::pin(async move {
            let made = self.carry(self.sandbox.create(request)).await?;
            let instructions = match made.instructions {
                Instructions::ScanQr { payload } if self.opens_wallet => Instructions::OpenWallet { url: format!("dompet://{payload}") },
                as_it_is => as_it_is,
            };
            Ok(PaymentIntent { instructions, ..made })
        })
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

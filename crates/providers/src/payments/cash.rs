//! Cash on delivery: nothing is asked of anybody outside, and the ledger alone knows who holds the money.

use kernel::BusinessDate;

use super::{
    Callback, Instructions, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest,
    RefundState, SettlementLine,
};
use crate::BoxFuture;

/// Cash handed to the runner at the door.
#[derive(Debug, Default, Clone, Copy)]
pub struct Cash;

impl Cash {
    const NAME: &'static str = "cash";

    fn lacks<T>(operation: &'static str) -> Result<T, PaymentError> {
        Err(PaymentError::NotSupported { provider: Self::NAME, operation })
    }
}

fn ready<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, T> {
    Box::pin(std::future::ready(value))
}

impl PaymentProvider for Cash {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// Always pending: the runner records the cash. It does not expire.
    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        ready(request.check().map(|()| PaymentIntent {
            reference: request.reference.clone(),
            provider_reference: None,
            state: PaymentState::Pending,
            instructions: Instructions::CashOnDelivery,
            expires: None,
        }))
    }

    /// Not supported: the ledger knows.
    fn query<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        ready(Self::lacks("query"))
    }

    /// Nothing was promised, so nothing stands in the way.
    fn cancel<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        ready(Ok(PaymentState::Cancelled))
    }

    /// Given back by hand, from a runner's float or the cash box.
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        ready(request.check().map(|()| RefundState::ByHand))
    }

    /// Not supported: cash calls nobody.
    fn verify_callback(&self, _: &[(&str, &str)], _: &[u8]) -> Result<Callback, PaymentError> {
        Self::lacks("verify_callback")
    }

    /// Not supported: the daily closing counts the cash.
    fn fetch_settlement(&self, _: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        ready(Self::lacks("fetch_settlement"))
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::{OrderId, RawId};
    use kernel::{Rupiah, Timestamp};

    use super::*;

    fn request(amount: i64) -> PaymentRequest {
        PaymentRequest {
            reference: "cash-1".to_owned(),
            order: OrderId(RawId::nil()),
            amount: Rupiah(amount),
            expires: Timestamp::from_micros(0),
            title: "Belanja pasar".to_owned(),
        }
    }

    #[tokio::test]
    async fn the_same_request_gives_the_same_payment() {
        let first = Cash.create(&request(25_000)).await.unwrap();
        assert_eq!(first, Cash.create(&request(25_000)).await.unwrap());
        assert_eq!((first.state, first.instructions), (PaymentState::Pending, Instructions::CashOnDelivery));
    }

    #[tokio::test]
    async fn nothing_cannot_be_paid() {
        for amount in [0, -1] {
            assert!(matches!(Cash.create(&request(amount)).await, Err(PaymentError::Amount(_))), "{amount}");
        }
    }

    #[tokio::test]
    async fn what_cash_lacks_says_so() {
        assert!(matches!(Cash.query("cash-1").await, Err(PaymentError::NotSupported { operation: "query", .. })));
        assert!(matches!(Cash.verify_callback(&[], b"{}"), Err(PaymentError::NotSupported { .. })));
        assert!(matches!(Cash.fetch_settlement(BusinessDate::from_days(0)).await, Err(PaymentError::NotSupported { .. })));
    }
}

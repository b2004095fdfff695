//! Gateways against servers on loopback that check and keep books for themselves.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "test code: a failed expectation is a failed test")]

mod midtrans;
mod snap;
mod snap_notify;

use std::sync::Arc;
use std::time::Duration;

use kernel::id::{OrderId, RawId};
use kernel::time::MINUTE;
use kernel::{BusinessDate, Clock as _, FixedClock, Rupiah, Timestamp};
use providers::payments::{HttpTimes, PaymentRequest, RefundRequest};

/// Long enough for this machine, short enough for a test that waits for silence.
const TIMES: HttpTimes = HttpTimes { connect: Duration::from_secs(5), total: Duration::from_secs(2) };

fn nine() -> Timestamp {
    BusinessDate::from_ymd(2026, 11, 22).unwrap().at_minute(9 * 60, 420)
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(nine()))
}

/// For a quarter of an hour.
fn request(clock: &FixedClock, reference: &str, amount: i64) -> PaymentRequest {
    PaymentRequest {
        reference: reference.to_owned(),
        order: OrderId(RawId::nil()),
        amount: Rupiah(amount),
        expires: clock.now().plus(15 * MINUTE),
        title: "Belanja Pasar Klojen".to_owned(),
    }
}

fn refund(reference: &str, key: &str, amount: i64) -> RefundRequest {
    RefundRequest { reference: reference.to_owned(), amount: Rupiah(amount), key: key.to_owned(), is_only: true }
}

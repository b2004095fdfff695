//! Midtrans: what is created, paid, lost, late, called off and given back.

use std::sync::Arc;

use kernel::time::MINUTE;
use kernel::{Clock as _, FixedClock, Rupiah};
use providers::Secret;
use providers::payments::midtrans::{MidtransMethod, MidtransSettings};
use providers::payments::{Instructions, Midtrans, PaymentError, PaymentProvider as _, PaymentState, RefundState, may_follow};
use serde_json::json;
use testkit::gateways::{Fault, MidtransServer};

use super::{TIMES, clock, refund, request};

const KEY: &str = "SB-Mid-server-abc123";

async fn start() -> (MidtransServer, Midtrans, Arc<FixedClock>) {
    let clock = clock();
    let server = MidtransServer::start(clock.clone(), KEY).await;
    let provider = provider(&server, KEY, MidtransMethod::Qris { acquirer: "gopay".to_owned() }, &clock);
    (server, provider, clock)
}

fn provider(server: &MidtransServer, key: &str, method: MidtransMethod, clock: &Arc<FixedClock>) -> Midtrans {
    let settings = MidtransSettings {
        base_url: server.endpoint.clone(),
        server_key: Secret::new(key),
        method,
        notification_url: Some("https://pasar.example/callbacks/midtrans".to_owned()),
        times: TIMES,
    };
    assert!(!format!("{settings:?}").contains(key));
    Midtrans::new(settings, clock.clone()).unwrap()
}

#[tokio::test]
async fn a_payment_is_made_and_given_back_once_for_each_key() {
    let (server, midtrans, clock) = start().await;
    let intent = midtrans.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    assert_eq!((intent.state, intent.reference.as_str()), (PaymentState::Pending, "A-1"));
    assert_eq!(intent.expires, Some(clock.now().plus(15 * MINUTE)));
    assert!(matches!(&intent.instructions, Instructions::ScanQr { payload } if payload.contains("A-1")));
    let waiting = midtrans.query("A-1").await.unwrap();
    assert_eq!(
        (waiting.state, waiting.amount, waiting.provider_reference),
        (PaymentState::Pending, Rupiah::ZERO, intent.provider_reference)
    );
    server.pay("A-1");
    let paid = midtrans.query("A-1").await.unwrap();
    assert_eq!((paid.state, paid.amount, paid.fee, paid.at), (PaymentState::Paid, Rupiah(50_000), None, Some(clock.now())));
    for (key, amount) in [("R-1", 12_000), ("R-1", 12_000), ("R-2", 3_000)] {
        assert_eq!(midtrans.refund(&refund("A-1", key, amount)).await.unwrap(), RefundState::Sent);
    }
    assert!(matches!(midtrans.refund(&refund("A-1", "R-3", 40_000)).await, Err(PaymentError::Refused(_))));
    let refunded = midtrans.query("A-1").await.unwrap();
    assert_eq!((refunded.state, refunded.amount, refunded.refunded), (PaymentState::Refunded, Rupiah(50_000), Some(Rupiah(15_000))));
    assert_eq!(server.books().totals(), (Rupiah(50_000), Rupiah(15_000), Rupiah(350)));
}

#[tokio::test]
async fn the_same_reference_gives_the_same_payment() {
    let (server, midtrans, clock) = start().await;
    let first = midtrans.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    let second = midtrans.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    assert_eq!((second.provider_reference, second.instructions), (first.provider_reference, Instructions::AsBefore));
    assert!(matches!(midtrans.create(&request(&clock, "A-1", 60_000)).await, Err(PaymentError::Refused(_))));
    assert_eq!(server.books().count(), 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_again() {
    let (server, midtrans, clock) = start().await;
    for (reference, fault, is_there, is_down) in [
        ("A-1", Fault::Silence, false, true),
        ("A-2", Fault::SilenceAfterDoing, true, true),
        ("A-3", Fault::Status(503), false, true),
        ("A-4", Fault::Garbled, true, false),
        ("A-5", Fault::Endless, true, false),
        ("A-6", Fault::Redirect, false, false),
        ("A-7", Fault::Status(429), false, true),
    ] {
        server.fail_next(fault);
        let error = midtrans.create(&request(&clock, reference, 50_000)).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{fault:?}: {error}");
        assert_eq!(matches!(error, PaymentError::Unavailable(_)), is_down, "{fault:?}: {error}");
        let known = midtrans.query(reference).await;
        assert!(if is_there { known.is_ok() } else { matches!(known, Err(PaymentError::NotFound)) }, "{fault:?}: {known:?}");
        midtrans.create(&request(&clock, reference, 50_000)).await.unwrap();
    }
    assert_eq!(server.books().count(), 7);
    server.pay("A-1");
    server.fail_next(Fault::SilenceAfterDoing);
    assert!(midtrans.refund(&refund("A-1", "R-1", 9_000)).await.unwrap_err().is_outcome_unknown());
    assert_eq!(midtrans.refund(&refund("A-1", "R-1", 9_000)).await.unwrap(), RefundState::Sent);
    assert_eq!(server.books().totals().1, Rupiah(9_000));
}

#[tokio::test]
async fn what_waits_is_called_off_and_nothing_else() {
    let (server, midtrans, clock) = start().await;
    for reference in ["A-1", "A-2", "A-3"] {
        midtrans.create(&request(&clock, reference, 50_000)).await.unwrap();
    }
    server.pay("A-2");
    for _ in 0..2 {
        assert_eq!(midtrans.cancel("A-1").await.unwrap(), PaymentState::Cancelled);
    }
    assert!(matches!(midtrans.cancel("A-2").await, Err(PaymentError::Refused(_))));
    clock.advance(15 * MINUTE);
    assert_eq!(midtrans.cancel("A-3").await.unwrap(), PaymentState::Expired);
    assert!(matches!(midtrans.cancel("A-4").await, Err(PaymentError::NotFound)));
    assert!(matches!(midtrans.query("../v2/A-1").await, Err(PaymentError::Reference(_))));
}

#[tokio::test]
async fn money_that_comes_after_the_end_is_seen() {
    let (server, midtrans, clock) = start().await;
    midtrans.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    clock.advance(16 * MINUTE);
    let expired = midtrans.query("A-1").await.unwrap().state;
    server.pay("A-1");
    let late = midtrans.query("A-1").await.unwrap();
    assert_eq!((expired, late.state, late.amount), (PaymentState::Expired, PaymentState::Paid, Rupiah(50_000)));
    assert!(may_follow(expired, late.state) && !may_follow(late.state, expired));
    assert!(matches!(midtrans.create(&request(&clock, "A-2", 0)).await, Err(PaymentError::Amount(_))));
}

#[tokio::test]
async fn notifications_name_what_to_ask_about() {
    let (server, midtrans, clock) = start().await;
    midtrans.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    let early = server.telling("A-1");
    server.pay("A-1");
    let told = server.telling("A-1");
    let read = |telling: &testkit::gateways::Telling| midtrans.verify_callback(&telling.header_pairs(), &telling.body);
    let callback = read(&told).unwrap();
    assert_eq!((callback.state, callback.amount, callback.reference.as_str()), (PaymentState::Paid, Rupiah(50_000), "A-1"));
    assert_eq!(read(&told).unwrap(), callback);
    let late = read(&early).unwrap();
    assert!(late.id != callback.id && !may_follow(callback.state, late.state));
    for (from, to) in [("50000.00", "500000.00"), ("A-1", "A-2"), ("\"200\"", "\"201\"")] {
        assert!(matches!(read(&told.forged(from, to)), Err(PaymentError::Forged)), "{from}");
    }
    // The status is not signed: such a notification is believed only as far as a query confirms it.
    assert_eq!(read(&told.forged("settlement", "refund")).unwrap().state, PaymentState::Refunded);
    assert_eq!(midtrans.query("A-1").await.unwrap().state, PaymentState::Paid);
    for body in [&b"<html>"[..], b"{}", b"[]", br#"{"order_id":{},"refunds":7}"#, b""] {
        assert!(matches!(midtrans.verify_callback(&[], body), Err(PaymentError::Forged)), "{body:?}");
    }
    // Signed, and with a word that the documents do not know: it is Midtrans all the same.
    assert!(matches!(read(&told.forged("settlement", "selesai")), Err(PaymentError::Unreadable(_))));
    server.says_also(&json!({ "refunds": null, "actions": null, "status_message": null, "transaction_id": 7, "settlement_time": [] }));
    let odd = midtrans.query("A-1").await.unwrap();
    assert_eq!((odd.state, odd.amount), (PaymentState::Paid, Rupiah(50_000)));
    assert_eq!(read(&server.telling("A-1")).unwrap().state, PaymentState::Paid);
}

#[tokio::test]
async fn wallets_are_opened_by_a_link_and_a_wrong_key_is_ours_to_mend() {
    let (server, _, clock) = start().await;
    let return_url = "https://pasar.example/kembali".to_owned();
    let gopay = provider(&server, KEY, MidtransMethod::Gopay { return_url: return_url.clone() }, &clock);
    let intent = gopay.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    assert!(matches!(intent.instructions, Instructions::OpenWallet { url } if url.contains("gopay")));
    let wrong = provider(&server, "SB-Mid-server-other", MidtransMethod::ShopeePay { return_url }, &clock);
    assert!(matches!(wrong.create(&request(&clock, "A-2", 50_000)).await, Err(PaymentError::Settings(_))));
    assert!(matches!(wrong.query("A-1").await, Err(PaymentError::Settings(_))));
    assert_eq!(server.books().count(), 1);
}

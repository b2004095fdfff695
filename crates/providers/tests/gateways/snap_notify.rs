//! What a bank tells: genuine, doubled, reordered, late, forged; by its own key and by the shared secret.

use std::sync::Arc;

use kernel::Rupiah;
use kernel::time::SECOND;
use providers::payments::snap::{NotifySignature, SnapSettings};
use providers::payments::{CallbackOutcome, PaymentError, PaymentProvider as _, PaymentState, Snap, may_follow};
use serde_json::json;
use testkit::gateways::{Telling, hear, tell};

use super::request;
use super::snap::{provider, settings, start};

const PATH: &str = "/v1.0/qr/qr-mpm-notify";

fn read(snap: &Snap, telling: &Telling) -> Result<providers::payments::Callback, PaymentError> {
    snap.verify_callback(&telling.header_pairs(), &telling.body)
}

#[tokio::test]
async fn a_notification_is_genuine_for_five_minutes() {
    let (server, snap, clock) = start().await;
    snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    server.pay("A-1");
    let told = server.telling("A-1", PATH, false);
    let callback = read(&snap, &told).unwrap();
    assert_eq!((callback.reference.as_str(), callback.state, callback.amount), ("A-1", PaymentState::Paid, Rupiah(50_000)));
    assert_eq!(callback.fee, Some(Rupiah(350)));
    for (from, to) in [("50000.00", "5000.00"), ("\"00\"", "\"04\""), ("A-1", "A-2"), ("350", "0")] {
        assert!(matches!(read(&snap, &told.forged(from, to)), Err(PaymentError::Forged)), "{from}");
    }
    assert!(matches!(read(&snap, &server.telling("A-1", "/other", false)), Err(PaymentError::Forged)));
    assert!(matches!(read(&snap, &server.telling("A-1", PATH, true)), Err(PaymentError::Forged)));
    assert!(matches!(snap.verify_callback(&[], &told.body), Err(PaymentError::Forged)));
    clock.advance(300 * SECOND);
    assert_eq!(read(&snap, &told).unwrap(), callback);
    clock.advance(SECOND);
    assert!(matches!(read(&snap, &told), Err(PaymentError::Stale { apart_seconds: 301 })));
    // Told anew, it is the same news.
    assert_eq!(read(&snap, &server.telling("A-1", PATH, false)).unwrap().id, callback.id);
    // Nothing is read before its signature fits; what is signed and odd is the bank's own.
    for body in [&b"<html>"[..], b"{}", b""] {
        assert!(matches!(snap.verify_callback(&told.header_pairs(), body), Err(PaymentError::Forged)), "{body:?}");
    }
    server.says_also(&json!({ "latestTransactionStatus": "99" }));
    assert!(matches!(read(&snap, &server.telling("A-1", PATH, false)), Err(PaymentError::Unreadable(_))));
}

#[tokio::test]
async fn the_shared_secret_signs_where_it_was_agreed() {
    let (server, snap, clock) = start().await;
    snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    let symmetric = provider(&server, &clock, SnapSettings { notify: NotifySignature::Symmetric, ..settings(&server) });
    let told = server.telling("A-1", PATH, true);
    assert_eq!(read(&symmetric, &told).unwrap().state, PaymentState::Pending);
    assert!(matches!(read(&symmetric, &told.forged("50000", "5000")), Err(PaymentError::Forged)));
    assert!(matches!(read(&symmetric, &server.telling("A-1", PATH, false)), Err(PaymentError::Forged)));
}

#[tokio::test]
async fn news_that_come_twice_or_in_the_wrong_order_end_where_the_bank_does() {
    let (server, snap, clock) = start().await;
    snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    let early = server.telling("A-1", PATH, false);
    server.pay("A-1");
    let told = server.telling("A-1", PATH, false);
    let (snap, state) = (Arc::new(snap), Arc::new(std::sync::Mutex::new(PaymentState::Pending)));
    let (hearer, known) = (Arc::clone(&snap), Arc::clone(&state));
    let url = hear(move |telling| {
        let outcome = match read(&hearer, telling) {
            Ok(callback) => {
                let mut known = known.lock().unwrap();
                *known = if may_follow(*known, callback.state) { callback.state } else { *known };
                CallbackOutcome::Taken
            }
            Err(PaymentError::Stale { .. }) => CallbackOutcome::Stale,
            Err(PaymentError::Forged) => CallbackOutcome::Forged,
            Err(_) => CallbackOutcome::Unreadable,
        };
        let answer = hearer.callback_answer(outcome);
        (answer.status, answer.body)
    });
    let answers = tell(&url.await, &[told.clone(), told.clone(), early, told.forged("50000", "5000")]).await;
    assert_eq!(answers.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 200, 200, 401]);
    assert_eq!(answers[0].1, r#"{"responseCode":"2005200","responseMessage":"Successful"}"#);
    assert!(answers[3].1.contains("4015200"));
    assert_eq!(*state.lock().unwrap(), PaymentState::Paid);
}

//! A bank that follows SNAP: tokens, external ids, and what is created, paid, lost, late, called off and given back.

use std::sync::Arc;

use kernel::time::{MINUTE, SECOND};
use kernel::{Clock as _, FixedClock, Rupiah, SeededIds};
use providers::Secret;
use providers::payments::snap::{NotifySignature, SnapSettings};
use providers::payments::{Instructions, PaymentError, PaymentProvider as _, PaymentState, RefundRequest, RefundState, Snap, may_follow};
use serde_json::json;
use testkit::gateways::{Fault, RefundPace, SnapServer};

use super::{TIMES, clock, refund, request};

pub(super) async fn start() -> (SnapServer, Snap, Arc<FixedClock>) {
    let clock = clock();
    let server = SnapServer::start(clock.clone()).await;
    let snap = provider(&server, &clock, settings(&server));
    (server, snap, clock)
}

pub(super) fn settings(server: &SnapServer) -> SnapSettings {
    let public_key = server.keys().bank_public_key();
    SnapSettings {
        client_id: SnapServer::CLIENT_ID.to_owned(),
        partner_id: SnapServer::PARTNER_ID.to_owned(),
        channel_id: SnapServer::CHANNEL_ID.to_owned(),
        merchant_id: SnapServer::MERCHANT_ID.to_owned(),
        private_key: Secret::new(server.keys().merchant_private_key()),
        client_secret: Secret::new(server.keys().client_secret.clone()),
        times: TIMES,
        ..SnapSettings::usual(server.endpoint.clone(), NotifySignature::Asymmetric { public_key })
    }
}

pub(super) fn provider(server: &SnapServer, clock: &Arc<FixedClock>, settings: SnapSettings) -> Snap {
    let shown = format!("{settings:?}");
    assert!(!shown.contains("PRIVATE") && !shown.contains(&server.keys().client_secret));
    Snap::new(settings, clock.clone(), Arc::new(SeededIds::new(7))).unwrap()
}

#[tokio::test]
async fn a_payment_is_made_and_given_back_once_for_each_key() {
    let (server, snap, clock) = start().await;
    let intent = snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    assert!(matches!(&intent.instructions, Instructions::ScanQr { payload } if payload.starts_with("000201")));
    assert_eq!(snap.query("A-1").await.unwrap().state, PaymentState::Pending);
    assert!(matches!(snap.refund(&refund("A-1", "R-1", 1_000)).await, Err(PaymentError::Refused(_))));
    server.pay("A-1");
    let paid = snap.query("A-1").await.unwrap();
    assert_eq!((paid.state, paid.amount, paid.fee), (PaymentState::Paid, Rupiah(50_000), Some(Rupiah(350))));
    assert_eq!((paid.at, paid.provider_reference), (Some(clock.now()), intent.provider_reference));
    for (key, amount) in [("R-1", 12_000), ("R-1", 12_000), ("R-2", 3_000)] {
        assert_eq!(snap.refund(&refund("A-1", key, amount)).await.unwrap(), RefundState::Sent);
    }
    assert!(matches!(snap.refund(&refund("A-1", "R-3", 40_000)).await, Err(PaymentError::Refused(_))));
    assert_eq!(snap.query("A-1").await.unwrap().state, PaymentState::Refunded);
    assert_eq!(server.books().totals(), (Rupiah(50_000), Rupiah(15_000), Rupiah(350)));
    assert_eq!(server.tokens_given(), 1);
}

#[tokio::test]
async fn a_token_is_kept_until_it_ends_and_renewed_when_it_is_refused() {
    let (server, snap, clock) = start().await;
    let (one, two) = (request(&clock, "A-1", 1_000), request(&clock, "A-2", 2_000));
    let (first, second) = tokio::join!(snap.create(&one), snap.create(&two));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(server.tokens_given(), 1);
    clock.advance(839 * SECOND);
    snap.query("A-1").await.unwrap();
    assert_eq!(server.tokens_given(), 1);
    clock.advance(SECOND);
    snap.query("A-1").await.unwrap();
    assert_eq!((server.tokens_given(), server.refusals()), (2, Vec::new()));
    server.revoke_tokens();
    snap.query("A-1").await.unwrap();
    assert_eq!((server.tokens_given(), server.refusals()), (3, vec!["4015101".to_owned()]));
}

#[tokio::test]
async fn who_waited_for_a_token_in_vain_does_not_wait_again() {
    let (server, snap, clock) = start().await;
    let (one, two) = (request(&clock, "A-1", 1_000), request(&clock, "A-2", 2_000));
    server.fail_next(Fault::Silence);
    let (first, second) = tokio::join!(snap.create(&one), snap.create(&two));
    for made in [first, second] {
        assert!(matches!(made, Err(PaymentError::Unavailable(_))), "{made:?}");
    }
    assert_eq!(server.tokens_given(), 0);
    clock.advance(3 * SECOND);
    snap.create(&one).await.unwrap();
    assert_eq!(server.tokens_given(), 1);
}

#[tokio::test]
async fn a_refund_is_sent_when_the_bank_shows_it_and_not_before() {
    let (server, snap, clock) = start().await;
    for reference in ["A-1", "A-2"] {
        snap.create(&request(&clock, reference, 50_000)).await.unwrap();
        server.pay(reference);
    }
    server.refund_by(RefundPace::Waits);
    // First it is promised, then its key is known; nothing went.
    for _ in 0..2 {
        let error = snap.refund(&refund("A-1", "R-1", 12_000)).await.unwrap_err();
        assert!(matches!(error, PaymentError::Unproved(_)) && error.is_outcome_unknown(), "{error}");
    }
    assert_eq!(server.books().totals().1, Rupiah::ZERO);
    server.carry_out_refunds();
    assert_eq!(snap.refund(&refund("A-1", "R-1", 12_000)).await.unwrap(), RefundState::Sent);
    assert_eq!(server.books().totals().1, Rupiah(12_000));
    // Promised and done: the status shows it. Where another refund left it so, it shows nothing.
    server.refund_by(RefundPace::Promised);
    assert_eq!(snap.refund(&refund("A-2", "R-2", 5_000)).await.unwrap(), RefundState::Sent);
    // That the bank knows its key already shows no more.
    let second = RefundRequest { is_only: false, ..refund("A-2", "R-3", 5_000) };
    for _ in 0..2 {
        assert!(matches!(snap.refund(&second).await, Err(PaymentError::Unproved(_))));
    }
}

#[tokio::test]
async fn odd_fields_hide_no_payment() {
    let (server, snap, clock) = start().await;
    snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    server.pay("A-1");
    for (fields, fee) in [
        (json!({ "additionalInfo": null, "feeAmount": null }), None),
        (json!({ "additionalInfo": null, "feeAmount": 350.4 }), Some(350)),
        (json!({ "feeAmount": { "value": "350.00" } }), Some(350)),
        (json!({ "additionalInfo": "", "feeAmount": { "value": 350.5, "currency": "IDR" } }), Some(351)),
        (json!({ "additionalInfo": [], "feeAmount": "gratis", "originalReferenceNo": 7, "paidTime": 1 }), None),
    ] {
        server.says_also(&fields);
        let fee = fee.map(Rupiah);
        let status = snap.query("A-1").await.unwrap();
        assert_eq!((status.state, status.amount, status.fee), (PaymentState::Paid, Rupiah(50_000), fee), "{fields}");
        let told = server.telling("A-1", "/v1.0/qr/qr-mpm-notify", false);
        let callback = snap.verify_callback(&told.header_pairs(), &told.body).unwrap();
        assert_eq!((callback.state, callback.amount, callback.fee), (PaymentState::Paid, Rupiah(50_000), fee), "{fields}");
    }
}

#[tokio::test]
async fn an_external_id_that_was_taken_is_replaced() {
    let (server, snap, clock) = start().await;
    snap.query("A-0").await.unwrap_err();
    server.refuse_next_external_id();
    snap.create(&request(&clock, "A-1", 50_000)).await.unwrap();
    assert_eq!(server.refusals(), ["4045101", "4094700"]);
    assert_eq!(server.books().count(), 1);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_asked_for_again() {
    let (server, snap, clock) = start().await;
    snap.create(&request(&clock, "A-0", 50_000)).await.unwrap();
    for (reference, fault, is_there) in [
        ("A-1", Fault::Silence, false),
        ("A-2", Fault::SilenceAfterDoing, true),
        ("A-3", Fault::Status(502), false),
        ("A-4", Fault::Garbled, true),
    ] {
        server.fail_next(fault);
        let error = snap.create(&request(&clock, reference, 50_000)).await.unwrap_err();
        assert!(error.is_outcome_unknown(), "{fault:?}: {error}");
        let known = snap.query(reference).await;
        assert!(if is_there { known.is_ok() } else { matches!(known, Err(PaymentError::NotFound)) }, "{fault:?}: {known:?}");
        let intent = snap.create(&request(&clock, reference, 50_000)).await.unwrap();
        assert_eq!(intent.instructions == Instructions::AsBefore, is_there, "{fault:?}");
    }
    assert!(matches!(snap.create(&request(&clock, "A-4", 60_000)).await, Err(PaymentError::Refused(_))));
    assert_eq!(server.books().count(), 5);
}

#[tokio::test]
async fn what_waits_is_called_off_and_money_that_comes_late_is_seen() {
    let (server, snap, clock) = start().await;
    for reference in ["A-1", "A-2", "A-3"] {
        snap.create(&request(&clock, reference, 50_000)).await.unwrap();
    }
    server.pay("A-2");
    for _ in 0..2 {
        assert_eq!(snap.cancel("A-1").await.unwrap(), PaymentState::Cancelled);
    }
    assert!(matches!(snap.cancel("A-2").await, Err(PaymentError::Refused(_))));
    assert!(matches!(snap.cancel("A-4").await, Err(PaymentError::NotFound)));
    clock.advance(16 * MINUTE);
    let over = snap.cancel("A-3").await.unwrap();
    server.pay("A-3");
    let late = snap.query("A-3").await.unwrap();
    assert_eq!((over, late.state), (PaymentState::Failed, PaymentState::Paid));
    assert!(may_follow(over, late.state) && !may_follow(late.state, over));
}

#[tokio::test]
async fn wrong_keys_and_names_are_ours_to_mend() {
    let (server, _, clock) = start().await;
    let good = settings(&server);
    let other = SnapServer::start(clock.clone()).await;
    for (what, settings) in [
        ("private key", SnapSettings { private_key: Secret::new(other.keys().merchant_private_key()), ..good.clone() }),
        ("client secret", SnapSettings { client_secret: Secret::new("other"), ..good.clone() }),
        ("partner", SnapSettings { partner_id: "PARTNER-002".to_owned(), ..good.clone() }),
        ("merchant", SnapSettings { merchant_id: "M002".to_owned(), ..good.clone() }),
    ] {
        let error = provider(&server, &clock, settings).create(&request(&clock, "A-1", 50_000)).await.unwrap_err();
        assert!(matches!(error, PaymentError::Settings(_)), "{what}: {error}");
    }
    assert_eq!(server.books().count(), 0);
    for settings in [
        SnapSettings { channel_id: String::new(), ..good.clone() },
        SnapSettings { client_id: "CLIENT-001\n".to_owned(), ..good.clone() },
        SnapSettings { private_key: Secret::new("rahasia"), ..good.clone() },
        SnapSettings { base_url: "http://bank.example".to_owned(), ..good },
    ] {
        let made = Snap::new(settings, clock.clone(), Arc::new(SeededIds::new(7)));
        assert!(matches!(made, Err(PaymentError::Settings(_))));
    }
}

//! Whole payments through Midtrans and through a bank that speaks SNAP: the site asks their doubles, the doubles tell the site over
//! HTTP, and two independent sets of books are compared.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::time::{DAY, HOUR, MINUTE, SECOND};
use kernel::{Rupiah, SeededIds};
use ledger::AccountKind;
use market::payments::reconcile::statement::{self, Upload};
use market::payments::{self, ReturnState, reconcile};
use providers::Secret;
use providers::payments::midtrans::{MidtransMethod, MidtransSettings};
use providers::payments::snap::{NotifySignature, SnapSettings};
use providers::payments::{Cash, HttpTimes, Midtrans, PaymentProvider, Snap};
use testkit::gateways::{Books, Fault, MidtransServer, RefundPace, SnapServer, Telling};
use testkit::{TestHouse, both};
use tower::ServiceExt as _;

use super::{hand_over, picked};
use crate::api::client::Client;
use crate::town::Town;

/// Long enough for this machine, short enough for a test that waits for silence.
const TIMES: HttpTimes = HttpTimes { connect: Duration::from_secs(5), total: Duration::from_secs(2) };
const NOTIFY: &str = "/kabar/snap";

/// A gateway's double.
pub enum Double {
    Midtrans(MidtransServer),
    Snap(Box<SnapServer>),
}

impl Double {
    pub fn pay(&self, reference: &str) {
        match self {
            Self::Midtrans(server) => server.pay(reference),
            Self::Snap(server) => server.pay(reference),
        }
    }

    pub fn telling(&self, reference: &str) -> Telling {
        match self {
            Self::Midtrans(server) => server.telling(reference),
            Self::Snap(server) => server.telling(reference, NOTIFY, false),
        }
    }

    pub fn fail_next(&self, fault: Fault) {
        match self {
            Self::Midtrans(server) => server.fail_next(fault),
            Self::Snap(server) => server.fail_next(fault),
        }
    }

    pub fn books(&self) -> Books {
        match self {
            Self::Midtrans(server) => server.books(),
            Self::Snap(server) => server.books(),
        }
    }
}

pub async fn midtrans(house: &TestHouse) -> (Double, Arc<dyn PaymentProvider>) {
    let (double, mut providers) = midtrans_by(house, vec![MidtransMethod::Qris { acquirer: "gopay".to_owned() }]).await;
    (double, providers.remove(0))
}

/// One account with several ways of paying.
pub async fn midtrans_by(house: &TestHouse, methods: Vec<MidtransMethod>) -> (Double, Vec<Arc<dyn PaymentProvider>>) {
    const KEY: &str = "SB-Mid-server-abc123";
    let server = MidtransServer::start(house.clock.clone(), KEY).await;
    let by = |method| -> Arc<dyn PaymentProvider> {
        let settings = MidtransSettings {
            base_url: server.endpoint.clone(),
            server_key: Secret::new(KEY),
            method,
            notification_url: None,
            times: TIMES,
        };
        Arc::new(Midtrans::new(settings, house.clock.clone()).unwrap())
    };
    let providers = methods.into_iter().map(by).collect();
    (Double::Midtrans(server), providers)
}

pub async fn snap(house: &TestHouse) -> (Double, Arc<dyn PaymentProvider>) {
    let server = SnapServer::start(house.clock.clone()).await;
    let usual = SnapSettings::usual(server.endpoint.clone(), NotifySignature::Asymmetric { public_key: server.keys().bank_public_key() });
    let mut settings = SnapSettings {
        client_id: SnapServer::CLIENT_ID.to_owned(),
        partner_id: SnapServer::PARTNER_ID.to_owned(),
        channel_id: SnapServer::CHANNEL_ID.to_owned(),
        merchant_id: SnapServer::MERCHANT_ID.to_owned(),
        private_key: Secret::new(server.keys().merchant_private_key()),
        client_secret: Secret::new(server.keys().client_secret.clone()),
        times: TIMES,
        ..usual
    };
    NOTIFY.clone_into(&mut settings.paths.notify);
    let provider = Snap::new(settings, house.clock.clone(), Arc::new(SeededIds::new(7))).unwrap();
    (Double::Snap(Box::new(server)), Arc::new(provider))
}

/// What the gateway says arrives at the site.
pub async fn tell(site: &Router, name: &str, telling: &Telling) -> StatusCode {
    let mut request = Request::post(format!("/kabar/{name}"));
    for (name, value) in &telling.headers {
        request = request.header(name, value);
    }
    site.clone().oneshot(request.body(Body::from(telling.body.clone())).unwrap()).await.unwrap().status()
}

async fn run(house: &TestHouse, (double, provider): (Double, Arc<dyn PaymentProvider>)) {
    let name = provider.name();
    let mut town = Town::build(house).await;
    town.desk.payments = vec![Arc::new(Cash), provider];
    let site = Client::site(&town, "http://laris.test").await;
    let buyer = town.actor(town.buyer).await;
    let due = async |order| payments::of_order(&town.desk, &buyer, order).await.unwrap().1.due;

    // The first answer is an error of theirs: cash would do, and asking again gives a code.
    let (order, total) = picked(&town, "gateway-1").await;
    double.fail_next(Fault::Status(503));
    assert!(matches!(payments::ask(&town.desk, &buyer, order).await, Err(market::MarketError::Payment(_))));
    house.clock.advance(3 * SECOND);
    let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
    assert_eq!(code.amount, total);
    let early = double.telling(&code.reference);
    assert_eq!((tell(&site, name, &early).await, due(order).await), (StatusCode::OK, total), "told of, and not paid");
    double.pay(&code.reference);
    let told = double.telling(&code.reference);
    let forged = told.forged(&code.reference, "somebody-elses");
    assert!(!tell(&site, name, &forged).await.is_success());
    assert_eq!(due(order).await, total);
    for _ in 0..2 {
        assert_eq!(tell(&site, name, &told).await, StatusCode::OK);
    }
    assert_eq!(tell(&site, name, &early).await, StatusCode::OK, "old news change nothing");
    assert_eq!(due(order).await, Rupiah::ZERO);
    hand_over(&town, order, Rupiah::ZERO).await.unwrap();

    // Nobody tells of the second, and the first question about it is not answered.
    let (second, _) = picked(&town, "gateway-2").await;
    let code = payments::ask(&town.desk, &buyer, second).await.unwrap();
    double.pay(&code.reference);
    double.fail_next(Fault::Silence);
    for _ in 0..3 {
        house.clock.advance(MINUTE);
        payments::run(&town.desk).await.unwrap();
    }
    assert_eq!(due(second).await, Rupiah::ZERO);
    hand_over(&town, second, Rupiah::ZERO).await.unwrap();

    // The third is called off after it was paid: it goes back once, though the answer to the refund was lost.
    let third = town.order(vec![town.line("beras-d", 1_000, market::orders::model::SubstitutionPolicy::Refund)], "gateway-3").await;
    let code = payments::ask(&town.desk, &buyer, third).await.unwrap();
    double.pay(&code.reference);
    assert_eq!(tell(&site, name, &double.telling(&code.reference)).await, StatusCode::OK);
    market::orders::cancel::cancel(&town.desk, &buyer, "gateway-cancel", third, "").await.unwrap();
    double.fail_next(Fault::SilenceAfterDoing);
    for _ in 0..3 {
        payments::run(&town.desk).await.unwrap();
        house.clock.advance(2 * MINUTE);
    }
    let (paid, refunded, _) = double.books().totals();
    let mut tx = house.db.reader().await.unwrap();
    let ours: Rupiah =
        ledger::balances(&mut tx, town.desk.city_id(), AccountKind::ProviderReceivable).await.unwrap().iter().map(|it| it.amount).sum();
    assert_eq!((ours, refunded), (paid - refunded, code.amount), "two sets of books");
    assert_eq!(market::settlement::invariants::check(&mut tx, &town.desk).await.unwrap(), Vec::<String>::new());
    drop(tx);
    settled_by_file(&town, name, &double).await;
}

/// The gateway's statement, downloaded there and taken here, brings all of it to the bank; again it changes nothing.
async fn settled_by_file(town: &Town, name: &str, double: &Double) {
    let (treasurer, date, books) = (town.actor(town.treasurer).await, town.desk.today(), double.books());
    let (paid, refunded, fees) = books.totals();
    town.house.clock.advance(DAY);
    for round in 0..2 {
        let (account, bytes) = (name.to_owned(), books.statement().into_bytes());
        let upload = Upload { account, date, name: "laporan.csv".to_owned(), bytes, is_sure: false };
        let taken = statement::take(&town.desk, &treasurer, upload).await.unwrap();
        let day = reconcile::get(&town.desk, &treasurer, taken.days[0]).await.unwrap();
        assert_eq!((day.differences.as_slice(), day.day.net(), day.day.postings), (&[][..], paid - refunded - fees, 1), "{round}");
    }
    let mut tx = town.house.db.reader().await.unwrap();
    for (kind, expected) in [(AccountKind::ProviderReceivable, Rupiah::ZERO), (AccountKind::Bank, paid - refunded - fees)] {
        let stands: Rupiah = ledger::balances(&mut tx, town.desk.city_id(), kind).await.unwrap().iter().map(|it| it.amount).sum();
        assert_eq!(stands, expected, "{kind:?}");
    }
}

#[test]
fn midtrans_and_the_ledger_agree() {
    both(async |house| run(&house, midtrans(&house).await).await);
}

#[test]
fn a_snap_bank_and_the_ledger_agree() {
    both(async |house| run(&house, snap(&house).await).await);
}

/// A bank that gives back by `pace`, and an order that was paid there and called off.
async fn called_off(house: &TestHouse, pace: RefundPace) -> (Town, Box<SnapServer>, kernel::id::OrderId) {
    let (double, provider) = snap(house).await;
    let mut town = Town::build(house).await;
    town.desk.payments = vec![Arc::new(Cash), provider];
    let buyer = town.actor(town.buyer).await;
    let order = town.order(vec![town.line("beras-d", 1_000, market::orders::model::SubstitutionPolicy::Refund)], "promised").await;
    let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
    double.pay(&code.reference);
    assert!(payments::look(&town.desk, &code.reference).await.unwrap());
    market::orders::cancel::cancel(&town.desk, &buyer, "promised-cancel", order, "").await.unwrap();
    let Double::Snap(bank) = double else { unreachable!("it was made above") };
    bank.refund_by(pace);
    (town, bank, order)
}

#[test]
fn what_a_bank_only_promises_is_not_booked_as_sent() {
    both(async |house| {
        let (town, bank, order) = called_off(&house, RefundPace::Waits).await;
        for _ in 0..2 {
            payments::run(&town.desk).await.unwrap();
            house.clock.advance(5 * MINUTE);
            let back = crate::returns::returns(&town, order).await.remove(0);
            assert_eq!((back.state, back.is_unsure), (ReturnState::Due, true));
        }
        bank.carry_out_refunds();
        payments::run(&town.desk).await.unwrap();
        assert_eq!(crate::returns::returns(&town, order).await[0].state, ReturnState::Sent, "the bank shows it");
    });
}

#[test]
fn what_a_bank_promises_for_ever_ends_with_staff() {
    both(async |house| {
        let (town, bank, order) = called_off(&house, RefundPace::Waits).await;
        for _ in 0..12 {
            payments::run(&town.desk).await.unwrap();
            house.clock.advance(HOUR + MINUTE);
        }
        let back = crate::returns::returns(&town, order).await.remove(0);
        assert_eq!((back.state, back.is_unsure, bank.books().totals().1), (ReturnState::ByHand, true, Rupiah::ZERO));
        let mut tx = house.db.reader().await.unwrap();
        assert_eq!(market::settlement::invariants::check(&mut tx, &town.desk).await.unwrap(), Vec::<String>::new());
    });
}

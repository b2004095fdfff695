//! A gateway that does not answer: orders go on, others are asked all the same, and a code that was lost on the way is made anew.

use std::sync::Arc;

use axum::http::StatusCode;
use kernel::Rupiah;
use kernel::time::{MINUTE, SECOND};
use market::orders::cancel;
use market::orders::model::OrderState;
use market::payments::{self, IntentState, ReturnState, hold};
use providers::payments::{Cash, PaymentProvider, RefundRequest};
use testkit::gateways::Fault;
use testkit::{TestHouse, both};

use super::gateways::{Double, midtrans, snap, tell};
use super::wallets::ordered;
use crate::api::client::Client;
use crate::settlement::check;
use crate::town::Town;

async fn town(house: &TestHouse, providers: Vec<Arc<dyn PaymentProvider>>, pay_first_minutes: i64) -> Town {
    let mut town = Town::build(house).await;
    let mut city = (*town.desk.city).clone();
    city.settings.pay_first_minutes = pay_first_minutes;
    town.desk.city = Arc::new(city);
    town.desk.payments = std::iter::once(Arc::new(Cash) as _).chain(providers).collect();
    town
}

#[test]
fn an_order_to_be_paid_first_goes_on_when_nobody_can_say() {
    both(async |house| {
        let (double, provider) = midtrans(&house).await;
        let town = town(&house, vec![provider], 30).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let order = ordered(&town, "silent-first", "midtrans").await;
        payments::ask(desk, &buyer, order).await.unwrap();
        assert!(hold::held_until(desk, order).await.unwrap().is_some());
        house.clock.advance(31 * MINUTE);
        // Asked once in the round: before it would be called off its silence is known.
        double.fail_next(Fault::Status(503));
        assert_eq!(payments::run(desk).await.unwrap().called_off, 0);
        assert_eq!((hold::held_until(desk, order).await.unwrap(), town.detail(order).await.order.state), (None, OrderState::Placed));
        check(&town).await;

        // The gateway answers, and says that nobody paid.
        let unpaid = ordered(&town, "silent-second", "midtrans").await;
        payments::ask(desk, &buyer, unpaid).await.unwrap();
        house.clock.advance(31 * MINUTE);
        assert_eq!(payments::run(desk).await.unwrap().called_off, 1);
        assert_eq!(town.detail(unpaid).await.order.state, OrderState::Cancelled);
        check(&town).await;
    });
}

#[test]
fn a_gateway_that_is_down_keeps_no_other_waiting() {
    both(async |house| {
        let (down, midtrans) = midtrans(&house).await;
        let (up, snap) = snap(&house).await;
        let town = town(&house, vec![midtrans, snap], 0).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let mut orders = Vec::new();
        for (key, name, double) in [("down-first", "midtrans", &down), ("down-second", "midtrans", &down), ("up-only-one", "snap", &up)] {
            let order = ordered(&town, key, name).await;
            double.pay(&payments::ask(desk, &buyer, order).await.unwrap().reference);
            orders.push(order);
        }
        let due = async |order| payments::of_order(desk, &buyer, order).await.unwrap().1.due;
        house.clock.advance(MINUTE);
        down.fail_next(Fault::Status(503));
        assert_eq!(payments::run(desk).await.unwrap().looked, 1, "one question to the one that is down, and none lost for the other");
        assert_eq!(due(orders[2]).await, Rupiah::ZERO);
        assert!(due(orders[1]).await > Rupiah::ZERO, "not asked about in this round");
        // The one that was not answered waits longer than the others, so that they come first.
        house.clock.advance(10 * SECOND);
        assert_eq!(payments::run(desk).await.unwrap().looked, 1);
        assert!(due(orders[0]).await > Rupiah::ZERO && due(orders[1]).await == Rupiah::ZERO);
        house.clock.advance(MINUTE);
        assert_eq!(payments::run(desk).await.unwrap().looked, 1);
        assert_eq!((due(orders[0]).await, due(orders[1]).await), (Rupiah::ZERO, Rupiah::ZERO));
    });
}

#[test]
fn a_question_without_an_answer_is_repeated_within_a_minute() {
    both(async |house| {
        let (double, provider) = midtrans(&house).await;
        let town = town(&house, vec![provider], 0).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let order = ordered(&town, "unanswered", "midtrans").await;
        let code = payments::ask(desk, &buyer, order).await.unwrap();
        // Unpaid it is asked about less and less.
        for round in 0..6 {
            house.clock.advance((10 << round) * SECOND);
            assert_eq!(payments::run(desk).await.unwrap().looked, 1, "round {round}");
        }
        double.pay(&code.reference);
        house.clock.advance(640 * SECOND);
        double.fail_next(Fault::Status(503));
        assert_eq!(payments::run(desk).await.unwrap().looked, 0);
        house.clock.advance(MINUTE);
        assert_eq!(payments::run(desk).await.unwrap().looked, 1);
        assert_eq!(payments::of_order(desk, &buyer, order).await.unwrap().1.due, Rupiah::ZERO);
    });
}

async fn is_made_anew(house: &TestHouse, (double, provider): (Double, Arc<dyn PaymentProvider>)) {
    let name = provider.name();
    let town = town(house, vec![provider], 0).await;
    let (desk, buyer, site) = (&town.desk, town.actor(town.buyer).await, Client::site(&town, "http://laris.test").await);
    let order = ordered(&town, "lost-on-the-way", name).await;
    double.fail_next(Fault::SilenceAfterDoing);
    payments::ask(desk, &buyer, order).await.unwrap_err();
    let lost = payments::of_order(desk, &buyer, order).await.unwrap().1.open.unwrap();
    house.clock.advance(3 * SECOND);
    let code = payments::ask(desk, &buyer, order).await.expect("one press gives a code");
    // A bank says the same again, a gateway that does not is asked anew.
    assert!(code.payload.is_some() && (code.id == lost.id) == (name == "snap"), "{name}: {code:?}");
    // However often it is told that nothing happened, the next question comes no later.
    for _ in 0..3 {
        assert_eq!(tell(&site, name, &double.telling(&code.reference)).await, StatusCode::OK);
    }
    let open = payments::of_order(desk, &buyer, order).await.unwrap().1.open.unwrap();
    assert_eq!((open.id, open.state, open.polls), (code.id, IntentState::Pending, 0));
}

#[test]
fn a_code_that_was_lost_on_the_way_is_made_anew() {
    both(async |house| is_made_anew(&house, midtrans(&house).await).await);
    both(async |house| is_made_anew(&house, snap(&house).await).await);
}

#[test]
fn nobody_tells_of_cash_and_nobody_tells_a_book() {
    both(async |house| {
        let (double, provider) = midtrans(&house).await;
        let name = provider.name();
        let town = town(&house, vec![provider], 0).await;
        let site = Client::site(&town, "http://laris.test").await;
        let order = ordered(&town, "telling-size", name).await;
        let code = payments::ask(&town.desk, &town.actor(town.buyer).await, order).await.unwrap();
        let mut telling = double.telling(&code.reference);
        assert_eq!(tell(&site, "cash", &telling).await, StatusCode::NOT_FOUND);
        telling.body.extend(std::iter::repeat_n(b' ', 16 << 10));
        assert_eq!(tell(&site, name, &telling).await, StatusCode::PAYLOAD_TOO_LARGE);
        let kept = store::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM payment_callback WHERE city_id = $1");
        let (count,): (i64,) = town.house.db.reader().await.unwrap().one(kept, store::params![town.desk.city_id()]).await.unwrap();
        assert_eq!(count, 0);
    });
}

#[test]
fn what_a_gateway_gave_back_holds_no_order_and_goes_back_once() {
    both(async |house| {
        let (double, provider) = midtrans(&house).await;
        let town = town(&house, vec![Arc::clone(&provider)], 30).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let order = ordered(&town, "charged-back", "midtrans").await;
        let code = payments::ask(desk, &buyer, order).await.unwrap();
        double.pay(&code.reference);
        // In its dashboard, or because the buyer's bank wanted it, before we heard that it was paid.
        let elsewhere =
            RefundRequest { reference: code.reference.clone(), amount: code.amount, key: "elsewhere".to_owned(), is_only: true };
        provider.refund(&elsewhere).await.unwrap();
        house.clock.advance(10 * SECOND);
        assert_eq!(payments::run(desk).await.unwrap().looked, 1);
        assert!(hold::held_until(desk, order).await.unwrap().is_some(), "no stall begins for money that is gone");
        cancel::cancel(desk, &buyer, "charged-back-cancel", order, "").await.unwrap();
        payments::run(desk).await.unwrap();
        let back = payments::of_order(desk, &buyer, order).await.unwrap().1.returns.remove(0);
        assert_eq!((back.state, back.is_unsure), (ReturnState::ByHand, true), "staff ask before they transfer: {back:?}");
        check(&town).await;
    });
}

#[test]
fn of_many_servers_one_asks_for_a_return() {
    both(async |house| {
        let (double, provider) = midtrans(&house).await;
        let town = town(&house, vec![provider], 0).await;
        let (desk, buyer) = (town.desk.clone(), town.actor(town.buyer).await);
        let order = ordered(&town, "many-servers", "midtrans").await;
        double.pay(&payments::ask(&desk, &buyer, order).await.unwrap().reference);
        house.clock.advance(10 * SECOND);
        payments::run(&desk).await.unwrap();
        cancel::cancel(&desk, &buyer, "many-servers-cancel", order, "").await.unwrap();
        let asked: u32 =
            futures::future::join_all((0..8).map(|_| payments::run(&desk))).await.into_iter().map(|round| round.unwrap().returned).sum();
        assert_eq!(asked, 1);
        let back = payments::of_order(&desk, &buyer, order).await.unwrap().1.returns.remove(0);
        assert_eq!((back.state, back.tries), (ReturnState::Sent, 1));
        check(&town).await;
    });
}

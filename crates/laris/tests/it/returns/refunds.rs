//! Refunds of orders that were paid by code: whole, in part, by line; through sandbox, Midtrans and SNAP.

use kernel::Rupiah;
use kernel::time::{HOUR, MINUTE};
use ledger::AccountKind;
use market::complaints::{self, ComplaintReason, Decision, MakeComplaint};
use market::payments::{self, ReturnReason, ReturnState};
use market::settlement::{self, Liable, MakeRefund, RefundState, ReturnCash};
use testkit::both;
use testkit::gateways::Fault;

use super::{paid_by_code, returns};
use crate::payments::gateways::{Double, midtrans, snap};
use crate::payments::{hand_over, picked};
use crate::settlement::{balance, check, code};
use crate::town::Town;

#[test]
fn a_refund_goes_back_to_the_code_it_was_paid_by() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, manager, buyer) = (&town.desk, town.actor(town.manager).await, town.actor(town.buyer).await);
        let (order, total) = paid_by_code(&town, "source-1").await;
        let rice = town.detail(order).await.lines[1].id;
        let wanted = |line, amount, liable| MakeRefund { order, line, amount: Rupiah(amount), liable, reason: "berkutu".into() };
        let first = settlement::make_refund(desk, &manager, "source-rice", wanted(Some(rice), 5_000, Liable::Stall)).await.unwrap();
        assert_eq!(settlement::make_refund(desk, &manager, "source-rice", wanted(Some(rice), 5_000, Liable::Stall)).await.unwrap(), first);
        let back = returns(&town, order).await;
        assert_eq!((back.len(), back[0].amount, back[0].reason, back[0].refund), (1, Rupiah(5_000), ReturnReason::Refund, Some(first)));
        check(&town).await;
        let refunds = settlement::refunds_of_order(desk, &buyer, order).await.unwrap();
        assert_eq!((refunds[0].state, refunds[0].in_cash()), (RefundState::Paid, Rupiah::ZERO));
        assert_eq!(code(settlement::pay_refund(desk, &manager, "source-cash", first).await), "already_done", "not in cash as well");
        assert_eq!(balance(&town, AccountKind::RefundPayable, town.buyer).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[3]).await, Rupiah(67_500), "the stall bears it");

        payments::run(desk).await.unwrap();
        check(&town).await;
        // The rest of the order, by each who may bear it.
        for (number, (amount, liable)) in
            [(1_000, Liable::Runner), (1_000, Liable::Market), (total.amount() - 7_000, Liable::City)].iter().enumerate()
        {
            settlement::make_refund(desk, &manager, &format!("source-rest-{number}"), wanted(None, *amount, *liable)).await.unwrap();
        }
        let more = settlement::make_refund(desk, &manager, "source-more", wanted(None, 1, Liable::City)).await;
        assert_eq!(code(more), "bad_amount");
        check(&town).await;
        payments::run(desk).await.unwrap();
        payments::run(desk).await.unwrap();
        let books = town.sandbox.as_ref().unwrap().books().await.unwrap();
        assert_eq!((books[0].amount, books[0].refunded), (total, total), "once, and no more than was paid");
        assert!(returns(&town, order).await.iter().all(|back| back.state == ReturnState::Sent));
        let (_, paying) = payments::of_order(desk, &buyer, order).await.unwrap();
        assert_eq!((paying.received, paying.due), (total, Rupiah::ZERO));
        check(&town).await;
    });
}

#[test]
fn of_an_order_paid_half_in_cash_only_the_code_gets_back() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, manager, buyer) = (&town.desk, town.actor(town.manager).await, town.actor(town.buyer).await);
        // By the sticker a part came, the rest was taken in cash.
        let (order, total) = picked(&town, "half-order").await;
        let printed = Rupiah(20_000);
        crate::printed::stick(&town).await;
        crate::printed::paid(&town, order, printed, "half-rrn").await;
        hand_over(&town, order, total - printed).await.unwrap();
        let wanted = MakeRefund { order, line: None, amount: Rupiah(25_000), liable: Liable::Market, reason: "terlambat".into() };
        let refund = settlement::make_refund(desk, &manager, "half-refund", wanted).await.unwrap();
        let found = settlement::refunds_of_order(desk, &buyer, order).await.unwrap();
        assert_eq!((found[0].state, found[0].by_source, found[0].in_cash()), (RefundState::Approved, printed, Rupiah(5_000)));
        check(&town).await;
        let (runner, counted) = (town.runners[0], total - printed);
        let bringing = ReturnCash { market: town.market, runner, counted, expected: None, reason: String::new() };
        settlement::return_cash(desk, &manager, "half-bring", bringing).await.unwrap();
        settlement::pay_refund(desk, &manager, "half-cash", refund).await.unwrap();
        assert_eq!(code(settlement::pay_refund(desk, &manager, "half-cash-2", refund).await), "already_done");
        check(&town).await;
    });
}

#[test]
fn a_complaint_of_an_order_paid_by_code_goes_to_the_source() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
        let (order, total) = paid_by_code(&town, "complained-1").await;
        let rice = town.detail(order).await.lines[1].id;
        let about = |line, reason| MakeComplaint { order, line, reason, note: String::new() };
        let small = complaints::complain(desk, &buyer, "complain-small", about(Some(rice), ComplaintReason::BadQuality)).await.unwrap();
        let decision = Decision::Uphold { liable: Liable::Stall, amount: Rupiah(5_000) };
        complaints::decide(desk, &manager, "decide-small", small, decision, "berkutu").await.unwrap();
        assert_eq!(returns(&town, order).await.iter().map(|back| back.amount).collect::<Vec<_>>(), [Rupiah(5_000)]);
        check(&town).await;
        // A great one moves nothing before the second person agrees.
        let mut strict = town.desk.clone();
        let mut city = (*strict.city).clone();
        city.settings.refund_checked_above_rupiah = Rupiah(10_000);
        strict.city = std::sync::Arc::new(city);
        let great = complaints::complain(&strict, &buyer, "complain-great", about(None, ComplaintReason::Late)).await.unwrap();
        let decision = Decision::Uphold { liable: Liable::Market, amount: total - Rupiah(5_000) };
        complaints::decide(&strict, &manager, "decide-great", great, decision, "terlambat").await.unwrap();
        assert_eq!(returns(&town, order).await.len(), 1);
        assert_eq!(code(complaints::approve(&strict, &manager, "agree-own", great, true, "").await), "maker_is_checker");
        complaints::approve(&strict, &treasurer, "agree-great", great, true, "").await.unwrap();
        complaints::approve(&strict, &treasurer, "agree-great", great, true, "").await.expect("a retry repeats");
        assert_eq!(returns(&town, order).await.iter().map(|back| back.amount).sum::<Rupiah>(), total);
        payments::run(desk).await.unwrap();
        check(&town).await;
    });
}

/// Refuses, is down, does it and says nothing: each return is sent once, or ends with staff.
async fn failing(house: &testkit::TestHouse, (double, provider): (Double, std::sync::Arc<dyn providers::payments::PaymentProvider>)) {
    let mut town = Town::build(house).await;
    town.desk.payments = vec![std::sync::Arc::new(providers::payments::Cash), provider];
    town.sandbox = None;
    let (desk, manager, buyer) = (&town.desk, town.actor(town.manager).await, town.actor(town.buyer).await);
    let (order, total) = picked(&town, "failing-1").await;
    let code = payments::ask(desk, &buyer, order).await.unwrap();
    double.pay(&code.reference);
    payments::look(desk, &code.reference).await.unwrap();
    hand_over(&town, order, Rupiah::ZERO).await.unwrap();
    let wanted = |amount| MakeRefund { order, line: None, amount: Rupiah(amount), liable: Liable::Market, reason: "terlambat".into() };

    // Down, then silent after doing it, then well: sent once.
    settlement::make_refund(desk, &manager, "failing-first", wanted(10_000)).await.unwrap();
    for fault in [Fault::Status(503), Fault::SilenceAfterDoing] {
        double.fail_next(fault);
        payments::run(desk).await.unwrap();
        assert_eq!(returns(&town, order).await[0].state, ReturnState::Due);
        house.clock.advance(2 * HOUR);
        check(&town).await;
    }
    payments::run(desk).await.unwrap();
    assert_eq!(returns(&town, order).await[0].state, ReturnState::Sent);
    assert_eq!(double.books().totals().1, Rupiah(10_000), "sent once");
    check(&town).await;

    // Down for good: it ends with staff, who are told that nobody is sure.
    settlement::make_refund(desk, &manager, "failing-second", wanted(total.amount() - 10_000)).await.unwrap();
    let mut tries = 0;
    while returns(&town, order).await[1].state == ReturnState::Due {
        double.fail_next(Fault::Status(503));
        payments::run(desk).await.unwrap();
        house.clock.advance(HOUR + MINUTE);
        tries += 1;
        assert!(tries <= 12, "staff take over");
    }
    let last = returns(&town, order).await.remove(1);
    assert_eq!((tries, last.state, last.is_unsure), (12, ReturnState::ByHand, true));
    let (waiting, _) = payments::by_hand::list(desk, &manager, Some(town.market)).await.unwrap();
    assert!(!["", "the payment provider refused"].contains(&waiting[0].error.as_str()), "its own words: {}", waiting[0].error);
    payments::run(desk).await.unwrap();
    assert_eq!(double.books().totals().1, Rupiah(10_000), "the provider is asked no more");
    check(&town).await;
}

#[test]
fn midtrans_refunds_once_or_staff_do() {
    both(async |house| failing(&house, midtrans(&house).await).await);
}

#[test]
fn a_snap_bank_refunds_once_or_staff_do() {
    both(async |house| failing(&house, snap(&house).await).await);
}

#[test]
fn what_the_provider_refuses_ends_with_staff_at_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, manager) = (&town.desk, town.actor(town.manager).await);
        let (order, _) = paid_by_code(&town, "refused-1").await;
        let sandbox = town.sandbox.clone().unwrap();
        // Somebody gave the money back at the acquirer's own site.
        let reference = sandbox.books().await.unwrap()[0].reference.clone();
        let amount = sandbox.books().await.unwrap()[0].amount;
        let elsewhere = providers::payments::RefundRequest { reference, amount, key: "elsewhere".to_owned(), is_only: true };
        providers::payments::PaymentProvider::refund(&sandbox, &elsewhere).await.unwrap();
        let wanted = MakeRefund { order, line: None, amount: Rupiah(9_000), liable: Liable::Market, reason: "terlambat".into() };
        settlement::make_refund(desk, &manager, "refused-refund", wanted).await.unwrap();
        payments::run(desk).await.unwrap();
        let back = returns(&town, order).await.remove(0);
        assert_eq!((back.state, back.is_unsure), (ReturnState::ByHand, false));
        let (waiting, _) = payments::by_hand::list(desk, &manager, Some(town.market)).await.unwrap();
        assert!(waiting[0].error.starts_with("the payment provider refuses: "), "staff read why: {}", waiting[0].error);
        check(&town).await;
    });
}

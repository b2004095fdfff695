//! Money given back after delivery: how much, by whom, and once.

use kernel::actor::Grant;
use kernel::id::{OrderId, PersonId};
use kernel::time::DAY;
use kernel::{Actor, Role, Rupiah, Scope};
use ledger::AccountKind;
use market::MarketError;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::settlement::{self, Liable, MakeRefund, RefundState};
use testkit::both;

use super::{balance, check, code, delivered, payouts, settled};
use crate::town::Town;

#[test]
fn a_refund_is_bounded_borne_and_paid_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (manager, desk) = (town.actor(town.manager).await, &town.desk);
        let lines = vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)];
        let (order, total) = delivered(&town, lines, "refund-order", town.runners[0]).await;
        let batch = settled(&town, "refund-day-1").await;
        let list = payouts(&town, &manager, batch).await;
        let to_stall = list.iter().find(|payout| payout.payee == town.stalls[3].0).unwrap();
        settlement::pay_payout(desk, &manager, "refund-pay-1", to_stall.id).await.unwrap();
        let rice = town.detail(order).await.lines[1].id;
        let wanted = |line, amount, liable| MakeRefund { order, line, amount: Rupiah(amount), liable, reason: "berkutu".into() };
        refuse_bad_refunds(&town, order, total).await;
        let refund = settlement::make_refund(desk, &manager, "good-refund", wanted(Some(rice), 5_000, Liable::Stall)).await.unwrap();
        assert_eq!(settlement::make_refund(desk, &manager, "good-refund", wanted(Some(rice), 5_000, Liable::Stall)).await.unwrap(), refund);
        check(&town).await;
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[3]).await, Rupiah(-5_000), "the stall was paid already");
        let again = settlement::make_refund(desk, &manager, "too-much-1", wanted(Some(rice), 67_501, Liable::City)).await;
        match again {
            Err(MarketError::BadAmount { most }) => assert_eq!(most, Rupiah(67_500)),
            other => panic!("{other:?}"),
        }
        assert_eq!(settlement::list_refunds(desk, &manager, town.market).await.unwrap().len(), 1);
        for own in [town.buyer, town.sellers[0]] {
            let refused = settlement::pay_refund(desk, &managing(&town, own).await, "pay-own-1", refund).await;
            assert_eq!(code(refused), "not_allowed");
        }
        settlement::pay_refund(desk, &manager, "pay-refund-1", refund).await.unwrap();
        settlement::pay_refund(desk, &manager, "pay-refund-1", refund).await.expect("a retry repeats");
        assert_eq!(code(settlement::pay_refund(desk, &manager, "pay-refund-2", refund).await), "already_done");
        let buyer = town.actor(town.buyer).await;
        let refunds = settlement::refunds_of_order(desk, &buyer, order).await.unwrap();
        assert_eq!((refunds[0].state, refunds[0].amount), (RefundState::Paid, Rupiah(5_000)));
        check(&town).await;

        // The box holds what is not handed out yet, less the refund: a greater refund must wait.
        let there = balance(&town, AccountKind::CashBox, town.market).await;
        assert!(there < Rupiah(50_000));
        let great = settlement::make_refund(desk, &manager, "great-refund", wanted(Some(rice), 50_000, Liable::Market)).await.unwrap();
        match settlement::pay_refund(desk, &manager, "pay-great-1", great).await {
            Err(MarketError::BadAmount { most }) => assert_eq!(most, there),
            other => panic!("{other:?}"),
        }
        check(&town).await;

        // The next day's payout to the stall is lower by what it owes.
        house.clock.advance(DAY);
        market::orders::slots::ensure(desk).await.unwrap();
        delivered(&town, vec![town.line("telur-d", 1_000, Drop)], "refund-order-2", town.runners[0]).await;
        let batch = settled(&town, "refund-day-2").await;
        let list = payouts(&town, &manager, batch).await;
        let to_stall = list.iter().find(|payout| payout.payee == town.stalls[3].0).unwrap();
        assert_eq!(to_stall.amount, Rupiah(23_000));
        check(&town).await;
    });
}

/// Somebody of the town who is made a manager too.
async fn managing(town: &Town, person: PersonId) -> Actor {
    let mut actor = town.actor(person).await;
    actor.grants.push(Grant { role: Role::Manager, scope: Scope::Market(town.market) });
    actor
}

/// Too much, nothing, nobody to bear it, no reason, or not a manager.
async fn refuse_bad_refunds(town: &Town, order: OrderId, total: Rupiah) {
    let (manager, desk) = (town.actor(town.manager).await, &town.desk);
    let rice = town.detail(order).await.lines[1].id;
    let wanted = |line, amount, liable| MakeRefund { order, line, amount: Rupiah(amount), liable, reason: "berkutu".into() };
    for (number, (command, expected)) in [
        (wanted(Some(rice), 72_501, Liable::Stall), "bad_amount"),
        (wanted(Some(rice), 0, Liable::Stall), "bad_amount"),
        (wanted(Some(rice), -5, Liable::Stall), "bad_amount"),
        (wanted(None, total.amount() + 1, Liable::Market), "bad_amount"),
        (wanted(None, 1_000, Liable::Stall), "missing"),
        (MakeRefund { reason: " ".into(), ..wanted(None, 1_000, Liable::Market) }, "reason_missing"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(code(settlement::make_refund(desk, &manager, &format!("bad-refund-{number}"), command).await), expected);
    }
    for other in [town.runners[0], town.treasurer, town.buyer] {
        let refused = settlement::make_refund(desk, &town.actor(other).await, "not-a-manager", wanted(None, 1_000, Liable::Market)).await;
        assert_eq!(code(refused), "not_allowed");
    }
    // Who runs the market may buy, sell and bring there, and then gives nothing back of it.
    for own in [town.buyer, town.sellers[3], town.runners[0]] {
        let refused = settlement::make_refund(desk, &managing(town, own).await, "own-order", wanted(None, 1_000, Liable::Market)).await;
        assert_eq!(code(refused), "not_allowed");
    }
    let hidden = settlement::make_refund(desk, &town.actor(town.stranger).await, "a-stranger", wanted(None, 1_000, Liable::Market)).await;
    assert_eq!(code(hidden), "not_found");
}

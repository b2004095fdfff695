//! Complaints through the services: who, when, how much, what is held back, and who agrees.

use kernel::Rupiah;
use kernel::id::{LineId, OrderId};
use kernel::time::{DAY, HOUR};
use ledger::AccountKind;
use market::complaints::{self, ComplaintReason as Why, ComplaintState, Decision, MakeComplaint};
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::settlement::{self, Liable, MakeRefund, PayeeKind};
use testkit::both;

use crate::settlement::{balance, check, code, delivered, payouts, settled};
use crate::town::Town;

fn about(order: OrderId, line: Option<LineId>, reason: Why) -> MakeComplaint {
    MakeComplaint { order, line, reason, note: "berkutu".into() }
}

const fn back(amount: i64, liable: Liable) -> Decision {
    Decision::Uphold { liable, amount: Rupiah(amount) }
}

#[test]
fn a_complaint_holds_the_money_and_then_moves_it() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
        let lines = vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)];
        let (order, _) = delivered(&town, lines, "complaint-order", town.runners[0]).await;
        let rice = town.detail(order).await.lines[1].id;
        let id = complaints::complain(desk, &buyer, "complain-1", about(order, Some(rice), Why::BadQuality)).await.unwrap();
        let again = complaints::complain(desk, &buyer, "complain-1", about(order, Some(rice), Why::BadQuality)).await.unwrap();
        assert_eq!(again, id, "the same key gives the same complaint");
        refuse_complaints(&town, order, rice).await;
        check(&town).await;

        // The stall's part waits; the other stall and the runner are paid.
        let batch = settled(&town, "complaint-day-1").await;
        let list = payouts(&town, &manager, batch).await;
        assert!(list.iter().all(|payout| payout.payee != town.stalls[3].0), "{list:#?}");
        assert_eq!(list.iter().filter(|payout| payout.payee_kind == PayeeKind::Stall).count(), 1);

        answer_and_decide(&town, id).await;
        let found = complaints::get(desk, &buyer, id).await.unwrap();
        assert_eq!((found.complaint.state, found.complaint.amount), (ComplaintState::Upheld, Some(Rupiah(5_000))));
        assert!(found.complaint.refund.is_some() && found.parties.iter().all(|party| !party.is_held));
        assert_eq!(balance(&town, AccountKind::RefundPayable, town.buyer).await, Rupiah(5_000));

        house.clock.advance(DAY);
        market::orders::slots::ensure(desk).await.unwrap();
        let late = complaints::complain(desk, &buyer, "complain-late", about(order, None, Why::Late)).await;
        assert_eq!(code(late), "complaint_late");
        complaints::complain(desk, &manager, "complain-by-phone", about(order, None, Why::Late))
            .await
            .expect("a manager may, for a caller");
        delivered(&town, vec![town.line("rawit-a", 250, Drop)], "complaint-order-2", town.runners[1]).await;
        let batch = settled(&town, "complaint-day-2").await;
        let list = payouts(&town, &manager, batch).await;
        let to_stall = list.iter().find(|payout| payout.payee == town.stalls[3].0).expect("the rest is paid");
        assert_eq!(to_stall.amount, Rupiah(72_500 - 5_000));
    });
}

/// Twice, by others, or about what does not exist.
async fn refuse_complaints(town: &Town, order: OrderId, rice: LineId) {
    let desk = &town.desk;
    for (person, key, command, expected) in [
        (town.buyer, "complain-2", about(order, Some(rice), Why::BadQuality), "already_done"),
        (town.stranger, "complain-3", about(order, Some(rice), Why::Missing), "not_found"),
        (town.runners[0], "complain-4", about(order, None, Why::Late), "not_allowed"),
        (town.treasurer, "complain-5", about(order, None, Why::Late), "not_allowed"),
        (town.buyer, "complain-6", about(order, Some(LineId(order.0)), Why::Missing), "not_found"),
        (town.buyer, "complain-7", MakeComplaint { note: "a".repeat(501), ..about(order, None, Why::Late) }, "too_long"),
        (town.buyer, "complain-1", about(order, None, Why::Late), "idempotency_key_reused"),
    ] {
        let refused = complaints::complain(desk, &town.actor(person).await, key, command).await;
        assert_eq!(code(refused), expected, "{key}");
    }
    let open = town.order(vec![town.line("telur-d", 1_000, Drop)], "complaint-open").await;
    let buyer = town.actor(town.buyer).await;
    assert_eq!(code(complaints::complain(desk, &buyer, "complain-8", about(open, None, Why::Late)).await), "wrong_state");
    market::orders::cancel::cancel(desk, &buyer, "cancel-open-1", open, "").await.unwrap();
}

/// The stall says what it has to say; the manager decides once, within what was paid.
async fn answer_and_decide(town: &Town, id: complaints::ComplaintId) {
    let (desk, manager) = (&town.desk, town.actor(town.manager).await);
    let seller = town.actor(town.sellers[3]).await;
    complaints::answer(desk, &seller, id, "maaf, karung lama").await.unwrap();
    let told = jobs::queue::figures::figures(&mut desk.house.db.reader().await.unwrap(), desk.city_id(), desk.now()).await.unwrap();
    complaints::answer(desk, &seller, id, "maaf, karung lama").await.unwrap();
    let again = jobs::queue::figures::figures(&mut desk.house.db.reader().await.unwrap(), desk.city_id(), desk.now()).await.unwrap();
    assert_eq!(again, told, "the same answer tells nobody twice");
    for (person, expected) in [(town.sellers[0], "not_found"), (town.manager, "not_allowed"), (town.stranger, "not_found")] {
        assert_eq!(code(complaints::answer(desk, &town.actor(person).await, id, "x").await), expected);
    }
    for (person, key, decision, reason, expected) in [
        (town.manager, "decide-1", back(72_501, Liable::Stall), "berkutu", "bad_amount"),
        (town.manager, "decide-2", back(0, Liable::Stall), "berkutu", "bad_amount"),
        (town.manager, "decide-3", Decision::Refuse, " ", "reason_missing"),
        (town.treasurer, "decide-4", Decision::Refuse, "x", "not_allowed"),
        (town.buyer, "decide-5", back(1_000, Liable::City), "x", "not_allowed"),
        (town.sellers[3], "decide-6", Decision::Refuse, "x", "not_allowed"),
        (town.stranger, "decide-7", Decision::Refuse, "x", "not_found"),
    ] {
        let refused = complaints::decide(desk, &town.actor(person).await, key, id, decision, reason).await;
        assert_eq!(code(refused), expected, "{key}");
        check(town).await;
    }
    complaints::decide(desk, &manager, "decide-good", id, back(5_000, Liable::Stall), "berkutu").await.unwrap();
    complaints::decide(desk, &manager, "decide-good", id, back(5_000, Liable::Stall), "berkutu").await.expect("a retry repeats");
    assert_eq!(code(complaints::decide(desk, &manager, "decide-again", id, Decision::Refuse, "x").await), "wrong_state");
    assert_eq!(code(complaints::answer(desk, &seller, id, "x").await), "wrong_state");
    check(town).await;
}

#[test]
fn what_was_paid_already_is_carried_as_a_debt() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
        let (order, _) = delivered(&town, vec![town.line("beras-d", 1_000, Drop)], "debt-order", town.runners[0]).await;
        settled(&town, "debt-day-1").await;
        let id = complaints::complain(desk, &buyer, "debt-complain", about(order, None, Why::BadQuality)).await.unwrap();
        assert!(complaints::get(desk, &buyer, id).await.unwrap().parties.iter().all(|party| !party.is_held));
        complaints::decide(desk, &manager, "debt-decide", id, back(50_000, Liable::Stall), "busuk").await.unwrap();
        assert_eq!(balance(&town, AccountKind::StallPayable, town.stalls[3]).await, Rupiah(-50_000));
        check(&town).await;
        house.clock.advance(DAY);
        market::orders::slots::ensure(desk).await.unwrap();
        delivered(&town, vec![town.line("telur-d", 1_000, Drop)], "debt-order-2", town.runners[0]).await;
        let list = payouts(&town, &manager, settled(&town, "debt-day-2").await).await;
        assert!(list.iter().all(|payout| payout.payee != town.stalls[3].0), "28,000 do not cover the debt: {list:#?}");
        house.clock.advance(DAY);
        market::orders::slots::ensure(desk).await.unwrap();
        delivered(&town, vec![town.line("telur-d", 1_000, Drop)], "debt-order-3", town.runners[0]).await;
        let list = payouts(&town, &manager, settled(&town, "debt-day-3").await).await;
        let to_stall = list.iter().find(|payout| payout.payee == town.stalls[3].0).unwrap();
        assert_eq!(to_stall.amount, Rupiah(2 * 28_000 - 50_000));
    });
}

#[test]
fn large_sums_need_a_second_person() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
        let treasurer = town.actor(town.treasurer).await;
        let (order, _) = delivered(&town, vec![town.line("beras-d", 2_000, Drop)], "large-order", town.runners[0]).await;
        let rice = town.detail(order).await.lines[0].id;
        let direct = MakeRefund { order, line: Some(rice), amount: Rupiah(120_000), liable: Liable::Stall, reason: "busuk".into() };
        assert_eq!(code(settlement::make_refund(desk, &manager, "large-direct", direct).await), "needs_checker");
        check(&town).await;
        let id = complaints::complain(desk, &buyer, "large-complain", about(order, Some(rice), Why::BadQuality)).await.unwrap();
        assert_eq!(code(complaints::approve(desk, &treasurer, "large-early", id, true, "").await), "wrong_state");
        complaints::decide(desk, &manager, "large-decide", id, back(120_000, Liable::Stall), "busuk").await.unwrap();
        let proposed = complaints::get(desk, &treasurer, id).await.unwrap().complaint;
        assert_eq!((proposed.state, proposed.refund), (ComplaintState::Proposed, None));
        assert_eq!(balance(&town, AccountKind::RefundPayable, town.buyer).await, Rupiah::ZERO);
        check(&town).await;
        for (person, key, agrees, reason, expected) in [
            (town.manager, "large-self", true, "", "maker_is_checker"),
            (town.buyer, "large-buyer", true, "", "not_allowed"),
            (town.stranger, "large-stranger", true, "", "not_found"),
            (town.treasurer, "large-silent", false, "", "reason_missing"),
        ] {
            assert_eq!(code(complaints::approve(desk, &town.actor(person).await, key, id, agrees, reason).await), expected, "{key}");
        }
        complaints::approve(desk, &treasurer, "large-return", id, false, "lihat foto dulu").await.unwrap();
        let returned = complaints::get(desk, &manager, id).await.unwrap();
        assert_eq!((returned.complaint.state, returned.complaint.amount), (ComplaintState::Open, None));
        assert!(returned.parties.iter().all(|party| party.is_held), "still held back");
        check(&town).await;
        complaints::decide(desk, &manager, "large-decide-2", id, back(120_000, Liable::Stall), "foto jelas").await.unwrap();
        assert_eq!(complaints::proposed(desk, &treasurer).await.unwrap().len(), 1);
        complaints::approve(desk, &treasurer, "large-agree", id, true, "").await.unwrap();
        complaints::approve(desk, &treasurer, "large-agree", id, true, "").await.expect("a retry repeats");
        assert_eq!(balance(&town, AccountKind::RefundPayable, town.buyer).await, Rupiah(120_000));
        check(&town).await;
        // No more than was paid, also by another complaint about the same line.
        let other = complaints::complain(desk, &buyer, "large-other", about(order, Some(rice), Why::ShortWeight)).await.unwrap();
        let refused = complaints::decide(desk, &manager, "large-too-much", other, back(25_001, Liable::City), "x").await;
        assert_eq!(code(refused), "bad_amount");
        complaints::decide(desk, &manager, "large-refuse", other, Decision::Refuse, "sudah diganti").await.unwrap();
        check(&town).await;
        in_parts(&town).await;
    });
}

/// Small refunds of one order count together, with and without a complaint; what two agreed to does not count.
async fn in_parts(town: &Town) {
    let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
    let treasurer = town.actor(town.treasurer).await;
    let (order, _) = delivered(town, vec![town.line("beras-d", 3_000, Drop)], "parts-order", town.runners[1]).await;
    let part = |amount| MakeRefund { order, line: None, amount: Rupiah(amount), liable: Liable::Market, reason: "busuk".into() };
    settlement::make_refund(desk, &manager, "parts-refund-1", part(60_000)).await.unwrap();
    assert_eq!(code(settlement::make_refund(desk, &manager, "parts-refund-2", part(40_001)).await), "needs_checker");
    let id = complaints::complain(desk, &buyer, "parts-complain", about(order, None, Why::Late)).await.unwrap();
    complaints::decide(desk, &manager, "parts-decide", id, back(40_001, Liable::Market), "terlambat").await.unwrap();
    assert_eq!(complaints::get(desk, &manager, id).await.unwrap().complaint.state, ComplaintState::Proposed);
    complaints::approve(desk, &treasurer, "parts-agree", id, true, "").await.unwrap();
    settlement::make_refund(desk, &manager, "parts-refund-3", part(40_000)).await.expect("100,000 by one person");
    assert_eq!(code(settlement::make_refund(desk, &manager, "parts-refund-4", part(1)).await), "needs_checker");
    check(town).await;
}

#[test]
fn nobody_is_forgotten() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (order, _) = delivered(&town, vec![town.line("beras-d", 1_000, Drop)], "late-order", town.runners[0]).await;
        let id = complaints::complain(desk, &buyer, "late-complain", about(order, None, Why::Runner)).await.unwrap();
        let found = complaints::get(desk, &buyer, id).await.unwrap();
        assert_eq!(found.parties.iter().map(|party| party.payee).collect::<Vec<_>>(), [town.runners[0].0]);
        house.clock.advance(24 * HOUR - 1);
        assert_eq!(complaints::timers::remind(desk).await.unwrap(), 0);
        house.clock.advance(1);
        assert_eq!(complaints::timers::remind(desk).await.unwrap(), 1);
        assert_eq!(complaints::timers::remind(desk).await.unwrap(), 0, "once");
        // The runner's earnings of this order are held too.
        let manager = town.actor(town.manager).await;
        let day = desk.today().plus_days(-1);
        let preview = settlement::closing_preview(desk, &manager, town.market, day).await.unwrap();
        let float = &preview.floats[0];
        let brought = settlement::ReturnCash {
            market: town.market,
            runner: float.runner,
            counted: float.amount,
            expected: None,
            reason: String::new(),
        };
        settlement::return_cash(desk, &manager, "late-return", brought).await.unwrap();
        let counted = balance(&town, AccountKind::CashBox, town.market).await;
        let close = settlement::CloseCash { market: town.market, date: day, counted, expected: None, reason: String::new() };
        settlement::close_cash(desk, &manager, "late-close", close).await.unwrap();
        let batch = settlement::create_settlement(desk, &manager, "late-batch", town.market, day).await.unwrap();
        assert!(payouts(&town, &manager, batch).await.iter().all(|payout| payout.payee_kind == PayeeKind::Stall));
        check(&town).await;
    });
}

//! Cash, closing, settlement and refunds through the services, on both databases; every invariant after every step.

use kernel::id::{CashCountId, OrderId, PayoutId, PersonId, SettlementId, StallId};
use kernel::time::MINUTE;
use kernel::{Actor, BusinessDate, Kinded, Rupiah};
use ledger::{Account, AccountKind};
use market::delivery;
use market::delivery::handover::Proof;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::orders::model::WantedLine;
use market::picking::{self, PickInput};
use market::settlement::{self, BatchState, CloseCash, CountKind, PayeeKind, Payout, PayoutFilter, PayoutState, ReturnCash};
use market::{Desk, MarketError};
use testkit::both;

use crate::town::Town;

mod damage;
pub mod races;
mod refunds;

/// Every invariant of money and goods.
pub async fn check(town: &Town) {
    let mut tx = town.house.db.reader().await.unwrap();
    let violations = settlement::invariants::check(&mut tx, &town.desk).await.unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
}

/// Places an order and brings it to the door by a runner; gives the order and what was paid.
pub async fn delivered(town: &Town, lines: Vec<WantedLine>, key: &str, runner: PersonId) -> (OrderId, Rupiah) {
    let order = town.order(lines, key).await;
    let manager = town.actor(town.manager).await;
    delivery::assign(&town.desk, &manager, order, runner).await.unwrap();
    let runner = town.actor(runner).await;
    for line in town.detail(order).await.lines {
        let input = PickInput { version: line.version, picked: line.quantity, price: None, device: None };
        picking::record_pick(&town.desk, &runner, &format!("{key}-{}", line.position), order, line.id, input).await.unwrap();
    }
    picking::finish_picking(&town.desk, &runner, order).await.unwrap();
    delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
    let found = town.detail(order).await.order;
    let total = found.total_final.unwrap();
    delivery::hand_over(&town.desk, &runner, &format!("{key}-door"), order, Proof::Pin(found.pin), total, None).await.unwrap();
    (order, total)
}

fn bringing(town: &Town, runner: PersonId, counted: Rupiah, reason: &str) -> ReturnCash {
    ReturnCash { market: town.market, runner, counted, expected: None, reason: reason.into() }
}

fn closing(town: &Town, counted: Rupiah, reason: &str) -> CloseCash {
    CloseCash { market: town.market, date: town.desk.today(), counted, expected: None, reason: reason.into() }
}

pub async fn balance(town: &Town, kind: AccountKind, owner: impl Into<kernel::id::RawId>) -> Rupiah {
    let mut tx = town.house.db.reader().await.unwrap();
    ledger::balance(&mut tx, town.desk.city_id(), Account::new(kind, owner)).await.unwrap()
}

pub async fn payouts(town: &Town, actor: &Actor, batch: SettlementId) -> Vec<Payout> {
    settlement::get_settlement(&town.desk, actor, batch).await.unwrap().payouts
}

/// Returns, closes, prepares and approves today; gives the batch and the key's prefix.
pub async fn settled(town: &Town, key: &str) -> SettlementId {
    let (manager, treasurer) = (town.actor(town.manager).await, town.actor(town.treasurer).await);
    let preview = settlement::closing_preview(&town.desk, &manager, town.market, town.desk.today()).await.unwrap();
    for float in preview.floats {
        let command = bringing(town, float.runner, float.amount, "");
        settlement::return_cash(&town.desk, &manager, &format!("{key}-{}", float.runner), command).await.unwrap();
    }
    let there = balance(town, AccountKind::CashBox, town.market).await;
    settlement::close_cash(&town.desk, &manager, &format!("{key}-close"), closing(town, there, "")).await.unwrap();
    let prepared = settlement::create_settlement(&town.desk, &manager, &format!("{key}-batch"), town.market, town.desk.today()).await;
    let batch = prepared.unwrap();
    settlement::approve_settlement(&town.desk, &treasurer, &format!("{key}-check"), batch).await.unwrap();
    check(town).await;
    batch
}

pub fn code<T>(result: Result<T, MarketError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}

#[test]
fn a_day_ends_with_settled_stalls() {
    both(async |house| {
        let town = Town::build(&house).await;
        let lines = vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)];
        let (_, first) = delivered(&town, lines, "day-order-1", town.runners[0]).await;
        house.clock.advance(MINUTE);
        let (_, second) = delivered(&town, vec![town.line("telur-d", 1_000, Drop)], "day-order-2", town.runners[1]).await;
        check(&town).await;
        house.clock.advance(MINUTE);
        let there = bring_and_close(&town, first, second).await;
        let (manager, treasurer, desk) = (town.actor(town.manager).await, town.actor(town.treasurer).await, &town.desk);
        let batch = settlement::create_settlement(desk, &manager, "batch-day-1", town.market, desk.today()).await.unwrap();
        check(&town).await;
        hand_out(&town, &manager, &treasurer, batch).await;
        let batch = settlement::get_settlement(desk, &treasurer, batch).await.unwrap();
        assert_eq!((batch.settlement.state, batch.settlement.total), (BatchState::Paid, Rupiah(123_500)));
        assert_eq!(balance(&town, AccountKind::PayoutClearing, town.market).await, Rupiah::ZERO);
        assert_eq!(balance(&town, AccountKind::CashBox, town.market).await, there - Rupiah(123_500));
        read_statements(&town).await;
    });
}

/// One runner is short, the other over, and the box is short at closing; gives what is in the box.
async fn bring_and_close(town: &Town, first: Rupiah, second: Rupiah) -> Rupiah {
    let (manager, desk, today) = (town.actor(town.manager).await, &town.desk, town.desk.today());
    let preview = settlement::closing_preview(desk, &manager, town.market, today).await.unwrap();
    assert_eq!((preview.expected, preview.orders_open, preview.floats.len(), preview.can_close()), (Rupiah::ZERO, 0, 2, false));
    assert_eq!(preview.figures.charged, first + second);
    let short = bringing(town, town.runners[0], first - Rupiah(500), "kembalian kurang");
    settlement::return_cash(desk, &manager, "bring-first", short).await.unwrap();
    let over = bringing(town, town.runners[1], second + Rupiah(200), "pembeli membulatkan");
    settlement::return_cash(desk, &manager, "bring-second", over).await.unwrap();
    check(town).await;
    assert_eq!(balance(town, AccountKind::CashBox, town.market).await, first + second - Rupiah(300));
    assert_eq!(balance(town, AccountKind::RunnerFloat, town.runners[0]).await, Rupiah::ZERO);
    assert_eq!(balance(town, AccountKind::CashDifference, town.market).await, Rupiah(300));

    let there = first + second - Rupiah(1_300);
    settlement::close_cash(desk, &manager, "close-day-1", closing(town, there, "seribu hilang")).await.unwrap();
    check(town).await;
    assert_eq!(balance(town, AccountKind::CashBox, town.market).await, there);
    let figures = settlement::day_figures(desk, &town.actor(town.treasurer).await, town.market, today).await.unwrap();
    assert_eq!((figures.difference, figures.goods), (Rupiah(-1_300), Rupiah(15_000 + 72_500 + 28_000)));
    assert_eq!(figures.closing.as_ref().map(|count| (count.kind, count.counted)), Some((CountKind::Closing, there)));
    assert_eq!(figures.charged, figures.goods + figures.delivery_fees + figures.service_fees + figures.rounding);
    there
}

/// The treasurer approves and the manager pays, each thing once.
async fn hand_out(town: &Town, manager: &Actor, treasurer: &Actor, batch: SettlementId) {
    let desk = &town.desk;
    let list = payouts(town, treasurer, batch).await;
    let found: Vec<_> = list.iter().map(|payout| (payout.payee_kind, payout.payee, payout.amount.amount(), payout.state)).collect();
    let mut earners = [town.runners[0].0, town.runners[1].0];
    earners.sort_unstable();
    let prepared = PayoutState::Prepared;
    assert_eq!(
        found,
        [
            (PayeeKind::Stall, town.stalls[0].0, 15_000, prepared),
            (PayeeKind::Stall, town.stalls[3].0, 100_500, prepared),
            (PayeeKind::Runner, earners[0], 4_000, prepared),
            (PayeeKind::Runner, earners[1], 4_000, prepared),
        ]
    );
    assert_eq!((list[0].name.as_str(), list[0].place.as_str(), list[0].method.as_str()), ("Lapak 1", "A-1", "cash"));
    assert_eq!(code(settlement::pay_payout(desk, manager, "pay-too-soon", list[0].id).await), "wrong_state");
    settlement::approve_settlement(desk, treasurer, "approve-day-1", batch).await.unwrap();
    settlement::approve_settlement(desk, treasurer, "approve-day-1", batch).await.expect("a retry repeats");
    assert_eq!(code(settlement::approve_settlement(desk, treasurer, "approve-again", batch).await), "already_done");
    for (number, payout) in list.iter().enumerate() {
        settlement::pay_payout(desk, manager, &format!("hand-out-{number}"), payout.id).await.unwrap();
        settlement::pay_payout(desk, manager, &format!("hand-out-{number}"), payout.id).await.expect("a retry repeats");
        check(town).await;
    }
    assert_eq!(code(settlement::pay_payout(desk, manager, "hand-out-twice", list[0].id).await), "already_done");
}

/// A seller and a runner read what they earned and got.
async fn read_statements(town: &Town) {
    let (desk, today) = (&town.desk, town.desk.today());
    let seller = town.actor(town.sellers[3]).await;
    let statement = settlement::statement_of_stall(desk, &seller, town.stalls[3], today, today).await.unwrap();
    let changes: Vec<_> = statement.lines.iter().map(|line| (line.reason, line.change.amount(), line.goods.len())).collect();
    assert_eq!(changes, [("goods_sold", 72_500, 1), ("goods_sold", 28_000, 1), ("payout_prepared", -100_500, 0)]);
    assert_eq!((statement.opening, statement.closing, statement.payouts.len()), (Rupiah::ZERO, Rupiah::ZERO, 1));
    assert!(settlement::export::statement(&statement, &str::to_owned).contains(",1 sak 5 kg beras-5kg,72500,72500"));
    let money = settlement::money_of_stall_today(desk, &seller, town.stalls[3]).await.unwrap();
    assert_eq!((money.today, money.owed, money.approved), (Rupiah(100_500), Rupiah::ZERO, Rupiah::ZERO));
    assert_eq!(money.last_paid.map(|payout| payout.amount), Some(Rupiah(100_500)));
    let runner = town.actor(town.runners[0]).await;
    let statement = settlement::statement_of_runner(desk, &runner, town.runners[0], today, today).await.unwrap();
    assert_eq!(statement.lines.iter().map(|line| line.reason).collect::<Vec<_>>(), ["runner_share", "runner_payout_prepared"]);
}

#[test]
fn cash_counted_wrong_is_refused_and_nothing_is_written() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (manager, desk, today) = (town.actor(town.manager).await, &town.desk, town.desk.today());
        let runner = town.runners[0];
        let (_, total) = delivered(&town, vec![town.line("rawit-a", 250, Drop)], "wrong-order", runner).await;
        let sound = bringing(&town, runner, total, "");
        for (number, (command, expected)) in [
            (bringing(&town, runner, total - Rupiah(1), " "), "reason_missing"),
            (bringing(&town, runner, Rupiah(-1), "hilang"), "bad_amount"),
            (bringing(&town, runner, total, &"x".repeat(201)), "too_long"),
            (bringing(&town, town.buyer, total, ""), "not_a_runner"),
            (bringing(&town, town.runners[1], total, "lebih"), "already_done"),
            (bringing(&town, town.manager, total, ""), "maker_is_checker"),
            (ReturnCash { expected: Some(total - Rupiah(100)), ..sound.clone() }, "stale"),
        ]
        .into_iter()
        .enumerate()
        {
            let found = settlement::return_cash(desk, &manager, &format!("wrong-{number:03}"), command).await;
            assert_eq!(code(found), expected);
        }
        for other in [town.runners[0], town.runners[1], town.treasurer, town.sellers[0], town.buyer] {
            let actor = town.actor(other).await;
            let refused = settlement::return_cash(desk, &actor, "not-a-cashier", bringing(&town, town.runners[0], total, "")).await;
            assert!(matches!(refused, Err(MarketError::NotAllowed | MarketError::MakerIsChecker)), "{refused:?}");
        }
        assert_eq!(balance(&town, AccountKind::CashBox, town.market).await, Rupiah::ZERO);
        assert_eq!(code(settlement::close_cash(desk, &manager, "close-early", closing(&town, total, "")).await), "day_open");
        let first = settlement::return_cash(desk, &manager, "right-return", sound.clone()).await.unwrap();
        assert_eq!(settlement::return_cash(desk, &manager, "right-return", sound.clone()).await.unwrap(), first);
        let other = bringing(&town, runner, total - Rupiah(1), "lain");
        assert_eq!(code(settlement::return_cash(desk, &manager, "right-return", other).await), "idempotency_key_reused");
        assert_eq!(code(settlement::return_cash(desk, &manager, "second-return", sound).await), "already_done");
        check(&town).await;

        let open = town.order(vec![town.line("rawit-a", 250, Drop)], "open-order").await;
        match settlement::close_cash(desk, &manager, "close-open", closing(&town, total, "")).await {
            Err(MarketError::DayOpen { what: "orders", count: 1 }) => {}
            other => panic!("{other:?}"),
        }
        market::orders::cancel::cancel(desk, &manager, "cancel-open", open, "pasar tutup").await.unwrap();
        let ahead = CloseCash { date: today.plus_days(1), ..closing(&town, total, "") };
        for (number, (command, expected)) in [
            (ahead, "day_not_begun"),
            (closing(&town, total + Rupiah(1), ""), "reason_missing"),
            (CloseCash { expected: Some(Rupiah(1)), ..closing(&town, total, "") }, "stale"),
        ]
        .into_iter()
        .enumerate()
        {
            assert_eq!(code(settlement::close_cash(desk, &manager, &format!("bad-close-{number}"), command).await), expected);
        }
        assert_eq!(code(settlement::create_settlement(desk, &manager, "batch-early", town.market, today).await), "wrong_state");
        let closed = settlement::close_cash(desk, &manager, "good-close", closing(&town, total, "")).await.unwrap();
        assert_eq!(settlement::close_cash(desk, &manager, "good-close", closing(&town, total, "")).await.unwrap(), closed);
        assert_eq!(code(settlement::close_cash(desk, &manager, "second-close", closing(&town, total, "")).await), "already_done");
        check(&town).await;
        let batch = settlement::create_settlement(desk, &manager, "good-batch", town.market, today).await.unwrap();
        assert_eq!(settlement::create_settlement(desk, &manager, "good-batch", town.market, today).await.unwrap(), batch);
        assert_eq!(code(settlement::create_settlement(desk, &manager, "other-batch", town.market, today).await), "already_done");
        assert_eq!(code(settlement::approve_settlement(desk, &manager, "own-batch-1", batch).await), "not_allowed");
        check(&town).await;
    });
}

#[test]
fn the_maker_does_not_approve() {
    both(async |house| {
        let town = Town::build(&house).await;
        delivered(&town, vec![town.line("rawit-a", 250, Drop)], "maker-order", town.runners[0]).await;
        let mut both_hats = town.actor(town.manager).await;
        both_hats.grants.extend(town.actor(town.treasurer).await.grants);
        let (manager, desk, today) = (town.actor(town.manager).await, &town.desk, town.desk.today());
        let float = settlement::float_of_runner(desk, &manager, town.market, town.runners[0]).await.unwrap();
        settlement::return_cash(desk, &manager, "maker-return", bringing(&town, town.runners[0], float, "")).await.unwrap();
        settlement::close_cash(desk, &manager, "maker-close", closing(&town, float, "")).await.unwrap();
        let batch = settlement::create_settlement(desk, &manager, "maker-batch", town.market, today).await.unwrap();
        assert_eq!(code(settlement::approve_settlement(desk, &both_hats, "maker-check", batch).await), "maker_is_checker");
        assert!(!settlement::get_settlement(desk, &both_hats, batch).await.unwrap().can_approve);
        let treasurer = town.actor(town.treasurer).await;
        assert!(settlement::get_settlement(desk, &treasurer, batch).await.unwrap().can_approve);
    });
}

#[test]
fn each_sees_only_their_own_money() {
    both(async |house| {
        let town = Town::build(&house).await;
        let lines = vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)];
        delivered(&town, lines, "sight-order", town.runners[0]).await;
        let batch = settled(&town, "sight-day").await;
        let (desk, today): (&Desk, BusinessDate) = (&town.desk, town.desk.today());
        let of_stall = |stall: StallId| PayoutFilter { stall: Some(stall), ..PayoutFilter::default() };
        let any = PayoutFilter::default();
        let here = PayoutFilter { market: Some(town.market), date: Some(today), state: Some(PayoutState::Approved), ..any };
        let tomorrow = PayoutFilter { date: Some(today.plus_days(1)), ..any };
        for (who, filter, expected) in [
            (town.treasurer, any, Ok(3)),
            (town.treasurer, here, Ok(3)),
            (town.treasurer, tomorrow, Ok(0)),
            (town.manager, any, Ok(3)),
            (town.manager, of_stall(town.stalls[0]), Ok(1)),
            (town.sellers[0], any, Ok(1)),
            (town.sellers[0], here, Ok(1)),
            (town.sellers[1], any, Ok(0)),
            (town.sellers[0], of_stall(town.stalls[3]), Err("not_found")),
            (town.runners[0], any, Ok(1)),
            (town.runners[1], any, Ok(0)),
            (town.buyer, any, Err("not_allowed")),
        ] {
            let found = settlement::list_payouts(desk, &town.actor(who).await, filter, None, 50).await;
            assert_eq!(found.map(|page| page.items.len()).map_err(|error| error.code()), expected, "{filter:?}");
        }
        let treasurer = town.actor(town.treasurer).await;
        let first = settlement::list_payouts(desk, &treasurer, any, None, 2).await.unwrap();
        let cursor = kernel::Cursor::parse(first.next.as_deref().unwrap());
        let rest = settlement::list_payouts(desk, &treasurer, any, cursor, 2).await.unwrap();
        assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
        let mut ids: Vec<PayoutId> = first.items.iter().chain(&rest.items).map(|payout| payout.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), 3);

        let seller = town.actor(town.sellers[0]).await;
        assert_eq!(code(settlement::get_settlement(desk, &seller, batch).await), "not_found");
        assert_eq!(code(settlement::statement_of_stall(desk, &seller, town.stalls[1], today, today).await), "not_found");
        assert_eq!(code(settlement::money_of_stall_today(desk, &seller, town.stalls[1]).await), "not_found");
        assert_eq!(code(settlement::closing_preview(desk, &seller, town.market, today).await), "not_allowed");
        assert_eq!(code(settlement::day_figures(desk, &seller, town.market, today).await), "not_allowed");
        assert_eq!(code(settlement::list_cash_counts(desk, &treasurer, town.market, today).await), "ok");
        assert_eq!(code(settlement::statement_of_stall(desk, &seller, town.stalls[0], today, today.plus_days(-1)).await), "bad_period");
        let other = town.actor(town.runners[1]).await;
        assert_eq!(code(settlement::statement_of_runner(desk, &other, town.runners[0], today, today).await), "not_found");
        let manager = town.actor(town.manager).await;
        assert_eq!(code(settlement::statement_of_runner(desk, &manager, town.runners[0], today, today).await), "ok");
        let unknown: CashCountId = house.id();
        assert_eq!(code(settlement::pay_payout(desk, &manager, "no-such-payout", PayoutId(unknown.0)).await), "not_found");
    });
}

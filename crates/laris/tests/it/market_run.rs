//! The market run through the services, on both databases: from quote to handover, and every refusal on the way.

use kernel::{Quantity, Rupiah};
use market::delivery::handover::Proof;
use market::delivery::{self, FailedGoods};
use market::orders::model::SubstitutionPolicy::{Ask, BestMatch, Never, Refund};
use market::orders::{LineState, OrderState, SellerOrderState, SubstitutionState, cancel, place};
use market::picking::{self, LineDecision, PickInput};
use market::{MarketError, settlement};
use testkit::both;

use crate::town::Town;

/// Every invariant of money and goods.
async fn check(town: &Town) {
    let mut tx = town.house.db.reader().await.unwrap();
    let violations = settlement::invariants::check(&mut tx, &town.desk).await.unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
}

fn picked(version: i64, milli: i64) -> PickInput {
    PickInput { version, picked: Quantity::from_milli(milli).unwrap(), price: None, device: None }
}

#[test]
fn an_order_goes_from_basket_to_books() {
    both(async |house| {
        let town = Town::build(&house).await;
        let lines = vec![town.line("rawit-a", 250, Refund), town.line("bayam-a", 2_000, Refund), town.line("beras-d", 1_000, Never)];
        let order = town.order(lines, "key-order-1").await;
        check(&town).await;
        let detail = town.detail(order).await;
        assert_eq!((detail.seller_orders.len(), detail.lines.len()), (2, 3));
        assert_eq!(detail.order.goods_estimate, Rupiah(15_000 + 6_000 + 72_500));
        assert_eq!(town.stock("rawit-a").await, 4_750);

        for part in &detail.seller_orders {
            let index = town.stalls.iter().position(|stall| *stall == part.stall).unwrap();
            let seller = town.actor(town.sellers[index]).await;
            picking::decide(&town.desk, &seller, &format!("decide-part-{index}"), part.id, vec![]).await.unwrap();
        }
        let manager = town.actor(town.manager).await;
        delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
        let runner = town.actor(town.runners[0]).await;
        picking::start_picking(&town.desk, &runner, order).await.unwrap();
        check(&town).await;
        for line in town.detail(order).await.lines {
            // The chilli weighs 4 % over, within the tolerance.
            let milli = if line.unit == "kg" { 260 } else { line.quantity.milli() };
            picking::record_pick(&town.desk, &runner, &format!("pick-line-{}", line.position), order, line.id, picked(line.version, milli))
                .await
                .unwrap();
        }
        picking::finish_picking(&town.desk, &runner, order).await.unwrap();
        check(&town).await;
        let detail = town.detail(order).await;
        let goods = Rupiah(15_600 + 6_000 + 72_500);
        assert_eq!((detail.order.state, detail.order.goods_final), (OrderState::Picked, Some(goods)));
        let total = detail.order.total_final.unwrap();
        assert_eq!(total, (goods + Rupiah(6_000)).rounded_to(100));

        delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
        let pin = Proof::Pin(detail.order.pin.clone());
        delivery::hand_over(&town.desk, &runner, "hand-over-1", order, pin.clone(), total, None).await.unwrap();
        delivery::hand_over(&town.desk, &runner, "hand-over-1", order, pin, total, None).await.expect("a retry repeats");
        check(&town).await;
        assert_eq!(town.detail(order).await.order.state, OrderState::Delivered);
        let mut tx = town.house.db.reader().await.unwrap();
        let float = ledger::Account::new(ledger::AccountKind::RunnerFloat, town.runners[0]);
        assert_eq!(ledger::balance(&mut tx, town.desk.city_id(), float).await.unwrap(), total);
    });
}

#[test]
fn the_same_key_places_one_order() {
    both(async |house| {
        let town = Town::build(&house).await;
        let quote = town.quote(vec![town.line("rawit-a", 500, Ask)]).await.unwrap();
        let buyer = town.actor(town.buyer).await;
        let command = town.command(&quote, town.slot().await);
        let first = place::place(&town.desk, &buyer, "same-key-1", command.clone()).await.unwrap();
        let again = place::place(&town.desk, &buyer, "same-key-1", command.clone()).await.unwrap();
        assert_eq!(first, again);
        let other = place::place(
            &town.desk,
            &buyer,
            "same-key-1",
            market::orders::place::PlaceOrder { recipient: "Lain".into(), ..command.clone() },
        );
        assert!(matches!(other.await, Err(MarketError::Idempotency(_))));
        house.clock.advance(3 * kernel::time::HOUR);
        assert_eq!(
            place::place(&town.desk, &buyer, "same-key-1", command).await.unwrap(),
            first,
            "a late retry finds the order though the quote has ended"
        );
        assert_eq!(town.stock("rawit-a").await, 4_500);
        check(&town).await;
    });
}

#[test]
fn two_hundred_buyers_meet_for_a_stock_of_fifty() {
    both(async |house| {
        let town = std::sync::Arc::new(Town::build(&house).await);
        let slot = town.slot().await;
        let buyer = town.actor(town.buyer).await;
        let mut commands = Vec::new();
        for _ in 0..200 {
            commands.push(town.command(&town.quote(vec![town.line("beras-d", 1_000, Refund)]).await.unwrap(), slot));
        }
        let mut attempts = Vec::new();
        for (number, command) in commands.into_iter().enumerate() {
            let (desk, buyer) = (town.desk.clone(), buyer.clone());
            attempts.push(tokio::spawn(async move { place::place(&desk, &buyer, &format!("meeting-{number:03}"), command).await }));
        }
        let mut placed = 0;
        for attempt in attempts {
            match attempt.await.unwrap() {
                Ok(_) => placed += 1,
                Err(MarketError::LinesChanged(lines)) => assert_eq!(lines[0].problem, "sold_out"),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(placed, 50);
        assert_eq!(town.stock("beras-d").await, 0);
        check(&town).await;
    });
}

#[test]
fn a_rejected_line_follows_its_rule() {
    both(async |house| {
        let town = Town::build(&house).await;
        let lines = vec![town.line("rawit-a", 500, BestMatch), town.line("bayam-a", 1_000, Refund), town.line("telur-d", 1_000, Ask)];
        let order = town.order(lines, "key-reject").await;
        let detail = town.detail(order).await;
        let part = detail.seller_orders.iter().find(|part| part.stall == town.stalls[0]).unwrap();
        let seller = town.actor(town.sellers[0]).await;
        let refuse = |position: usize| LineDecision { line: detail.lines[position].id, accepts: false, reason: "habis".into() };
        let stranger = town.actor(town.sellers[1]).await;
        assert!(matches!(
            picking::decide(&town.desk, &stranger, "not-mine-1", part.id, vec![refuse(0)]).await,
            Err(MarketError::NotFound(_))
        ));
        picking::decide(&town.desk, &seller, "decide-first", part.id, vec![refuse(0), refuse(1)]).await.unwrap();
        let after = town.detail(order).await;
        // The chilli is had from the next stall, within the cap; the spinach is dropped; the eggs are untouched.
        assert_eq!(after.lines[0].picked_offer, Some(town.offer("rawit-b")));
        assert_eq!((after.lines[0].state, after.lines[0].stall), (LineState::Open, town.stalls[1]));
        assert_eq!((after.lines[1].state, after.lines[1].total), (LineState::Missing, Some(Rupiah::ZERO)));
        assert_eq!(after.lines[2].state, LineState::Open);
        assert_eq!(town.stock("rawit-b").await, 4_500);
        let again = picking::decide(&town.desk, &seller, "decide-second", part.id, vec![]).await;
        assert!(matches!(again, Err(MarketError::AlreadyDone)));
        check(&town).await;
    });
}

#[test]
fn a_buyer_is_asked_and_answers_or_does_not() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("bayam-a", 2_000, Ask), town.line("rawit-a", 200, Ask)], "key-ask-1").await;
        let manager = town.actor(town.manager).await;
        delivery::assign(&town.desk, &manager, order, town.runners[1]).await.unwrap();
        let runner = town.actor(town.runners[1]).await;
        let lines = town.detail(order).await.lines;
        picking::record_pick(&town.desk, &runner, "none-left-1", order, lines[0].id, picked(lines[0].version, 0)).await.unwrap();
        assert_eq!(town.detail(order).await.lines[0].state, LineState::Rejected);
        assert!(matches!(picking::finish_picking(&town.desk, &runner, order).await, Err(MarketError::LinesOpen(2))));
        let first = picking::propose(&town.desk, &runner, "propose-1", order, lines[0].id, town.offer("sawi-b"), None).await.unwrap();
        let second = picking::propose(&town.desk, &runner, "propose-2", order, lines[0].id, town.offer("sawi-b"), None).await;
        assert!(matches!(second, Err(MarketError::AlreadyAsked)));
        let stranger = town.actor(town.stranger).await;
        assert!(matches!(picking::answer(&town.desk, &stranger, order, first, true).await, Err(MarketError::NotFound(_))));
        let buyer = town.actor(town.buyer).await;
        picking::answer(&town.desk, &buyer, order, first, true).await.unwrap();
        picking::answer(&town.desk, &buyer, order, first, true).await.expect("saying yes twice is yes");
        assert!(matches!(picking::answer(&town.desk, &buyer, order, first, false).await, Err(MarketError::AlreadyDone)));
        let line = town.detail(order).await.lines.remove(0);
        assert_eq!((line.state, line.picked_offer), (LineState::Open, Some(town.offer("sawi-b"))));
        picking::record_pick(&town.desk, &runner, "pick-sawi", order, line.id, picked(line.version, 2_000)).await.unwrap();

        let third = picking::propose(&town.desk, &runner, "propose-3", order, lines[1].id, town.offer("rawit-b"), None).await.unwrap();
        house.clock.advance(8 * kernel::time::MINUTE);
        assert!(matches!(picking::answer(&town.desk, &buyer, order, third, true).await, Err(MarketError::TooLate)));
        let round = picking::timers::run(&town.desk).await.unwrap();
        assert_eq!(round.expired, 1);
        let detail = town.detail(order).await;
        assert_eq!((detail.lines[0].state, detail.lines[1].state), (LineState::Substituted, LineState::Missing));
        assert_eq!(detail.substitutions.iter().find(|asked| asked.id == third).unwrap().state, SubstitutionState::Expired);
        picking::finish_picking(&town.desk, &runner, order).await.unwrap();
        check(&town).await;
    });
}

#[test]
fn weights_and_edits_are_checked() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("ayam-c", 1_000, Never), town.line("rawit-a", 1_000, Refund)], "key-weigh").await;
        let manager = town.actor(town.manager).await;
        delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
        let runner = town.actor(town.runners[0]).await;
        let lines = town.detail(order).await.lines;
        let pick = async |key: &str, line: usize, input: PickInput| {
            picking::record_pick(&town.desk, &runner, key, order, lines[line].id, input).await
        };
        match pick("too-heavy-1", 0, picked(1, 1_200)).await {
            Err(MarketError::WeightBeyondTolerance { most, .. }) => assert_eq!(most.milli(), 1_150),
            other => panic!("{other:?}"),
        }
        let dear = PickInput { price: Some(Rupiah(60_001)), ..picked(1, 900) };
        assert!(matches!(pick("too-dear-1", 1, dear).await, Err(MarketError::PriceAboveAgreed { .. })));
        pick("short-chilli", 1, picked(1, 800)).await.unwrap();
        pick("short-chilli", 1, picked(1, 800)).await.expect("a lost answer and a retry");
        assert!(matches!(pick("edited-twice", 1, picked(1, 850)).await, Err(MarketError::Stale)));
        pick("edited-right", 1, picked(2, 850)).await.unwrap();
        assert_eq!(town.stock("rawit-a").await, 4_150);
        // The chicken may not be short: all of it or nothing.
        pick("short-never", 0, picked(1, 700)).await.unwrap();
        let detail = town.detail(order).await;
        assert_eq!((detail.lines[0].state, detail.lines[0].total), (LineState::Missing, Some(Rupiah::ZERO)));
        assert_eq!((detail.lines[1].reason.as_str(), detail.lines[1].total), ("short", Some(Rupiah(51_000))));
        assert_eq!(town.stock("ayam-c").await, 50_000);
        check(&town).await;
    });
}

#[test]
fn silence_is_settled_by_the_timers() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("rawit-a", 500, Refund)], "key-silent").await;
        assert_eq!(picking::timers::run(&town.desk).await.unwrap(), picking::timers::Round::default());
        house.clock.advance(11 * kernel::time::MINUTE);
        let round = picking::timers::run(&town.desk).await.unwrap();
        assert_eq!((round.decided, round.assigned), (1, 1));
        let detail = town.detail(order).await;
        assert_eq!((detail.seller_orders[0].state, detail.seller_orders[0].decided_by_timer), (SellerOrderState::Accepted, true));
        assert!(detail.order.runner.is_some());
        let second = town.order(vec![town.line("rawit-a", 500, Refund)], "key-silent-2").await;
        house.clock.advance(3 * kernel::time::MINUTE);
        picking::timers::run(&town.desk).await.unwrap();
        assert_ne!(town.detail(second).await.order.runner, detail.order.runner, "runners take turns");
        check(&town).await;
    });
}

#[test]
fn cancelling_gives_everything_back() {
    both(async |house| {
        let town = Town::build(&house).await;
        let order = town.order(vec![town.line("rawit-a", 500, Refund), town.line("beras-d", 2_000, Refund)], "key-cancel").await;
        let stranger = town.actor(town.stranger).await;
        assert!(matches!(cancel::cancel(&town.desk, &stranger, "not-yours-1", order, "").await, Err(MarketError::NotFound(_))));
        let buyer = town.actor(town.buyer).await;
        cancel::cancel(&town.desk, &buyer, "cancel-key-1", order, "salah pesan").await.unwrap();
        cancel::cancel(&town.desk, &buyer, "cancel-key-1", order, "salah pesan").await.expect("a retry repeats");
        assert_eq!((town.stock("rawit-a").await, town.stock("beras-d").await), (5_000, 50_000));
        assert_eq!(town.detail(order).await.order.state, OrderState::Cancelled);
        check(&town).await;

        let second = town.order(vec![town.line("rawit-a", 500, Refund)], "key-cancel-2").await;
        let manager = town.actor(town.manager).await;
        delivery::assign(&town.desk, &manager, second, town.runners[0]).await.unwrap();
        picking::start_picking(&town.desk, &town.actor(town.runners[0]).await, second).await.unwrap();
        assert!(matches!(cancel::cancel(&town.desk, &buyer, "cancel-late-1", second, "").await, Err(MarketError::WrongState { .. })));
        assert!(matches!(cancel::cancel(&town.desk, &manager, "cancel-staff", second, " ").await, Err(MarketError::ReasonMissing)));
        cancel::cancel(&town.desk, &manager, "cancel-staff-2", second, "hujan deras").await.unwrap();
        check(&town).await;
    });
}

#[test]
fn the_door_has_a_pin_exact_cash_and_a_way_out() {
    both(async |house| {
        let town = Town::build(&house).await;
        for (number, goods) in [(1, None), (2, Some(FailedGoods::Returned)), (3, Some(FailedGoods::Lost))] {
            let order = town.order(vec![town.line("telur-d", 1_000, Refund)], &format!("key-door-{number}")).await;
            let manager = town.actor(town.manager).await;
            delivery::assign(&town.desk, &manager, order, town.runners[0]).await.unwrap();
            let runner = town.actor(town.runners[0]).await;
            let line = town.detail(order).await.lines.remove(0);
            picking::record_pick(&town.desk, &runner, &format!("door-pick-{number}"), order, line.id, picked(1, 1_000)).await.unwrap();
            picking::finish_picking(&town.desk, &runner, order).await.unwrap();
            delivery::start_delivery(&town.desk, &runner, order).await.unwrap();
            let detail = town.detail(order).await;
            let due = detail.order.total_final.unwrap();
            let right = Proof::Pin(detail.order.pin.clone());
            let wrong = Proof::Pin(if detail.order.pin == "0000" { "0001".into() } else { "0000".into() });
            if let Some(goods) = goods {
                delivery::handover::fail(&town.desk, &runner, &format!("door-fail-{number}"), order, "tidak ada orang", goods)
                    .await
                    .unwrap();
                assert_eq!(town.detail(order).await.order.state, OrderState::Failed);
                check(&town).await;
                continue;
            }
            let short = delivery::hand_over(&town.desk, &runner, "door-short", order, right.clone(), due - Rupiah(100), None).await;
            assert!(matches!(short, Err(MarketError::WrongCash { .. })));
            for left in (0..5).rev() {
                match delivery::hand_over(&town.desk, &runner, &format!("door-wrong-{left}"), order, wrong.clone(), due, None).await {
                    Err(MarketError::WrongPin { left: said }) => assert_eq!(said, left),
                    other => panic!("{other:?}"),
                }
            }
            let locked = delivery::hand_over(&town.desk, &runner, "door-locked", order, right, due, None).await;
            assert!(matches!(locked, Err(MarketError::PinLocked)));
            let vouch = Proof::Manager("kenal penerimanya".into());
            assert!(matches!(
                delivery::hand_over(&town.desk, &runner, "door-vouch-1", order, vouch.clone(), due, None).await,
                Err(MarketError::NotAllowed)
            ));
            delivery::hand_over(&town.desk, &manager, "door-vouch-2", order, vouch, due, None).await.unwrap();
            check(&town).await;
        }
    });
}

/// What an order is refused for, with the problem named for the first line.
async fn refused(town: &Town, quote: &market::orders::Quote, key: &str) -> MarketError {
    let command = town.command(quote, town.slot().await);
    place::place(&town.desk, &town.actor(town.buyer).await, key, command).await.unwrap_err()
}

#[test]
fn what_changed_since_the_quote_is_named_line_by_line() {
    both(async |house| {
        let town = Town::build(&house).await;
        let quote = town.quote(vec![town.line("rawit-a", 4_000, Refund), town.line("bayam-a", 1_000, Refund)]).await.unwrap();
        town.order(vec![town.line("rawit-a", 2_000, Refund)], "key-faster").await;
        match refused(&town, &quote, "key-gone-1").await {
            MarketError::LinesChanged(lines) => {
                assert_eq!(
                    (lines.len(), lines[0].position, lines[0].problem, lines[0].left.map(kernel::Quantity::milli)),
                    (1, 0, "sold_out", Some(3_000))
                );
            }
            other => panic!("{other:?}"),
        }
        let quote = town.quote(vec![town.line("rawit-a", 1_000, Refund)]).await.unwrap();
        let (city, offer, now) = (town.desk.city_id(), town.offer("rawit-a"), house.now());
        house
            .db
            .write((), move |tx, ()| {
                Box::pin(async move { market::catalogue::store::set_price(tx, city, offer, Rupiah(65_000), now).await })
            })
            .await
            .unwrap();
        match refused(&town, &quote, "key-dearer").await {
            MarketError::LinesChanged(lines) => {
                assert_eq!((lines[0].problem, lines[0].price_now), ("price_changed", Some(Rupiah(65_000))));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(town.stock("rawit-a").await, 3_000, "a refused order leaves nothing behind");
        house.clock.advance(16 * kernel::time::MINUTE);
        assert!(matches!(refused(&town, &quote, "key-too-old").await, MarketError::QuoteExpired));
        check(&town).await;
    });
}

#[test]
fn closed_places_and_full_slots_are_refused() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (city, stall, market, until) = (town.desk.city_id(), town.stalls[0], town.market, house.now().plus(kernel::time::HOUR));
        let quote = town.quote(vec![town.line("rawit-a", 500, Refund)]).await.unwrap();
        house
            .db
            .write((), move |tx, ()| Box::pin(async move { market::catalogue::store::set_stall_closed(tx, city, stall, until).await }))
            .await
            .unwrap();
        assert!(matches!(refused(&town, &quote, "key-stall-1").await, MarketError::LinesChanged(_)));
        let other = town.quote(vec![town.line("sawi-b", 1_000, Refund)]).await.unwrap();
        house
            .db
            .write((), move |tx, ()| Box::pin(async move { market::catalogue::store::set_market_closed(tx, city, market, until).await }))
            .await
            .unwrap();
        assert!(matches!(refused(&town, &other, "key-market-1").await, MarketError::LinesChanged(_)));
        house.clock.advance(kernel::time::HOUR + 1);
        let slot = town.slot().await;
        house.clock.advance(3 * kernel::time::HOUR);
        let quote = town.quote(vec![town.line("rawit-a", 500, Refund)]).await.unwrap();
        let late = place::place(&town.desk, &town.actor(town.buyer).await, "key-cutoff", town.command(&quote, slot)).await;
        assert!(matches!(late, Err(MarketError::SlotClosed)));
        check(&town).await;
    });
}

#[test]
fn a_slot_takes_exactly_its_capacity() {
    both(async |house| {
        let town = Town::build(&house).await;
        let slot = town.slot().await;
        // 400 a window, a quarter kept for "as soon as possible".
        for number in 0..300 {
            town.order(vec![town.line("bayam-a", 1_000, Refund)], &format!("fill-slot-{number}")).await;
        }
        let quote = town.quote(vec![town.line("rawit-a", 500, Refund)]).await.unwrap();
        let full = place::place(&town.desk, &town.actor(town.buyer).await, "one-too-many", town.command(&quote, slot)).await;
        assert!(matches!(full, Err(MarketError::SlotFull)), "{full:?}");
        assert_eq!(town.stock("rawit-a").await, 5_000);
        check(&town).await;
    });
}

#[test]
fn what_cannot_be_ordered_is_refused_before_anything_is_kept() {
    both(async |house| {
        let town = Town::build(&house).await;
        let unknown = market::orders::WantedLine { offer: house.id(), ..town.line("rawit-a", 500, Refund) };
        let half_bunch = town.line("bayam-a", 500, Refund);
        let odd_gram = town.line("rawit-a", 333, Refund);
        let nothing = town.line("rawit-a", 0, Refund);
        let itself = market::orders::WantedLine {
            policy: market::orders::SubstitutionPolicy::Alternative,
            alternative: Some(town.offer("rawit-a")),
            ..town.line("rawit-a", 500, Refund)
        };
        let wordy = market::orders::WantedLine { note: "x".repeat(201), ..town.line("rawit-a", 500, Refund) };
        for (line, code) in [
            (unknown, "not_found"),
            (half_bunch, "bad_quantity"),
            (odd_gram, "bad_quantity"),
            (nothing, "bad_quantity"),
            (itself, "bad_alternative"),
            (wordy, "too_long"),
        ] {
            let error = town.quote(vec![line]).await.unwrap_err();
            assert_eq!(kernel::error::Kinded::code(&error), code);
        }
        assert!(matches!(town.quote(vec![]).await, Err(MarketError::Empty)));
        let many = vec![town.line("bayam-a", 1_000, Refund); 61];
        assert!(matches!(town.quote(many).await, Err(MarketError::TooManyLines(60))));
    });
}

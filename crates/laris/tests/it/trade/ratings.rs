//! Ratings through the services: by whom, for whom, how often, and what is shown.

use kernel::id::OrderId;
use kernel::time::DAY;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::ratings::{self, Rate, Subject};
use market::settlement::PayeeKind;
use testkit::both;

use crate::settlement::{code, delivered};
use crate::town::Town;

fn of_stall(town: &Town, stall: usize) -> Subject {
    Subject { kind: PayeeKind::Stall, id: town.stalls[stall].into() }
}

fn stars(order: OrderId, subject: Subject, stars: i64, words: &str) -> Rate {
    Rate { order, subject, stars, words: words.into() }
}

#[test]
fn a_buyer_rates_each_part_of_a_delivered_order_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let stall = of_stall(&town, 0);
        let open = town.order(vec![town.line("rawit-a", 250, Drop)], "rating-open").await;
        assert_eq!(code(ratings::rate(desk, &buyer, "rate-open-1", stars(open, stall, 5, "")).await), "wrong_state");
        let (order, _) = delivered(&town, vec![town.line("rawit-a", 250, Drop)], "rating-order", town.runners[0]).await;
        let first = ratings::rate(desk, &buyer, "rate-1-stall", stars(order, stall, 2, "layu")).await.unwrap();
        assert_eq!(ratings::rate(desk, &buyer, "rate-1-stall", stars(order, stall, 2, "layu")).await.unwrap(), first);
        let runner = Subject { kind: PayeeKind::Runner, id: town.runners[0].into() };
        ratings::rate(desk, &buyer, "rate-1-runner", stars(order, runner, 5, "ramah")).await.unwrap();
        for (person, key, command, expected) in [
            (town.buyer, "rate-bad-1", stars(order, stall, 0, ""), "bad_stars"),
            (town.buyer, "rate-bad-2", stars(order, stall, 6, ""), "bad_stars"),
            (town.buyer, "rate-bad-3", stars(order, stall, 5, &"a".repeat(301)), "too_long"),
            (town.buyer, "rate-bad-4", stars(order, of_stall(&town, 1), 5, ""), "not_found"),
            (town.buyer, "rate-bad-5", stars(order, Subject { id: town.runners[1].into(), ..runner }, 5, ""), "not_found"),
            (town.stranger, "rate-bad-6", stars(order, stall, 1, ""), "not_found"),
            (town.runners[0], "rate-bad-7", stars(order, runner, 5, ""), "not_allowed"),
            (town.manager, "rate-bad-8", stars(order, stall, 5, ""), "not_allowed"),
        ] {
            assert_eq!(code(ratings::rate(desk, &town.actor(person).await, key, command).await), expected, "{key}");
        }
        house.clock.advance(7 * DAY - 1);
        assert_eq!(ratings::rate(desk, &buyer, "rate-change", stars(order, stall, 4, "ternyata enak")).await.unwrap(), first);
        let found = ratings::of_order(desk, &buyer, order).await.unwrap();
        let mut given: Vec<_> = found.iter().map(|rating| rating.stars).collect();
        given.sort_unstable();
        assert_eq!(given, [4, 5], "changed, not doubled");
        house.clock.advance(1);
        assert_eq!(code(ratings::rate(desk, &buyer, "rate-late", stars(order, stall, 1, "")).await), "rating_late");
    });
}

#[test]
fn an_average_is_shown_from_five_on_and_hostile_words_are_hidden() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer, manager) = (&town.desk, town.actor(town.buyer).await, town.actor(town.manager).await);
        let stall = of_stall(&town, 0);
        let mut ids = Vec::new();
        for (number, given) in [5, 5, 4, 5, 3].into_iter().enumerate() {
            let before = ratings::reputation(desk, stall).await.unwrap();
            assert_eq!((before.average_tenths, before.words.len()), (None, 0), "{number}");
            let key = format!("average-{number}");
            let (order, _) = delivered(&town, vec![town.line("rawit-a", 250, Drop)], &key, town.runners[0]).await;
            let words = if number == 4 { "bodoh" } else { "segar" };
            ids.push(ratings::rate(desk, &buyer, &format!("{key}-rate"), stars(order, stall, given, words)).await.unwrap());
        }
        let shown = ratings::reputation(desk, stall).await.unwrap();
        assert_eq!((shown.count, shown.average_tenths, shown.words.len()), (5, Some(44), 5));
        for (person, reason, expected) in [
            (town.manager, " ", "reason_missing"),
            (town.sellers[0], "jelek", "not_allowed"),
            (town.buyer, "x", "not_allowed"),
            (town.treasurer, "x", "not_allowed"),
            (town.stranger, "x", "not_found"),
        ] {
            assert_eq!(code(ratings::set_hidden(desk, &town.actor(person).await, ids[4], true, reason).await), expected);
        }
        ratings::set_hidden(desk, &manager, ids[4], true, "kasar").await.unwrap();
        let shown = ratings::reputation(desk, stall).await.unwrap();
        assert_eq!((shown.average_tenths, shown.words.len()), (Some(44), 4), "the stars go on counting");
        let own = ratings::of_payee(desk, &town.actor(town.sellers[0]).await, stall).await.unwrap();
        assert!(own.iter().any(|rating| rating.is_hidden && rating.hidden_why == "kasar"));
        assert_eq!(code(ratings::of_payee(desk, &town.actor(town.sellers[1]).await, stall).await), "not_found");
        let trail = registry::audit::list(&mut house.db.reader().await.unwrap(), desk.city_id(), ids[4]).await.unwrap();
        assert!(trail.iter().any(|entry| entry.action == "rating.hidden" && entry.person == Some(town.manager)));
        ratings::set_hidden(desk, &manager, ids[4], false, "").await.unwrap();
        assert_eq!(ratings::reputation(desk, stall).await.unwrap().words.len(), 5);
        assert_eq!(ratings::of_market(desk, &manager, town.market, None, 3).await.unwrap().items.len(), 3);
    });
}

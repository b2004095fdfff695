//! A clock that jumps while the city is served, hours back and days on: nothing is lost, told twice or undone, nobody is kept out
//! once it is right again, and doctor says it.

use std::collections::BTreeSet;
use std::time::Duration;

use ::jobs::feed::{Feed, Topic};
use ::registry::sessions::{self, Second, SessionCache};
use kernel::id::OrderId;
use kernel::time::{DAY, HOUR, MINUTE, SECOND};
use market::orders::model::SubstitutionPolicy::Refund;
use market::orders::{OrderState, place, slots};
use market::picking;
use testkit::{TestHouse, both};
use tokio::sync::broadcast::Receiver;

use crate::api::client::Client;
use crate::second_factor::Office;
use crate::settlement::{check, delivered};
use crate::town::Town;

/// How far clocks were found to run fast: by a wrong time zone, and by a wrong year.
const FAST: [i64; 2] = [3 * HOUR, 365 * DAY];

/// Hears of these orders, each once, within five seconds.
async fn hears(changes: &mut Receiver<::jobs::feed::Change>, mut awaited: BTreeSet<OrderId>) {
    let hearing = async {
        while !awaited.is_empty() {
            let change = changes.recv().await.unwrap();
            if change.topic == Topic::Order {
                awaited.remove(&OrderId::from(change.subject));
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), hearing).await.unwrap_or_else(|_| panic!("not heard of: {awaited:?}"));
}

#[test]
fn a_clock_that_jumps_loses_nothing() {
    both(async |house| {
        let town = Town::build(&house).await;
        let feed = Feed::start(house.house().clone(), town.desk.city_id());
        let mut changes = feed.subscribe();
        let lines = || vec![town.line("beras-d", 1_000, Refund), town.line("telur-d", 500, Refund)];
        let begun = house.now();

        let quote = town.quote(lines()).await.unwrap();
        let (buyer, command) = (town.actor(town.buyer).await, town.command(&quote, town.slot().await));
        let first = place::place(&town.desk, &buyer, "clock-first", command.clone()).await.unwrap();
        // A time server found the clock three hours fast.
        house.clock.advance(-3 * HOUR);
        let again = place::place(&town.desk, &buyer, "clock-first", command).await.unwrap();
        assert_eq!(again, first, "the key still knows its order");
        let early = town.order(lines(), "clock-early").await;
        hears(&mut changes, [first, early].into()).await;
        check(&town).await;
        let numbers = [town.detail(first).await.order.number, town.detail(early).await.order.number];
        assert_ne!(numbers[0], numbers[1], "two orders, two numbers");

        // Back to the right time: the day goes on, and what was ordered meanwhile is delivered and paid for.
        house.clock.set(begun.plus(MINUTE));
        let (third, _) = delivered(&town, lines(), "clock-third", town.runners[0]).await;
        hears(&mut changes, [third].into()).await;
        check(&town).await;

        // Two days on, as after a machine woke up: what nobody answered runs out by its rule, once.
        house.clock.advance(2 * DAY);
        picking::timers::run(&town.desk).await.unwrap();
        picking::timers::run(&town.desk).await.unwrap();
        check(&town).await;
        let states = [town.detail(third).await.order.state, town.detail(first).await.order.state];

        // And back again: what ran out stays so, what was delivered too.
        house.clock.set(begun.plus(2 * MINUTE));
        picking::timers::run(&town.desk).await.unwrap();
        assert_eq!([town.detail(third).await.order.state, town.detail(first).await.order.state], states);
        assert_eq!(states[0], OrderState::Delivered);
        let last = town.order(lines(), "clock-last").await;
        hears(&mut changes, [last].into()).await;
        check(&town).await;
        let trail = ::registry::audit::verify(house.house(), town.desk.city_id(), None).await.unwrap();
        assert_eq!(trail.broken, None, "the trail's chain follows its numbers, not the clock");
    });
}

#[test]
fn a_clock_that_ran_fast_keeps_nobody_from_signing_in_once_it_is_right() {
    for fast in FAST {
        both(async |house: TestHouse| {
            let office = Office::open(&house).await;
            let (manager, buyer, begun) = (office.town.manager, office.town.buyer, house.now());
            let (secret, ..) = office.enrol("tablet").await;
            let first = office.code(&secret);

            // While it runs fast, old devices and new ones sign in, and the app's code is used: the phone has the same time.
            house.clock.advance(fast);
            let (token, _) = office.sign_in(manager, "tablet").await;
            let given = office.prove(&token, &office.code(&secret), "tablet").await.unwrap();
            assert_eq!(office.known(&given).await.unwrap().second, Second::Given);
            office.sign_in(manager, "fast").await;
            office.sign_in(buyer, "fast").await;

            // Set right in the second in which it jumped: new devices sign in, with codes that work.
            house.clock.set(begun.plus(SECOND));
            assert_eq!(office.known(&given).await.unwrap().second, Second::Ask, "not given for as long as the clock was wrong");
            office.sign_in(buyer, "phone").await;
            let (again, second) = office.sign_in(manager, "phone").await;
            assert_eq!(second, Second::Ask);
            assert_eq!(office.prove(&again, &first, "phone").await, Err("factor_wrong"), "used before the jump, and not forgotten by it");

            // A minute later the app's codes work, each once.
            house.clock.set(begun.plus(MINUTE + SECOND));
            let code = office.code(&secret);
            office.prove(&again, &code, "phone").await.unwrap();
            let (third, _) = office.sign_in(manager, "tablet").await;
            assert_eq!(office.prove(&third, &code, "tablet").await, Err("factor_wrong"), "not a second time");
        });
    }
}

#[test]
fn a_clock_that_ran_fast_shuts_no_program_out_and_keeps_no_ended_session_once_it_is_right() {
    for fast in FAST {
        both(async |house: TestHouse| {
            let client = Client::new(&house).await;
            let (desk, market, begun) = (client.town.desk.clone(), client.town.market, house.now());
            house.clock.advance(fast);
            let (kept, ended) = (client.token(client.town.buyer).await, client.token(client.town.buyer).await);
            for token in [&kept, &ended] {
                client.get("/me").by(token).answer().await.is(200);
            }
            client.app.slots.of(&desk, market).await.unwrap();

            // Set right, and signed out at another server, which has a memory of its own.
            house.clock.set(begun.plus(MINUTE));
            sessions::sign_out(&house, &SessionCache::new(), desk.city_id(), &ended).await.unwrap();
            client.get("/me").by(&kept).answer().await.is(200);
            client.get("/me").by(&ended).answer().await.refused(401);
            let (shown, open) = (client.app.slots.of(&desk, market).await.unwrap(), slots::list(&desk, market).await.unwrap());
            assert!(!open.is_empty());
            assert_eq!(shown.len(), open.len(), "slots of today are shown, not those of the wrong time");
        });
    }
}

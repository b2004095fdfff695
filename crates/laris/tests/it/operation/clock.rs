//! A clock that jumps while the city is served, hours back and days on: nothing is lost, told twice or undone, and doctor says it.

use std::collections::BTreeSet;
use std::time::Duration;

use ::jobs::feed::{Feed, Topic};
use kernel::id::OrderId;
use kernel::time::{DAY, HOUR, MINUTE};
use market::orders::model::SubstitutionPolicy::Refund;
use market::orders::{OrderState, place};
use market::picking;
use testkit::both;
use tokio::sync::broadcast::Receiver;

use crate::settlement::{check, delivered};
use crate::town::Town;

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

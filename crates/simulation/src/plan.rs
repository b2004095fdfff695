//! The shape of a day: when people come, how many, to which market, and what traders do beside.

use kernel::id::MarketId;
use kernel::time::{MINUTE, SECOND};
use kernel::{BusinessDate, Timestamp};

use crate::agenda::Event;
use crate::world::World;

/// Buyers of each hour of the day, of a thousand: at dawn for today, in the evening for tomorrow morning.
const HOURS: [u64; 24] = [0, 0, 0, 30, 90, 120, 100, 90, 70, 60, 50, 40, 30, 25, 25, 30, 35, 45, 60, 60, 30, 10, 0, 0];
/// Buyers of each day of the week from Monday, in percent.
const WEEK: [u64; 7] = [90, 90, 95, 95, 105, 125, 100];
/// The same, in a past: who works buys on Saturday and Sunday morning, and Monday's kitchen is full.
const WEEK_PAST: [u64; 7] = [72, 85, 92, 96, 108, 142, 128];
/// The house looks at deadlines this often.
const TIMERS_MINUTES: usize = 2;
/// The same, in a past.
const TIMERS_MINUTES_PAST: usize = 6;
/// The queue is looked at this often.
const QUEUE_MINUTES: i64 = 5;
/// The same, in a past.
const QUEUE_MINUTES_PAST: i64 = 60;
/// A past has so many days between two newcomers.
const NEWCOMER_DAYS: i64 = 5;
/// A shorter past has nobody with a basket that comes again.
const SUBSCRIBERS_DAYS_MIN: u32 = 7;
/// When the markets look after money that people transfer; minutes of the day.
const RETURNS: [i64; 2] = [10 * 60, 16 * 60];
/// When traders hear the morning's prices; minute of the day.
const PRICES: i64 = 3 * 60 + 20;
/// The house works from then until then; minutes of the day.
const HOUSE: (i64, i64) = (3 * 60, 22 * 60);

/// Notes everything that a day begins with.
pub fn day(world: &mut World, date: BusinessDate) {
    let offset = world.machine.desk.city.offset_minutes;
    let at = |minute| date.at_minute(minute, offset);
    world.agenda.note(at(HOUSE.0), Event::Housekeeping);
    let (timers_minutes, queue_minutes) =
        if world.settings.is_trial() { (TIMERS_MINUTES, QUEUE_MINUTES) } else { (TIMERS_MINUTES_PAST, QUEUE_MINUTES_PAST) };
    for minute in (HOUSE.0..HOUSE.1).step_by(timers_minutes) {
        world.agenda.note(at(minute).plus(30 * SECOND), Event::Timers);
        if minute % queue_minutes == 0 {
            world.agenda.note(at(minute).plus(45 * SECOND), Event::Queue);
        }
    }
    if world.is_market_day(date) {
        for _ in 0..visits(world, date) {
            let minute = arrival(world);
            let second = world.chance.between(0, 59);
            world.agenda.note(at(minute).plus(second * SECOND), Event::Visit);
        }
        traders(world, date);
        subscribers(world, date);
    }
    transfers(world, date);
    end(world, date);
}

/// When the markets look after money that people transfer.
fn transfers(world: &mut World, date: BusinessDate) {
    let offset = world.machine.desk.city.offset_minutes;
    if !world.settings.is_trial() {
        return;
    }
    for market in world.cast.places.keys().copied() {
        for minute in RETURNS {
            world.agenda.note(date.at_minute(minute, offset), Event::Returns(market));
        }
    }
}

/// Who saves a basket that comes again: in a past some on its second day, the first buyers of the list among them.
fn subscribers(world: &mut World, date: BusinessDate) {
    let at = |minute| date.at_minute(minute, world.machine.desk.city.offset_minutes);
    let (noon, is_last) = (at(12 * 60), !world.is_market_day(date.plus_days(1)));
    let buyers = world.cast.buyers.len();
    let (known, others) = match (world.settings.is_trial(), date.days() - world.first_day.days()) {
        (true, _) => (0, 2),
        (false, 1) if world.settings.days >= SUBSCRIBERS_DAYS_MIN => (2, 5),
        (false, _) => (0, 0),
    };
    for number in 0..known + others {
        let who = if number < known { number } else { usize::try_from(world.chance.below(buyers as u64)).unwrap_or_default() };
        let minute = world.chance.between(3 * 60 + 5, 5 * 60 + 30);
        world.agenda.note(date.at_minute(minute, world.machine.desk.city.offset_minutes), Event::Subscribe(who));
    }
    if is_last && world.settings.is_trial() {
        world.agenda.note(noon, Event::StandingEnds);
    }
}

/// How many people come.
fn visits(world: &World, date: BusinessDate) -> u64 {
    let weekday = usize::try_from(date.weekday()).unwrap_or_default();
    let usual = u64::from(world.settings.orders_per_day);
    if world.settings.is_trial() { usual * WEEK[weekday] / 100 } else { usual * WEEK_PAST[weekday] * world.course.busy(date) / 10_000 }
}

/// How every day ends.
fn end(world: &mut World, date: BusinessDate) {
    let offset = world.machine.desk.city.offset_minutes;
    let at = |minute| date.at_minute(minute, offset);
    for market in world.cast.places.keys().copied().collect::<Vec<_>>() {
        let minute = 20 * 60 + world.chance.between(0, 40);
        world.agenda.note(at(minute), Event::Closing(market, date));
        if !world.settings.is_trial() && date == world.last_day() {
            world.agenda.note(at(22 * 60), Event::Grumble(market));
        }
    }
    for _ in 0..if world.settings.is_trial() { 2 } else { 0 } {
        let minute = world.mishaps.between(HOUSE.0, HOUSE.1);
        world.agenda.note(at(minute).plus(15 * SECOND), Event::Death);
    }
    world.agenda.note(at(23 * 60 + 30), Event::Night);
}

/// The minute of the day at which somebody comes.
fn arrival(world: &mut World) -> i64 {
    let mut lot = world.chance.below(HOURS.iter().sum());
    let hour = HOURS.iter().position(|share| {
        let is_here = lot < *share;
        lot = lot.saturating_sub(*share);
        is_here
    });
    i64::try_from(hour.unwrap_or_default()).unwrap_or_default() * 60 + world.chance.between(0, 59)
}

/// What traders do on their own.
fn traders(world: &mut World, date: BusinessDate) {
    let offset = world.machine.desk.city.offset_minutes;
    let is_trial = world.settings.is_trial();
    if !is_trial {
        world.agenda.note(date.at_minute(PRICES, offset), Event::Prices);
        let places: Vec<MarketId> = world.cast.places.keys().copied().collect();
        if date.days() % NEWCOMER_DAYS == 0
            && let Some(market) = world.chance.pick(&places).copied()
        {
            world.agenda.note(date.at_minute(PRICES + 10, offset), Event::Newcomer(market));
        }
    }
    let busy = u64::from(world.settings.orders_per_day) / 6 + 2;
    world.agenda.note(date.at_minute(4 * 60, offset), Event::Restock);
    for market in world.cast.places.keys().copied().collect::<Vec<_>>() {
        let offers: Vec<_> = world.machine.catalogue.offers_of_market(market).map(|view| (view.offer.id, view.stall.id)).collect();
        for _ in 0..busy / world.cast.places.len().max(1) as u64 + 1 {
            let Some((offer, stall)) = world.chance.pick(&offers).copied() else { break };
            let at = date.at_minute(world.chance.between(4 * 60, 18 * 60), offset);
            let event = match world.chance.below(10) {
                // A past has its own prices.
                0..5 if is_trial => Event::Price(offer),
                0..5 => continue,
                5..8 => Event::SoldOut(offer),
                _ => Event::StallCloses(stall),
            };
            world.agenda.note(at.plus(7 * MINUTE / 60), event);
        }
    }
}

/// What traders do on the last morning of a past, before now: nobody buys yet.
pub fn morning(world: &mut World, date: BusinessDate, until: Timestamp) {
    let mut all = std::mem::take(&mut world.agenda);
    traders(world, date);
    let mut seen = std::mem::take(&mut world.agenda);
    while let Some((at, event)) = seen.next_before(until) {
        all.note(at, event);
    }
    world.agenda = all;
}

/// The market somebody goes to: the first two are twice as busy.
pub fn market(world: &mut World) -> Option<MarketId> {
    let places: Vec<MarketId> = world.cast.places.keys().copied().collect();
    let busy = places.iter().take(2);
    let weighted: Vec<MarketId> = places.iter().chain(busy).copied().collect();
    world.chance.pick(&weighted).copied()
}

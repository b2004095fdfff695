//! Baskets that come again: saved, prepared by the timers, agreed to or skipped, paused, stopped.

use kernel::id::{OrderId, RawId};
use kernel::{BusinessDate, Rupiah};
use market::MarketError;
use market::orders::quote::{QuoteRequest, price};
use market::orders::{Quote, SlotKind, slots};
use market::standing::{self, NewStanding, RunState, StandingId, StandingOrder, StandingRun, StandingState};

use super::{buyer, order};
use crate::agenda::Event;
use crate::audit;
use crate::plan;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// A standing order whose next day is due, and what it costs now: none when it cannot be priced.
pub struct Due {
    order: StandingOrder,
    quote: Option<Quote>,
}

/// A buyer saves a basket that comes again; most let it place itself up to a total.
pub async fn subscribe(world: &mut World, who: usize) -> Result<(), Stop> {
    let Some(market) = plan::market(world) else { return Ok(()) };
    let lines = buyer::basket(world, market);
    let desk = world.machine.desk.clone();
    let windows: Vec<_> = slots::list(&desk, market).await?.into_iter().filter(|slot| slot.kind == SlotKind::Window).collect();
    let Some(window) = world.chance.pick(&windows).cloned() else { return Ok(()) };
    let (person, weekdays) = (world.cast.buyers[who].clone(), weekdays(world));
    if lines.is_empty() || person.actor.person.is_none() {
        return Ok(());
    }
    let request = QuoteRequest { market, lines: lines.clone(), door: person.door.pin };
    let mut tx = desk.house.db.reader().await?;
    let most = price(&desk, &mut tx, &request).await?.quote.total_max().amount() * 13 / 10_000 * 1_000 + 20_000;
    drop(tx);
    let new = NewStanding {
        market,
        lines,
        weekdays,
        starts_minute: window.starts.minute_of_day(desk.city.offset_minutes),
        recipient: person.name.clone(),
        phone: person.phone.clone(),
        address: person.door.clone(),
        payment: "cash".to_owned(),
        total_max: world.chance.chance(70).then_some(Rupiah(most)),
    };
    let act = Act::keyed("create_standing", format!("{} saves a basket that comes again", person.name)).about(market);
    let call = async |desk, key: String, body| {
        let mut new = new.clone();
        if body == Body::Other {
            new.recipient = "Tetangga".to_owned();
        }
        standing::create(&desk, &person.actor, &key, new).await
    };
    let Ok(id) = wire::send(world, act, call).await? else { return Ok(()) };
    see(world, id).await?;
    if world.chance.chance(25) {
        world.soon(20 * 60, 40 * 60, Event::Pause(id));
    }
    Ok(())
}

/// One to three days of the week. A past leaves out today, on which nobody brings anything yet.
fn weekdays(world: &mut World) -> i64 {
    if world.settings.is_trial() {
        return 127;
    }
    let today = world.last_day().plus_days(1).weekday();
    let chosen = (0..3).fold(0, |days, _| days | 1 << world.chance.between(0, 6));
    let others = chosen & !(1 << today);
    if others == 0 { 1 << ((today + 3) % 7) } else { others }
}

/// Reads a standing order again and remembers it.
async fn see(world: &mut World, id: StandingId) -> Result<Vec<StandingRun>, Stop> {
    let desk = &world.machine.desk;
    let found = standing::get(desk, &desk.system(), id).await?;
    world.model.trade.standing.insert(id, found.order);
    Ok(found.runs)
}

/// What the next round of timers prepares, and at which prices.
pub async fn due(world: &World) -> Result<Vec<Due>, Stop> {
    let desk = &world.machine.desk;
    let mut found = Vec::new();
    for order in world.model.trade.due(world.now()) {
        let lines = order.lines.iter().map(|line| line.wanted.clone()).collect();
        let request = QuoteRequest { market: order.market, lines, door: order.address.pin };
        let quoted = price(desk, &mut desk.house.db.reader().await?, &request).await;
        let quote = quoted.ok().filter(|quoted| quoted.problems.is_empty()).map(|quoted| quoted.quote);
        found.push(Due { order, quote });
    }
    Ok(found)
}

/// Counts the orders that a round of timers made of them, before anything is compared: they share slots and stalls with others.
pub async fn counted(world: &mut World, days: &[Due]) -> Result<(), Stop> {
    for Due { order, .. } in days {
        let runs = see(world, order.id).await?;
        let placed = runs.into_iter().find(|run| run.day == order.next_day).and_then(|run| run.order);
        if let Some(placed) = placed {
            audit::counted(world, placed).await?;
        }
    }
    Ok(())
}

/// Looks at what a round of timers made of them.
pub async fn prepared(world: &mut World, days: Vec<Due>) -> Result<(), Stop> {
    for Due { order, quote } in days {
        let (id, day) = (order.id, order.next_day);
        let Some(run) = see(world, id).await?.into_iter().find(|run| run.day == day) else {
            return missed(id, "a day that is due is prepared", format!("{day} is not"));
        };
        match (run.state, run.order, quote) {
            (RunState::Placed, Some(placed), Some(quote)) => {
                if order.total_max.is_none_or(|most| quote.total_max() > most) {
                    return missed(
                        id,
                        "a day places itself only within its limit",
                        format!("{} of {:?}", quote.total_max(), order.total_max),
                    );
                }
                begins(world, id, day, placed, &quote).await?;
            }
            (RunState::Placed, ..) => return missed(id, "a day places itself only when nothing is gone", day.to_string()),
            (RunState::Waiting, ..) => world.soon(10, 600, Event::Confirm(id, day)),
            _ => {}
        }
    }
    Ok(())
}

fn missed(id: StandingId, rule: &'static str, what: String) -> Result<(), Stop> {
    let mut findings = Findings::default();
    findings.add(rule, Some(RawId::from(id)), what);
    findings.end()
}

/// A day became an order.
async fn begins(world: &mut World, id: StandingId, day: BusinessDate, placed: OrderId, quote: &Quote) -> Result<(), Stop> {
    world.step += 1;
    *world.acts.entry("standing_day").or_default() += 1;
    world.tell(&[placed.into(), id.into()], &format!("a standing order's {day} became an order"));
    audit::acknowledged(world, placed, quote).await?;
    world.model.trade.runs.insert((id, day), placed);
    order::follow(world, placed).await
}

/// The buyer agrees to a prepared day as it was shown, or skips it; at times to another total than it has now.
pub async fn confirm(world: &mut World, id: StandingId, day: BusinessDate) -> Result<(), Stop> {
    let Some(order) = world.model.trade.standing.get(&id) else { return Ok(()) };
    let Some(person) = world.cast.buyers.iter().find(|buyer| buyer.actor.person == Some(order.person)).cloned() else { return Ok(()) };
    let actor = person.actor;
    if world.chance.chance(20) {
        let act = Act::harmless("skip_day", format!("{} skips {day}", person.name)).about(id);
        wire::send(world, act, async |desk, _, _| standing::skip(&desk, &actor, id, day).await).await?.ok();
        return see(world, id).await.map(drop);
    }
    let shown = standing::preview(&world.machine.desk, &actor, id, day).await?;
    let Some(quote) = shown.quote else { return Ok(()) };
    let is_wrong = world.chance.chance(8);
    let total = if is_wrong { quote.total() + Rupiah(500) } else { quote.total() };
    let act = Act::harmless("confirm_day", format!("{} agrees to {day} for {total}", person.name)).about(id);
    let act = act.may(if is_wrong { &["stale"] } else { &["slot_full", "slot_closed", "lines_changed"] });
    let done: Result<_, MarketError> =
        wire::send(world, act, async |desk, _, _| standing::confirm(&desk, &actor, id, day, total).await).await?;
    match done {
        Ok(placed) => {
            audit::counted(world, placed).await?;
            begins(world, id, day, placed, &quote).await
        }
        Err(_) => Ok(()),
    }
}

/// The buyer pauses a standing order, and goes on with it later.
pub async fn pause(world: &mut World, id: StandingId) -> Result<(), Stop> {
    let Some(order) = world.model.trade.standing.get(&id) else { return Ok(()) };
    let to = match order.state {
        StandingState::Active => StandingState::Paused,
        StandingState::Paused => StandingState::Active,
        StandingState::Stopped => return Ok(()),
    };
    if to == StandingState::Paused {
        world.soon(4 * 60, 60 * 60, Event::Pause(id));
    }
    set(world, id, to).await
}

/// After the last day on which people buy nobody wants anything any more.
pub async fn end(world: &mut World) -> Result<(), Stop> {
    for id in world.model.trade.standing.keys().copied().collect::<Vec<_>>() {
        set(world, id, StandingState::Stopped).await?;
    }
    Ok(())
}

async fn set(world: &mut World, id: StandingId, to: StandingState) -> Result<(), Stop> {
    let Some(person) = world.model.trade.standing.get(&id).map(|order| order.person) else { return Ok(()) };
    let Some(actor) = world.cast.buyers.iter().find(|it| it.actor.person == Some(person)).map(|it| it.actor.clone()) else { return Ok(()) };
    let act = Act::harmless("set_standing", format!("a standing order becomes {}", to.name())).about(id);
    wire::send(world, act, async |desk, _, _| standing::set_state(&desk, &actor, id, to).await).await?.ok();
    see(world, id).await.map(drop)
}

//! Runners in the market: walking, weighing, asking for substitutes, the final total.

use kernel::id::{LineId, OrderId};
use kernel::{Actor, Quantity, Rupiah, Unit};
use market::orders::{LineState, OrderLine, OrderState, SubstitutionState};
use market::picking::{self, PickInput};

use super::runner::runner_of;
use crate::agenda::Event;
use crate::stop::Stop;
use crate::wire::{self, Act, Body};
use crate::world::World;

/// The order is being picked, or still is.
const PICKING: &[OrderState] = &[OrderState::Picking];

/// The next step of the walk; it calls itself again until nothing is left to do.
pub async fn step(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order).cloned() else { return Ok(()) };
    let detail = &known.detail;
    if !matches!(detail.order.state, OrderState::Placed | OrderState::Picking) {
        return Ok(());
    }
    let Some(runner) = runner_of(world, &detail.order)? else {
        world.soon(1, 3, Event::Pick(order));
        return Ok(());
    };
    let is_asked = |line: LineId| detail.substitutions.iter().any(|it| it.line == line && it.state == SubstitutionState::Asked);
    let open = detail.lines.iter().find(|line| line.state == LineState::Open && !is_asked(line.id));
    let rejected = detail.lines.iter().find(|line| line.state == LineState::Rejected && !is_asked(line.id));
    let waits =
        detail.lines.iter().any(|line| line.is_unsettled()) || detail.substitutions.iter().any(|it| it.state == SubstitutionState::Asked);
    if detail.order.state == OrderState::Placed && world.chance.chance(70) {
        let act = Act::harmless("start_picking", "the runner begins to walk".to_owned()).on(order, PICKING);
        wire::send(world, act, async |desk, _, _| picking::start_picking(&desk, &runner, order).await).await?.ok();
    } else if let Some(line) = open {
        weigh(world, &runner, line).await?;
    } else if let Some(line) = rejected {
        replace(world, &runner, line).await?;
    } else if !waits || world.chance.chance(5) {
        finish(world, &runner, order, waits).await?;
    } else if world.chance.chance(10) {
        correct(world, &runner, &detail.lines).await?;
    }
    world.soon(0, 3, Event::Pick(order));
    Ok(())
}

/// What the scale shows, and what the runner types.
fn reading(world: &mut World, line: &OrderLine) -> (i64, &'static [&'static str]) {
    let ordered = line.quantity.milli();
    let lot = world.chance.below(100);
    if lot < 4 {
        return (0, &[]);
    }
    if line.sold_by != Unit::Weight {
        return match lot {
            4..8 if ordered > 1_000 => (ordered - 1_000, &[]),
            8..10 => (ordered / 2 + 250, &["bad_quantity"]),
            10..12 => (ordered + 1_000, &["weight_beyond_tolerance"]),
            _ => (ordered, &[]),
        };
    }
    let reach = ordered * line.tolerance.0 / 10_000;
    match lot {
        4..9 => (ordered + reach + world.chance.between(1, 1 + ordered / 4), &["weight_beyond_tolerance"]),
        9..16 => ((ordered * world.chance.between(40, 95) / 100).max(1), &[]),
        _ => ((ordered + world.chance.between(-reach, reach)).max(1), &[]),
    }
}

async fn weigh(world: &mut World, runner: &Actor, line: &OrderLine) -> Result<(), Stop> {
    let (milli, refusals) = reading(world, line);
    let agreed = line.picked_price.filter(|_| line.picked_offer.is_some()).unwrap_or(line.price);
    let (price, refusals): (Option<Rupiah>, &'static [&'static str]) = match world.chance.below(100) {
        0..3 => (Some(Rupiah((agreed.amount() * 9 / 10).max(1))), refusals),
        3..5 if milli > 0 => (Some(Rupiah(agreed.amount() + 500)), &["price_above_agreed"]),
        _ => (None, refusals),
    };
    let is_old = world.mishap(1);
    let version = line.version - i64::from(is_old);
    let refusals = if is_old { &["stale"] } else { refusals };
    record(world, runner, line, version, milli, price, refusals).await
}

/// A weight that was entered is entered again, a little different.
async fn correct(world: &mut World, runner: &Actor, lines: &[OrderLine]) -> Result<(), Stop> {
    let done: Vec<&OrderLine> = lines.iter().filter(|line| line.state == LineState::Picked && line.sold_by == Unit::Weight).collect();
    let Some(line) = world.chance.pick(&done).copied() else { return Ok(()) };
    let milli = (line.quantity.milli() * world.chance.between(90, 100) / 100).max(1);
    record(world, runner, line, line.version, milli, None, &[]).await
}

async fn record(
    world: &mut World,
    runner: &Actor,
    line: &OrderLine,
    version: i64,
    milli: i64,
    price: Option<Rupiah>,
    refusals: &'static [&'static str],
) -> Result<(), Stop> {
    let Some(picked) = Quantity::from_milli(milli) else { return Ok(()) };
    let agreed = line.picked_price.filter(|_| line.picked_offer.is_some()).unwrap_or(line.price);
    let says = format!("the runner weighs {} of {} {} ordered", picked.decimal(), line.quantity.decimal(), line.unit);
    let mut act = Act::keyed("record_pick", says).on(line.order, PICKING).may(refusals);
    act.outcome.weighed = Some((line.id, milli, price.unwrap_or(agreed)));
    act.outcome.returns = milli > 0;
    let (order, id) = (line.order, line.id);
    let call = async |desk, key: String, body| {
        let version = if body == Body::Other { version + 7 } else { version };
        picking::record_pick(&desk, runner, &key, order, id, PickInput { version, picked, price, device: None }).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// A line that its stall does not have: something else, or nothing.
async fn replace(world: &mut World, runner: &Actor, line: &OrderLine) -> Result<(), Stop> {
    let (order, id) = (line.order, line.id);
    let catalogue = &world.machine.catalogue;
    let found = catalogue.offers_of_product(line.product).filter(|view| view.offer.id != line.offer).map(|view| view.offer.id);
    let candidates: Vec<_> = found.collect();
    let offer = if world.chance.chance(75) { world.chance.pick(&candidates).copied() } else { None };
    let Some(offer) = offer else {
        let act = Act::harmless("leave_out", "the runner leaves a line out".to_owned()).on(order, &[]);
        wire::send(world, act, async |desk, _, _| picking::leave_out(&desk, runner, order, id).await).await?.ok();
        return Ok(());
    };
    let act = Act::keyed("propose", "the runner asks about a substitute".to_owned()).on(order, &[]);
    let act = act.may(&["bad_quantity", "bad_amount", "other_market", "no_substitute_wanted", "already_asked"]);
    let call = async |desk, key: String, body| {
        let quantity = (body == Body::Other).then_some(line.quantity);
        picking::propose(&desk, runner, &key, order, id, offer, quantity).await
    };
    if let Ok(question) = wire::send(world, act, call).await?
        && world.chance.chance(80)
    {
        world.soon(1, 9, Event::Answer(order, question));
    }
    Ok(())
}

async fn finish(world: &mut World, runner: &Actor, order: OrderId, is_early: bool) -> Result<(), Stop> {
    let act = Act::harmless("finish_picking", "the runner has everything".to_owned());
    let act = act.on(order, &[OrderState::Picked, OrderState::Cancelled]).may(if is_early { &["lines_open"] } else { &[] });
    let done = wire::send(world, act, async |desk, _, _| picking::finish_picking(&desk, runner, order).await).await?;
    if done.is_ok() {
        world.soon(3, 15, Event::Depart(order));
    }
    Ok(())
}

//! Runners on the way: leaving the market, the door, PIN and cash, and coming back with the goods.

use kernel::id::OrderId;
use kernel::{Actor, Rupiah};
use market::delivery::handover::{PIN_ATTEMPTS_MAX, Proof};
use market::delivery::{self, FailedGoods};
use market::orders::{Order, OrderState};
use market::payments;

use super::payer;
use crate::agenda::Event;
use crate::model::Way;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act, Body};
use crate::world::World;

/// How often a runner waits for a payment by code, before cash is taken.
const WAITS_MAX: u32 = 3;

/// Who brings an order.
pub fn runner_of(world: &World, order: &Order) -> Result<Option<Actor>, Stop> {
    let place = world.cast.place(order.market)?;
    Ok(place.runners.iter().find(|runner| runner.person.is_some() && runner.person == order.runner).cloned())
}

/// The runner leaves the market.
pub async fn depart(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let detail = known.detail.order.clone();
    if detail.state != OrderState::Picked {
        return Ok(());
    }
    let Some(runner) = runner_of(world, &detail)? else { return Ok(()) };
    let act = Act::harmless("start_delivery", "the runner leaves the market".to_owned()).on(order, &[OrderState::Delivering]);
    wire::send(world, act, async |desk, _, _| delivery::start_delivery(&desk, &runner, order).await).await?.ok();
    world.soon(5, 40, Event::Door(order));
    Ok(())
}

/// The runner stands at the door.
pub async fn door(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let detail = known.detail.order.clone();
    if detail.state != OrderState::Delivering {
        return Ok(());
    }
    let Some(runner) = runner_of(world, &detail)? else { return Ok(()) };
    if detail.pin_attempts >= PIN_ATTEMPTS_MAX {
        return vouch(world, &detail).await;
    }
    let due = due(world, &runner, &detail).await?;
    if by_code(world, &runner, &detail, due).await? {
        return Ok(());
    }
    match world.chance.below(1_000) {
        lot if lot < world.closed_doors() => return bring_back(world, &runner, order).await,
        ..60 => hand_over(world, &runner, &detail, wrong(&detail.pin), due, &["wrong_pin"]).await?,
        60..65 => {
            for _ in detail.pin_attempts..PIN_ATTEMPTS_MAX {
                hand_over(world, &runner, &detail, wrong(&detail.pin), due, &["wrong_pin"]).await?;
            }
            hand_over(world, &runner, &detail, detail.pin.clone(), due, &["pin_locked"]).await?;
        }
        65..95 => hand_over(world, &runner, &detail, detail.pin.clone(), other(due), &["wrong_cash"]).await?,
        95..105 => stranger(world, &detail).await?,
        _ => hand_over(world, &runner, &detail, detail.pin.clone(), due, &[]).await?,
    }
    let is_done = world.model.orders.get(&order).is_some_and(|known| known.detail.order.state == OrderState::Delivered);
    if !is_done {
        world.soon(1, 4, Event::Door(order));
    } else {
        afterwards(world, order);
    }
    Ok(())
}

/// What the runner takes in cash: what was not paid by code, as far as the market knows.
async fn due(world: &World, runner: &Actor, order: &Order) -> Result<Rupiah, Stop> {
    let due = world.model.payments.due(order.id, order.total_final.unwrap_or_default());
    if world.model.payments.purse(order.id).is_some() && world.settings.is_trial() {
        let (_, shown) = payments::of_order(&world.machine.desk, runner, order.id).await?;
        let mut findings = Findings::default();
        findings.same("what is due at the door was not paid", Some(order.id.into()), &shown.due, &due);
        findings.end()?;
    }
    Ok(due)
}

/// Shows a code to who wants to pay by one, and waits a little for the payment; whether the runner waits.
async fn by_code(world: &mut World, runner: &Actor, order: &Order, due: Rupiah) -> Result<bool, Stop> {
    let Some(purse) = world.model.payments.purse_mut(order.id) else { return Ok(false) };
    if purse.way != Way::Door || due == Rupiah::ZERO || purse.waits == WAITS_MAX {
        return Ok(false);
    }
    purse.waits += 1;
    if purse.waits == 1 {
        payer::code(world, runner, order.id, "the runner").await?;
    }
    world.soon(1, 3, Event::Door(order.id));
    Ok(true)
}

/// Another amount of cash.
fn other(due: Rupiah) -> Rupiah {
    if due > Rupiah(500) { due - Rupiah(500) } else { due + Rupiah(500) }
}

/// What buyers say of what was brought, and what is given back unasked.
fn afterwards(world: &mut World, order: OrderId) {
    let is_trial = world.settings.is_trial();
    let (refunds, complaints, ratings) = if is_trial { (40, 70, 200) } else { (15, 30, 380) };
    if world.rarely(refunds) {
        world.soon(20, 300, Event::Refund(order));
    }
    if world.rarely(complaints) {
        let latest = if is_trial { 26 * 60 } else { 12 * 60 };
        world.soon(10, latest, Event::Complain(order));
    }
    if world.rarely(ratings) {
        world.soon(15, 20 * 60, Event::Rate(order));
    }
}

fn wrong(pin: &str) -> String {
    if pin == "0000" { "1111".to_owned() } else { "0000".to_owned() }
}

async fn hand_over(
    world: &mut World,
    actor: &Actor,
    order: &Order,
    pin: String,
    cash: Rupiah,
    refusals: &'static [&'static str],
) -> Result<(), Stop> {
    let is_wrong = refusals.contains(&"wrong_pin");
    let mut act = Act::keyed("hand_over", format!("the runner types {} PIN and counts {cash}", if is_wrong { "a wrong" } else { "the" }));
    act = act.on(order.id, &[OrderState::Delivered]).may(refusals);
    act.outcome.counts_pin = is_wrong;
    let (id, proof) = (order.id, Proof::Pin(pin));
    let call = async |desk, key: String, body| {
        let cash = if body == Body::Other { cash + Rupiah(1) } else { cash };
        delivery::hand_over(&desk, actor, &key, id, proof.clone(), cash, None).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// Another runner may not hand it over.
async fn stranger(world: &mut World, order: &Order) -> Result<(), Stop> {
    let place = world.cast.place(order.market)?;
    let Some(other) = place.runners.iter().find(|runner| runner.person != order.runner).cloned() else { return Ok(()) };
    let due = world.model.payments.due(order.id, order.total_final.unwrap_or_default());
    hand_over(world, &other, order, order.pin.clone(), due, &["not_allowed"]).await
}

/// The manager vouches where the PIN is locked.
async fn vouch(world: &mut World, order: &Order) -> Result<(), Stop> {
    let manager = world.cast.place(order.market)?.manager.clone();
    let (id, due) = (order.id, world.model.payments.due(order.id, order.total_final.unwrap_or_default()));
    let act = Act::keyed("hand_over", "the manager vouches for the recipient".to_owned()).on(id, &[OrderState::Delivered]);
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "lain" } else { "lewat telepon" };
        delivery::hand_over(&desk, &manager, &key, id, Proof::Manager(reason.to_owned()), due, None).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// Nobody is at home: the goods go back, or are lost.
async fn bring_back(world: &mut World, runner: &Actor, order: OrderId) -> Result<(), Stop> {
    let returned_percent = if world.settings.is_trial() { 60 } else { 85 };
    let goods = if world.chance.chance(returned_percent) { FailedGoods::Returned } else { FailedGoods::Lost };
    let mut act = Act::keyed("fail_delivery", format!("nobody is at home; the goods are {}", goods.name()));
    act = act.on(order, &[OrderState::Failed]);
    act.outcome.returns = goods == FailedGoods::Returned;
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "alamat salah" } else { "tidak ada orang" };
        delivery::fail(&desk, runner, &key, order, reason, goods).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

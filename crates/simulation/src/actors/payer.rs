//! Buyers who pay by codes: ahead or at the door; too late, twice, another amount, for an order that was called off. And the acquirer,
//! who tells of it late, twice, in the wrong order or never, and forgers, who tell of what was not paid.

use kernel::id::OrderId;
use kernel::time::{MINUTE, SECOND};
use kernel::{Actor, Rupiah};
use market::payments;
use market::payments::printed::PRINTED;
use sandbox::{HEADER, Mischief, NAME, Told};

use super::{buyer, sticker};
use crate::agenda::Event;
use crate::line::WALLET;
use crate::model::Way;
use crate::stop::{Findings, Stop};
use crate::wire::{self, Act};
use crate::world::World;

/// Of a hundred payments in a trial so many are told of in another way than once and at once.
const MISCHIEF_PERCENT: u64 = 30;
/// A code that ends so soon is left alone: whether it is shown again depends on the second.
const ENDS_SOON: i64 = 2 * MINUTE;
/// The same of a printed code.
const STICKER_ENDS_SOON: i64 = 11 * MINUTE;

/// How a buyer means to pay.
pub fn way(world: &mut World) -> Way {
    match (world.chance.below(100), world.settings.is_trial()) {
        (0..62, _) => Way::Cash,
        (62..72, true) | (62..80, false) => Way::Door,
        (72..82, true) | (_, false) => Way::Ahead,
        (82..90, true) => Way::Wallet,
        (_, true) => Way::Sticker,
    }
}

/// What it is called where an order is placed.
pub const fn provider(way: Way) -> &'static str {
    match way {
        Way::Cash | Way::Door => "cash",
        Way::Ahead => NAME,
        Way::Wallet => WALLET,
        Way::Sticker => PRINTED,
    }
}

/// A new order is to be paid by code.
pub fn follow(world: &mut World, order: OrderId, way: Way) {
    let Some(buyer) = world.model.orders.get(&order).map(|known| known.detail.order.buyer).filter(|_| way != Way::Cash) else { return };
    world.model.payments.mean(order, buyer, way);
    if way != Way::Door {
        world.soon(0, 6, Event::AskCode(order));
    }
}

/// The buyer asks for a code.
pub async fn ask(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(buyer) = buyer::buyer_of(world, order) else { return Ok(()) };
    code(world, &buyer, order, "the buyer").await
}

/// Somebody asks for a code of what is due; who pays it, and when, follows.
pub async fn code(world: &mut World, actor: &Actor, order: OrderId, who: &str) -> Result<(), Stop> {
    let (Some(known), Some(purse)) = (world.model.orders.get(&order), world.model.payments.purse(order)) else { return Ok(()) };
    let (now, is_final) = (world.now(), known.detail.order.state.is_final());
    let total = known.detail.order.total_final.unwrap_or_else(|| known.detail.order.total_max());
    let (way, due) = (purse.way, purse.due(total));
    let ends_soon = if way == Way::Sticker { STICKER_ENDS_SOON } else { ENDS_SOON };
    if purse.codes.iter().any(|code| code.expires > now && code.expires <= now.plus(ends_soon)) {
        world.soon(3, 4, Event::AskCode(order));
        return Ok(());
    }
    // Somebody who asks may be the first to hear that another code was paid.
    let may_be_paid = due == Rupiah::ZERO || purse.unknown().next().is_some();
    let mut act = Act::harmless("ask_code", format!("{who} asks for a code")).on(order, &[]);
    act = act.may(if is_final {
        &["wrong_state"]
    } else if may_be_paid {
        &["nothing_due"]
    } else if way == Way::Sticker {
        &["proof_waits"]
    } else {
        &[]
    });
    act.outcome.may_book = true;
    let call = async |desk, _: String, _| match way {
        Way::Wallet => payments::ask_wallet(&desk, actor, order).await,
        _ => payments::ask(&desk, actor, order).await,
    };
    let asked = wire::send(world, act, call).await?;
    let Ok(intent) = asked else { return Ok(()) };
    let mut findings = Findings::default();
    findings.same("a code asks for what is due", Some(order.into()), &intent.amount, &world.model.payments.due(order, total));
    findings.end()?;
    if world.model.payments.show(order, &intent.reference, intent.expires) {
        match way {
            Way::Sticker => sticker::intend(world, order, intent.amount.amount()),
            _ => intend(world, order, &intent.reference, intent.amount.amount()),
        }
    }
    Ok(())
}

/// Who pays a code, when, and how much.
fn intend(world: &mut World, order: OrderId, reference: &str, asked: i64) {
    let pay = |amount: i64| Event::Pay(reference.to_owned(), amount);
    if world.mishap(4) {
        let told = Told { reference: reference.to_owned(), state: "paid".to_owned(), is_forged: true };
        world.soon(0, 3, Event::Tell(told));
    }
    match (world.settings.is_trial(), world.chance.below(100)) {
        (false, 0..2) | (true, 0..7) => {}
        (false, 2..4) | (true, 7..15) => world.soon(16, 50, pay(asked)),
        (true, 15..21) => {
            let other = world.chance.between(asked / 2, asked * 3 / 2).max(1);
            world.soon(0, 3, pay(other));
        }
        (true, 21..26) => {
            world.soon(0, 1, Event::BuyerCancels(order));
            world.soon(2, 8, pay(asked));
        }
        (true, 26..31) => {
            world.soon(16, 25, Event::AskCode(order));
            world.soon(17, 40, pay(asked));
        }
        _ => world.soon(0, 2, pay(asked)),
    }
}

/// The buyer pays at the acquirer, whether or not the market still wants it; the acquirer has something to tell.
pub async fn pay(world: &mut World, reference: &str, amount: i64) -> Result<(), Stop> {
    world.step += 1;
    *world.acts.entry("pay_code").or_default() += 1;
    let Some(order) = world.model.payments.order_of(reference) else { return Ok(()) };
    let mut findings = Findings::default();
    // Its own tellings do not fit the clock of a run: what is told is told below.
    let way = world.model.payments.purse(order).map_or(Way::Ahead, |purse| purse.way);
    let is_there = world.machine.acquirers.of(way).pay_amount(reference, Rupiah(amount), Mischief::Lost).await?;
    findings.same("a code that was shown can be paid", Some(order.into()), &is_there, &true);
    findings.end()?;
    let (now, today) = (world.now(), world.today());
    world.model.payments.pay(reference, amount, now, today);
    world.tell(&[order.into()], &format!("the buyer pays {} by code", Rupiah(amount)));
    let mischief =
        if world.mishap(MISCHIEF_PERCENT) { *world.mishaps.pick(&Mischief::ALL[1..]).unwrap_or(&Mischief::None) } else { Mischief::None };
    if let Some(name) = fault(mischief) {
        *world.faults.entry(name).or_default() += 1;
    }
    let late = if mischief == Mischief::Late { world.mishaps.between(0, 70) * MINUTE } else { 0 };
    for (told, due) in mischief.tellings(reference, now) {
        let wait = world.mishaps.between(1, 9) * SECOND;
        world.at(due.plus(wait + late), Event::Tell(told));
    }
    Ok(())
}

const fn fault(mischief: Mischief) -> Option<&'static str> {
    match mischief {
        Mischief::None => None,
        Mischief::Late => Some("payment_told_late"),
        Mischief::Twice => Some("payment_told_twice"),
        Mischief::Reordered => Some("payment_told_in_wrong_order"),
        Mischief::Lost => Some("payment_not_told"),
        Mischief::Forged => Some("payment_told_by_a_forger"),
    }
}

/// The acquirer, or a forger, tells of a payment. Forgers are refused; what was paid is known from then on.
pub async fn tell(world: &mut World, told: Told) -> Result<(), Stop> {
    let Some(order) = world.model.payments.order_of(&told.reference) else { return Ok(()) };
    let mut findings = Findings::default();
    let way = world.model.payments.purse(order).map_or(Way::Ahead, |purse| purse.way);
    let Some(telling) = world.machine.acquirers.of(way).telling(&told).await? else {
        findings.add("the acquirer knows every code", Some(order.into()), told.reference);
        return findings.end();
    };
    let who = if told.is_forged { "a forger" } else { "the acquirer" };
    let mut act = Act::harmless("hear", format!("{who} tells that a code is {}", told.state)).on(order, &[]);
    act.outcome.may_book = true;
    let headers = [(HEADER, telling.signature.as_str())];
    let name = if way == Way::Wallet { WALLET } else { NAME };
    let answer = wire::send(world, act, async |desk, _, _| payments::hear(&desk, name, &headers, &telling.body).await).await?;
    let status = answer.map(|answer| answer.status).ok();
    findings.same("forgers are refused, the acquirer is not", Some(order.into()), &status, &Some(if told.is_forged { 403 } else { 200 }));
    let unknown = world
        .model
        .payments
        .purse(order)
        .map_or(0, |purse| purse.unknown().filter(|(code, _)| !told.is_forged && code.reference == told.reference).count());
    findings.same("a payment that was told of is known", Some(order.into()), &unknown, &0);
    findings.end()
}

//! Placing an order, and what a buyer does when it is refused.

use kernel::Rupiah;
use kernel::id::OrderId;
use kernel::time::MINUTE;
use market::MarketError;
use market::orders::place::{self, PlaceOrder};
use market::orders::{SellerOrder, slots};

use super::buyer::{self, Draft};
use crate::agenda::Event;
use crate::audit;
use crate::stop::Stop;
use crate::wire::{self, Act, Body};
use crate::world::World;

/// How often a buyer tries.
const TRIES_MAX: u32 = 3;
/// What may happen between looking and ordering.
const REFUSALS: &[&str] = &["quote_expired", "slot_full", "slot_closed", "lines_changed"];

/// The buyer orders what was quoted.
pub async fn checkout(world: &mut World, draft: Draft) -> Result<(), Stop> {
    let placed = place(world, &draft).await?;
    match placed {
        Ok(order) => {
            audit::acknowledged(world, order, &draft.quote).await?;
            if world.chance.chance(2) {
                twice(world, &draft).await?;
            }
            follow(world, order).await
        }
        Err(_) if draft.tries >= TRIES_MAX => Ok(()),
        Err(MarketError::SlotFull | MarketError::SlotClosed) => again(world, draft, &[]).await,
        Err(MarketError::LinesChanged(problems)) => {
            let gone: Vec<usize> = problems.iter().map(|problem| problem.position).collect();
            again(world, draft, &gone).await
        }
        Err(_) => again(world, draft, &[]).await,
    }
}

fn command(world: &World, draft: &Draft, body: Body) -> PlaceOrder {
    let person = &world.cast.buyers[draft.buyer];
    let recipient = if body == Body::Other { "Tetangga".to_owned() } else { person.name.clone() };
    PlaceOrder {
        quote: draft.quote.id,
        slot: draft.slot,
        recipient,
        phone: person.phone.clone(),
        address: person.door.clone(),
        payment: "cash".to_owned(),
        buyer: None,
        visitor: None,
    }
}

async fn place(world: &mut World, draft: &Draft) -> Result<Result<OrderId, MarketError>, Stop> {
    let person = &world.cast.buyers[draft.buyer];
    let (actor, name) = (person.actor.clone(), person.name.clone());
    let says = format!("{name} orders {} lines for at most {}", draft.quote.lines.len(), draft.quote.total_max());
    let act = Act::keyed("place_order", says).about(draft.quote.id).may(REFUSALS);
    let commands = [Body::Same, Body::Other].map(|body| command(world, draft, body));
    let call = async |desk, key: String, body| {
        let command = commands[usize::from(body == Body::Other)].clone();
        place::place(&desk, &actor, &key, command).await
    };
    let placed = wire::send(world, act, call).await?;
    if let Ok(order) = &placed {
        let most: Rupiah = draft.quote.total_max();
        world.tell(&[(*order).into()], &format!("{name} was told that the order is placed, for at most {most}"));
    }
    Ok(placed)
}

/// A second tab with the same quote orders nothing.
async fn twice(world: &mut World, draft: &Draft) -> Result<(), Stop> {
    if let Ok(order) = place(world, draft).await? {
        audit::acknowledged(world, order, &draft.quote).await?;
        let mut findings = crate::stop::Findings::default();
        findings.add("a quote is ordered once", Some(order.into()), "a second order came of it".to_owned());
        findings.end()?;
    }
    Ok(())
}

/// Asks again without the lines that are gone.
async fn again(world: &mut World, draft: Draft, gone: &[usize]) -> Result<(), Stop> {
    let rest = draft.quote.lines.iter().enumerate().filter(|(position, _)| !gone.contains(position));
    let lines: Vec<_> = rest.map(|(_, line)| line.wanted.clone()).collect();
    if lines.is_empty() || world.chance.chance(30) {
        return Ok(());
    }
    buyer::shop(world, draft.buyer, draft.quote.market, lines, draft.tries + 1).await
}

/// Who acts next on a new order.
async fn follow(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let (slot, parts): (_, Vec<SellerOrder>) = (known.detail.order.slot, known.detail.seller_orders.clone());
    for part in parts {
        // Who does not answer leaves it to the timer.
        if world.chance.chance(85) {
            world.soon(1, 12, Event::Decide(order, part.id, part.stall));
        }
    }
    if world.chance.chance(60) {
        world.soon(0, 3, Event::Assign(order));
    }
    if world.rarely(30) {
        world.soon(2, 240, Event::BuyerCancels(order));
    }
    if world.rarely(15) {
        world.soon(10, 600, Event::ManagerCancels(order));
    }
    let found = slots::find(&world.machine.desk, &[slot]).await?;
    let begins = found.first().map_or(world.now(), |slot| slot.starts);
    let early = world.chance.between(5, 70) * MINUTE;
    let at = begins.plus(-early).max(world.now().plus(4 * MINUTE));
    world.at(at, Event::Pick(order));
    Ok(())
}

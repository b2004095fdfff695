//! Placing an order, and what a buyer does when it is refused.

use kernel::Rupiah;
use kernel::id::OrderId;
use kernel::time::MINUTE;
use market::MarketError;
use market::orders::phone::{self, PhoneOrder};
use market::orders::place::{self, PlaceOrder};
use market::orders::{SellerOrder, slots};

use super::buyer::{self, Draft, Wish};
use super::payer;
use crate::agenda::Event;
use crate::audit;
use crate::stop::{Findings, Stop};
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
            audit::counted(world, order).await?;
            audit::acknowledged(world, order, &draft.quote).await?;
            belongs(world, order, &draft)?;
            if world.chance.chance(2) {
                twice(world, &draft).await?;
            }
            payer::follow(world, order, draft.way);
            follow(world, order).await
        }
        Err(_) if draft.wish.tries >= TRIES_MAX => Ok(()),
        Err(MarketError::SlotFull | MarketError::SlotClosed) => again(world, draft, &[]).await,
        Err(MarketError::LinesChanged(problems)) => {
            let gone: Vec<usize> = problems.iter().map(|problem| problem.position).collect();
            again(world, draft, &gone).await
        }
        Err(_) => again(world, draft, &[]).await,
    }
}

/// What is sent: by the buyer, or by the manager for a caller.
#[derive(Clone)]
enum Command {
    Own(PlaceOrder),
    Phone(PhoneOrder),
}

fn command(world: &World, draft: &Draft, body: Body) -> Command {
    let person = &world.cast.buyers[draft.wish.buyer];
    let name = if body == Body::Other { "Tetangga".to_owned() } else { person.name.clone() };
    let (phone, address, payment) = (person.phone.clone(), person.door.clone(), payer::provider(draft.way).to_owned());
    let (quote, slot) = (draft.quote.id, draft.slot);
    if draft.wish.by_phone {
        return Command::Phone(PhoneOrder { quote, slot, phone, name, address, payment, agrees_to_messages: true });
    }
    Command::Own(PlaceOrder { quote, slot, recipient: name, phone, address, payment, buyer: None, visitor: None })
}

async fn place(world: &mut World, draft: &Draft) -> Result<Result<OrderId, MarketError>, Stop> {
    let person = &world.cast.buyers[draft.wish.buyer];
    let (market, name) = (draft.quote.market, person.name.clone());
    let actor = if draft.wish.by_phone { world.cast.place(market)?.manager.clone() } else { person.actor.clone() };
    let says = format!("{name} orders {} lines for at most {}", draft.quote.lines.len(), draft.quote.total_max());
    let act = Act::keyed(if draft.wish.by_phone { "take_call" } else { "place_order" }, says).about(draft.quote.id).may(REFUSALS);
    let commands = [Body::Same, Body::Other].map(|body| command(world, draft, body));
    let call = async |desk, key: String, body| match commands[usize::from(body == Body::Other)].clone() {
        Command::Own(own) => place::place(&desk, &actor, &key, own).await,
        Command::Phone(order) => phone::take(&desk, &actor, &key, market, order).await,
    };
    let placed = wire::send(world, act, call).await?;
    if let Ok(order) = &placed {
        let most: Rupiah = draft.quote.total_max();
        world.tell(&[(*order).into()], &format!("{name} was told that the order is placed, for at most {most}"));
    }
    Ok(placed)
}

/// The order belongs to the caller, not to who entered it; who called for the first time is somebody from now on.
fn belongs(world: &mut World, order: OrderId, draft: &Draft) -> Result<(), Stop> {
    let Some(found) = world.model.orders.get(&order).map(|known| known.detail.order.clone()) else { return Ok(()) };
    let entered_by = if draft.wish.by_phone { world.cast.place(found.market)?.manager.person } else { Some(found.buyer) };
    let person = &mut world.cast.buyers[draft.wish.buyer];
    let buyer = *person.actor.person.get_or_insert(found.buyer);
    let mut findings = Findings::default();
    findings.same("an order belongs to its buyer", Some(order.into()), &found.buyer, &buyer);
    findings.same("an order says who entered it", Some(order.into()), &Some(found.placed_by), &entered_by);
    findings.end()
}

/// A second tab with the same quote orders nothing.
async fn twice(world: &mut World, draft: &Draft) -> Result<(), Stop> {
    if let Ok(order) = place(world, draft).await? {
        audit::counted(world, order).await?;
        audit::acknowledged(world, order, &draft.quote).await?;
        let mut findings = Findings::default();
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
    let wish = Wish { tries: draft.wish.tries + 1, ..draft.wish };
    buyer::shop(world, wish, draft.quote.market, lines).await
}

/// Who acts next on a new order.
pub async fn follow(world: &mut World, order: OrderId) -> Result<(), Stop> {
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

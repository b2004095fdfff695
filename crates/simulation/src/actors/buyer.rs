//! Buyers: looking around, a basket, a quote; answers; calling off.

use kernel::id::{MarketId, OfferId, OrderId, SlotId, SubstitutionId};
use kernel::{Quantity, Rupiah, Unit};
use market::catalogue::OfferView;
use market::orders::quote::{QuoteRequest, quote};
use market::orders::{Quote, SubstitutionPolicy, SubstitutionState, WantedLine, cancel as service, slots};
use market::{baskets, picking};

use super::payer;
use crate::agenda::Event;
use crate::model::Way;
use crate::plan;
use crate::stop::Stop;
use crate::wire::{self, Act, Body};
use crate::world::World;

/// Of a hundred lines so many come from stalls that everybody knows, where there are any.
const WELL_KNOWN_PERCENT: u64 = 35;

/// Of a hundred visits so many are calls, which the market's manager enters.
const CALLER_PERCENT: u64 = 6;

/// Who wants something, and how.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Who, by place in the cast.
    pub buyer: usize,
    /// Whether the manager enters it, for a caller.
    pub by_phone: bool,
    /// How often the buyer tried already.
    pub tries: u32,
}

/// What a buyer is about to order.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Who.
    pub wish: Wish,
    /// Prices as they were shown.
    pub quote: Quote,
    /// When it should come.
    pub slot: SlotId,
    /// How it is to be paid.
    pub way: Way,
}

/// Somebody looks around, fills a basket and asks what it costs.
pub async fn visit(world: &mut World) -> Result<(), Stop> {
    world.step += 1;
    if world.settings.is_trial() {
        world.machine.refresh_old().await?;
    }
    let buyer = usize::try_from(world.chance.below(world.cast.buyers.len() as u64)).unwrap_or_default();
    let Some(market) = plan::market(world) else { return Ok(()) };
    let mut lines = basket(world, market);
    if lines.is_empty() {
        return Ok(());
    }
    if world.chance.chance(CALLER_PERCENT) {
        return call(world, buyer, market, lines).await;
    }
    if world.chance.chance(15) {
        lines = kept(world, buyer, market, lines).await?;
    }
    shop(world, Wish { buyer, by_phone: false, tries: 0 }, market, lines).await
}

/// Somebody calls the market; some were never heard of before.
async fn call(world: &mut World, known: usize, market: MarketId, lines: Vec<WantedLine>) -> Result<(), Stop> {
    let is_new = world.chance.chance(30);
    let buyer = if is_new { world.cast.caller(&world.machine.desk).unwrap_or(known) } else { known };
    shop(world, Wish { buyer, by_phone: true, tries: 0 }, market, lines).await
}

/// Asks for a quote and chooses a slot; leaves out what cannot be had.
pub async fn shop(world: &mut World, wish: Wish, market: MarketId, lines: Vec<WantedLine>) -> Result<(), Stop> {
    let desk = world.machine.desk.clone();
    let person = &world.cast.buyers[wish.buyer];
    let asks = if wish.by_phone { world.cast.place(market)?.manager.person } else { person.actor.person };
    let Some(owner) = asks else { return Ok(()) };
    let request = QuoteRequest { market, lines, door: person.door.pin };
    *world.acts.entry("quote").or_default() += 1;
    let quoted = quote(&desk, owner.into(), &request).await?;
    if quoted.quote.lines.is_empty() {
        return Ok(());
    }
    let last = world.last_day();
    let mut choices: Vec<_> = slots::list(&desk, market).await?.into_iter().filter(|slot| slot.day <= last).collect();
    choices.truncate(6);
    // Most want it soon: the first slots fill up.
    let soonest = world.chance.below(choices.len() as u64).min(world.chance.below(choices.len() as u64));
    let Some(slot) = choices.get(usize::try_from(soonest).unwrap_or_default()) else {
        *world.refusals.entry("no_slot_left").or_default() += 1;
        return Ok(());
    };
    let slot = slot.id;
    // Who calls pays at the door, in cash.
    let way = if wish.by_phone { Way::Cash } else { payer::way(world) };
    let draft = Draft { wish, quote: quoted.quote, slot, way };
    let (low, high) = if world.chance.chance(4) { (15, 25) } else { (1, 9) };
    world.soon(low, high, Event::Checkout(Box::new(draft)));
    Ok(())
}

/// What somebody puts into the basket, from the catalogue as it was last shown.
pub fn basket(world: &mut World, market: MarketId) -> Vec<WantedLine> {
    let now = world.now();
    let offers: Vec<OfferView<'_>> =
        world.machine.catalogue.offers_of_market(market).filter(|view| view.availability(now).is_open()).collect();
    let known: Vec<OfferView<'_>> = offers.iter().filter(|view| world.course.well_known.contains(&view.stall.id)).copied().collect();
    let count = world.chance.between(1, 4) + world.chance.between(0, 4);
    let mut lines: Vec<WantedLine> = Vec::new();
    for _ in 0..count {
        let goods = if !known.is_empty() && world.chance.chance(WELL_KNOWN_PERCENT) { &known } else { &offers };
        let Some(view) = world.chance.pick(goods) else { break };
        if lines.iter().all(|line| line.offer != view.offer.id) {
            lines.extend(line(&mut world.chance, view, &offers));
        }
    }
    lines
}

fn line(chance: &mut kernel::random::SplitMix, view: &OfferView<'_>, offers: &[OfferView<'_>]) -> Option<WantedLine> {
    let product = view.product;
    let step = product.step.milli().max(1);
    let least = (product.min.milli().max(step) + step - 1) / step * step;
    let mut milli = least + step * chance.between(0, 5);
    let amount = (product.sold_by == Unit::Weight && chance.chance(8)).then_some(Rupiah(5_000 * chance.between(1, 4)));
    if let Some(amount) = amount {
        milli = (amount.amount() * 1_000 / view.offer.price.amount().max(1)).max(1);
    }
    let policy = *chance.pick(SubstitutionPolicy::ALL)?;
    let alternative = match policy {
        SubstitutionPolicy::Alternative => similar(view, offers),
        _ => None,
    };
    let policy = if policy == SubstitutionPolicy::Alternative && alternative.is_none() { SubstitutionPolicy::Ask } else { policy };
    let note = if chance.chance(10) { "potong 8, ya Bu".to_owned() } else { String::new() };
    Some(WantedLine { offer: view.offer.id, quantity: Quantity::from_milli(milli)?, amount, note, policy, alternative })
}

/// Another stall's offer of the same goods.
fn similar(view: &OfferView<'_>, offers: &[OfferView<'_>]) -> Option<OfferId> {
    offers.iter().find(|other| other.product.id == view.product.id && other.offer.id != view.offer.id).map(|other| other.offer.id)
}

/// Puts the lines into a basket that is kept, and takes them out again for the quote.
async fn kept(world: &mut World, buyer: usize, market: MarketId, lines: Vec<WantedLine>) -> Result<Vec<WantedLine>, Stop> {
    let desk = world.machine.desk.clone();
    let Some(owner) = world.cast.buyers[buyer].actor.person else { return Ok(lines) };
    *world.acts.entry("basket").or_default() += 1;
    baskets::clear(&desk, owner.into(), market).await?;
    for line in lines {
        baskets::add(&desk, owner.into(), line).await?;
    }
    if world.mishap(5) {
        world.machine.die().await?;
    }
    let found = baskets::get(&world.machine.desk, owner.into(), market).await?;
    Ok(found.map(|basket| basket.lines.into_iter().map(|line| line.wanted).collect()).unwrap_or_default())
}

/// The buyer answers about a substitute.
pub async fn answer(world: &mut World, order: OrderId, question: SubstitutionId) -> Result<(), Stop> {
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let is_open = known.detail.substitutions.iter().any(|it| it.id == question && it.state == SubstitutionState::Asked);
    if !is_open && !world.chance.chance(30) {
        return Ok(());
    }
    let accepts = world.chance.chance(75);
    let Some(buyer) = buyer_of(world, order) else { return Ok(()) };
    let says = format!("the buyer says {} to the substitute", if accepts { "yes" } else { "no" });
    let refusals = &["too_late", "already_done", "stale", "not_found"];
    let act = Act::harmless("answer", says).on(order, &[]).may(refusals);
    wire::send(world, act, async |desk, _, _| picking::answer(&desk, &buyer, order, question, accepts).await).await?.ok();
    Ok(())
}

/// The buyer calls the order off; too late once the runner walks.
pub async fn cancel(world: &mut World, order: OrderId) -> Result<(), Stop> {
    let Some(buyer) = buyer_of(world, order) else { return Ok(()) };
    let act = Act::keyed("cancel_by_buyer", "the buyer calls it off".to_owned());
    let act = act.on(order, &[market::orders::OrderState::Cancelled]).may(&["wrong_state"]);
    let call = async |desk, key: String, body| {
        let reason = if body == Body::Other { "tidak jadi" } else { "" };
        service::cancel(&desk, &buyer, &key, order, reason).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// Who bought an order, as actor.
pub fn buyer_of(world: &World, order: OrderId) -> Option<kernel::Actor> {
    let buyer = world.model.orders.get(&order)?.detail.order.buyer;
    world.cast.buyers.iter().find(|person| person.actor.person == Some(buyer)).map(|person| person.actor.clone())
}

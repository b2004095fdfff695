//! Traders: laying out goods, prices, what is sold out, and what they say to orders.

use kernel::id::{OfferId, OrderId, SellerOrderId, StallId};
use kernel::{Quantity, Rupiah};
use market::catalogue::service::{self, NewStock};
use market::catalogue::{CatalogueError, Offer};
use market::orders::LineState;
use market::picking::{self, LineDecision};

use crate::audit;
use crate::stop::Stop;
use crate::wire::{self, Act, Body};
use crate::world::World;

/// Stock below this is laid out anew, in thousandths.
const LOW_MILLI: i64 = 8_000;

/// A trader says which lines there are.
pub async fn decide(world: &mut World, order: OrderId, part: SellerOrderId, stall: StallId) -> Result<(), Stop> {
    let seller = world.seller(stall).await?;
    let Some(known) = world.model.orders.get(&order) else { return Ok(()) };
    let lines: Vec<_> =
        known.detail.lines.iter().filter(|line| line.seller_order == part && line.state == LineState::Open).map(|line| line.id).collect();
    let (has_nothing, total) = (world.chance.chance(2), lines.len());
    let decisions: Vec<LineDecision> = lines
        .into_iter()
        .filter_map(|line| {
            let rejects = has_nothing || world.chance.chance(5);
            let says = rejects || world.chance.chance(50);
            says.then(|| LineDecision { line, accepts: !rejects, reason: String::new() })
        })
        .collect();
    let gone = decisions.iter().filter(|decision| !decision.accepts).count();
    let act = Act::keyed("decide", format!("the trader has {} of {total} lines", total - gone));
    let act = act.on(order, &[]).may(&["already_done", "wrong_state", "not_found"]);
    let call = async |desk, key: String, body| {
        let mut decisions = decisions.clone();
        if body == Body::Other {
            decisions.push(LineDecision { line: order_line(order), accepts: false, reason: "lain".to_owned() });
        }
        picking::decide(&desk, &seller, &key, part, decisions).await
    };
    wire::send(world, act, call).await?.ok();
    Ok(())
}

/// A line that is none.
fn order_line(order: OrderId) -> kernel::id::LineId {
    kernel::id::LineId(order.0)
}

/// Traders lay out what ran low, and some have it sold out no longer.
pub async fn restock(world: &mut World) -> Result<(), Stop> {
    let mut tx = world.machine.desk.house.db.reader().await?;
    let low = audit::store::low_offers(&mut tx, world.machine.desk.city_id(), LOW_MILLI).await?;
    drop(tx);
    for (offer, stall) in low {
        if !world.chance.chance(60) {
            continue;
        }
        let milli = world.chance.between(10, 40) * 1_000;
        let Some(stock) = Quantity::from_milli(milli) else { continue };
        let seller = world.seller(stall).await?;
        let act = Act::harmless("set_stock", format!("the trader counts {} anew", stock.decimal())).about(offer);
        let call = async |desk: market::Desk, _, _| service::set_stock(&desk.house, &seller, offer, NewStock::Counted(stock)).await;
        let done: Result<_, CatalogueError> = wire::send(world, act, call).await?;
        if done.is_ok() {
            world.model.stock.insert(offer, milli);
        }
    }
    world.machine.refresh().await?;
    Ok(())
}

/// A trader asks another price: open quotes no longer hold.
pub async fn price(world: &mut World, offer: OfferId) -> Result<(), Stop> {
    let Some(found) = offer_of(world, offer) else { return Ok(()) };
    let percent = world.chance.between(92, 109);
    let step = if found.price.amount() > 2_000 { 500 } else { 100 };
    let price = Rupiah((found.price.amount() * percent / 100 / step * step).max(step));
    let seller = world.seller(found.stall).await?;
    let act = Act::harmless("set_price", format!("the trader asks {price}")).about(offer);
    wire::send(world, act, async |desk: market::Desk, _, _| service::set_price(&desk.house, &seller, offer, price).await).await?.ok();
    Ok(())
}

/// A trader has none left today.
pub async fn sold_out(world: &mut World, offer: OfferId) -> Result<(), Stop> {
    let Some(found) = offer_of(world, offer) else { return Ok(()) };
    let seller = world.seller(found.stall).await?;
    let until = end_of_day(world);
    let act = Act::harmless("sold_out", "the trader has none left today".to_owned()).about(offer);
    let call = async |desk: market::Desk, _, _| service::mark_sold_out(&desk.house, &seller, offer, until).await;
    wire::send(world, act, call).await?.ok();
    if world.chance.chance(30) {
        let act = Act::harmless("back_in_stock", "the trader found some more".to_owned()).about(offer);
        wire::send(world, act, async |desk: market::Desk, _, _| service::back_in_stock(&desk.house, &seller, offer).await).await?.ok();
    }
    Ok(())
}

/// A trader goes home early.
pub async fn close(world: &mut World, stall: StallId) -> Result<(), Stop> {
    let seller = world.seller(stall).await?;
    let until = end_of_day(world);
    let act = Act::harmless("close_stall", "the trader goes home".to_owned()).about(stall);
    wire::send(world, act, async |desk: market::Desk, _, _| service::close_stall(&desk.house, &seller, stall, until).await).await?.ok();
    Ok(())
}

fn end_of_day(world: &World) -> kernel::Timestamp {
    world.today().at_minute(24 * 60, world.machine.desk.city.offset_minutes)
}

fn offer_of(world: &World, offer: OfferId) -> Option<Offer> {
    world.machine.catalogue.offer(offer).map(|view| *view.offer)
}

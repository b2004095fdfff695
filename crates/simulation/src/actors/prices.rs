//! What goods cost on a morning of a past: who hears that a price moved asks another one, most within a day or two.

use kernel::Rupiah;
use kernel::id::{OfferId, StallId};
use market::catalogue::service;
use market::catalogue::{OfferView, rules};

use crate::stop::Stop;
use crate::wire::{self, Act};
use crate::world::World;

/// A trader does not bother below this difference, in percent.
const BOTHER_PERCENT: i64 = 4;
/// Of a hundred traders, so many follow on the same morning.
const FOLLOW_PERCENT: u64 = 40;

/// Traders follow the morning's prices.
pub async fn morning(world: &mut World) -> Result<(), Stop> {
    world.step += 1;
    for (offer, stall, price) in wanted(world) {
        let seller = world.seller(stall).await?;
        let act = Act::harmless("set_price", format!("the trader asks {price}")).about(offer);
        let call = async |desk: market::Desk, _, _| service::set_price(&desk.house, &seller, offer, price).await;
        wire::send(world, act, call).await?.ok();
    }
    Ok(())
}

/// Whose price is off, and what it becomes.
fn wanted(world: &mut World) -> Vec<(OfferId, StallId, Rupiah)> {
    let (today, first_day) = (world.today(), world.first_day);
    let catalogue = &world.machine.catalogue;
    let mut wanted = Vec::new();
    for view in catalogue.markets().iter().flat_map(|market| catalogue.offers_of_market(market.id)) {
        let Some(commodity) = view.product.commodity.as_deref() else { continue };
        let Some(price) = world.course.price(view.offer.id, commodity, today) else { continue };
        let now = view.offer.price.amount();
        let is_off = (price.amount() - now).abs() * 100 >= now * BOTHER_PERCENT;
        if is_off && is_allowed(world, &view, commodity, price) && (today == first_day || world.chance.chance(FOLLOW_PERCENT)) {
            wanted.push((view.offer.id, view.stall.id, price));
        }
    }
    wanted
}

/// Not above what the state allows.
fn is_allowed(world: &World, view: &OfferView<'_>, commodity: &str, price: Rupiah) -> bool {
    let Some(reckoned) = rules::comparable(price, view.product) else { return true };
    let unit = if reckoned.unit == market::catalogue::ComparableUnit::Kilogram { "kg" } else { "liter" };
    let ceiling = world.machine.catalogue.ceiling(commodity, unit, world.today());
    ceiling.is_none_or(|ceiling| reckoned.price <= ceiling.high)
}

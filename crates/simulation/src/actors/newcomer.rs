//! A trader who is new: gets the right to a stall from the administration, and brings goods that were not sold there.

use kernel::actor::Grant;
use kernel::id::{MarketId, ProductId, StallId};
use kernel::{Actor, Lang, Phone, Quantity, Role, Rupiah, Scope};
use market::catalogue::service::{self, NewStock};
use registry::roles;

use crate::cast;
use crate::stop::Stop;
use crate::wire::{self, Act};
use crate::world::World;

/// The most goods that a newcomer brings.
const GOODS_MAX: usize = 3;

/// A new trader joins a stall of this market.
pub async fn joins(world: &mut World, market: MarketId) -> Result<(), Stop> {
    let Some(administrator) = world.cast.administrator.clone() else { return Ok(()) };
    let stalls: Vec<StallId> = world.machine.catalogue.stalls_of(market).map(|view| view.stall.id).collect();
    let Some(stall) = world.chance.pick(&stalls).copied() else { return Ok(()) };
    let number = world.acts.get("appoint").copied().unwrap_or_default();
    let name = cast::name(usize::try_from(number).unwrap_or_default() * 7 + 5);
    let Ok(phone) = Phone::parse(&format!("0813900{number:05}")) else { return Ok(()) };
    let grant = Grant { role: Role::Seller, scope: Scope::Stall(stall) };
    let act = Act::harmless("appoint", format!("{name} is new at a stall")).about(stall);
    let call = async |desk: market::Desk, _, _| roles::appoint(&desk.house, &administrator, phone.clone(), Some(name.clone()), grant).await;
    let Ok(person) = wire::send(world, act, call).await? else { return Ok(()) };
    let city = world.machine.desk.city_id();
    let trader = Actor { city, person: Some(person), lang: Lang::Id, grants: vec![grant], is_system: false };
    for (product, price) in goods(world, market, stall) {
        brings(world, &trader, stall, product, price).await?;
    }
    Ok(())
}

/// Goods of the stall's groups that others in the market sell and it does not, at what the others ask.
fn goods(world: &mut World, market: MarketId, stall: StallId) -> Vec<(ProductId, Rupiah)> {
    let catalogue = &world.machine.catalogue;
    let own: Vec<_> = catalogue.offers_of_stall(stall).map(|view| (view.product.id, view.product.group.as_str())).collect();
    let is_new = |id: ProductId, group: &str| own.iter().all(|(known, _)| *known != id) && own.iter().any(|(_, known)| *known == group);
    let mut found: Vec<(ProductId, Rupiah)> = catalogue
        .offers_of_market(market)
        .filter(|view| is_new(view.product.id, &view.product.group))
        .map(|view| (view.product.id, view.offer.price))
        .collect();
    found.sort_unstable_by_key(|(product, _)| *product);
    found.dedup_by_key(|(product, _)| *product);
    let skipped = usize::try_from(world.chance.below(found.len() as u64)).unwrap_or_default();
    found.into_iter().skip(skipped).take(GOODS_MAX).collect()
}

async fn brings(world: &mut World, trader: &Actor, stall: StallId, product: ProductId, price: Rupiah) -> Result<(), Stop> {
    let milli = world.chance.between(10, 40) * 1_000;
    let Some(stock) = Quantity::from_milli(milli) else { return Ok(()) };
    let act = Act::harmless("add_offer", format!("the newcomer asks {price} for new goods")).about(product);
    let call =
        async |desk: market::Desk, _, _| service::add_offer(&desk.house, trader, stall, product, price, NewStock::Counted(stock)).await;
    if let Ok((offer, _)) = wire::send(world, act, call).await? {
        world.model.stock.insert(offer, milli);
    }
    Ok(())
}

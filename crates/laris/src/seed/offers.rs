//! What lies on each stall, for how much, how much of it, and what it cost in the weeks before.

use std::collections::HashMap;

use anyhow::Context as _;
use kernel::id::StallId;
use kernel::random::SplitMix;
use kernel::{Quantity, Rupiah, Timestamp, time};
use market::catalogue::{Offer, StockKind};

use super::files::{Files, GoodsRow};
use super::prices::{Ceilings, capped, price, rounded};
use super::stalls::{Shelf, Shop, end_of_day};
use super::world::{Maker, World};

/// Weeks of history before today.
const WEEKS: usize = 4;
/// One offer in so many is sold out for today.
const SOLD_OUT_ONE_IN: u64 = 60;

/// Goods with what all stalls share: how the price moved from week to week, in thousandths of today's.
struct Item<'a> {
    goods: &'a GoodsRow,
    /// Position in [`World::products`].
    product: usize,
    /// From the oldest week to the newest before today.
    levels: [i64; WEEKS],
}

/// Adds the offers of the market stalls: for each group about as many goods as the layout says.
pub fn add_market_offers(world: &mut World, files: &Files, shelves: &[Shelf], maker: &mut Maker) -> anyhow::Result<()> {
    let ceilings = world.facts.ceilings.clone();
    let ceilings = Ceilings::new(&ceilings);
    let items = items(&files.goods, 0, &mut maker.chance);
    let mut groups: HashMap<&str, Vec<&Item<'_>>> = HashMap::new();
    for item in &items {
        groups.entry(&item.goods.group).or_default().push(item);
    }
    for shelf in shelves {
        let level = 1_000 + maker.chance.between(-10, 10);
        for (group, count) in &shelf.shares {
            let pool = groups.get(group.as_str()).with_context(|| format!("no goods of {group}"))?;
            let fewer = up_to(if *count > 4 { 2 } else { 1 }, &mut maker.chance);
            for item in some_of(pool, count.saturating_sub(fewer).max(1), &mut maker.chance) {
                add_offer(world, shelf.stall, shelf.market, item, level, &ceilings, maker)?;
            }
        }
    }
    Ok(())
}

/// Adds the goods of the shops: most of what shops of their kind make.
pub fn add_shop_offers(world: &mut World, files: &Files, shops: &[Shop], maker: &mut Maker) -> anyhow::Result<()> {
    let ceilings = Ceilings::new(&[]);
    let items = items(&files.cluster_goods, files.goods.len(), &mut maker.chance);
    for shop in shops {
        let pool: Vec<&Item<'_>> = items.iter().filter(|item| item.goods.shop_kind.as_ref() == Some(&shop.kind)).collect();
        let fewer = up_to(2, &mut maker.chance);
        let level = 1_000 + maker.chance.between(-40, 40);
        for item in some_of(&pool, pool.len().saturating_sub(fewer).max(1), &mut maker.chance) {
            add_offer(world, shop.stall, shop.hub, item, level, &ceilings, maker)?;
        }
    }
    Ok(())
}

fn items<'a>(goods: &'a [GoodsRow], first_product: usize, chance: &mut SplitMix) -> Vec<Item<'a>> {
    let mut moves: HashMap<&str, [i64; WEEKS]> = HashMap::new();
    let mut items = Vec::with_capacity(goods.len());
    for (row, product) in goods.iter().zip(first_product..) {
        let key = row.commodity.as_deref().unwrap_or(&row.slug);
        let levels = *moves.entry(key).or_insert_with(|| levels(row, chance));
        items.push(Item { goods: row, product, levels });
    }
    items
}

/// Prices of the weeks before, as thousandths of today's; goods with a wide spread move more.
fn levels(row: &GoodsRow, chance: &mut SplitMix) -> [i64; WEEKS] {
    let reach = (row.spread_percent * 4).clamp(0, 60);
    let mut levels = [1_000; WEEKS];
    let mut level = 1_000;
    for week in levels.iter_mut().rev() {
        level += chance.between(-reach, reach);
        *week = level;
    }
    levels
}

/// `count` different items in the pool's order; the first ones, the everyday goods, are twice as likely.
fn some_of<'a, 'b>(pool: &[&'b Item<'a>], count: usize, chance: &mut SplitMix) -> Vec<&'b Item<'a>> {
    let everyday = pool.len() / 3;
    let mut drawn: Vec<(u64, usize)> = (0..pool.len())
        .map(|position| {
            let ticket = chance.next_u64();
            (if position < everyday { ticket.min(chance.next_u64()) } else { ticket }, position)
        })
        .collect();
    drawn.sort_unstable();
    drawn.truncate(count);
    drawn.sort_unstable_by_key(|(_, position)| *position);
    drawn.into_iter().map(|(_, position)| pool[position]).collect()
}

fn add_offer(
    world: &mut World,
    stall: StallId,
    market: usize,
    item: &Item<'_>,
    level: i64,
    ceilings: &Ceilings<'_>,
    maker: &mut Maker,
) -> anyhow::Result<()> {
    let (goods, now) = (item.goods, world.now);
    let today = price(goods, level, ceilings, &mut maker.chance);
    let is_counted = goods.stock == "counted";
    let is_sold_out = maker.chance.below(SOLD_OUT_ONE_IN) == 0;
    let offer = Offer {
        id: maker.id(),
        stall,
        market: world.markets[market].id,
        product: world.products[item.product].id,
        price: Rupiah(today),
        stock_kind: if is_counted { StockKind::Counted } else { StockKind::Ask },
        stock: if is_counted { stock(goods, &mut maker.chance).context("a stock out of range")? } else { Quantity::ZERO },
        sold_out_until: if is_sold_out { end_of_day(now) } else { Timestamp::default() },
        is_withdrawn: false,
        updated: now,
    };
    let mut last = 0;
    for (&week, ago) in item.levels.iter().zip((1..=WEEKS as i64).rev()) {
        let then = capped(rounded(today * week / 1_000), ceilings.highest(goods));
        if then != last {
            let since = now.plus(-ago * 7 * time::DAY - maker.chance.between(0, 600) * time::MINUTE);
            world.prices.push((offer.id, since, Rupiah(then)));
            last = then;
        }
    }
    if today != last {
        world.prices.push((offer.id, now.plus(-maker.chance.between(60, 5 * 1_440) * time::MINUTE), Rupiah(today)));
    }
    world.offers.push(offer);
    Ok(())
}

/// A number in `0..=most`.
fn up_to(most: u64, chance: &mut SplitMix) -> usize {
    usize::try_from(chance.below(most + 1)).unwrap_or(0)
}

/// A morning's stock in thousandths of the unit.
fn stock(goods: &GoodsRow, chance: &mut SplitMix) -> Option<Quantity> {
    let units = match goods.sold_by.as_str() {
        "weight" if goods.group == "beras" => chance.between(40, 200),
        "weight" if goods.price > 60_000 => chance.between(4, 15),
        "weight" => chance.between(5, 40),
        "bunch" => chance.between(15, 60),
        "piece" if goods.price < 5_000 => chance.between(60, 300),
        _ => chance.between(6, 48),
    };
    Quantity::from_milli(units * 1_000)
}

//! Stalls in their blocks, shops of the clusters, and who sells there.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use kernel::id::StallId;
use kernel::{Role, Scope, Timestamp, time};
use market::catalogue::{Market, Stall, StallKind};

use super::files::{Files, LayoutRow};
use super::names::{Name, Names};
use super::world::{Maker, Seller, World};
use super::{OFFSET_MINUTES, kinds, people};

/// One stall in so many is closed today.
const CLOSED_ONE_IN: u64 = 70;

/// A stall and how many goods of which groups lie there.
#[derive(Debug)]
pub struct Shelf {
    pub stall: StallId,
    /// Position in [`World::markets`].
    pub market: usize,
    pub shares: Vec<(String, usize)>,
}

/// A shop and what kind of shop it is.
#[derive(Debug)]
pub struct Shop {
    pub stall: StallId,
    /// Position in [`World::markets`].
    pub hub: usize,
    pub kind: String,
}

/// Adds the stalls of the layout, block by block; the walk goes through each block from the end that the layout names.
pub fn add_market_stalls(world: &mut World, files: &Files, names: &mut Names<'_>, maker: &mut Maker) -> anyhow::Result<Vec<Shelf>> {
    let mut shelves = Vec::new();
    let mut walked = HashMap::new();
    let mut taken = HashSet::new();
    for block in &files.layout {
        let market = world.markets.iter().position(|market| market.slug == block.market).with_context(|| block.market.clone())?;
        let shares: Vec<(String, usize)> = kinds::list(&block.groups)
            .iter()
            .map(|share| kinds::share(share).map(|(group, count)| (group.to_owned(), count)))
            .collect::<anyhow::Result<_>>()?;
        let main = shares.first().map(|(group, _)| group.as_str()).with_context(|| block.block.clone())?;
        let before = walked.entry(market).or_insert(0);
        for number in 1..=block.stalls {
            let step = if block.walk_from == "b" { block.stalls - number + 1 } else { number };
            let name = name_for(block, main, names, &mut taken, maker)?;
            let stall = market_stall(world, market, block, number, *before + step, name, maker)?;
            shelves.push(Shelf { stall, market, shares: shares.clone() });
        }
        *before += block.stalls;
    }
    Ok(shelves)
}

/// A trader whose stall has a name of its own in the market.
fn name_for(
    block: &LayoutRow,
    main: &str,
    names: &mut Names<'_>,
    taken: &mut HashSet<(String, String)>,
    maker: &mut Maker,
) -> anyhow::Result<(Name, String)> {
    for attempt in 0..50 {
        let name = names.next(&mut maker.chance)?;
        let called = format!("{} {}", sign(main, &block.kind), if attempt < 40 { &name.spoken } else { &name.full });
        if taken.insert((block.market.clone(), called.clone())) {
            return Ok((name, called));
        }
    }
    anyhow::bail!("{} has too many stalls of {main}", block.market)
}

fn market_stall(
    world: &mut World,
    market: usize,
    block: &LayoutRow,
    number: i64,
    walking_order: i64,
    (name, called): (Name, String),
    maker: &mut Maker,
) -> anyhow::Result<StallId> {
    let place = &world.markets[market];
    let slug = format!("{}-{}-{number}", place.slug, block.block.to_ascii_lowercase());
    let kind = if block.kind == "kios" { StallKind::Kiosk } else { StallKind::Open };
    let late = maker.chance.between(0, 2) * 30;
    let stall = Stall {
        kind,
        block: block.block.clone(),
        number,
        walking_order,
        opens_minute: (place.opens_minute + late).min(place.closes_minute),
        ..shell(world, place, called, slug, maker)
    };
    add_stall(world, stall, name.full, maker)
}

/// Adds the shops of the clusters, each with a street and ward of its own; their order in the hub is that of the file.
pub fn add_shops(world: &mut World, files: &Files, names: &mut Names<'_>, maker: &mut Maker) -> anyhow::Result<Vec<Shop>> {
    let mut shops = Vec::new();
    let mut taken: HashSet<String> = HashSet::new();
    for (row, number) in files.shops.iter().zip(1..) {
        let goods = files.cluster_goods.iter().find(|goods| goods.shop_kind.as_deref() == Some(&row.shop_kind));
        let cluster = goods.and_then(|goods| goods.cluster.as_deref()).with_context(|| row.shop_kind.clone())?;
        let hub = world.markets.iter().position(|market| market.cluster.name() == cluster).with_context(|| cluster.to_owned())?;
        let street = maker.chance.pick(&files.streets).context("no streets")?;
        let mut slug = kinds::slug(&row.name);
        if !taken.insert(slug.clone()) {
            slug = format!("{slug}-{number}");
        }
        let stall = Stall {
            kind: StallKind::Shop,
            number,
            walking_order: number,
            ward_code: Some(street.ward.clone()),
            street: format!("{} No. {}", street.street, maker.chance.between(1, 120)),
            ..shell(world, &world.markets[hub], row.name.clone(), slug, maker)
        };
        let owner = names.next(&mut maker.chance)?.full;
        let stall = add_stall(world, stall, owner, maker)?;
        shops.push(Shop { stall, hub, kind: row.shop_kind.clone() });
    }
    Ok(shops)
}

/// A stall with the hours of its market and nothing else yet.
fn shell(world: &World, market: &Market, name: String, slug: String, maker: &mut Maker) -> Stall {
    Stall {
        id: maker.id(),
        market: market.id,
        seller: maker.id(),
        slug,
        name,
        kind: StallKind::Shop,
        block: String::new(),
        number: 0,
        walking_order: 0,
        ward_code: None,
        street: String::new(),
        opens_minute: market.opens_minute,
        closes_minute: market.closes_minute,
        closed_until: if maker.chance.below(CLOSED_ONE_IN) == 0 { end_of_day(world.now) } else { Timestamp::default() },
        payout_method: if maker.chance.chance(70) { "cash" } else { "transfer" }.to_owned(),
    }
}

/// Adds the stall, its seller, and the person who may sell there.
fn add_stall(world: &mut World, mut stall: Stall, owner: String, maker: &mut Maker) -> anyhow::Result<StallId> {
    let phone = people::seller_phone(&stall.slug, world.stalls.len())?;
    if people::is_shown(&stall.slug) {
        stall.closed_until = Timestamp::default();
    }
    let id = stall.id;
    let person = world.add_person(maker, owner, phone, Some((Role::Seller, Scope::Stall(id))));
    world.sellers.push(Seller { id: stall.seller, person, name: stall.name.clone(), ward_code: stall.ward_code.clone() });
    world.stalls.push(stall);
    Ok(id)
}

/// The local midnight that ends today.
pub fn end_of_day(now: Timestamp) -> Timestamp {
    kernel::BusinessDate::of(now, OFFSET_MINUTES).plus_days(1).at_minute(0, OFFSET_MINUTES).plus(-time::SECOND)
}

/// What stands on the sign before the trader's name.
fn sign(group: &str, kind: &str) -> &'static str {
    match (group, kind) {
        ("kelontong", _) => "Toko",
        ("gula-minyak", _) => "Sembako",
        ("beras", _) => "Beras",
        ("sayur", _) => "Sayur",
        ("bumbu", _) => "Bumbu",
        ("daging", _) => "Daging",
        ("telur", _) => "Telur",
        ("ikan", _) => "Ikan",
        ("kedelai", _) => "Tahu Tempe",
        ("buah", _) => "Buah",
        ("jajanan", _) => "Jajan",
        (_, "kios") => "Kios",
        _ => "Lapak",
    }
}

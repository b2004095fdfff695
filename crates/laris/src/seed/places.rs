//! Markets and hubs, their hours, fees and delivery windows.

use std::collections::HashMap;

use anyhow::Context as _;
use kernel::area::Point;
use kernel::id::MarketId;
use kernel::{Rupiah, Timestamp};
use market::catalogue::{Cluster, Market, MarketFacts, MarketKind, PinPrecision, SlotPlan};

use super::files::{Files, MarketRow, ProfileRow};
use super::kinds;
use super::world::{Maker, World};

/// Hours of markets whose hours nobody published: early morning to noon.
const USUAL_HOURS: (i64, i64) = (5 * 60, 12 * 60);

/// Adds the 29 markets and the three hubs with their slot plans; those with a profile deliver.
pub fn add_markets(world: &mut World, files: &Files, maker: &mut Maker) -> anyhow::Result<()> {
    let profiles: HashMap<&str, &ProfileRow> = files.profiles.iter().map(|row| (row.market.as_str(), row)).collect();
    for row in &files.markets.markets {
        let market = real_market(maker.id(), row, profiles.get(row.id.as_str()).copied())?;
        world.markets.push(market);
    }
    for row in files.profiles.iter().filter(|row| !row.cluster.is_empty()) {
        let hub = hub(maker.id(), row, world)?;
        world.markets.push(hub);
    }
    for row in &files.profiles {
        let market = world.markets.iter().find(|market| market.slug == row.market).with_context(|| row.market.clone())?.id;
        add_slot_plans(world, market, row)?;
    }
    Ok(())
}

fn real_market(id: MarketId, row: &MarketRow, profile: Option<&ProfileRow>) -> anyhow::Result<Market> {
    let (opens_minute, closes_minute) = match profile {
        Some(profile) => (kinds::minute(&profile.opens)?, kinds::minute(&profile.closes)?),
        None => USUAL_HOURS,
    };
    let facts = MarketFacts {
        founded_year: row.founded_year,
        area_m2: row.area_m2,
        traders: row.traders,
        kiosks: row.kiosks,
        open_stalls: row.open_stalls,
        delivered_2020: row.delivered_2020,
        note: row.note.clone().unwrap_or_default(),
        ..profile.map(welcome).unwrap_or_default()
    };
    Ok(Market {
        id,
        slug: row.id.clone(),
        name: row.name.clone(),
        kind: kinds::market_kind(&row.kind)?,
        cluster: Cluster::Market,
        street: row.street.clone().unwrap_or_default(),
        ward_code: row.ward.clone(),
        pin: row.lat.zip(row.lng).and_then(|(lat, lng)| Point::from_degrees(lat, lng)),
        pin_precision: kinds::precision(&row.precision)?,
        does_deliver: profile.is_some(),
        opens_minute,
        closes_minute,
        delivery_base: Rupiah(profile.map_or(0, |profile| profile.delivery_base)),
        delivery_km: Rupiah(profile.map_or(0, |profile| profile.delivery_per_km)),
        service_fee: Rupiah(profile.map_or(0, |profile| profile.service_fee)),
        facts,
        closed_until: Timestamp::default(),
    })
}

/// A hub stands in the middle of its ward: only the runners' way is reckoned from there.
fn hub(id: MarketId, row: &ProfileRow, world: &World) -> anyhow::Result<Market> {
    let ward = world.facts.wards.iter().find(|ward| ward.code == row.ward).with_context(|| row.ward.clone())?;
    Ok(Market {
        id,
        slug: row.market.clone(),
        name: row.name.clone(),
        kind: MarketKind::Hub,
        cluster: Cluster::parse(&row.cluster).with_context(|| row.cluster.clone())?,
        street: String::new(),
        ward_code: Some(row.ward.clone()),
        pin: Some(ward.centre),
        pin_precision: PinPrecision::WardCentre,
        does_deliver: true,
        opens_minute: kinds::minute(&row.opens)?,
        closes_minute: kinds::minute(&row.closes)?,
        delivery_base: Rupiah(row.delivery_base),
        delivery_km: Rupiah(row.delivery_per_km),
        service_fee: Rupiah(row.service_fee),
        facts: welcome(row),
        closed_until: Timestamp::default(),
    })
}

fn welcome(row: &ProfileRow) -> MarketFacts {
    MarketFacts {
        tile: row.tile.clone(),
        welcome_id: row.welcome_id.clone(),
        welcome_jv: row.welcome_jv.clone(),
        welcome_en: row.welcome_en.clone(),
        ..MarketFacts::default()
    }
}

fn add_slot_plans(world: &mut World, market: MarketId, row: &ProfileRow) -> anyhow::Result<()> {
    let on_sunday = kinds::list(&row.slots_sunday);
    for slot in kinds::list(&row.slots) {
        let (starts_minute, ends_minute) = kinds::window(&slot)?;
        world.slot_plans.push(SlotPlan {
            market,
            starts_minute,
            ends_minute,
            cutoff_minutes: row.cutoff_minutes,
            capacity: row.capacity,
            is_on_sunday: on_sunday.contains(&slot),
        });
    }
    Ok(())
}

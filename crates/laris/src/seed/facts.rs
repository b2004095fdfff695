//! The real part: districts, wards with borders, holidays, commodities, readings and ceilings.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use kernel::area::{Area, Point};
use kernel::{BusinessDate, Rupiah};
use market::catalogue::store::Reading;
use market::catalogue::{Ceiling, Commodity};
use registry::areas::{District, Ward, area_of_geojson};

use super::files::Files;
use super::kinds;

/// Ceilings without a date of their own; the source was last checked in that month.
const CEILINGS_CHECKED: &str = "2026-01-01";

/// A day off.
#[derive(Debug)]
pub struct Holiday {
    pub day: BusinessDate,
    pub name: String,
    pub kind: String,
}

/// What is known about the city from public sources.
#[derive(Debug)]
pub struct Facts {
    pub districts: Vec<District>,
    pub wards: Vec<Ward>,
    pub holidays: Vec<Holiday>,
    pub commodities: Vec<Commodity>,
    pub common_phrases: Vec<(String, Vec<String>)>,
    pub readings: Vec<Reading>,
    pub ceilings: Vec<Ceiling>,
}

impl Facts {
    /// Reads the facts out of the files.
    pub fn gather(files: &Files) -> anyhow::Result<Self> {
        let districts = files.districts.iter().map(|row| District { code: row.code.clone(), name: row.name.clone() }).collect();
        Ok(Self {
            districts,
            wards: wards(files)?,
            holidays: holidays(files)?,
            commodities: commodities(files),
            common_phrases: common_phrases(files),
            readings: readings(files)?,
            ceilings: ceilings(files)?,
        })
    }
}

fn wards(files: &Files) -> anyhow::Result<Vec<Ward>> {
    let borders: HashMap<&str, Area> = files
        .borders
        .features
        .iter()
        .map(|border| Some((border.id.as_str(), area_of_geojson(&border.geometry)?)))
        .collect::<Option<_>>()
        .context("a ward's border is no polygon")?;
    files
        .wards
        .iter()
        .map(|row| {
            Ok(Ward {
                code: row.code.clone(),
                district_code: row.district_code.clone(),
                district: row.district.clone(),
                name: row.name.clone(),
                postcode: row.postcode.clone(),
                rw_count: row.rw_count,
                rt_count: row.rt_count,
                centre: Point::from_degrees(row.lat, row.lng).with_context(|| row.code.clone())?,
                area: borders.get(row.code.as_str()).with_context(|| row.code.clone())?.clone(),
            })
        })
        .collect()
}

fn holidays(files: &Files) -> anyhow::Result<Vec<Holiday>> {
    let days = files.holidays.years.iter().flat_map(|year| &year.days);
    let mut seen = HashSet::new();
    days.filter(|row| seen.insert((row.day.as_str(), row.name.as_str())))
        .map(|row| Ok(Holiday { day: kinds::day(&row.day)?, name: row.name.clone(), kind: row.kind.clone() }))
        .collect()
}

fn commodities(files: &Files) -> Vec<Commodity> {
    let rows = files.commodities.commodities.iter().zip(0..);
    rows.map(|(row, position)| Commodity {
        slug: row.id.clone(),
        name: row.name.clone(),
        group: row.group.clone(),
        watch_unit: row.watch_unit.clone(),
        phrases: row.synonyms.iter().chain(&row.javanese).cloned().collect(),
        position,
    })
    .collect()
}

/// Words for several commodities, then goods that only sound like one.
fn common_phrases(files: &Files) -> Vec<(String, Vec<String>)> {
    let common = files.commodities.common.iter().flat_map(|row| row.phrases.iter().map(|phrase| (phrase.clone(), row.commodities.clone())));
    let mut seen = HashSet::new();
    common
        .chain(files.commodities.other_goods.iter().map(|phrase| (phrase.clone(), Vec::new())))
        .filter(|(phrase, _)| seen.insert(phrase.clone()))
        .collect()
}

fn readings(files: &Files) -> anyhow::Result<Vec<Reading>> {
    let known: HashSet<&str> = files.commodities.commodities.iter().map(|row| row.id.as_str()).collect();
    let mut seen = HashSet::new();
    files
        .readings
        .iter()
        .filter(|row| known.contains(row.commodity.as_str()))
        .filter(|row| seen.insert((&row.commodity, &row.day, &row.area, &row.market, &row.source, &row.unit)))
        .map(|row| {
            Ok(Reading {
                commodity: row.commodity.clone(),
                day: kinds::day(&row.day)?,
                area: row.area.clone(),
                market: row.market.clone(),
                price: Rupiah(row.price),
                unit: row.unit.clone(),
                source: row.source.clone(),
                note: row.note.clone(),
            })
        })
        .collect()
}

/// The ceilings of the city's zone, for commodities that are followed.
fn ceilings(files: &Files) -> anyhow::Result<Vec<Ceiling>> {
    let known: HashSet<&str> = files.commodities.commodities.iter().map(|row| row.id.as_str()).collect();
    let zone = files.ceilings.zone;
    let mut ceilings = Vec::new();
    for row in files.ceilings.het.iter().filter(|row| row.zone.is_none_or(|its| its == zone)) {
        ceilings.push(Ceiling {
            commodity: row.commodity.clone(),
            kind: "het".to_owned(),
            low: None,
            high: Rupiah(row.price),
            unit: row.unit.clone(),
            since: kinds::day(row.since.as_deref().unwrap_or(CEILINGS_CHECKED))?,
        });
    }
    for row in &files.ceilings.hap {
        ceilings.push(Ceiling {
            commodity: row.commodity.clone(),
            kind: "hap".to_owned(),
            low: row.low.map(Rupiah),
            high: Rupiah(row.high),
            unit: row.unit.clone(),
            since: kinds::day(CEILINGS_CHECKED)?,
        });
    }
    ceilings.retain(|ceiling| known.contains(ceiling.commodity.as_str()));
    Ok(ceilings)
}

//! The data files' own words, read into the program's.

use anyhow::Context as _;
use kernel::BusinessDate;
use market::catalogue::{MarketKind, PinPrecision};

/// Minutes of the day of `04:30`.
pub fn minute(text: &str) -> anyhow::Result<i64> {
    let (hours, minutes) = text.split_once(':').with_context(|| format!("{text} is no time"))?;
    Ok(hours.parse::<i64>()? * 60 + minutes.parse::<i64>()?)
}

/// The two minutes of `06:00-08:00`.
pub fn window(text: &str) -> anyhow::Result<(i64, i64)> {
    let (starts, ends) = text.split_once('-').with_context(|| format!("{text} is no window"))?;
    Ok((minute(starts)?, minute(ends)?))
}

/// The day of `2026-09-25`; a month `2022-07` is its first day.
pub fn day(text: &str) -> anyhow::Result<BusinessDate> {
    BusinessDate::parse(text).or_else(|| BusinessDate::parse(&format!("{text}-01"))).with_context(|| format!("{text} is no day"))
}

/// The parts of a list written with semicolons.
pub fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `sayur:8` as a group and a number of goods.
pub fn share(text: &str) -> anyhow::Result<(&str, usize)> {
    let (group, count) = text.split_once(':').with_context(|| format!("{text} is no share"))?;
    Ok((group, count.parse()?))
}

/// The kind of a market by its Indonesian name.
pub fn market_kind(name: &str) -> anyhow::Result<MarketKind> {
    match name {
        "rakyat" => Ok(MarketKind::Traditional),
        "induk" => Ok(MarketKind::Wholesale),
        "khusus" => Ok(MarketKind::Special),
        "mingguan" => Ok(MarketKind::Weekly),
        other => anyhow::bail!("{other} is no kind of market"),
    }
}

/// How well a place is known, by its Indonesian name.
pub fn precision(name: &str) -> anyhow::Result<PinPrecision> {
    match name {
        "pin" => Ok(PinPrecision::Pin),
        "perkiraan_50m" => Ok(PinPrecision::Within50m),
        "perkiraan_300m" => Ok(PinPrecision::Within300m),
        "centroid_kelurahan" => Ok(PinPrecision::WardCentre),
        "tidak_ada" => Ok(PinPrecision::Unknown),
        other => anyhow::bail!("{other} is no precision"),
    }
}

/// `Depot Rawon "Kendilwening"` as `depot-rawon-kendilwening`.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

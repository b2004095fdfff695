//! `laris import`: stalls, sellers and offers of a market from a spreadsheet, as the market manager's page does it.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::Actor;
use market::Desk;
use market::catalogue::store::market_by_slug;
use market::imports::{self, FileFault, ImportError, Mode, Report, RowFault};
use registry::areas::Areas;
use registry::cities::City;
use store::House;
use web::i18n::{Lang, T};
use web::imports::reason_sentence;

use crate::cli::ImportOptions;
use crate::open;

/// Faults told on the terminal; a file has them all.
const TOLD: usize = 20;

/// `laris import FILE --market SLUG`. Whether it landed, or would.
///
/// # Errors
/// When the file cannot be read, there is no such city or market, or the database fails. Faults of the rows are told, not errors.
pub async fn run(options: &ImportOptions) -> anyhow::Result<bool> {
    let (house, city) = open::town(&options.town).await?;
    let bytes = std::fs::read(&options.file).with_context(|| format!("{} cannot be read", options.file.display()))?;
    let mode = if options.is_dry_run { Mode::DryRun } else { Mode::Write };
    let t = T::new(Lang::parse(&options.lang).unwrap_or_default());
    match import(house, city, &options.market, bytes, mode).await? {
        Ok(report) => {
            println!("{}", said(&report, mode));
            Ok(true)
        }
        Err(ImportError::Rows(faults)) => {
            tell(&faults, t, options.faults.as_deref())?;
            Ok(false)
        }
        Err(ImportError::File(fault)) => {
            eprintln!("laris: {}", reason_sentence(t, &fault));
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Imports as the house itself.
///
/// # Errors
/// When there is no such market or the database fails.
pub async fn import(house: House, city: City, market: &str, bytes: Vec<u8>, mode: Mode) -> anyhow::Result<Result<Report, ImportError>> {
    let mut tx = house.db.reader().await?;
    let place = market_by_slug(&mut tx, city.id, market).await?.with_context(|| format!("there is no market {market}"))?;
    let areas = Areas::load(&mut tx, city.id).await?;
    drop(tx);
    let actor = Actor::system(city.id);
    let desk = Desk { house, city: Arc::new(city), areas: Arc::new(areas), payments: Vec::new() };
    Ok(imports::run(&desk, &actor, place.id, bytes, mode, &Arc::default()).await)
}

fn said(report: &Report, mode: Mode) -> String {
    let Report { rows, people, stalls, offers, changed, unchanged } = report;
    let done = if mode == Mode::DryRun { "would be imported; nothing was written" } else { "imported" };
    format!("{rows} rows {done}: {people} people, {stalls} stalls and {offers} offers made, {changed} changed, {unchanged} as they were.")
}

fn tell(faults: &[RowFault], t: T, file: Option<&Path>) -> anyhow::Result<()> {
    let sentence = |reason: &FileFault| reason_sentence(t, reason);
    for fault in faults.iter().take(TOLD) {
        let place = if fault.sheet.is_empty() { String::new() } else { format!("{}:", fault.sheet) };
        eprintln!("{place}{}: {}: {} [{}]", fault.row, fault.column.name(), sentence(&fault.reason), fault.value);
    }
    eprintln!("laris: {} faults; nothing was written", faults.len());
    if let Some(file) = file {
        let text = imports::faults_csv(faults, ["lembar", "baris", "kolom", "isi", "alasan"], &sentence);
        std::fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))?;
        eprintln!("laris: all of them stand in {}", file.display());
    }
    Ok(())
}

//! `laris simulate`: makes the demonstration city in an empty database and lets the simulation loose on it.

mod many;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use kernel::{FixedClock, SeededIds};
use simulation::{Purpose, Report, Sabotage, Settings};
use store::{Db, House, Options};

use crate::cli::SimulateOptions;
use crate::seed;

/// Runs the simulation and prints what came of it; fails when a rule was found broken.
///
/// # Errors
/// When the database cannot be used or is not empty.
pub async fn simulate(wanted: &SimulateOptions) -> anyhow::Result<ExitCode> {
    match wanted.seeds {
        Some(seeds) => many::simulate(wanted, seeds),
        None => one(wanted).await,
    }
}

async fn one(wanted: &SimulateOptions) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let folder = scratch().context("a temporary folder cannot be made")?;
    let options = match (&wanted.database_url, &wanted.data) {
        (Some(url), _) => Options::postgres(url),
        (None, data) => {
            let folder: PathBuf = data.clone().unwrap_or_else(|| folder.path().to_owned());
            std::fs::create_dir_all(&folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
            Options::sqlite(folder.join("laris.sqlite"))
        }
    };
    let report = run(options, settings(wanted.seed, wanted.days, wanted.orders_per_day, wanted.sabotage)).await?;
    let seconds = begun.elapsed().as_secs_f64();
    if wanted.json {
        print_json(&report, seconds)?
    } else {
        println!("{report}time: {seconds:.1} s")
    }
    Ok(if report.violations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A folder in memory where the system has one: what is thrown away need not reach a disk.
pub(crate) fn scratch() -> std::io::Result<tempfile::TempDir> {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())
}

/// What the command line asks for.
#[must_use]
pub fn settings(seed: u64, days: u32, orders_per_day: u32, sabotage: Option<Sabotage>) -> Settings {
    // On a fresh SQLite file, as what happens does not depend on the database.
    let broken = sabotage.map(|rule| format!(" --break {}", rule.name())).unwrap_or_default();
    let command = format!("laris simulate --seed {seed} --days {days} --orders-per-day {orders_per_day}{broken}");
    let buyers = seed::demo_people().into_iter().filter(|person| person.role.is_none()).map(|person| person.phone).collect();
    Settings { seed, days, orders_per_day, begins: simulation::first_morning(), buyers, purpose: Purpose::Trial, sabotage, command }
}

/// Makes the city as it is on the simulation's first morning, and runs.
///
/// # Errors
/// When the database cannot be used or is not empty.
pub async fn run(options: Options, settings: Settings) -> anyhow::Result<Report> {
    let db = Db::open(&options).await.context("the database cannot be opened")?;
    store::migrate::migrate(&db).await.context("the schema cannot be brought up to date")?;
    let is_empty = registry::cities::first(&mut db.reader().await?).await?.is_none();
    ensure!(is_empty, "the database holds a city already; days can only be lived in an empty one");
    let clock = Arc::new(FixedClock::new(settings.begins));
    let house = House { db, clock, ids: Arc::new(SeededIds::new(settings.seed)) };
    seed::malang(&house, &|_, _| ()).await?;
    drop(house);
    Ok(simulation::run(options, settings).await?)
}

/// One object on one line.
fn print_json(report: &Report, seconds: f64) -> anyhow::Result<()> {
    let mut object = serde_json::to_value(report)?;
    if let Some(fields) = object.as_object_mut() {
        fields.insert("seconds".to_owned(), serde_json::json!(seconds));
    }
    println!("{object}");
    Ok(())
}

//! Measures Laris on the seeded city of Malang, on SQLite and on PostgreSQL, with the durable settings of production.
//!
//! `cargo xtask bench` builds it for release and runs it. Every database is made for the run and removed after it; its books
//! are checked after the load. It deliberately measures no other machine and no network: the driver runs beside the server.

mod checkout;
mod city;
mod client;
mod database;
mod figures;
mod http;
mod load;
mod machine;
mod pages;
mod place;
mod process;
mod search;
mod server;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;

use crate::database::{Database, Kind};
use crate::figures::Report;

/// As the binary that is measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What can be measured, by the names of `--only`.
const NAMES: &[&str] = &["seed", "place_order", "search", "start", "pages", "checkout", "memory"];

/// Measures checkout, lists, search, start-up and memory.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// Seconds of each run.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Only this: seed, place_order, search, start, pages, checkout or memory. May be given several times.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(NAMES))]
    only: Vec<String>,
    /// Only on this database.
    #[arg(long, value_enum)]
    database: Option<Kind>,
    /// One JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// The server's binary; without it the one built beside this program.
    #[arg(long, value_name = "FILE")]
    laris: Option<PathBuf>,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == name)
    }

    fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what was asked for and shows it; false when an invariant was broken or something was refused.
fn run(options: &Options) -> anyhow::Result<bool> {
    let mut report = Report::new(options.seconds);
    for kind in [Kind::Sqlite, Kind::Postgresql] {
        if options.database.is_none_or(|wanted| wanted == kind) {
            // Outside the runtime: the cluster is stopped when it is dropped.
            let database = Database::start(kind)?;
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(measure(options, &database, &mut report)).with_context(|| format!("on {}", kind.name()))?;
            runtime.shutdown_timeout(Duration::from_secs(1));
        }
    }
    report.show(options.json)?;
    Ok(report.is_well())
}

/// Everything on one database: services in process on one city, the server on another.
async fn measure(options: &Options, database: &Database, report: &mut Report) -> anyhow::Result<()> {
    if ["seed", "place_order", "search"].iter().any(|name| options.wants(name)) {
        let town = city::make(database, "inside", report).await?;
        if options.wants("search") && database.kind() == Kind::Sqlite {
            search::measure(&town, options.time(), report).await?;
        }
        if options.wants("place_order") {
            place::measure(database, &town, options.time(), report).await?;
        }
    }
    if ["start", "pages", "checkout", "memory"].iter().any(|name| options.wants(name)) {
        http::measure(options, database, report).await?;
    }
    Ok(())
}

//! `cargo xtask prove`: the long proofs, one after the other, and their dated page under `docs/proofs/`.

mod contract;
mod copies;
mod dossier;
mod pages;
mod rush;
mod simulation;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser;
use laris::cli::Place;

use self::dossier::Part;
use self::pages::Scoring;
use self::simulation::Span;
use crate::city::{self, Town};
use crate::crash::{self, End, Trial};
use crate::database::{Database, Kind};
use crate::{outage, paying, server};

/// What came of a proof, and what was not as it should be.
type Told = (Vec<String>, Vec<String>);

/// What can be proved, by the names of `--only`.
const NAMES: &[&str] = &["crash", "outage", "payments", "rush", "copies", "simulation", "sabotage", "contract", "axe", "lighthouse"];
/// How many order while something breaks.
const SHOPPERS: usize = 16;

/// Proves what a city must be able to rely on.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// Only this. May be given several times.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(NAMES))]
    only: Vec<String>,
    /// How often the server is killed, on each database.
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// How often PostgreSQL goes away.
    #[arg(long, default_value_t = 48)]
    outages: u32,
    /// How many payments are made, on each database.
    #[arg(long, default_value_t = 10_000)]
    payments: u64,
    /// How often the server is killed while they are made.
    #[arg(long, default_value_t = 10)]
    payment_kills: u32,
    /// Seeds of the simulation.
    #[arg(long, default_value_t = 20)]
    seeds: u64,
    /// Days of each seed.
    #[arg(long, default_value_t = 30)]
    days: u32,
    /// Orders of each day.
    #[arg(long, default_value_t = 300)]
    orders: u32,
    /// Examples of each operation that Schemathesis thinks of.
    #[arg(long, default_value_t = 60)]
    examples: u32,
    /// Schemathesis' phases.
    #[arg(long, default_value = "examples,coverage,fuzzing")]
    phases: String,
    /// Days behind the city of the tour.
    #[arg(long, default_value_t = laris::history::DEMO_DAYS)]
    history_days: u32,
    /// Only pages of the tour and of Lighthouse whose name begins so. May be given several times.
    #[arg(long, value_name = "NAME")]
    page: Vec<String>,
    /// Schemathesis' program.
    #[arg(long, value_name = "FILE")]
    schemathesis: Option<PathBuf>,
    /// axe-core's `axe.min.js`.
    #[arg(long, value_name = "FILE")]
    axe: Option<PathBuf>,
    /// Lighthouse's program.
    #[arg(long, value_name = "FILE")]
    lighthouse: Option<PathBuf>,
    /// Lighthouse does not say how fast pages are: a debug build, or a busy machine.
    #[arg(long)]
    untimed: bool,
    /// The program that tours all pages.
    #[arg(long, value_name = "FILE")]
    tour: Option<PathBuf>,
    /// The day, for the page's title.
    #[arg(long, default_value = "today")]
    date: String,
    /// The commit, for the page's title.
    #[arg(long, default_value = "unknown")]
    commit: String,
}

impl Options {
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == name)
    }

    fn command(&self) -> String {
        let names: String = self.only.iter().map(|name| format!(" {name}")).collect();
        format!("cargo xtask prove{names}")
    }
}

/// Proves what was asked for and prints the page; false when there were faults.
///
/// # Errors
/// When nothing can be tried at all.
pub fn run(options: &Options) -> anyhow::Result<bool> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let binary = server::binary()?;
    let mut parts = Vec::new();
    for kind in [Kind::Sqlite, Kind::Postgresql] {
        // Outside the runtime: the cluster is stopped when it is dropped.
        let mut database = Database::start(kind)?;
        runtime.block_on(of_database(options, &binary, &mut database, &mut parts));
    }
    if options.wants("simulation") {
        let span = Span { seeds: options.seeds, days: options.days, orders: options.orders };
        let title = format!("Simulation: {} seeds × {} days × {} orders a day", span.seeds, span.days, span.orders);
        parts.push(runtime.block_on(Part::of(&title, simulation::seeds(&binary, span))));
    }
    if options.wants("sabotage") {
        parts.push(runtime.block_on(Part::of("Rules broken on purpose", simulation::sabotage(&binary))));
    }
    if options.wants("axe") {
        let work =
            async { pages::axe(given(&options.tour, "--tour")?, given(&options.axe, "--axe")?, options.history_days, &options.page).await };
        parts.push(runtime.block_on(Part::of("axe-core on every page", work)));
    }
    println!("{}", dossier::page(&options.date, &options.command(), &options.commit, &parts));
    Ok(parts.iter().all(|part| part.faults.is_empty()))
}

/// What is proved on each database, or on SQLite only where the database makes no difference.
async fn of_database(options: &Options, binary: &std::path::Path, database: &mut Database, parts: &mut Vec<Part>) {
    let kind = database.kind();
    if options.wants("crash") {
        let work = async {
            let (place, plan, tokens) = open(city::make(database, "crash").await?).await?;
            let trial = Trial { breaks: options.kills, shoppers: SHOPPERS, seed: 1 };
            let mut outcome = crash::run(binary, &place, &plan, &tokens, End::Killed, trial).await?;
            let (place, plan, tokens) = open(city::make(database, "stopped").await?).await?;
            let trial = Trial { breaks: options.kills.div_ceil(10), ..trial };
            let stopped = crash::run(binary, &place, &plan, &tokens, End::Stopped, trial).await?;
            outcome.faults.extend(stopped.faults.iter().cloned());
            Ok((vec![outcome.line(), stopped.line()], outcome.faults))
        };
        parts.push(Part::of(&format!("kill -9 and SIGTERM under load, {}", kind.name()), work).await);
    }
    if options.wants("outage") && kind == Kind::Postgresql {
        let work = async {
            let (place, plan, tokens) = open(city::make(database, "outage").await?).await?;
            let trial = Trial { breaks: options.outages, shoppers: SHOPPERS, seed: 2 };
            let cluster = database.cluster_mut().context("there is no cluster")?;
            let outcome = outage::run(binary, cluster, &place, &plan, &tokens, trial).await?;
            Ok((vec![outcome.line()], outcome.faults))
        };
        parts.push(Part::of("PostgreSQL goes away under load", work).await);
    }
    if options.wants("payments") {
        let work = async {
            let (place, plan, tokens) = open(city::make(database, "paying").await?).await?;
            let trial = paying::Trial { payments: options.payments, kills: options.payment_kills, payers: SHOPPERS, seed: 4 };
            paying::run(binary, &place, &plan, &tokens, trial).await
        };
        parts.push(Part::of(&format!("Payments told of badly, kill -9, {}", kind.name()), work).await);
    }
    if options.wants("rush") {
        let work = async { rush::run(binary, city::make(database, "rush").await?).await };
        parts.push(Part::of(&format!("200 buyers for 50 pieces, {}", kind.name()), work).await);
    }
    if options.wants("copies") {
        let work = async { copies::backup(binary, database, city::make(database, "backed_up").await?).await };
        parts.push(Part::of(&format!("Backup under load, {}", kind.name()), work).await);
    }
    if options.wants("copies") && kind == Kind::Postgresql {
        let work = async {
            let folder = tempfile::tempdir()?;
            let sqlite = |name: &str| Place { data: folder.path().join(name), database_url: None };
            let town = city::make_at(sqlite("from")).await?;
            let (place, plan, tokens) = open(town).await?;
            let trial = Trial { breaks: 2, shoppers: SHOPPERS, seed: 3 };
            crash::run(binary, &place, &plan, &tokens, End::Killed, trial).await?;
            copies::round_trip(binary, &place, &database.place("through").await?, &sqlite("back")).await
        };
        parts.push(Part::of("From SQLite to PostgreSQL and back", work).await);
    }
    if kind == Kind::Sqlite && options.wants("contract") {
        let work = async {
            let program = given(&options.schemathesis, "--schemathesis")?;
            contract::run(binary, program, city::make(database, "contract").await?, (&options.phases, options.examples)).await
        };
        parts.push(Part::of("Schemathesis against the OpenAPI document", work).await);
    }
    if kind == Kind::Sqlite && options.wants("lighthouse") {
        let work = async {
            let program = given(&options.lighthouse, "--lighthouse")?;
            let scoring = Scoring { pages: &options.page, is_timed: !options.untimed };
            pages::lighthouse(binary, program, city::make(database, "lighthouse").await?, scoring).await
        };
        parts.push(Part::of("Lighthouse, mobile", work).await);
    }
}

/// Sessions for the plan's buyers; then the city is closed, so that the server can have it.
async fn open(town: Town) -> anyhow::Result<(Place, Arc<city::Plan>, Arc<Vec<String>>)> {
    let tokens = Arc::new(city::sessions(&town).await?);
    Ok((town.place, town.plan, tokens))
}

fn given<'a>(file: &'a Option<PathBuf>, option: &str) -> anyhow::Result<&'a std::path::Path> {
    file.as_deref().with_context(|| format!("{option} was not given; `cargo xtask prove` gives it"))
}

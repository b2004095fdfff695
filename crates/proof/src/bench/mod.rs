//! Measures Laris on the seeded city of Malang, on SQLite and on PostgreSQL, with the durable settings of production.
//!
//! `cargo xtask bench` builds it for release and runs it. Every database is made for the run and removed after it; its books
//! are checked after the load. It deliberately measures no other machine and no network: the driver runs beside the server.

mod checkout;
mod codes;
mod curve;
mod figures;
mod http;
mod pages;
mod paying;
mod payouts;
mod place;
mod search;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use market::Desk;
use store::{params, sql};

use self::figures::Report;
use crate::city::{self, Town};
use crate::database::{Database, Kind};

/// What can be measured, by the names of `--only`.
const NAMES: &[&str] =
    &["seed", "place_order", "search", "qris", "callbacks", "reconcile", "payouts", "curve", "start", "pages", "checkout", "memory"];

/// Measures checkout, lists, search, start-up and memory.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// Seconds of each run.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Only this: seed, place_order, search, qris, callbacks, reconcile, payouts, curve, start, pages, checkout or memory. All but the curve
    /// without it. May be given several times.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(NAMES))]
    only: Vec<String>,
    /// Orders at the end of the curve.
    #[arg(long, default_value_t = 1_000_000)]
    orders: u64,
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

/// Runs what was asked for and shows it; false when an invariant was broken or something was refused.
///
/// # Errors
/// When a city cannot be made or served.
pub fn run(options: &Options) -> anyhow::Result<bool> {
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
    if options.wants("qris") && database.kind() == Kind::Sqlite {
        codes::measure(options.time(), report).await?;
    }
    if ["seed", "place_order", "search"].iter().any(|name| options.wants(name)) {
        let town = make(database, "inside", report).await?;
        if options.wants("search") && database.kind() == Kind::Sqlite {
            search::measure(&town, options.time(), report).await?;
        }
        if options.wants("place_order") {
            place::measure(database, &town, options.time(), report).await?;
        }
    }
    if options.wants("payouts") {
        payouts::measure(database, report).await?;
    }
    if ["callbacks", "reconcile"].iter().any(|name| options.wants(name)) {
        paying::measure(options, database, report).await?;
    }
    // Takes half an hour, so it must be asked for.
    if options.only.iter().any(|name| name == "curve") {
        let town = make(database, "curve", report).await?;
        curve::measure(database, &town, options.orders, report).await?;
    }
    if ["start", "pages", "checkout", "memory"].iter().any(|name| options.wants(name)) {
        http::measure(options, database, report).await?;
    }
    Ok(())
}

/// Makes a city and notes how long its seeding took, and where it lives.
async fn make(database: &Database, name: &str, report: &mut Report) -> anyhow::Result<Town> {
    let town = city::make(database, name).await?;
    report.single(&format!("seeding ({name})"), Some(database.kind()), town.seeding.as_secs_f64(), "s");
    report.database(database.kind(), format!("{}; {}", city::version(&town.desk.house).await?, database.settings().await?));
    Ok(town)
}

/// Looks for everything that must hold of money and goods, and counts the orders. A check that fails is a fault too.
async fn check(desk: &Desk, kind: Kind, acknowledged: u64, report: &mut Report) -> anyhow::Result<()> {
    let begun = Instant::now();
    let mut tx = desk.house.db.reader().await?;
    let broken = market::settlement::invariants::check(&mut tx, desk).await;
    let broken = broken.unwrap_or_else(|error| vec![format!("the invariants could not be checked: {error:#}")]);
    broken.into_iter().for_each(|broken| report.fault(format!("{}: {broken}", kind.name())));
    let count = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM market_order WHERE city_id = $1");
    let (orders,): (i64,) = tx.one(count, params![desk.city_id()]).await?;
    if orders.unsigned_abs() != acknowledged {
        report.fault(format!("{}: {orders} orders are there, {acknowledged} were acknowledged", kind.name()));
    }
    report.single(&format!("check of invariants, {orders} orders"), Some(kind), begun.elapsed().as_secs_f64(), "s");
    Ok(())
}

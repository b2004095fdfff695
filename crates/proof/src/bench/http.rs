//! Everything over HTTP, against `laris serve` in a process of its own: start-up, memory, lists, checkout.

use std::path::{Path, PathBuf};
use std::time::Duration;

use laris::cli::Place;

use super::figures::Report;
use super::{Options, checkout, pages};
use crate::city::{self, Plan};
use crate::database::{Database, Kind};
use crate::load::Meters;
use crate::process;
use crate::server::{self, Server};

/// Starts of which the middle one counts.
const STARTS: usize = 5;
/// How long a server is left alone before its idle memory is read.
const IDLE: Duration = Duration::from_secs(2);

/// What those who visit a server need to know.
pub struct Visit<'a> {
    /// `127.0.0.1:port`.
    pub address: &'a str,
    /// Its city.
    pub plan: &'a std::sync::Arc<Plan>,
    /// A session for each buyer.
    pub tokens: &'a std::sync::Arc<Vec<String>>,
    /// Whose processor time an answer costs.
    pub meters: Meters,
    /// Its database.
    pub kind: Kind,
}

/// Makes a city, closes it, serves it and visits it; then looks at its books.
pub async fn measure(options: &Options, database: &Database, report: &mut Report) -> anyhow::Result<()> {
    let town = super::make(database, "served", report).await?;
    let tokens = city::sessions(&town).await?;
    let (place, plan) = (town.place, town.plan);
    // Only one process uses a SQLite file.
    drop(town.desk);
    let binary: PathBuf = match &options.laris {
        Some(file) => file.clone(),
        None => server::binary()?,
    };
    if options.wants("start") {
        start(&binary, &place, database.kind(), report).await?;
    }
    let server = Server::start(&binary, &place).await?;
    if options.wants("memory") {
        tokio::time::sleep(IDLE).await;
        memory("idle", &server, database.kind(), report);
    }
    let mut processes = vec![("laris", server.pid(), false)];
    processes.extend(database.server().await?.map(|pid| ("postgres", pid, true)));
    processes.push(("driver", std::process::id(), false));
    let meters = Meters { processes, thread: None };
    let visit = Visit { address: &server.address, plan: &plan, tokens: &std::sync::Arc::new(tokens), meters, kind: database.kind() };
    if options.wants("pages") {
        pages::measure(&visit, options.time(), report).await?;
    }
    let placed = if options.wants("checkout") { checkout::measure(&visit, database, &place, options.time(), report).await? } else { 0 };
    if options.wants("memory") {
        memory("after load", &server, database.kind(), report);
    }
    server.stop()?;
    super::check(&city::reopen(&place).await?, database.kind(), placed, report).await
}

async fn start(binary: &Path, place: &Place, kind: Kind, report: &mut Report) -> anyhow::Result<()> {
    let (mut starts, mut stops) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let server = Server::start(binary, place).await?;
        starts.push(server.answered);
        stops.push(server.stop()?);
    }
    for (what, mut times) in [("start to the first answer", starts), ("stop", stops)] {
        times.sort_unstable();
        report.single(what, Some(kind), times[times.len() / 2].as_secs_f64() * 1e3, "ms, the middle of 5");
    }
    Ok(())
}

fn memory(when: &str, server: &Server, kind: Kind, report: &mut Report) {
    let Some([resident, anonymous, most]) = process::memory(server.pid()) else {
        return report.skip(format!("memory {when}: /proc does not tell"));
    };
    report.single(&format!("memory {when}, resident"), Some(kind), resident, "MiB");
    report.single(&format!("memory {when}, without files"), Some(kind), anonymous, "MiB");
    report.single(&format!("memory {when}, the most so far"), Some(kind), most, "MiB");
}

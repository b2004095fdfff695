//! A backup while orders come in, restored; and a city carried from one database to the other and back.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use laris::cli::Place;
use serde_json::Value;
use store::{params, sql};
use tokio::process::Command;

use super::Told;
use crate::city::{self, Town};
use crate::crowd::Crowd;
use crate::database::Database;
use crate::server::Server;

/// How long orders come in before and after the backup.
const AROUND: Duration = Duration::from_secs(2);

/// Backs up under load; what is restored is a city in which every rule holds, with the orders of one moment.
pub async fn backup(binary: &Path, database: &Database, town: Town) -> anyhow::Result<Told> {
    let tokens = Arc::new(city::sessions(&town).await?);
    let (place, plan) = (town.place, town.plan);
    drop(town.desk);
    let server = Server::start(binary, &place).await?;
    let crowd = Crowd::gather(16, 7, &server.address, &plan, &tokens);
    tokio::time::sleep(AROUND).await;
    let folder = tempfile::tempdir()?;
    let begun = Instant::now();
    let said = laris(binary, &place, &["backup", "--json"], &[folder.path()]).await?;
    let took = begun.elapsed();
    tokio::time::sleep(AROUND).await;
    let book = crowd.go_home().await?;
    server.stop()?;
    let report: Value = serde_json::from_str(&said).context("the backup's report")?;
    let file = report["file"].as_str().context("the backup's file")?.to_owned();
    let other = database.place("restored").await?;
    laris(binary, &other, &["restore"], &[Path::new(&file)]).await?;
    let desk = city::reopen(&other).await?;
    let mut tx = desk.house.db.reader().await?;
    let mut faults = market::settlement::invariants::check(&mut tx, &desk).await?;
    let count = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM market_order WHERE city_id = $1");
    let (restored,): (i64,) = tx.one(count, params![desk.city_id()]).await?;
    if restored == 0 || restored.unsigned_abs() > book.placed.len() as u64 {
        faults.push(format!("{restored} orders were restored of {} at the end of the load", book.placed.len()));
    }
    let line = format!(
        "{}: {} rows in {:.2} s beside 16 shoppers; restored with {restored} of the {} orders there were at the end",
        database.kind().name(),
        report["rows"],
        took.as_secs_f64(),
        book.placed.len()
    );
    Ok((vec![line], faults))
}

/// Carries a city with orders from SQLite to PostgreSQL and back: the checksums are equal all the way.
pub async fn round_trip(binary: &Path, from: &Place, through: &Place, back: &Place) -> anyhow::Result<Told> {
    let mut sums = Vec::new();
    for (source, target) in [(from, through), (through, back)] {
        let name = |place: &Place| place.database_url.clone().unwrap_or_else(|| place.data.to_string_lossy().into_owned());
        let output = Command::new(binary).arg("copy-db").args(["--from", &name(source), "--to", &name(target)]).output().await?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "copy-db failed: {said}");
        sums.push(said.trim().lines().last().unwrap_or_default().to_owned());
    }
    let is_equal = sums.windows(2).all(|pair| pair[0].split_whitespace().last() == pair[1].split_whitespace().last());
    let faults = if is_equal { Vec::new() } else { vec![format!("the checksums differ: {sums:?}")] };
    Ok((sums, faults))
}

async fn laris(binary: &Path, place: &Place, words: &[&str], files: &[&Path]) -> anyhow::Result<String> {
    let mut command = Command::new(binary);
    command.args(words).args(files).arg("--data").arg(&place.data);
    if let Some(url) = &place.database_url {
        command.args(["--database-url", url]);
    }
    let output = command.output().await?;
    ensure!(output.status.success(), "laris {} failed: {}", words.join(" "), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

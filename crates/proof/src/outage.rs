//! PostgreSQL goes away while orders come in: its connections are cut, it is restarted in order, it crashes; the shoppers go on.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use kernel::random::SplitMix;
use laris::cli::Place;
use testkit::cut::{Proxy, Upstream};
use testkit::postgres::{Cluster, Stop};

use crate::book;
use crate::city::{self, Plan};
use crate::crash::{Outcome, Trial};
use crate::crowd::Crowd;
use crate::server::Server;

/// The shortest and the longest time between two outages, in milliseconds.
const CALM_MS: (i64, i64) = (50, 900);
/// How long the network stays away, in milliseconds.
const GONE_MS: (i64, i64) = (10, 1_500);

/// Breaks a city's database so many times, then compares its books with the shoppers'. `place` is reached directly; the server
/// is given a way through a proxy.
///
/// # Errors
/// As [`crate::crash::run`], or when PostgreSQL does not come back.
pub async fn run(
    binary: &Path,
    cluster: &mut Cluster,
    place: &Place,
    plan: &Arc<Plan>,
    tokens: &Arc<Vec<String>>,
    trial: Trial,
) -> anyhow::Result<Outcome> {
    let (begun, mut chance) = (Instant::now(), SplitMix::new(trial.seed));
    let proxy = Proxy::start(Upstream::Unix(cluster.socket())).await?;
    let database = place.database_url.as_deref().and_then(|url| url.rsplit('/').next()).context("no PostgreSQL")?;
    let around = Place { data: place.data.clone(), database_url: Some(format!("postgres://laris@{}/{database}", proxy.address())) };
    let server = Server::start(binary, &around).await?;
    let crowd = Crowd::gather(trial.shoppers, trial.seed, &server.address, plan, tokens);
    for number in 0..trial.breaks {
        pause(&mut chance, CALM_MS).await?;
        if !crowd.is_shopping() {
            break;
        }
        match number % 4 {
            0 | 1 => proxy.cut(),
            2 => {
                proxy.close();
                pause(&mut chance, GONE_MS).await?;
                proxy.open();
            }
            _ => cluster.restart(if number % 8 == 3 { Stop::Fast } else { Stop::Crash })?,
        }
    }
    let book = crowd.go_home().await?;
    server.stop()?;
    book::settle(place).await?;
    let faults = book::audit(&city::reopen(place).await?, &book).await?;
    Ok(Outcome::new("PostgreSQL cut off, restarted, crashed", trial.breaks, &book, begun, Vec::new(), faults))
}

async fn pause(chance: &mut SplitMix, range: (i64, i64)) -> anyhow::Result<()> {
    let millis = u64::try_from(chance.between(range.0, range.1))?;
    tokio::time::sleep(Duration::from_millis(millis)).await;
    Ok(())
}

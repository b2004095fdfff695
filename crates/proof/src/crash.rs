//! `kill -9`, or SIGTERM, while orders come in: the server ends at random moments and is started again; the shoppers go on.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::random::SplitMix;
use laris::cli::Place;
use serde::Serialize;

use crate::book;
use crate::city::{self, Plan};
use crate::crowd::{Book, Crowd};
use crate::server::Server;

/// The shortest and the longest time a server lives, in milliseconds.
const LIFE_MS: (i64, i64) = (20, 600);

/// How a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As by `kill -9`.
    Killed,
    /// As by SIGTERM: it finishes what it acknowledged, and says that all went well.
    Stopped,
}

/// How hard a city is tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// How often something is broken.
    pub breaks: u32,
    /// How many order meanwhile.
    pub shoppers: usize,
    /// Where chance begins.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// What was done, and to which database.
    pub what: String,
    /// How often.
    pub breaks: u32,
    /// Orders that were acknowledged.
    pub orders: usize,
    /// Of those, called off.
    pub cancelled: usize,
    /// Requests that got no answer and were asked again under the same key.
    pub unanswered: u64,
    /// Orders that were acknowledged to a repetition only.
    pub repeated: u64,
    /// Orders that were asked for once more after they were acknowledged, and came back the same.
    pub confirmed: u64,
    /// Seconds of the whole run.
    pub seconds: f64,
    /// From a start to its first answer: the middle and the longest, in milliseconds.
    pub starts_ms: (u128, u128),
    /// Everything that is not as it should be.
    pub faults: Vec<String>,
}

impl Outcome {
    pub(crate) fn new(what: &str, breaks: u32, book: &Book, begun: Instant, mut starts: Vec<Duration>, faults: Vec<String>) -> Self {
        starts.sort_unstable();
        let middle = starts.get(starts.len() / 2).copied().unwrap_or_default();
        Self {
            what: what.to_owned(),
            breaks,
            orders: book.placed.len(),
            cancelled: book.placed.iter().filter(|placed| placed.is_cancelled).count(),
            unanswered: book.unanswered,
            repeated: book.repeated,
            confirmed: book.confirmed,
            seconds: begun.elapsed().as_secs_f64(),
            starts_ms: (middle.as_millis(), starts.last().copied().unwrap_or_default().as_millis()),
            faults,
        }
    }

    /// One line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let starts = match self.starts_ms {
            (_, 0) => String::new(),
            (middle, most) => format!("; a start took {middle} ms, at most {most} ms"),
        };
        format!(
            "{}: {} times in {:.0} s; {} orders acknowledged ({} of them to a repetition, {} called off), {} requests asked again, {} orders \
             asked for once more and the same{starts}",
            self.what, self.breaks, self.seconds, self.orders, self.repeated, self.cancelled, self.unanswered, self.confirmed
        )
    }
}

/// Ends the server of a city so many times, then compares its books with the shoppers'.
///
/// # Errors
/// When the server does not start, or a shopper got an answer that is none of those it may get.
pub async fn run(
    binary: &Path,
    place: &Place,
    plan: &Arc<Plan>,
    tokens: &Arc<Vec<String>>,
    end: End,
    trial: Trial,
) -> anyhow::Result<Outcome> {
    let (begun, mut chance) = (Instant::now(), SplitMix::new(trial.seed));
    let mut server = Server::start(binary, place).await?;
    let mut starts = vec![server.answered];
    let crowd = Crowd::gather(trial.shoppers, trial.seed, &server.address, plan, tokens);
    for _ in 0..trial.breaks {
        let life = u64::try_from(chance.between(LIFE_MS.0, LIFE_MS.1))?;
        tokio::time::sleep(Duration::from_millis(life)).await;
        if !crowd.is_shopping() {
            break;
        }
        match end {
            End::Killed => server.kill()?,
            End::Stopped => drop(server.stop()?),
        }
        server = Server::start(binary, place).await?;
        starts.push(server.answered);
        crowd.look_at(&server.address);
    }
    let book = crowd.go_home().await?;
    server.stop()?;
    book::settle(place).await?;
    let faults = book::audit(&city::reopen(place).await?, &book).await?;
    let kind = if place.database_url.is_some() { "PostgreSQL" } else { "SQLite" };
    let how = if end == End::Killed { "kill -9" } else { "SIGTERM" };
    Ok(Outcome::new(&format!("{how}, {kind}"), trial.breaks, &book, begun, starts, faults))
}

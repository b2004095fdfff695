//! Thousands pay by codes while the acquirer's tellings come twice, late, in the wrong order, from a forger or never, and the server is
//! killed. When all is quiet, the acquirer's books, the market's payments and the ledger agree to the rupiah.

mod acquirer;
mod books;
mod payer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use kernel::random::SplitMix;
use laris::cli::Place;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::acquirer::{Acquirer, Calls};
use self::books::Sums;
use self::payer::{Book, Payer};
use crate::book;
use crate::city::{self, Plan};
use crate::server::Server;

/// How long it may take until what was not told is found by asking.
const QUIET_MAX: Duration = Duration::from_secs(180);
/// How often it is looked whether it is quiet.
const LOOK: Duration = Duration::from_secs(2);
/// A kill comes at most so long after its turn, in milliseconds.
const KILL_MS_MAX: u64 = 80;

/// How hard a city is tried.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Payments that are made.
    pub payments: u64,
    /// How often the server is killed meanwhile.
    pub kills: u32,
    /// How many pay at once.
    pub payers: usize,
    /// Where chance begins.
    pub seed: u64,
}

/// Lets people pay, kills the server so many times, waits until it is quiet and compares the books. Gives what came of it, and every
/// fault.
///
/// # Errors
/// When the server does not start, or somebody got an answer that is none of those it may be.
pub async fn run(
    binary: &Path,
    place: &Place,
    plan: &Arc<Plan>,
    tokens: &Arc<Vec<String>>,
    trial: Trial,
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let begun = Instant::now();
    let mut server = Server::start(binary, place).await?;
    let address = watch::Sender::new(server.address.clone());
    let acquirer = Acquirer::start(address.subscribe(), books::secret(&place.data)?, trial.seed);
    let paid = Arc::new(AtomicU64::new(0));
    let payer = |number| {
        let payer = Payer::new(number, trial.seed, (plan, tokens), address.subscribe(), acquirer.desk());
        tokio::spawn(payer.buy(Arc::clone(&paid), trial.payments))
    };
    let payers: Vec<JoinHandle<anyhow::Result<Book>>> = (0..trial.payers).map(payer).collect();
    let mut chance = SplitMix::new(trial.seed);
    for kill in 1..=u64::from(trial.kills) {
        let turn = trial.payments * kill / (u64::from(trial.kills) + 1);
        while paid.load(Ordering::Relaxed) < turn && payers.iter().all(|payer| !payer.is_finished()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(chance.below(KILL_MS_MAX))).await;
        server.kill()?;
        server = Server::start(binary, place).await?;
        address.send_replace(server.address.clone());
    }
    let mut book = Book::default();
    for payer in payers {
        book.add(payer.await??);
    }
    let calls = acquirer.end().await?;
    let paying = begun.elapsed();
    let waiting = Instant::now();
    let left = quiet(place).await?;
    let waited = waiting.elapsed();
    server.stop()?;
    book::settle(place).await?;
    let desk = city::reopen(place).await?;
    let mut sums = books::compare(&desk, &books::sandbox(&desk, &place.data)?, &book, &calls).await?;
    if left != (0, 0) {
        sums.faults.push(format!("after {} s {} payments were not found and {} returns not sent", waited.as_secs(), left.0, left.1));
    }
    let lines = lines(&book, &calls, &sums, (trial.kills, paying, waited));
    Ok((lines, sums.faults))
}

/// Waits until every payment is known and everything that is to go back went; gives what is left when that takes too long.
async fn quiet(place: &Place) -> anyhow::Result<(i64, i64)> {
    let begun = Instant::now();
    loop {
        let left = books::unsettled(place).await?;
        if left == (0, 0) || begun.elapsed() > QUIET_MAX {
            return Ok(left);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn lines(book: &Book, calls: &Calls, sums: &Sums, (kills, paying, waited): (u32, Duration, Duration)) -> Vec<String> {
    let counts = |counts: &mut dyn Iterator<Item = (&str, u64)>| {
        counts.map(|(name, count)| format!("{count} {name}")).collect::<Vec<_>>().join(", ")
    };
    let manners = counts(&mut calls.manners.iter().map(|(name, count)| (*name, *count)));
    let verdicts = counts(&mut sums.verdicts.iter().map(|(name, count)| (name.as_str(), count.unsigned_abs())));
    vec![
        format!(
            "{} payments over {} orders in {:.0} s, the server killed {kills} times; {} orders were called off after they were paid, {} \
             before, {} codes were not paid; {} requests of buyers were asked again",
            book.paid.len(),
            book.orders,
            paying.as_secs_f64(),
            book.cancelled_after,
            book.cancelled_before,
            book.unpaid,
            book.unanswered
        ),
        format!(
            "told of over HTTP: {manners}; {} tellings taken, {} of a forger refused, {} sent again; kept: {verdicts}",
            calls.taken, calls.refused, calls.unanswered
        ),
        format!(
            "quiet {:.0} s later; acquirer, payments and ledger were compared for each of {} payments: {} came, {} went back",
            waited.as_secs_f64(),
            sums.payments,
            sums.came,
            sums.back
        ),
    ]
}

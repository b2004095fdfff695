//! The acquirer's line to the city: what it has to tell goes over HTTP, signed, and of three payments in ten it goes wrong.
//!
//! Its books are the sandbox's own, in the city's database; here it only speaks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::random::SplitMix;
use kernel::{Rupiah, Timestamp};
use sandbox::{HEADER, Mischief, NAME, Telling, Told};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::patient::{Patient, Request};

/// Of a hundred payments so many are told of late, twice, in the wrong order, by a forger, or never.
const MISCHIEF_PERCENT: u64 = 30;

/// A payment to be told of.
#[derive(Debug, Clone)]
pub struct Paid {
    /// The city's name of it.
    pub reference: String,
    /// Whole rupiah.
    pub amount: Rupiah,
}

/// How the telling went.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    /// Payments, by how they were told of.
    pub manners: BTreeMap<&'static str, u64>,
    /// Tellings that were taken.
    pub taken: u64,
    /// A forger's tellings, which were refused.
    pub refused: u64,
    /// Tellings that got no answer and were sent again.
    pub unanswered: u64,
}

/// The acquirer at work.
pub struct Acquirer {
    paid: mpsc::UnboundedSender<Paid>,
    work: JoinHandle<anyhow::Result<Calls>>,
}

impl Acquirer {
    /// Begins to listen for payments. It tells whoever is at the address of the moment, and signs with the secret.
    pub fn start(address: watch::Receiver<String>, secret: [u8; 32], seed: u64) -> Self {
        let (paid, payments) = mpsc::unbounded_channel();
        let lines = Lines { address, idle: Arc::default() };
        Self { paid, work: tokio::spawn(work(payments, lines, secret, SplitMix::new(seed ^ 0xACC0_0172))) }
    }

    /// Where payments are reported.
    pub fn desk(&self) -> mpsc::UnboundedSender<Paid> {
        self.paid.clone()
    }

    /// Tells what is left to be told, however late, and says how it went. Everybody else has given their desk back.
    ///
    /// # Errors
    /// The first telling that was answered as none may be.
    pub async fn end(self) -> anyhow::Result<Calls> {
        drop(self.paid);
        self.work.await?
    }
}

async fn work(mut payments: mpsc::UnboundedReceiver<Paid>, lines: Lines, secret: [u8; 32], mut chance: SplitMix) -> anyhow::Result<Calls> {
    let (mut calls, mut telling) = (Calls::default(), JoinSet::new());
    while let Some(paid) = payments.recv().await {
        let manner =
            if chance.chance(MISCHIEF_PERCENT) { *chance.pick(&Mischief::ALL[1..]).unwrap_or(&Mischief::None) } else { Mischief::None };
        *calls.manners.entry(manner.name()).or_default() += 1;
        // The clock begins at nought: what counts is how long to wait.
        for (told, due) in manner.tellings(&paid.reference, Timestamp::from_micros(0)) {
            let wait = Duration::from_micros(due.micros().unsigned_abs());
            telling.spawn(tell(lines.clone(), told.clone(), told.telling(paid.amount, &secret), wait));
        }
    }
    while let Some(told) = telling.join_next().await {
        let was_forged = told??;
        calls.refused += u64::from(was_forged);
        calls.taken += u64::from(!was_forged);
    }
    calls.unanswered = lines.idle().iter().map(|line| line.unanswered).sum();
    Ok(calls)
}

/// Tells until it is answered: a forger must be refused, everything else taken. Says whether it was a forger.
async fn tell(lines: Lines, told: Told, telling: Telling, wait: Duration) -> anyhow::Result<bool> {
    tokio::time::sleep(wait).await;
    let mut line = lines.take();
    let headers = format!("{HEADER}: {}\r\n", telling.signature);
    let (path, body) = (format!("/kabar/{NAME}"), String::from_utf8(telling.body)?);
    let request = Request::Json { path: &path, headers: &headers, body: &body };
    line.ask(&request, if told.is_forged { 403 } else { 200 }).await?;
    lines.idle().push(line);
    Ok(told.is_forged)
}

/// Connections that are kept.
#[derive(Clone)]
struct Lines {
    address: watch::Receiver<String>,
    idle: Arc<Mutex<Vec<Patient>>>,
}

impl Lines {
    fn take(&self) -> Patient {
        let idle = self.idle().pop();
        idle.unwrap_or_else(|| Patient::new(self.address.clone()))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Patient>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

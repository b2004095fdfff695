//! An acquirer's tellings: kept as they came, verified, asked about, booked, judged. Each brings money.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use kernel::Rupiah;
use laris::cli::Place;
use ledger::AccountKind;
use market::Desk;
use market::payments;
use sandbox::{HEADER, NAME, Telling, Told};

use super::attempts::{self, Attempt};
use super::{SECRET, Till};
use crate::bench::figures::Report;
use crate::bench::place;
use crate::database::Database;
use crate::load::{self, Caller};

/// Who tells at once, and how many payments there are to tell of. Each is told of once, so a run ends when they are used up.
const RUNS: [(usize, usize); 3] = [(1, 10_240), (16, 28_672), (64, 40_960)];

/// One connection of the acquirer.
struct Acquirer {
    desk: Desk,
    tellings: Arc<Vec<Telling>>,
    told: usize,
}

impl Caller for Acquirer {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let telling = &self.tellings[usize::try_from(number)?];
        let headers = [("content-type", "application/json"), (HEADER, telling.signature.as_str())];
        let answer = payments::hear(&self.desk, NAME, &headers, &telling.body).await?;
        ensure!(answer.status == 200, "a telling was answered {}", answer.status);
        self.told += 1;
        Ok(())
    }
}

/// Runs with 1, 16 and 64 tellers; gives what was paid yesterday, told of or not.
pub async fn measure(till: &Till, database: &Database, city: &Place, time: Duration, report: &mut Report) -> anyhow::Result<Vec<Attempt>> {
    let (meters, yesterday) = (place::meters(database).await?, super::reconcile::noon_of_yesterday(&till.desk));
    let (mut all, mut told, mut came) = (Vec::new(), 0, Rupiah::ZERO);
    for (callers, count) in RUNS {
        let paid = attempts::make(till, count, yesterday).await?;
        database.settle(city).await?;
        let tellings = Arc::new(paid.iter().map(telling).collect::<Vec<_>>());
        let acquirer = |_| Acquirer { desk: till.desk.clone(), tellings: Arc::clone(&tellings), told: 0 };
        let (load, after) = load::run((0..callers).map(acquirer).collect(), time, count as u64, &meters).await?;
        report.run("callbacks in process", Some(database.kind()), &load, String::new());
        // Numbers are given in order, so what was told of lies at the beginning.
        let heard: usize = after.iter().map(|acquirer| acquirer.told).sum();
        told += heard;
        came += paid.iter().take(heard).map(|attempt| attempt.amount).sum::<Rupiah>();
        all.extend(paid);
        database.settle(city).await?;
    }
    let mut tx = till.desk.house.db.reader().await?;
    let booked = ledger::balances(&mut tx, till.desk.city_id(), AccountKind::ProviderReceivable).await?;
    let booked: Rupiah = booked.iter().map(|balance| balance.amount).sum();
    if booked != came {
        report.fault(format!("{}: {told} tellings brought {came}, {booked} are booked", database.kind().name()));
    }
    Ok(all)
}

fn telling(attempt: &Attempt) -> Telling {
    Told { reference: attempt.id.to_string(), state: "paid".to_owned(), is_forged: false }.telling(attempt.amount, &SECRET)
}

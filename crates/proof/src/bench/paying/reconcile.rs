//! A day of payments compared with the acquirer's statement.

use std::time::Instant;

use anyhow::Context as _;
use kernel::Timestamp;
use laris::cli::Place;
use market::Desk;
use market::payments::{self, reconcile};
use sandbox::NAME;

use super::Till;
use super::attempts::{self, Attempt};
use crate::bench::figures::Report;
use crate::database::Database;
use crate::{load, process};

/// Payments of the day.
const PAYMENTS: usize = 100_000;

/// When everything was paid that is compared.
pub fn noon_of_yesterday(desk: &Desk) -> Timestamp {
    desk.today().plus_days(-1).at_minute(12 * 60, desk.city.offset_minutes)
}

/// Lets the city know of every payment of yesterday, then compares the day. `paid` are those that are there already.
pub async fn measure(till: &Till, database: &Database, city: &Place, paid: Vec<Attempt>, report: &mut Report) -> anyhow::Result<()> {
    let (desk, kind) = (&till.desk, Some(database.kind()));
    let missing = PAYMENTS.checked_sub(paid.len()).context("more was paid than a day has")?;
    let all = paid.into_iter().chain(attempts::make(till, missing, noon_of_yesterday(desk)).await?);
    // Looked at once more, a payment that is booked stays booked.
    let known = load::together(all.map(|attempt| attempt.id.to_string()), |reference| {
        let desk = desk.clone();
        async move { Ok(payments::look(&desk, &reference).await?) }
    });
    known.await?;
    database.settle(city).await?;
    let yesterday = desk.today().plus_days(-1);
    let before = process::forget_peak().and_then(|()| process::memory(std::process::id()));
    for what in ["reconciling 100,000 payments", "reconciling them again"] {
        let begun = Instant::now();
        reconcile::run(desk, NAME, yesterday).await?;
        report.single(what, kind, begun.elapsed().as_secs_f64(), "s");
    }
    if let (Some(before), Some(after)) = (before, process::memory(std::process::id())) {
        report.single("reconciling, resident before", kind, before[0], "MiB");
        report.single("reconciling, resident at most", kind, after[2], "MiB");
    }
    let books = till.sandbox.books().await?;
    let mut tx = desk.house.db.reader().await?;
    let bank = ledger::balances(&mut tx, desk.city_id(), ledger::AccountKind::Bank).await?;
    let bank: kernel::Rupiah = bank.iter().map(|balance| balance.amount).sum();
    let net: kernel::Rupiah = books.iter().map(|paid| paid.amount - paid.fee).sum();
    if books.len() != PAYMENTS || bank != net {
        report.fault(format!("{} payments, {net} of them should be in the bank and {bank} is", books.len()));
    }
    Ok(())
}

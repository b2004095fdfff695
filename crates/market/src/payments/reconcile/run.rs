//! Comparing a day.

use std::collections::{BTreeSet, HashSet};

use ::store::Tx;
use kernel::{BusinessDate, Rupiah};
use providers::payments::{PaymentError, SettlementKind, SettlementLine};

use super::model::{Day, Flow};
use super::rules::{self, Match, Ours};
use super::{posting, statement, store};
use crate::desk::{CASH, Desk};
use crate::error::MarketError;
use crate::ids::ReconciliationId;
use crate::payments::news;

/// So many days back are compared by themselves: statements come late, and so do answers.
const DAYS_BACK: i64 = 7;
/// A day with something open is compared again after this.
const AGAIN: i64 = 6 * kernel::time::HOUR;
/// Lines that are looked up at once.
const CHUNK: usize = 1_000;

/// Compares what a provider settled for a day with our payments and returns, and books what fits; again is no harm. Payments that the
/// provider settled and nobody told us of are asked about first.
///
/// # Errors
/// [`MarketError::PaymentUnknown`], [`MarketError::Payment`] when the provider gives no statement (yet, or ever),
/// [`MarketError::Ledger`], [`MarketError::Store`].
pub async fn run(desk: &Desk, provider: &str, date: BusinessDate) -> Result<ReconciliationId, MarketError> {
    let source = desk.payment(provider).ok_or(MarketError::PaymentUnknown)?;
    let is_file = source.files_of().is_some();
    let kept = if is_file { statement::kept(&mut desk.house.db.reader().await?, desk, provider, date).await? } else { None };
    let lines = match kept {
        Some(lines) => lines,
        // Says so itself where files are the only way.
        None => source.fetch_settlement(date).await.map_err(MarketError::Payment)?,
    };
    look_for_unknown(desk, &lines).await?;
    let context = (desk.clone(), provider.to_owned(), lines, desk.house.id::<ReconciliationId>());
    desk.house
        .db
        .write(context, move |tx, (desk, provider, lines, fresh)| {
            Box::pin(async move {
                let day = store::take_day(tx, desk.city_id(), *fresh, provider, date, desk.now()).await?;
                // Another file may have come while we asked.
                let newest = if is_file { statement::kept(tx, desk, provider, date).await? } else { None };
                write(desk, tx, &day, newest.as_ref().unwrap_or(lines)).await.map(|()| day.id)
            })
        })
        .await
}

async fn look_for_unknown(desk: &Desk, lines: &[SettlementLine]) -> Result<(), MarketError> {
    for lines in lines.chunks(CHUNK) {
        let is_payment = |line: &&SettlementLine| line.kind == SettlementKind::Payment;
        let paid: Vec<&str> = lines.iter().filter(is_payment).map(|line| line.reference.as_str()).collect();
        let mut tx = desk.house.db.reader().await?;
        let known = store::known(&mut tx, desk.city_id(), &paid).await?;
        drop(tx);
        for reference in paid.into_iter().filter(|reference| !known.contains(*reference)) {
            match news::look(desk, reference).await {
                Ok(_) => {}
                Err(error @ (MarketError::Payment(_) | MarketError::PaymentUnknown)) => {
                    tracing::info!(%error, "a payment that was settled could not be asked about");
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

async fn write(desk: &Desk, tx: &mut Tx, day: &Day, lines: &[SettlementLine]) -> Result<(), MarketError> {
    let (city, now) = (desk.city_id(), desk.now());
    store::forget_matches(tx, city, day.id).await?;
    let ours = ours(desk, tx, day, lines).await?;
    let (matches, found) = rules::compare(&ours, lines);
    store::insert_matches(tx, city, day.id, &matches).await?;
    store::put_differences(tx, desk, day.id, &found).await?;
    let sum = |flow| matches.iter().filter(|it| it.flow == flow).map(|it| it.gross).sum::<Rupiah>();
    let mut after = day.clone();
    after.matched = i64::try_from(matches.len()).unwrap_or(i64::MAX);
    after.gross = sum(Flow::Payment);
    after.refunded = sum(Flow::Refund);
    after.fee = matches.iter().map(|it| it.fee).sum();
    after.postings += i64::from(posting::post(desk, tx, day, &after).await?);
    store::set_day(tx, city, &after).await?;
    for elsewhere in late(tx, desk, day, &matches).await? {
        store::refresh_state(tx, city, elsewhere, now).await?;
    }
    Ok(store::refresh_state(tx, city, day.id, now).await?)
}

/// What was paid or sent back on that day, and what the statement names of other days; each once.
async fn ours(desk: &Desk, tx: &mut Tx, day: &Day, lines: &[SettlementLine]) -> Result<Vec<Ours>, MarketError> {
    let offset = desk.city.offset_minutes;
    let (from, to) = (day.date.at_minute(0, offset), day.date.plus_days(1).at_minute(0, offset));
    let mut known = store::ours(tx, desk.city_id(), day, (from, to), lines).await?;
    known.sort_unstable_by_key(|own| (own.flow, own.subject));
    known.dedup_by_key(|own| (own.flow, own.subject));
    Ok(known)
}

/// What was missed on another day and is settled by this statement is missed no more; gives those days.
async fn late(tx: &mut Tx, desk: &Desk, day: &Day, matches: &[Match<'_>]) -> Result<BTreeSet<ReconciliationId>, MarketError> {
    let (mut days, missed) = (BTreeSet::new(), store::missed_elsewhere(tx, desk.city_id(), day).await?);
    if missed.is_empty() {
        return Ok(days);
    }
    let settled: HashSet<(Flow, &str, Rupiah)> = matches.iter().map(|it| (it.flow, it.reference, it.gross)).collect();
    for (id, of, flow, reference, missed) in missed {
        if settled.contains(&(flow, reference.as_str(), missed)) {
            store::vanish(tx, desk.city_id(), id, desk.now()).await?;
            days.insert(of);
        }
    }
    Ok(days)
}

/// Compares every day of the last week that was not compared yet, or still has something open, for every provider that gives
/// statements; gives how many. Days before the city took its first payment are left out.
///
/// # Errors
/// [`MarketError::Store`], [`MarketError::Ledger`]; that a provider gives no statement is only logged.
pub async fn run_due(desk: &Desk) -> Result<u32, MarketError> {
    let (mut ran, today) = (0, desk.today());
    for provider in desk.payments.iter().map(|provider| provider.name()).filter(|name| *name != CASH) {
        let mut tx = desk.house.db.reader().await?;
        let from = today.plus_days(-DAYS_BACK);
        let due =
            store::days_due(&mut tx, desk.city_id(), provider, (from, today), desk.now().plus(-AGAIN), desk.city.offset_minutes).await?;
        drop(tx);
        for date in due {
            match run(desk, provider, date).await {
                Ok(_) => ran += 1,
                // Its file is not there yet; the treasurer is told.
                Err(MarketError::Payment(PaymentError::NotSupported { .. })) => {}
                Err(MarketError::Payment(error)) => tracing::info!(%error, provider, %date, "no statement of the day yet"),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(ran)
}

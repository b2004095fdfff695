//! The queue: work that is due now or later, kept in the database, and the outbox for effects outside it.
//!
//! | state | means | leaves it by |
//! |---|---|---|
//! | ready | waits until it is due | being claimed |
//! | claimed | runs; the claim ends after a minute | done; ready again after a failure or a lost claim; dead after the eighth |
//! | done | ran well; kept a week, so that its dedupe key holds | being pruned |
//! | dead | failed eight times; somebody must look | staying |
//!
//! A job runs at least once: its process may die after the effect and before the mark. Handlers are repeatable.
//!
//! A clock that ran fast and was set right leaves no job waiting for the wrong time: what it wrote is put right before jobs are
//! claimed. A job that was running just then may run twice.

pub mod figures;
mod store;

use std::sync::Arc;
use std::time::Duration;

use ::store::{BoxFuture, House, StoreError, Tx};
use kernel::id::{CityId, JobId, new_id};
use kernel::time::{DAY, HOUR, SECOND, SKEW_MAX};
use kernel::{Ids, Timestamp};
use serde::Serialize;
use tracing::Instrument as _;

/// Tries before a job is dead.
pub const TRIES_MAX: i64 = 8;
/// How long a claim holds, in microseconds. A run is stopped a little earlier.
const CLAIM_US: i64 = 60 * SECOND;
/// The longest wait between two tries, in microseconds.
const RETRY_MAX_US: i64 = HOUR;
/// How long a run may take.
const RUN_TIME_MAX: Duration = Duration::from_secs(50);
/// The longest error text kept, in characters.
const ERROR_CHARS_MAX: usize = 500;
/// How long done jobs are kept, in microseconds.
const KEPT_US: i64 = 7 * DAY;

/// Why a run failed; kept with the job, so it holds no personal data.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the jobs of one kind.
pub trait Handler: Send + Sync {
    /// The kind it runs.
    fn kind(&self) -> &'static str;

    /// Does the work; may be called again for the same job. A run longer than 50 seconds is stopped.
    ///
    /// # Errors
    /// Any: the job is tried again later, eight times in all.
    fn run<'a>(&'a self, house: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>>;
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// In which city.
    pub city: CityId,
    /// Which one.
    pub id: JobId,
    /// What sort of work.
    pub kind: String,
    /// JSON, as it was enqueued.
    pub body: String,
    /// Which try this is, from 1; also tells this claim from a later one.
    pub attempt: i64,
}

/// Puts work into the queue, in this transaction; nobody waits for it.
///
/// `body` becomes JSON. A `dedupe` key admits one job of its kind: later ones are left out silently for as long as the
/// first is kept, which is a week after it is done.
///
/// # Errors
/// [`StoreError::Statement`] when the body cannot be written as JSON; else [`StoreError`].
#[expect(clippy::too_many_arguments, reason = "each is needed, and a struct of the same eight would be no clearer")]
pub fn enqueue(
    tx: &mut Tx,
    city: CityId,
    ids: &dyn Ids,
    now: Timestamp,
    kind: &'static str,
    body: &impl Serialize,
    due: Timestamp,
    dedupe: Option<&str>,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(body)
        .map_err(|error| StoreError::Statement { place: format!("the body of a job {kind}"), source: Box::new(error) })?;
    store::insert(tx, city, &store::NewJob { id: new_id(ids, now), kind, body, due, dedupe, created: now })
}

/// Runs jobs that are due and have a handler, one after the other, until none is left or `limit` ran; gives how many ran,
/// well or not. Several processes may call it at once: a job is claimed by one.
///
/// # Errors
/// [`StoreError`] of the queue itself; a job's own failure is noted with the job.
pub async fn run_due(house: &House, city: CityId, handlers: &[Arc<dyn Handler>], limit: u32) -> Result<u32, StoreError> {
    house
        .db
        .write((city, house.now()), |tx, (city, now)| {
            Box::pin(async move {
                store::return_lost(tx, *city, *now, now.plus(CLAIM_US + SKEW_MAX)).await?;
                store::put_right(tx, *city, *now, now.plus(SKEW_MAX), now.plus(RETRY_MAX_US + SKEW_MAX)).await
            })
        })
        .await?;
    let kinds: Vec<&'static str> = handlers.iter().map(|handler| handler.kind()).collect();
    for ran in 0..limit {
        let now = house.now();
        let context = (city, now, now.plus(CLAIM_US), kinds.clone());
        let claimed =
            house.db.write(context, |tx, (city, now, until, kinds)| Box::pin(store::claim(tx, *city, *now, *until, kinds))).await?;
        let Some(job) = claimed else { return Ok(ran) };
        if let Some(handler) = handlers.iter().find(|handler| handler.kind() == job.kind) {
            let outcome = run(house, handler, &job).await;
            finish(house, job, outcome).await?;
        }
    }
    Ok(limit)
}

/// Forgets jobs done more than a week ago, at most 1,000 in one transaction; gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(house: &House, city: CityId) -> Result<u64, StoreError> {
    let before = house.now().plus(-KEPT_US);
    crate::store::in_chunks(|| house.db.write((city, before), |tx, (city, before)| Box::pin(store::delete_done(tx, *city, *before)))).await
}

/// In a task of its own, so that a panic is that job's failure and not the end of the worker.
async fn run(house: &House, handler: &Arc<dyn Handler>, job: &Job) -> Result<(), String> {
    let (house, handler, job) = (house.clone(), Arc::clone(handler), job.clone());
    let span = tracing::info_span!("job", kind = job.kind, attempt = job.attempt);
    let work = async move { tokio::time::timeout(RUN_TIME_MAX, handler.run(&house, &job)).await };
    let task = tokio::spawn(work.instrument(span));
    match task.await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(failure))) => Err(failure.to_string()),
        Ok(Err(_)) => Err("took too long".to_owned()),
        Err(_) => Err("panicked".to_owned()),
    }
}

async fn finish(house: &House, job: Job, outcome: Result<(), String>) -> Result<(), StoreError> {
    let now = house.now();
    let end = match outcome {
        Ok(()) => store::End { state: "done", due: now, error: None },
        Err(error) => {
            let state = if job.attempt >= TRIES_MAX { "dead" } else { "ready" };
            let error: String = error.chars().take(ERROR_CHARS_MAX).collect();
            if state == "dead" {
                tracing::error!(kind = job.kind, job = %job.id, error, "a job failed for the last time");
            }
            store::End { state, due: now.plus(retry_delay_us(job.attempt)), error: Some(error) }
        }
    };
    house.db.write((job, end), |tx, (job, end)| Box::pin(store::finish(tx, job, end))).await
}

/// How long to wait after the given failed try, in microseconds: 10 s, tripled each time, one hour at most.
fn retry_delay_us(attempt: i64) -> i64 {
    let tripled = u32::try_from(attempt - 1).map_or(i64::MAX, |times| 3_i64.saturating_pow(times));
    tripled.saturating_mul(10 * SECOND).min(RETRY_MAX_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_and_stop_growing() {
        for (attempt, seconds) in [(1, 10), (2, 30), (3, 90), (4, 270), (5, 810), (6, 2_430), (7, 3_600), (70, 3_600)] {
            assert_eq!(retry_delay_us(attempt), seconds * SECOND, "{attempt}");
        }
    }
}

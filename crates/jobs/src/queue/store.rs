//! All SQL of the queue.

use ::store::{StoreError, Tx, Value, params, sql, sql_each};
use kernel::Timestamp;
use kernel::id::{CityId, JobId};

use super::{Job, TRIES_MAX};

/// A job as it enters the queue.
pub(super) struct NewJob<'a> {
    pub(super) id: JobId,
    pub(super) kind: &'static str,
    pub(super) body: String,
    pub(super) due: Timestamp,
    pub(super) dedupe: Option<&'a str>,
    pub(super) created: Timestamp,
}

/// How a run ended.
pub(super) struct End {
    pub(super) state: &'static str,
    pub(super) due: Timestamp,
    pub(super) error: Option<String>,
}

/// Adds a job unless its dedupe key is known; nobody waits for it.
pub(super) fn insert(tx: &mut Tx, city: CityId, job: &NewJob<'_>) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO job (city_id, job_id, kind, body, dedupe_key, state, due_us, attempts, created_us)
             VALUES ($1, $2, $3, $4, $5, 'ready', $6, 0, $7)
             ON CONFLICT DO NOTHING"
        ),
        params![city, job.id, job.kind, &job.body, job.dedupe, job.due, job.created],
    )
}

/// Jobs whose claim ran out (their process died) become ready again, or dead after the last try; those too whose claim ends after
/// `until_max`, as none does that a clock made that was right.
pub(super) async fn return_lost(tx: &mut Tx, city: CityId, now: Timestamp, until_max: Timestamp) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "UPDATE job
             SET state = CASE WHEN attempts >= $3 THEN 'dead' ELSE 'ready' END, claimed_until_us = NULL, last_error = 'the claim ran out'
             WHERE city_id = $1 AND state = 'claimed' AND (claimed_until_us <= $2 OR claimed_until_us > $4)"
        ),
        params![city, now, TRIES_MAX, until_max],
    )
    .await
}

/// Jobs that a fast clock wrote: one made after `made_max` becomes as due as if it were made now, one whose next try is due after
/// `retry_max` becomes due now. Reads only what is due after `made_max`.
pub(super) async fn put_right(
    tx: &mut Tx,
    city: CityId,
    now: Timestamp,
    made_max: Timestamp,
    retry_max: Timestamp,
) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "UPDATE job
             SET due_us = CASE WHEN created_us > $3 THEN due_us - created_us + CAST($2 AS BIGINT) ELSE CAST($2 AS BIGINT) END,
                 created_us = CASE WHEN created_us > $3 THEN CAST($2 AS BIGINT) ELSE created_us END
             WHERE city_id = $1 AND state = 'ready' AND due_us > $3
               AND (created_us > $3 OR (attempts > 0 AND due_us > $4))"
        ),
        params![city, now, made_max, retry_max],
    )
    .await
}

/// Claims the job that has been due longest. The guard stands twice: on PostgreSQL two claims may choose the same row,
/// and the second then finds it changed and takes none.
pub(super) async fn claim(
    tx: &mut Tx,
    city: CityId,
    now: Timestamp,
    until: Timestamp,
    kinds: &[&'static str],
) -> Result<Option<Job>, StoreError> {
    let kinds: Vec<Value<'_>> = kinds.iter().map(|kind| Value::from(*kind)).collect();
    let claimed: Vec<(JobId, String, String, i64)> = tx
        .rows_each(
            sql_each!(
                "UPDATE job
                 SET state = 'claimed', attempts = attempts + 1, claimed_until_us = $3
                 WHERE city_id = $1 AND state = 'ready' AND due_us <= $2 AND job_id IN (
                   SELECT job_id
                   FROM job
                   WHERE city_id = $1 AND state = 'ready' AND due_us <= $2 AND kind IN ([[, |$4]])
                   ORDER BY due_us, job_id
                   LIMIT 1)
                 RETURNING job_id, kind, body, attempts",
                fixed = 3,
                per = 1
            ),
            params![city, now, until],
            &kinds,
        )
        .await?;
    Ok(claimed.into_iter().next().map(|(id, kind, body, attempt)| Job { city, id, kind, body, attempt }))
}

/// Marks how a claim ended (for a done job `due_us` becomes when it was done), unless the claim was lost meanwhile.
pub(super) async fn finish(tx: &mut Tx, job: &Job, end: &End) -> Result<(), StoreError> {
    tx.exec(
        sql!(
            "UPDATE job
             SET state = $4, due_us = $5, last_error = $6, claimed_until_us = NULL
             WHERE city_id = $1 AND job_id = $2 AND state = 'claimed' AND attempts = $3"
        ),
        params![job.city, job.id, job.attempt, end.state, end.due, end.error.as_deref()],
    )
    .await
    .map(drop)
}

/// Removes up to a chunk of jobs that were done before `before`.
pub(super) async fn delete_done(tx: &mut Tx, city: CityId, before: Timestamp) -> Result<u64, StoreError> {
    tx.exec(
        sql!(
            "DELETE FROM job
             WHERE city_id = $1 AND state = 'done' AND job_id IN (
               SELECT job_id
               FROM job
               WHERE city_id = $1 AND state = 'done' AND due_us < $2
               ORDER BY due_us
               LIMIT 1000)"
        ),
        params![city, before],
    )
    .await
}

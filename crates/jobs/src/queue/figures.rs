//! How the queue stands, counted; for metrics and for whoever looks after the city.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::CityId;

/// A city's queue at one moment. Done jobs are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueFigures {
    /// Ready, due or not.
    pub waiting: i64,
    /// Ready, and due for longer than the caller asked about.
    pub overdue: i64,
    /// Ready again after a failure.
    pub failing: i64,
    /// Being run.
    pub running: i64,
    /// Failed for the last time.
    pub dead: i64,
}

impl FromRow for QueueFigures {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { waiting: row.take()?, overdue: row.take()?, failing: row.take()?, running: row.take()?, dead: row.take()? })
    }
}

/// Counts a city's jobs; `overdue` are those that should have run before `since`.
///
/// # Errors
/// [`StoreError`].
pub async fn figures(tx: &mut Tx, city: CityId, since: Timestamp) -> Result<QueueFigures, StoreError> {
    tx.one(
        sql!(
            "SELECT COUNT(*) FILTER (WHERE state = 'ready'), COUNT(*) FILTER (WHERE state = 'ready' AND due_us < $2),
                    COUNT(*) FILTER (WHERE state = 'ready' AND attempts > 0), COUNT(*) FILTER (WHERE state = 'claimed'),
                    COUNT(*) FILTER (WHERE state = 'dead')
             FROM job
             WHERE city_id = $1 AND state IN ('ready', 'claimed', 'dead')"
        ),
        params![city, since],
    )
    .await
}

/// Kind, last error and number of the jobs that failed for the last time, most first; at most 20.
///
/// # Errors
/// [`StoreError`].
pub async fn dead(tx: &mut Tx, city: CityId) -> Result<Vec<(String, String, i64)>, StoreError> {
    tx.rows(
        sql!(
            "SELECT kind, COALESCE(MAX(last_error), ''), COUNT(*)
             FROM job
             WHERE city_id = $1 AND state = 'dead'
             GROUP BY kind
             ORDER BY COUNT(*) DESC, kind
             LIMIT 20"
        ),
        params![city],
    )
    .await
}

//! SQL of the runs of imports. The process that carries a run out writes its row; every replica reads it.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::{CityId, MarketId, PersonId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::{KeptFault, NewRun, Outcome, Run};
use crate::ids::ImportId;
use crate::imports::model::Report;

impl FromRow for Run {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            by: row.take()?,
            name: row.take()?,
            mode: row.take()?,
            begun: row.take()?,
            heard: row.take()?,
            rows: (count(row.take()?), count(row.take()?)),
            ended: row.take()?,
            outcome: row.take::<Option<String>>()?.map(|text| read(&text)).transpose()?,
        })
    }
}

/// Adds a run that begins.
pub async fn insert(tx: &mut Tx, city: CityId, new: &NewRun, by: Option<PersonId>, now: Timestamp) -> Result<(), StoreError> {
    let statement = sql!(
        "INSERT INTO import_run (city_id, run_id, market_id, begun_by_id, file_name, mode, begun_us, heard_us, rows_done, rows_total)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 0, 0)"
    );
    tx.exec(statement, params![city, new.id, new.market, by, new.name.as_str(), new.mode, now]).await?;
    Ok(())
}

/// Keeps how far a run is, unless it ended or was last heard of outside these times. Locks its row.
pub async fn hear(
    tx: &mut Tx,
    city: CityId,
    run: ImportId,
    (done, total): (usize, usize),
    (now, (after, until)): (Timestamp, (Timestamp, Timestamp)),
) -> Result<(), StoreError> {
    let statement = sql!(
        "UPDATE import_run
         SET rows_done = $3, rows_total = $4, heard_us = $5
         WHERE city_id = $1 AND run_id = $2 AND ended_us IS NULL AND heard_us > $6 AND heard_us <= $7"
    );
    tx.exec(statement, params![city, run, number(done), number(total), now, after, until]).await?;
    Ok(())
}

/// Ends a run that lands, unless it ended or was last heard of outside these times; whether it did. Locks its row until the import is
/// committed.
pub async fn land(
    tx: &mut Tx,
    city: CityId,
    run: ImportId,
    report: &Report,
    (now, (after, until)): (Timestamp, (Timestamp, Timestamp)),
) -> Result<bool, StoreError> {
    let statement = sql!(
        "UPDATE import_run
         SET rows_done = $3, rows_total = $3, heard_us = $4, ended_us = $4, outcome = $5
         WHERE city_id = $1 AND run_id = $2 AND ended_us IS NULL AND heard_us > $6 AND heard_us <= $7"
    );
    let outcome = text(&Outcome::Landed(*report))?;
    Ok(tx.exec(statement, params![city, run, number(report.rows), now, outcome, after, until]).await? > 0)
}

/// Ends a run that wrote nothing. Locks its row.
pub async fn end(
    tx: &mut Tx,
    city: CityId,
    run: ImportId,
    (outcome, faults): (&Outcome, &[KeptFault]),
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = sql!(
        "UPDATE import_run
         SET heard_us = $3, ended_us = $3, outcome = $4, faults = $5
         WHERE city_id = $1 AND run_id = $2 AND ended_us IS NULL"
    );
    let faults = if faults.is_empty() { None } else { Some(text(faults)?) };
    tx.exec(statement, params![city, run, now, text(outcome)?, faults]).await?;
    Ok(())
}

/// One run of a market.
pub async fn find(tx: &mut Tx, city: CityId, market: MarketId, run: ImportId) -> Result<Option<Run>, StoreError> {
    let statement = sql!(
        "SELECT run_id, begun_by_id, file_name, mode, begun_us, heard_us, rows_done, rows_total, ended_us, outcome
         FROM import_run
         WHERE city_id = $1 AND market_id = $2 AND run_id = $3"
    );
    tx.opt(statement, params![city, market, run]).await
}

/// The last runs of a market, newest first; at most 20.
pub async fn lately(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Vec<Run>, StoreError> {
    let statement = sql!(
        "SELECT run_id, begun_by_id, file_name, mode, begun_us, heard_us, rows_done, rows_total, ended_us, outcome
         FROM import_run
         WHERE city_id = $1 AND market_id = $2
         ORDER BY run_id DESC
         LIMIT 20"
    );
    tx.rows(statement, params![city, market]).await
}

/// The faults of a run, in the order of the file; none when there is no such run.
pub async fn faults(tx: &mut Tx, city: CityId, market: MarketId, run: ImportId) -> Result<Option<Vec<KeptFault>>, StoreError> {
    let statement = sql!("SELECT faults FROM import_run WHERE city_id = $1 AND market_id = $2 AND run_id = $3");
    let Some((faults,)) = tx.opt::<(Option<String>,)>(statement, params![city, market, run]).await? else { return Ok(None) };
    faults.map_or_else(|| Ok(Some(Vec::new())), |text| read(&text).map(Some))
}

/// Removes up to a chunk of runs before an id.
pub async fn delete(tx: &mut Tx, city: CityId, before: ImportId) -> Result<u64, StoreError> {
    let statement = sql!(
        "DELETE FROM import_run
         WHERE city_id = $1 AND run_id < $2 AND run_id IN (
           SELECT run_id
           FROM import_run
           WHERE city_id = $1 AND run_id < $2
           ORDER BY run_id
           LIMIT 1000)"
    );
    tx.exec(statement, params![city, before]).await
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(damaged)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(damaged)
}

fn damaged(error: serde_json::Error) -> StoreError {
    StoreError::Statement { place: "import_run".into(), source: Box::new(error) }
}

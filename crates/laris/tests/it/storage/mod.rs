//! The store's promises, kept alike by both databases. Tables of the schema serve as examples.

mod concurrency;
mod each;
mod transactions;
mod values;

use kernel::id::{CityId, JobId};
use store::{StoreError, Tx, params, sql};
use testkit::TestHouse;

/// A job's row with `attempts` as a counter: no other table needs to be filled for it.
pub async fn insert_job(house: &TestHouse, attempts: i64) -> (CityId, JobId) {
    let (city, job) = (house.id::<CityId>(), house.id::<JobId>());
    let inserted = house.db.write((city, job, attempts), |tx, (city, job, attempts)| Box::pin(insert(tx, *city, *job, *attempts))).await;
    inserted.unwrap();
    (city, job)
}

/// Inserts a ready job.
pub async fn insert(tx: &mut Tx, city: CityId, job: JobId, attempts: i64) -> Result<(), StoreError> {
    let statement = sql!(
        "INSERT INTO job (city_id, job_id, kind, body, state, due_us, attempts, created_us)
         VALUES ($1, $2, 'test', '', 'ready', 0, $3, 0)"
    );
    tx.exec(statement, params![city, job, attempts]).await.map(drop)
}

/// The counter of a job; none when the row is not there.
pub async fn attempts(house: &TestHouse, city: CityId, job: JobId) -> Option<i64> {
    let statement = sql!("SELECT attempts FROM job WHERE city_id = $1 AND job_id = $2");
    let row: Option<(i64,)> = house.db.reader().await.unwrap().opt(statement, params![city, job]).await.unwrap();
    row.map(|(attempts,)| attempts)
}

/// How many jobs the city has.
pub async fn count(house: &TestHouse, city: CityId) -> i64 {
    let statement = sql!("SELECT COUNT(*) FROM job WHERE city_id = $1");
    let (count,): (i64,) = house.db.reader().await.unwrap().one(statement, params![city]).await.unwrap();
    count
}

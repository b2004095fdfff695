//! Repeated statements: none, one, many items.

use store::{StoreError, Value, params, sql, sql_each};
use testkit::both;

use super::count;

#[test]
fn repeated_statements_take_any_number_of_items() {
    both(async |house| {
        for items in [0_i64, 1, 3, 200, 201, 1_000] {
            let city: kernel::id::CityId = house.id();
            let jobs: Vec<kernel::id::JobId> = (0..items).map(|_| house.id()).collect();
            let (inserted, raised, found): (u64, u64, Vec<(i64,)>) = house
                .db
                .write((city, jobs), |tx, (city, jobs)| {
                    Box::pin(async move {
                        let values: Vec<Value<'_>> =
                            (0_i64..).zip(jobs).flat_map(|(at, job)| [Value::from(*job), Value::from(at)]).collect();
                        let insert = sql_each!(
                            "INSERT INTO job (city_id, job_id, kind, body, state, due_us, attempts, created_us)
                             VALUES [[, |($1, $2, 'test', '', 'ready', 0, $3, 0)]]",
                            fixed = 1,
                            per = 2
                        );
                        let inserted = tx.exec_each(insert, params![*city], &values).await?;
                        let keys: Vec<Value<'_>> = jobs.iter().map(|job| Value::from(*job)).collect();
                        let raise = sql_each!(
                            "UPDATE job SET attempts = attempts + $2 WHERE city_id = $1 AND job_id IN ([[, |$3]])",
                            fixed = 2,
                            per = 1
                        );
                        let raised = tx.exec_each(raise, params![*city, 1_000], &keys).await?;
                        let list = sql_each!("SELECT attempts FROM job WHERE city_id = $1 AND job_id IN ([[, |$2]])", fixed = 1, per = 1);
                        let found = tx.rows_each(list, params![*city], &keys).await?;
                        Ok::<_, StoreError>((inserted, raised, found))
                    })
                })
                .await
                .unwrap();
            let mut found: Vec<i64> = found.into_iter().map(|(attempts,)| attempts).collect();
            found.sort_unstable();
            assert_eq!((i64::try_from(inserted).unwrap(), i64::try_from(raised).unwrap()), (items, items));
            assert_eq!(found, (1_000..1_000 + items).collect::<Vec<_>>());
            assert_eq!(count(&house, city).await, items);
        }
    });
}

#[test]
fn repeated_statements_can_be_sent_later() {
    both(async |house| {
        let city: kernel::id::CityId = house.id();
        let jobs: Vec<kernel::id::JobId> = (0..450).map(|_| house.id()).collect();
        house
            .db
            .write((city, jobs), |tx, (city, jobs)| {
                Box::pin(async move {
                    let keys: Vec<Value<'_>> = jobs.iter().map(|job| Value::from(*job)).collect();
                    let insert = sql_each!(
                        "INSERT INTO job (city_id, job_id, kind, body, state, due_us, attempts, created_us)
                         VALUES [[, |($1, $2, 'test', '', 'ready', 0, 0, 0)]]",
                        fixed = 1,
                        per = 1
                    );
                    tx.later_each(insert, params![*city], &keys)?;
                    // Comes after them, though it was sent with them.
                    let statement = sql!("SELECT COUNT(*) FROM job WHERE city_id = $1");
                    let (count,): (i64,) = tx.one(statement, params![*city]).await?;
                    assert_eq!(count, 450);
                    Ok::<_, StoreError>(())
                })
            })
            .await
            .unwrap();
    });
}

//! Commit, roll back, refuse: the closure API.

use std::time::Duration;

use store::{Call, StoreError, params, sql};
use testkit::both;

use super::{attempts, count, insert, insert_job};

#[test]
fn a_write_commits_and_a_reader_sees_it() {
    both(async |house| {
        let (city, job) = insert_job(&house, 7).await;
        assert_eq!(attempts(&house, city, job).await, Some(7));
    });
}

#[test]
fn an_error_rolls_back() {
    both(async |house| {
        let (city, job) = (house.id(), house.id());
        let outcome: Result<(), StoreError> = house
            .db
            .write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    insert(tx, *city, *job, 1).await?;
                    Err(StoreError::NoRow)
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::NoRow)), "{outcome:?}");
        assert_eq!(count(&house, city).await, 0);
    });
}

#[test]
fn a_panic_writes_nothing_and_the_database_goes_on() {
    both(async |house| {
        let (city, job) = (house.id(), house.id());
        let outcome: Result<(), StoreError> = house
            .db
            .write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    insert(tx, *city, *job, 1).await?;
                    panic!("a fault on purpose")
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Panicked)), "{outcome:?}");
        assert_eq!(count(&house, city).await, 0);
        insert_job(&house, 1).await;
    });
}

#[test]
fn a_key_taken_twice_is_a_duplicate() {
    both(async |house| {
        let (city, job) = insert_job(&house, 1).await;
        let outcome = house.db.write((city, job), |tx, (city, job)| Box::pin(insert(tx, *city, *job, 2))).await;
        assert!(matches!(outcome, Err(StoreError::Duplicate(_))), "{outcome:?}");
        assert_eq!(attempts(&house, city, job).await, Some(1));
    });
}

#[test]
fn a_broken_check_is_refused() {
    both(async |house| {
        let (city, job) = insert_job(&house, 1).await;
        let outcome = house
            .db
            .write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    let statement = sql!("UPDATE job SET state = 'unheard of' WHERE city_id = $1 AND job_id = $2");
                    tx.exec(statement, params![*city, *job]).await
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Refused(_))), "{outcome:?}");
    });
}

/// On PostgreSQL a statement that failed voids the transaction and COMMIT answers well all the same: an error that
/// is swallowed must not look like a success on either database.
#[test]
fn an_error_swallowed_by_the_closure_does_not_commit() {
    both(async |house| {
        let (city, taken) = insert_job(&house, 1).await;
        let fresh = house.id();
        let outcome: Result<(), StoreError> = house
            .db
            .write((city, taken, fresh), |tx, (city, taken, fresh)| {
                Box::pin(async move {
                    insert(tx, *city, *fresh, 1).await?;
                    let _ = insert(tx, *city, *taken, 1).await;
                    Ok(())
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Void)), "{outcome:?}");
        assert_eq!(count(&house, city).await, 1);
    });
}

#[test]
fn an_error_of_a_statement_sent_later_surfaces() {
    both(async |house| {
        let (city, taken) = insert_job(&house, 1).await;
        let fresh = house.id();
        let outcome: Result<(), StoreError> = house
            .db
            .write((city, taken, fresh), |tx, (city, taken, fresh)| {
                Box::pin(async move {
                    insert(tx, *city, *fresh, 1).await?;
                    let statement = sql!(
                        "INSERT INTO job (city_id, job_id, kind, body, state, due_us, attempts, created_us)
                         VALUES ($1, $2, 'later', '', 'ready', 0, 0, 0)"
                    );
                    tx.later(statement, params![*city, *taken])
                })
            })
            .await;
        assert!(matches!(outcome, Err(StoreError::Duplicate(_))), "{outcome:?}");
        assert_eq!(count(&house, city).await, 1);
    });
}

#[test]
fn statements_sent_together_answer_in_order() {
    both(async |house| {
        let (city, job) = insert_job(&house, 1).await;
        let rows: Vec<Vec<(i64,)>> = house
            .db
            .write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    let raise = sql!("UPDATE job SET attempts = attempts + $3 WHERE city_id = $1 AND job_id = $2 RETURNING attempts");
                    tx.later(raise, params![*city, *job, 10])?;
                    let calls = [100, 1_000].map(|by| Call::new(raise, params![*city, *job, by])).into();
                    let answers = tx.all(calls).await?;
                    answers.into_iter().map(store::tx::map).collect::<Result<Vec<_>, StoreError>>()
                })
            })
            .await
            .unwrap();
        assert_eq!(rows, [[(111,)], [(1_111,)]]);
    });
}

/// The single writer must never wait for anything but the database. PostgreSQL holds a connection only, so there it is
/// not refused, but the rule is the same.
#[test]
fn a_transaction_that_awaits_something_else_is_refused_on_sqlite() {
    both(async |house| {
        let (city, job) = (house.id(), house.id());
        let outcome: Result<(), StoreError> = house
            .db
            .write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    insert(tx, *city, *job, 1).await?;
                    tokio::task::yield_now().await;
                    Ok(())
                })
            })
            .await;
        if house.db.kind() == "sqlite" {
            assert!(matches!(outcome, Err(StoreError::Suspended)), "{outcome:?}");
            assert_eq!(count(&house, city).await, 0);
        } else {
            outcome.unwrap();
        }
    });
}

/// A buyer who closes the page drops the request: what was begun is finished or undone, never left open.
#[test]
fn a_dropped_write_leaves_nothing_open() {
    both(async |house| {
        let (city, job) = insert_job(&house, 0).await;
        let raise = || {
            house.db.write((city, job), |tx, (city, job)| {
                Box::pin(async move {
                    let statement = sql!("UPDATE job SET attempts = attempts + 1 WHERE city_id = $1 AND job_id = $2");
                    tx.exec(statement, params![*city, *job]).await?;
                    tx.exec(statement, params![*city, *job]).await
                })
            })
        };
        for micros in [0, 50, 200, 400, 800, 1_600, 3_200] {
            let _ = tokio::time::timeout(Duration::from_micros(micros), raise()).await;
        }
        // Would wait for the row's lock if one were still held.
        tokio::time::timeout(Duration::from_secs(5), raise()).await.expect("nobody holds the row").unwrap();
        let raised = attempts(&house, city, job).await.unwrap();
        assert!(raised >= 2 && raised % 2 == 0, "half a transaction was committed: {raised}");
    });
}

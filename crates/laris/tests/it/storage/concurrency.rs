//! Many writers at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::id::{CityId, JobId};
use store::{Db, StoreError, params, sql};
use testkit::both;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::{attempts, count, insert, insert_job};

#[test]
fn a_stock_of_fifty_is_sold_fifty_times() {
    both(async |house| {
        let (city, job) = insert_job(&house, 50).await;
        let mut buyers = JoinSet::new();
        for _ in 0..64 {
            let db = house.db.clone();
            buyers.spawn(async move { take_one(&db, city, job).await });
        }
        let sold: u64 = buyers.join_all().await.into_iter().map(Result::unwrap).sum();
        assert_eq!((sold, attempts(&house, city, job).await), (50, Some(0)));
    });
}

async fn take_one(db: &Db, city: CityId, job: JobId) -> Result<u64, StoreError> {
    db.write((city, job), |tx, (city, job)| {
        Box::pin(async move {
            let statement = sql!("UPDATE job SET attempts = attempts - 1 WHERE city_id = $1 AND job_id = $2 AND attempts >= 1");
            tx.exec(statement, params![*city, *job]).await
        })
    })
    .await
}

/// On SQLite all of these share one commit or a few: the failing ones must not take the others along.
#[test]
fn one_failing_job_does_not_hurt_its_group() {
    both(async |house| {
        let (city, taken) = insert_job(&house, 0).await;
        let mut writers = JoinSet::new();
        for number in 0..60 {
            let (db, fresh) = (house.db.clone(), house.id::<JobId>());
            let second = if number % 3 == 0 { taken } else { house.id() };
            writers.spawn(async move {
                db.write((city, fresh, second, number), |tx, (city, fresh, second, number)| {
                    Box::pin(async move {
                        insert(tx, *city, *fresh, 0).await?;
                        assert!(*number % 10 != 1, "a fault on purpose");
                        insert(tx, *city, *second, 0).await
                    })
                })
                .await
            });
        }
        let outcomes = writers.join_all().await;
        let written = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        let panicked = outcomes.iter().filter(|outcome| matches!(outcome, Err(StoreError::Panicked))).count();
        let refused = outcomes.iter().filter(|outcome| matches!(outcome, Err(StoreError::Duplicate(_)))).count();
        // Of 60: 1, 11, 21, 31, 41 and 51 panic; 20 are multiples of three, of which 21 and 51 panic first.
        assert_eq!((written, panicked, refused), (36, 6, 18));
        assert_eq!(count(&house, city).await, 1 + 2 * 36);
    });
}

/// Two transactions that touch two rows in opposite order. PostgreSQL finds the deadlock and ends one of them,
/// which is tried again; on SQLite there is one writer and nothing to find.
#[test]
fn a_collision_is_tried_again() {
    both(async |house| {
        let (city, first) = insert_job(&house, 0).await;
        let second: JobId = house.id();
        house.db.write((city, second), |tx, (city, job)| Box::pin(insert(tx, *city, *job, 0))).await.unwrap();
        let is_one_writer = house.db.kind() == "sqlite";
        let meeting = Arc::new(Barrier::new(2));
        let runs = Arc::new(AtomicU32::new(0));
        let cross = |from: JobId, to: JobId| {
            let (runs, meeting) = (Arc::clone(&runs), Arc::clone(&meeting));
            let tries = AtomicU32::new(0);
            house.db.write((city, from, to, runs, meeting, tries), move |tx, (city, from, to, runs, meeting, tries)| {
                Box::pin(async move {
                    runs.fetch_add(1, Ordering::SeqCst);
                    let raise = sql!("UPDATE job SET attempts = attempts + 1 WHERE city_id = $1 AND job_id = $2");
                    tx.exec(raise, params![*city, *from]).await?;
                    // Each holds its first row before either asks for its second.
                    if tries.fetch_add(1, Ordering::SeqCst) == 0 && !is_one_writer {
                        meeting.wait().await;
                    }
                    tx.exec(raise, params![*city, *to]).await
                })
            })
        };
        let (forth, back) = tokio::join!(cross(first, second), cross(second, first));
        forth.unwrap();
        back.unwrap();
        assert_eq!((attempts(&house, city, first).await, attempts(&house, city, second).await), (Some(2), Some(2)));
        // On a busy machine the second try may meet the first transaction once more.
        let runs = runs.load(Ordering::SeqCst);
        assert!(if is_one_writer { runs == 2 } else { runs >= 3 }, "{runs} runs");
    });
}

#[test]
fn readers_see_only_committed_rows() {
    both(async |house| {
        let (city, job) = insert_job(&house, 0).await;
        let mut writers = JoinSet::new();
        for _ in 0..20 {
            let db = house.db.clone();
            writers.spawn(async move {
                db.write((city, job), |tx, (city, job)| {
                    Box::pin(async move {
                        let raise = sql!("UPDATE job SET attempts = attempts + 1 WHERE city_id = $1 AND job_id = $2");
                        tx.exec(raise, params![*city, *job]).await?;
                        tx.exec(raise, params![*city, *job]).await
                    })
                })
                .await
            });
        }
        while !writers.is_empty() {
            let seen = attempts(&house, city, job).await.unwrap();
            assert_eq!(seen % 2, 0, "half a transaction was seen");
            if let Some(done) = writers.try_join_next() {
                done.unwrap().unwrap();
            }
        }
        assert_eq!(attempts(&house, city, job).await, Some(40));
    });
}

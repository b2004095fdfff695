//! Idempotency keys, change feed and queue on both databases.

#![allow(clippy::unwrap_used, reason = "test code: a failed expectation is a failed test")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::jobs::feed::{Feed, Topic};
use ::jobs::idempotency::{IdempotencyError, IdempotencyKey, Remembered, remember};
use ::jobs::queue::{Failure, Handler, Job, TRIES_MAX, enqueue, run_due};
use kernel::id::{CityId, PersonId, RawId};
use kernel::time::{DAY, HOUR, SECOND};
use kernel::{Actor, Lang, Timestamp};
use store::{BoxFuture, House, StoreError, params, sql};
use testkit::{TestHouse, both};

const CITY: CityId = CityId(RawId::from_u128(7));

fn key(person: u128, operation: &'static str, request: &str) -> IdempotencyKey {
    let actor = Actor { person: Some(PersonId(RawId::from_u128(person))), ..Actor::visitor(CITY, Lang::Id) };
    IdempotencyKey::new(&actor, operation, "key-0001", &request).unwrap()
}

async fn keep(house: &TestHouse, key: IdempotencyKey, result: &'static str) -> Result<Remembered, IdempotencyError> {
    let context = (key, result, house.now());
    house.db.write(context, |tx, (key, result, now)| Box::pin(remember(tx, CITY, key, result, *now))).await
}

#[test]
fn a_key_brings_back_its_first_result() {
    both(async |house| {
        assert_eq!(keep(&house, key(1, "place_order", "a"), "first").await.unwrap(), Remembered::New);
        assert_eq!(keep(&house, key(1, "place_order", "a"), "second").await.unwrap(), Remembered::Again("first".into()));
        assert!(matches!(keep(&house, key(1, "place_order", "b"), "x").await, Err(IdempotencyError::Reused)));
        assert!(matches!(keep(&house, key(1, "cancel_order", "a"), "x").await, Err(IdempotencyError::Reused)));
        assert_eq!(keep(&house, key(2, "place_order", "b"), "other person").await.unwrap(), Remembered::New);
        house.clock.advance(4 * DAY);
        assert_eq!(jobs::idempotency::prune(&house, CITY).await.unwrap(), 2);
        assert_eq!(keep(&house, key(1, "place_order", "b"), "anew").await.unwrap(), Remembered::New);
    });
}

#[test]
fn one_of_many_with_the_same_key_is_the_first() {
    both(async |house| {
        let tries = (0..20).map(|_| {
            let house = house.clone();
            tokio::spawn(async move { keep(&house, key(1, "place_order", "a"), "it").await.unwrap() })
        });
        let mut new = 0;
        for running in tries.collect::<Vec<_>>() {
            new += u32::from(running.await.unwrap() == Remembered::New);
        }
        assert_eq!(new, 1);
    });
}

async fn publish(house: &TestHouse, topic: Topic, subject: u128, at: Timestamp) {
    let context = (Arc::clone(&house.ids), topic, RawId::from_u128(subject), at);
    let outcome: Result<(), StoreError> = house
        .db
        .write(context, |tx, (ids, topic, subject, at)| {
            Box::pin(async move { jobs::feed::publish(tx, CITY, &**ids, *at, *topic, *subject) }) as BoxFuture<'_, _>
        })
        .await;
    outcome.unwrap();
}

#[test]
fn the_feed_tells_each_change_once_also_when_ids_come_out_of_order() {
    both(async |house| {
        let feed = Feed::start(house.house().clone(), CITY);
        let mut changes = feed.subscribe();
        let mut heard = Vec::new();
        for (subject, late_seconds) in [(1, 0), (2, 3), (3, 1), (4, 4), (5, 0)] {
            publish(&house, Topic::Order, subject, house.now().plus(-late_seconds * SECOND)).await;
            let change = tokio::time::timeout(Duration::from_secs(10), changes.recv()).await.unwrap().unwrap();
            assert_eq!(change.topic, Topic::Order);
            heard.push(change.subject.as_u128());
        }
        assert_eq!(heard, [1, 2, 3, 4, 5]);
        publish(&house, Topic::Stall, 6, house.now()).await;
        assert_eq!(changes.recv().await.unwrap().subject.as_u128(), 6, "nothing is told twice");
    });
}

#[test]
fn old_changes_are_forgotten() {
    both(async |house| {
        for subject in 0..3 {
            publish(&house, Topic::Offer, subject, house.now()).await;
        }
        house.clock.advance(DAY + HOUR);
        publish(&house, Topic::Offer, 9, house.now()).await;
        assert_eq!(jobs::feed::prune(&house, CITY).await.unwrap(), 3);
    });
}

/// Counts runs by body; fails on "fail", panics on "panic".
#[derive(Default)]
struct Recorder {
    runs: Mutex<BTreeMap<String, u32>>,
    total: AtomicU32,
}

impl Handler for Recorder {
    fn kind(&self) -> &'static str {
        "record"
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            *self.runs.lock().unwrap().entry(job.body.clone()).or_insert(0) += 1;
            self.total.fetch_add(1, Ordering::SeqCst);
            match job.body.as_str() {
                "\"fail\"" => Err("it failed".into()),
                "\"panic\"" => panic!("a fault on purpose"),
                _ => Ok(()),
            }
        })
    }
}

async fn add(house: &TestHouse, kind: &'static str, body: String, due: Timestamp, dedupe: Option<&'static str>) {
    let context = (Arc::clone(&house.ids), house.now(), kind, body, due, dedupe);
    let outcome: Result<(), StoreError> = house
        .db
        .write(context, |tx, (ids, now, kind, body, due, dedupe)| {
            Box::pin(async move { enqueue(tx, CITY, &**ids, *now, kind, body, *due, *dedupe) }) as BoxFuture<'_, _>
        })
        .await;
    outcome.unwrap();
}

async fn states(house: &TestHouse) -> Vec<(String, i64)> {
    let statement = sql!("SELECT state, attempts FROM job WHERE city_id = $1 ORDER BY job_id");
    house.db.reader().await.unwrap().rows(statement, params![CITY]).await.unwrap()
}

#[test]
fn due_jobs_run_once_in_order_of_their_time() {
    both(async |house| {
        let recorder = Arc::new(Recorder::default());
        let handlers: [Arc<dyn Handler>; 1] = [recorder.clone()];
        add(&house, "record", "now".into(), house.now(), None).await;
        add(&house, "record", "later".into(), house.now().plus(HOUR), None).await;
        add(&house, "unknown", "nobody".into(), house.now(), None).await;
        add(&house, "record", "once".into(), house.now(), Some("same")).await;
        add(&house, "record", "twice".into(), house.now(), Some("same")).await;
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 2);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 0);
        house.clock.advance(HOUR);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 1);
        let ran: Vec<String> = recorder.runs.lock().unwrap().keys().cloned().collect();
        assert_eq!(ran, ["\"later\"", "\"now\"", "\"once\""]);
        house.clock.advance(8 * DAY);
        assert_eq!(jobs::queue::prune(&house, CITY).await.unwrap(), 3);
    });
}

#[test]
fn a_failing_job_is_tried_eight_times() {
    both(async |house| {
        let handlers: [Arc<dyn Handler>; 1] = [Arc::new(Recorder::default())];
        add(&house, "record", "fail".into(), house.now(), None).await;
        add(&house, "record", "panic".into(), house.now(), None).await;
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 2);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 0, "not due again yet");
        for _ in 1..TRIES_MAX + 3 {
            house.clock.advance(HOUR);
            run_due(&house, CITY, &handlers, 10).await.unwrap();
        }
        assert_eq!(states(&house).await, [("dead".into(), TRIES_MAX), ("dead".into(), TRIES_MAX)]);
    });
}

#[test]
fn a_job_whose_claim_ran_out_runs_again() {
    both(async |house| {
        add(&house, "record", "lost".into(), house.now(), None).await;
        let claim = sql!("UPDATE job SET state = 'claimed', attempts = 1, claimed_until_us = $2 WHERE city_id = $1");
        let until = house.now().plus(60 * SECOND);
        let touched: Result<u64, StoreError> =
            house.db.write(until, move |tx, until| Box::pin(async move { tx.exec(claim, params![CITY, *until]).await })).await;
        assert_eq!(touched.unwrap(), 1);
        let handlers: [Arc<dyn Handler>; 1] = [Arc::new(Recorder::default())];
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 0);
        house.clock.advance(60 * SECOND);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 1);
        assert_eq!(states(&house).await, [("done".into(), 2)]);
    });
}

#[test]
fn a_clock_set_right_leaves_no_job_waiting_for_the_wrong_time() {
    both(async |house| {
        let recorder = Arc::new(Recorder::default());
        let handlers: [Arc<dyn Handler>; 1] = [recorder.clone()];
        let begun = house.now();
        house.clock.advance(DAY);
        add(&house, "record", "lost".into(), house.now(), None).await;
        let claim = sql!("UPDATE job SET state = 'claimed', attempts = 1, claimed_until_us = $2 WHERE city_id = $1");
        let until = house.now().plus(60 * SECOND);
        let touched: Result<u64, StoreError> =
            house.db.write(until, move |tx, until| Box::pin(async move { tx.exec(claim, params![CITY, *until]).await })).await;
        assert_eq!(touched.unwrap(), 1);
        house.clock.set(begun.plus(-SECOND));
        add(&house, "record", "fail".into(), house.now(), None).await;
        house.clock.advance(DAY);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 1, "it fails, and is due again at the wrong time");
        add(&house, "record", "now".into(), house.now(), None).await;
        add(&house, "record", "later".into(), house.now().plus(HOUR), None).await;

        house.clock.set(begun);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 3, "lost, failed and new");
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 0);
        let runs = recorder.runs.lock().unwrap().clone();
        let expected = [("\"fail\"", 2), ("\"lost\"", 1), ("\"now\"", 1)].map(|(body, times)| (body.to_owned(), times));
        assert_eq!(runs, BTreeMap::from(expected));
        house.clock.advance(HOUR);
        assert_eq!(run_due(&house, CITY, &handlers, 10).await.unwrap(), 2, "the failed one again, and the one for later");
    });
}

#[test]
fn many_workers_run_each_job_once() {
    both(async |house| {
        let recorder = Arc::new(Recorder::default());
        for number in 0..40 {
            add(&house, "record", number.to_string(), house.now(), None).await;
        }
        let workers = (0..6).map(|_| {
            let (house, handler) = (house.clone(), Arc::clone(&recorder) as Arc<dyn Handler>);
            tokio::spawn(async move { run_due(&house, CITY, &[handler], 100).await.unwrap() })
        });
        for worker in workers.collect::<Vec<_>>() {
            worker.await.unwrap();
        }
        // A worker that met another at the same row stops early, so a last one takes what is left.
        run_due(&house, CITY, &[Arc::clone(&recorder) as Arc<dyn Handler>], 100).await.unwrap();
        assert_eq!((recorder.runs.lock().unwrap().len(), recorder.total.load(Ordering::SeqCst)), (40, 40));
    });
}

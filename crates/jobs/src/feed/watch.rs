//! Watching the feed: one task per process reads new changes and hands them to every subscriber.
//!
//! Ids sort by the time at which transactions began, and transactions commit in another order, so reading on from the
//! last id would miss changes. Each reading therefore starts before the last one and skips what it has told already:
//! shortly before when this process committed something, five seconds before at every poll.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kernel::Timestamp;
use kernel::id::{ChangeId, CityId, first_id};
use kernel::time::{DAY, SECOND};
use store::{House, StoreError};
use tokio::sync::broadcast;

use super::{Change, topic};
use crate::store as sql;

/// How long a poll waits when nobody wakes it: what another process wrote is heard of this late at most.
const POLL: Duration = Duration::from_millis(700);
/// The shortest time between two readings, so that many commits share one.
const PAUSE: Duration = Duration::from_millis(50);
/// How far a poll looks back, in microseconds: longer than any transaction takes.
const LOOK_BACK_POLL_US: i64 = 5 * SECOND;
/// How far a reading looks back when woken, in microseconds; what it misses, the next poll finds.
const LOOK_BACK_WAKE_US: i64 = SECOND / 4;
/// Changes a subscriber may be behind before it loses the oldest.
const BEHIND_MAX: usize = 8_192;
/// How long changes are kept, in microseconds.
const KEPT_US: i64 = DAY;

/// The running feed of one city; clones share it, and it stops with the last of them.
#[derive(Debug, Clone)]
pub struct Feed {
    sender: broadcast::Sender<Change>,
    _task: Arc<StopOnDrop>,
}

#[derive(Debug)]
struct StopOnDrop(tokio::task::JoinHandle<()>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Feed {
    /// Starts watching on the current tokio runtime. Changes of the last five seconds are told too.
    #[must_use]
    pub fn start(house: House, city: CityId) -> Self {
        let sender = broadcast::Sender::new(BEHIND_MAX);
        let watcher = Watcher::new(house, city, sender.clone());
        Self { sender, _task: Arc::new(StopOnDrop(tokio::spawn(watcher.run()))) }
    }

    /// Changes from now on, each once, nearly in order. Who falls 8,192 behind gets `Lagged` and must read everything anew.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Change> {
        self.sender.subscribe()
    }
}

/// Forgets changes older than a day, at most 1,000 in one transaction; gives how many.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(house: &House, city: CityId) -> Result<u64, StoreError> {
    let before = first_id(house.now().plus(-KEPT_US));
    sql::in_chunks(|| house.db.write((city, before), |tx, (city, before)| Box::pin(sql::changes_delete(tx, *city, *before)))).await
}

struct Watcher {
    house: House,
    city: CityId,
    sender: broadcast::Sender<Change>,
    /// What was told already, as far back as a poll may look.
    told: BTreeSet<ChangeId>,
    /// When the last poll, and the last reading of either sort, began.
    polled: Timestamp,
    read: Timestamp,
}

impl Watcher {
    fn new(house: House, city: CityId, sender: broadcast::Sender<Change>) -> Self {
        let now = house.now();
        Self { house, city, sender, told: BTreeSet::new(), polled: now, read: now }
    }

    /// Reads for as long as the feed lives; a failed reading is repeated by the next poll.
    async fn run(mut self) {
        let mut commits = self.house.db.commits();
        let mut polls = tokio::time::interval(POLL);
        polls.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let is_poll = tokio::select! {
                _ = polls.tick() => true,
                woken = commits.changed() => woken.is_err(),
            };
            let now = self.house.now();
            let outcome =
                if is_poll { self.poll(now).await } else { self.read_from(now, self.read.min(now).plus(-LOOK_BACK_WAKE_US)).await };
            if let Err(error) = outcome {
                tracing::warn!(%error, "the change feed could not be read; the next poll tries again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn poll(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let from = self.polled.min(now).plus(-LOOK_BACK_POLL_US);
        self.read_from(now, from).await?;
        self.polled = now;
        self.told = self.told.split_off(&first_id(from));
        Ok(())
    }

    /// Tells every change since `from` that was not told yet.
    async fn read_from(&mut self, now: Timestamp, from: Timestamp) -> Result<(), StoreError> {
        let mut after = first_id(from);
        loop {
            let page = sql::changes_after(&mut self.house.db.reader().await?, self.city, after).await?;
            for (id, subjects, at) in &page {
                if !self.told.insert(*id) {
                    continue;
                }
                for (topic, subject) in topic::read(subjects) {
                    // Nobody may be listening; the change is told all the same.
                    let _ = self.sender.send(Change { id: *id, topic, subject, at: *at });
                }
            }
            match page.last() {
                Some((last, ..)) if page.len() == sql::PAGE_ROWS => after = *last,
                _ => break,
            }
        }
        self.read = now;
        Ok(())
    }
}

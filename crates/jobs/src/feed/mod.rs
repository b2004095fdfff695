//! The change feed: which things changed, told to whoever watches (live pages, the search index).
//!
//! A change names its subject, never its content: who hears of it reads the state for itself.
//! Source of the pattern: Richardson, "Microservices Patterns", 2018, chapter 3, transactional outbox.

mod topic;
mod watch;

use kernel::id::{ChangeId, CityId, RawId, new_id};
use kernel::{Ids, Timestamp};
use store::{StoreError, Tx};

pub use topic::Topic;
pub use watch::{Feed, prune};

/// Something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Of the transaction it came with: sorts by time, within the precision of the clocks.
    pub id: ChangeId,
    /// What sort of thing.
    pub topic: Topic,
    /// Which one.
    pub subject: RawId,
    /// When its transaction began, by the clock of whoever wrote it.
    pub at: Timestamp,
}

/// Notes in this transaction that `subject` changed; watchers are woken after the commit.
///
/// # Errors
/// [`StoreError`], on PostgreSQL with the next statement or the commit.
pub fn publish(
    tx: &mut Tx,
    city: CityId,
    ids: &dyn Ids,
    now: Timestamp,
    topic: Topic,
    subject: impl Into<RawId>,
) -> Result<(), StoreError> {
    publish_all(tx, city, ids, now, &[(topic, subject.into())])
}

/// Notes several changes in one row, so that a busy morning writes and reads one for each order, not one for each of its stalls.
///
/// # Errors
/// As [`publish`].
pub fn publish_all(tx: &mut Tx, city: CityId, ids: &dyn Ids, now: Timestamp, changes: &[(Topic, RawId)]) -> Result<(), StoreError> {
    crate::store::changes_insert(tx, city, new_id(ids, now), &topic::write(changes), now)?;
    tx.wake_after_commit();
    Ok(())
}

//! Walks a city's chain from its first act to its head and names the first thing that is not as it was written.

use ::store::{House, StoreError};
use kernel::id::{AuditId, CityId};

use super::chain::{self, Hash, Head};
use super::store;

/// Entries read at once.
const ROWS: i64 = 1_000;

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// The head as the database has it; none when the city's trail has not begun.
    pub head: Option<Head>,
    /// The first thing that is wrong.
    pub broken: Option<Break>,
    /// Where in the chain the head that was kept elsewhere stands.
    pub kept_at: Option<i64>,
}

/// Why a trail is not the one that was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// The entry's content or place does not fit its hash and those before it.
    #[error("entry {seq} ({id}) was changed, or stands where another stood")]
    Changed {
        /// Its place.
        seq: i64,
        /// Itself.
        id: AuditId,
    },
    /// There is no entry at this place.
    #[error("entry {seq} is missing")]
    Missing {
        /// Its place.
        seq: i64,
    },
    /// An entry stands outside the chain: somebody else than Laris wrote it.
    #[error("the entry {id} was put in from outside")]
    Inserted {
        /// Itself.
        id: AuditId,
    },
    /// The last entry fits, and the head kept beside does not.
    #[error("the head was changed: it does not belong to entry {seq}")]
    HeadChanged {
        /// The last entry.
        seq: i64,
    },
    /// Entries of a chain are there, its head is not.
    #[error("the head was removed")]
    HeadMissing,
    /// The head that was kept elsewhere stands nowhere in the chain: all of it may have been written anew.
    #[error("the head that was kept stands nowhere in this chain: it was written anew, or is another city's")]
    KeptUnknown,
}

/// Walks the chain; `kept` is a head that was kept elsewhere. Acts of while it walks are left for the next time.
///
/// # Errors
/// [`StoreError`].
pub async fn verify(house: &House, city: CityId, kept: Option<(Option<i64>, Hash)>) -> Result<Walk, StoreError> {
    let mut tx = house.db.reader().await?;
    // Before the head, so that an act of meanwhile is not taken for one that was put in.
    let last = store::last_linked(&mut tx, city).await?;
    let outside = store::unlinked(&mut tx, city).await?;
    let head = store::head(&mut tx, city).await?;
    let Some(until) = head else {
        let broken = last.map(|_| Break::HeadMissing).or(kept.map(|_| Break::KeptUnknown));
        return Ok(Walk { head, broken, kept_at: None });
    };
    let (mut at, mut kept_at) = (chain::genesis(city), None);
    let mut broken = None;
    'walk: while at.seq < until.seq {
        let entries = store::linked_after(&mut tx, city, at.seq, ROWS).await?;
        let is_end = entries.is_empty();
        for (seq, hash, entry) in entries.into_iter().filter(|(seq, ..)| *seq <= until.seq) {
            if seq != at.seq + 1 {
                broken = Some(Break::Missing { seq: at.seq + 1 });
                break 'walk;
            }
            let next = chain::link(city, &at, &entry);
            if hash != next.hash {
                broken = Some(Break::Changed { seq, id: entry.id });
                break 'walk;
            }
            at = next;
            if kept.is_some_and(|(seq, hash)| hash == at.hash && seq.is_none_or(|seq| seq == at.seq)) {
                kept_at = Some(at.seq);
            }
        }
        if is_end {
            broken = Some(Break::Missing { seq: at.seq + 1 });
            break;
        }
    }
    let broken = broken
        .or((at != until).then_some(Break::HeadChanged { seq: at.seq }))
        .or(last.filter(|(seq, _)| *seq > until.seq).map(|(_, id)| Break::Inserted { id }))
        .or(outside.map(|id| Break::Inserted { id }))
        .or((kept.is_some() && kept_at.is_none()).then_some(Break::KeptUnknown));
    Ok(Walk { head, broken, kept_at })
}

//! The audit trail: who did what to which thing, and when. Append-only; nothing here changes or removes an entry.
//!
//! Details name amounts, states and ids, never phone numbers, addresses, codes or tokens.
//!
//! Each entry is linked to the one before it ([`chain`]) in the transaction of its act; the row of the city's head is the lock that
//! gives acts at once their order. It is held from [`log`] to the commit: log last, so that nothing else is waited for meanwhile.

pub mod chain;
mod service;
mod store;
mod verify;

use ::store::{FromRow, Row, StoreError, Tx};
use kernel::id::{AuditId, CityId, PersonId, RawId, new_id};
use kernel::{Actor, Ids, Timestamp};
use serde::Serialize;

use self::chain::Head;
pub use self::service::list_recent;
pub use self::store::{head, list};
pub use self::verify::{Break, Walk, verify};

/// The most entries [`list`] gives.
pub const ENTRIES_MAX: i64 = 200;

/// One act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its own id; sorts by time.
    pub id: AuditId,
    /// When, by the house's clock.
    pub at: Timestamp,
    /// Who; `None` for the house itself.
    pub person: Option<PersonId>,
    /// What, dotted: `order.cancelled`.
    pub action: String,
    /// The kind of thing: `order`.
    pub subject_kind: String,
    /// The thing.
    pub subject: RawId,
    /// JSON, shape by action.
    pub detail: String,
}

impl FromRow for AuditEntry {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            at: row.take()?,
            person: row.take()?,
            action: row.take()?,
            subject_kind: row.take()?,
            subject: row.take()?,
            detail: row.take()?,
        })
    }
}

/// Records an act in the transaction that performs it: both stand or neither does. Locks the city's head to the end of the
/// transaction, so it is the last thing a transaction does but for telling the change feed.
///
/// # Errors
/// [`StoreError::Statement`] when the detail is no JSON; else [`StoreError`].
#[expect(clippy::too_many_arguments, reason = "every act says who, when, what and on what; a struct would only repeat the names")]
pub async fn log(
    tx: &mut Tx,
    actor: &Actor,
    ids: &dyn Ids,
    now: Timestamp,
    action: &'static str,
    subject_kind: &'static str,
    subject: impl Into<RawId>,
    detail: &impl Serialize,
) -> Result<(), StoreError> {
    let detail = serde_json::to_string(detail)
        .map_err(|error| StoreError::Statement { place: format!("the detail of {action}"), source: error.into() })?;
    let entry = AuditEntry {
        id: new_id(ids, now),
        at: now,
        person: actor.person,
        action: action.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject: subject.into(),
        detail,
    };
    let before = match store::next(tx, actor.city).await? {
        Some(before) => before,
        None => begin(tx, actor.city).await?,
    };
    store::append(tx, actor.city, &entry, &chain::link(actor.city, &before, &entry))
}

/// Begins the chain of a city that has none, with what was written before there were chains; gives the head before the next act.
async fn begin(tx: &mut Tx, city: CityId) -> Result<Head, StoreError> {
    let mut head = chain::genesis(city);
    if store::insert_head(tx, city, &head).await? {
        let mut after = RawId::nil();
        loop {
            let entries = store::unlinked_after(tx, city, after, ENTRIES_MAX).await?;
            let Some(last) = entries.last() else { break };
            after = last.id.into();
            for entry in &entries {
                head = chain::link(city, &head, entry);
                store::adopt(tx, city, entry.id, &head)?;
            }
        }
        store::set_head(tx, city, &head)?;
    }
    store::next(tx, city).await?.ok_or(StoreError::NoRow)
}

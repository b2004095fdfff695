//! The audit trail: who did what to which thing, and when. Append-only; nothing here changes or removes an entry.
//!
//! Details name amounts, states and ids, never phone numbers, addresses, codes or tokens.

mod service;
mod store;

use ::store::{FromRow, Row, StoreError, Tx};
use kernel::id::{AuditId, CityId, PersonId, RawId, new_id};
use kernel::{Actor, Ids, Timestamp};
use serde::Serialize;

pub use self::service::list_recent;
pub use self::store::list;

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

/// Records an act in the transaction that performs it: both stand or neither does.
///
/// # Errors
/// [`StoreError::Statement`] when the detail is no JSON; else as [`Tx::later`].
#[expect(clippy::too_many_arguments, reason = "every act says who, when, what and on what; a struct would only repeat the names")]
pub fn log(
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
    store::append(tx, actor.city, &entry)
}

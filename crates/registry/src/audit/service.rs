//! Reading the trail, for those who watch over the city.

use ::store::{House, StoreError};
use kernel::error::{ErrorKind, Kinded};
use kernel::id::RawId;
use kernel::{Actor, Cursor, Page, Role, Scope};

use super::{AuditEntry, ENTRIES_MAX, store};

/// Why the trail is not shown.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Only auditors, treasurers and administrators of the city read the trail.
    #[error("not allowed")]
    NotAllowed,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
}

impl Kinded for AuditError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::SignInFirst => ErrorKind::Unauthenticated,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::NotAllowed => "not_allowed",
            Self::SignInFirst => "sign_in_first",
        }
    }
}

/// The city's acts, newest first: all of them, those on one thing, or those whose name starts with `start`.
///
/// # Errors
/// `AuditError`: not allowed, or the database failed.
pub async fn list_recent(
    house: &House,
    actor: &Actor,
    subject: Option<RawId>,
    start: &str,
    before: Option<Cursor>,
) -> Result<Page<AuditEntry>, AuditError> {
    if actor.person.is_none() && !actor.is_system {
        return Err(AuditError::SignInFirst);
    }
    if ![Role::Auditor, Role::Treasurer, Role::Admin].into_iter().any(|role| actor.holds(role, Scope::City)) {
        return Err(AuditError::NotAllowed);
    }
    let mut tx = house.db.reader().await?;
    if let Some(subject) = subject {
        return Ok(Page { items: store::list(&mut tx, actor.city, subject).await?, next: None });
    }
    let rows = ENTRIES_MAX / 2;
    let items = store::recent(&mut tx, actor.city, before.map_or(RawId::max(), |cursor| cursor.0), start, rows).await?;
    let is_full = i64::try_from(items.len()).is_ok_and(|count| count == rows);
    let next = items.last().filter(|_| is_full).map(|last| Cursor(last.id.into()).to_string());
    Ok(Page { items, next })
}

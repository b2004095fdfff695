//! The audit trail's statements.

use ::store::{StoreError, Tx, params, sql};

use super::{AuditEntry, CityId, ENTRIES_MAX, RawId};

/// Appends an entry; nobody waits for it before the commit.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn append(tx: &mut Tx, city: CityId, entry: &AuditEntry) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "INSERT INTO audit_entry (city_id, audit_id, at_us, person_id, action, subject_kind, subject_id, detail)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        params![city, entry.id, entry.at, entry.person, &entry.action, &entry.subject_kind, entry.subject, &entry.detail],
    )
}

/// What was done to one thing, newest first, at most [`ENTRIES_MAX`].
///
/// # Errors
/// [`StoreError`].
pub async fn list(tx: &mut Tx, city: CityId, subject: impl Into<RawId>) -> Result<Vec<AuditEntry>, StoreError> {
    tx.rows(
        sql!(
            "SELECT audit_id, at_us, person_id, action, subject_kind, subject_id, detail
             FROM audit_entry
             WHERE city_id = $1 AND subject_id = $2
             ORDER BY audit_id DESC
             LIMIT $3"
        ),
        params![city, subject.into(), ENTRIES_MAX],
    )
    .await
}

/// A city's entries before `before`, newest first, whose action starts with `start`; an empty start means all. At most [`ENTRIES_MAX`].
///
/// # Errors
/// [`StoreError`].
pub async fn recent(tx: &mut Tx, city: CityId, before: RawId, start: &str, rows: i64) -> Result<Vec<AuditEntry>, StoreError> {
    let pattern = format!("{}%", start.replace(['%', '_', '\\'], ""));
    tx.rows(
        sql!(
            "SELECT audit_id, at_us, person_id, action, subject_kind, subject_id, detail
             FROM audit_entry
             WHERE city_id = $1 AND audit_id < $2 AND action LIKE $3
             ORDER BY audit_id DESC
             LIMIT $4"
        ),
        params![city, before, pattern, rows.clamp(1, ENTRIES_MAX)],
    )
    .await
}

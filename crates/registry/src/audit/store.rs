//! The audit trail's statements.

use ::store::{FromRow, Row, StoreError, Tx, params, sql};
use kernel::id::AuditId;

use super::chain::{Hash, Head};
use super::{AuditEntry, CityId, ENTRIES_MAX, RawId};

/// A digest as kept; one that is missing or of another length fits nothing.
fn hash_of(bytes: Option<Vec<u8>>) -> Hash {
    bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

impl FromRow for Head {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { seq: row.take()?, hash: hash_of(row.take()?) })
    }
}

/// An entry with its place and hash.
struct Linked(i64, Hash, AuditEntry);

impl FromRow for Linked {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self(row.take()?, hash_of(row.take()?), AuditEntry::from_row(row)?))
    }
}

/// Takes the next place in the chain and gives the head before it; none when the chain has not begun. Locks the head to the end
/// of the transaction: acts at once wait for each other here.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn next(tx: &mut Tx, city: CityId) -> Result<Option<Head>, StoreError> {
    let taken: Option<Head> =
        tx.opt(sql!("UPDATE audit_head SET seq = seq + 1 WHERE city_id = $1 RETURNING seq, hash"), params![city]).await?;
    Ok(taken.map(|head| Head { seq: head.seq - 1, ..head }))
}

/// The chain's last link; none before the first act.
///
/// # Errors
/// [`StoreError`].
pub async fn head(tx: &mut Tx, city: CityId) -> Result<Option<Head>, StoreError> {
    tx.opt(sql!("SELECT seq, hash FROM audit_head WHERE city_id = $1"), params![city]).await
}

/// Begins a chain; false when another transaction has.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert_head(tx: &mut Tx, city: CityId, head: &Head) -> Result<bool, StoreError> {
    let statement = sql!("INSERT INTO audit_head (city_id, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (city_id) DO NOTHING");
    Ok(tx.exec(statement, params![city, head.seq, head.hash.as_slice()]).await? == 1)
}

/// Moves the head.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn set_head(tx: &mut Tx, city: CityId, head: &Head) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE audit_head SET seq = $2, hash = $3 WHERE city_id = $1"), params![city, head.seq, head.hash.as_slice()])
}

/// Gives an entry of before there were chains its place.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn adopt(tx: &mut Tx, city: CityId, id: AuditId, link: &Head) -> Result<(), StoreError> {
    let statement = sql!("UPDATE audit_entry SET seq = $3, hash = $4 WHERE city_id = $1 AND audit_id = $2 AND seq IS NULL");
    tx.later(statement, params![city, id, link.seq, link.hash.as_slice()])
}

/// Entries without a place after this id, oldest first.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn unlinked_after(tx: &mut Tx, city: CityId, after: RawId, rows: i64) -> Result<Vec<AuditEntry>, StoreError> {
    tx.rows(
        sql!(
            "SELECT audit_id, at_us, person_id, action, subject_kind, subject_id, detail
             FROM audit_entry
             WHERE city_id = $1 AND audit_id > $2 AND seq IS NULL
             ORDER BY audit_id
             LIMIT $3"
        ),
        params![city, after, rows],
    )
    .await
}

/// One entry that has no place in the chain.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn unlinked(tx: &mut Tx, city: CityId) -> Result<Option<AuditId>, StoreError> {
    let found: Option<(AuditId,)> =
        tx.opt(sql!("SELECT audit_id FROM audit_entry WHERE city_id = $1 AND seq IS NULL LIMIT 1"), params![city]).await?;
    Ok(found.map(|(id,)| id))
}

/// The entry with the last place, whatever the head says.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn last_linked(tx: &mut Tx, city: CityId) -> Result<Option<(i64, AuditId)>, StoreError> {
    tx.opt(sql!("SELECT seq, audit_id FROM audit_entry WHERE city_id = $1 AND seq > 0 ORDER BY seq DESC LIMIT 1"), params![city]).await
}

/// Entries after a place, in their order, with place and hash.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn linked_after(tx: &mut Tx, city: CityId, after: i64, rows: i64) -> Result<Vec<(i64, Hash, AuditEntry)>, StoreError> {
    let found: Vec<Linked> = tx
        .rows(
            sql!(
                "SELECT seq, hash, audit_id, at_us, person_id, action, subject_kind, subject_id, detail
                 FROM audit_entry
                 WHERE city_id = $1 AND seq > $2
                 ORDER BY seq
                 LIMIT $3"
            ),
            params![city, after, rows],
        )
        .await?;
    Ok(found.into_iter().map(|Linked(seq, hash, entry)| (seq, hash, entry)).collect())
}

/// Appends an entry at its link and moves the head there; nobody waits for it before the commit.
///
/// # Errors
/// As [`Tx::later`].
pub(super) fn append(tx: &mut Tx, city: CityId, entry: &AuditEntry, link: &Head) -> Result<(), StoreError> {
    let (seq, hash) = (link.seq, link.hash.as_slice());
    tx.later(
        sql!(
            "INSERT INTO audit_entry (city_id, audit_id, at_us, person_id, action, subject_kind, subject_id, detail, seq, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        params![city, entry.id, entry.at, entry.person, &entry.action, &entry.subject_kind, entry.subject, &entry.detail, seq, hash],
    )?;
    set_head(tx, city, link)
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

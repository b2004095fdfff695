//! All SQL of pictures.

use kernel::id::{CityId, MarketId, OfferId, PersonId};
use kernel::{Cursor, Timestamp};
use store::{StoreError, Tx, Value, params, sql, sql_each};

use super::convert::Files;
use super::model::Picture;

/// Written over the time of an object that the sweep has taken.
const DOOMED: i64 = -1;

/// Every picture of the city.
///
/// # Errors
/// [`StoreError`].
pub async fn pictures(tx: &mut Tx, city: CityId) -> Result<Vec<Picture>, StoreError> {
    let statement = sql!("SELECT offer_id, content_hash, width, height FROM picture WHERE city_id = $1");
    tx.rows(statement, params![city]).await
}

/// The pictures of some offers; those without one are left out.
///
/// # Errors
/// [`StoreError`].
pub async fn find_pictures(tx: &mut Tx, city: CityId, offers: &[OfferId]) -> Result<Vec<Picture>, StoreError> {
    let statement = sql_each!(
        "SELECT offer_id, content_hash, width, height FROM picture WHERE city_id = $1 AND offer_id IN ([[, |$2]])",
        fixed = 1,
        per = 1
    );
    let ids: Vec<Value<'_>> = offers.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(statement, params![city], &ids).await
}

/// At most `limit` pictures of a market's offers after the cursor, by offer.
///
/// # Errors
/// [`StoreError`].
pub async fn pictures_of_market(
    tx: &mut Tx,
    city: CityId,
    market: MarketId,
    after: Cursor,
    limit: u32,
) -> Result<Vec<Picture>, StoreError> {
    let statement = sql!(
        "SELECT p.offer_id, p.content_hash, p.width, p.height
         FROM offer o JOIN picture p ON p.city_id = $1 AND p.offer_id = o.offer_id
         WHERE o.city_id = $1 AND o.market_id = $2 AND o.offer_id > $3
         ORDER BY o.offer_id
         LIMIT $4"
    );
    tx.rows(statement, params![city, market, after.0, limit]).await
}

/// Says that files of this content are about to be written; false while the sweep removes them. Locks the object's row.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn announce(tx: &mut Tx, city: CityId, hash: &str, now: Timestamp) -> Result<bool, StoreError> {
    let statement = sql!(
        "INSERT INTO picture_object (city_id, content_hash, stored_us) VALUES ($1, $2, $3)
         ON CONFLICT (city_id, content_hash) DO UPDATE SET stored_us = excluded.stored_us WHERE picture_object.stored_us >= 0"
    );
    Ok(tx.exec(statement, params![city, hash, now]).await? > 0)
}

/// Makes the content the offer's picture, in place of the one it has; false when the content was not announced. Locks the picture's row.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn set_picture(
    tx: &mut Tx,
    city: CityId,
    offer: OfferId,
    files: &Files,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let statement = sql!(
        "INSERT INTO picture (city_id, offer_id, content_hash, width, height, stored_bytes, person_id, added_us)
         SELECT $1, $2, content_hash, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), $7, CAST($8 AS BIGINT)
         FROM picture_object
         WHERE city_id = $1 AND content_hash = $3 AND stored_us >= 0
         ON CONFLICT (city_id, offer_id) DO UPDATE SET content_hash = excluded.content_hash, width = excluded.width, height = excluded.height,
            stored_bytes = excluded.stored_bytes, person_id = excluded.person_id, added_us = excluded.added_us"
    );
    let bytes: usize = files.jpegs.iter().map(Vec::len).sum();
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let given = params![city, offer, files.hash.as_str(), files.width, files.height, bytes, person, now];
    Ok(tx.exec(statement, given).await? > 0)
}

/// Takes the offer's picture away; whether it had one.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn delete_picture(tx: &mut Tx, city: CityId, offer: OfferId) -> Result<bool, StoreError> {
    let statement = sql!("DELETE FROM picture WHERE city_id = $1 AND offer_id = $2");
    Ok(tx.exec(statement, params![city, offer]).await? > 0)
}

/// Dooms contents that nobody uses and that were announced before then, and lists what is doomed, at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn doom(tx: &mut Tx, city: CityId, before: Timestamp, limit: u32) -> Result<Vec<String>, StoreError> {
    let doom = sql!(
        "UPDATE picture_object SET stored_us = $3
         WHERE city_id = $1 AND stored_us >= 0 AND stored_us < $2
            AND NOT EXISTS (SELECT 1 FROM picture p WHERE p.city_id = $1 AND p.content_hash = picture_object.content_hash)"
    );
    tx.exec(doom, params![city, before, DOOMED]).await?;
    let list = sql!("SELECT content_hash FROM picture_object WHERE city_id = $1 AND stored_us = $2 ORDER BY content_hash LIMIT $3");
    let found: Vec<(String,)> = tx.rows(list, params![city, DOOMED, limit]).await?;
    Ok(found.into_iter().map(|(hash,)| hash).collect())
}

/// Forgets a doomed content, once its files are gone.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn forget(tx: &mut Tx, city: CityId, hash: &str) -> Result<(), StoreError> {
    let statement = sql!("DELETE FROM picture_object WHERE city_id = $1 AND content_hash = $2 AND stored_us = $3");
    tx.exec(statement, params![city, hash, DOOMED]).await.map(drop)
}

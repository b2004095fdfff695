//! The cities' statements. A city is found by its slug before its id is known, so `find`, `first` and `list` name no `city_id`.

use ::store::{StoreError, Tx, params, sql};
use kernel::Timestamp;
use kernel::id::CityId;

use super::model::City;

/// The city with this slug.
///
/// # Errors
/// [`StoreError`].
pub async fn find(tx: &mut Tx, slug: &str) -> Result<Option<City>, StoreError> {
    tx.opt(
        sql!(
            "SELECT city_id, slug, name, code, offset_minutes, is_demo, settings
             FROM city
             WHERE slug = $1"
        ),
        params![slug],
    )
    .await
}

/// The oldest city: the one that a process of a single city serves.
///
/// # Errors
/// [`StoreError`].
pub async fn first(tx: &mut Tx) -> Result<Option<City>, StoreError> {
    tx.opt(
        sql!(
            "SELECT city_id, slug, name, code, offset_minutes, is_demo, settings
             FROM city
             ORDER BY created_us, city_id
             LIMIT 1"
        ),
        params![],
    )
    .await
}

/// Every city, oldest first; at most 1,000.
///
/// # Errors
/// [`StoreError`].
pub async fn list(tx: &mut Tx) -> Result<Vec<City>, StoreError> {
    tx.rows(
        sql!(
            "SELECT city_id, slug, name, code, offset_minutes, is_demo, settings
             FROM city
             ORDER BY created_us, city_id
             LIMIT 1000"
        ),
        params![],
    )
    .await
}

/// The city with this id.
///
/// # Errors
/// [`StoreError`].
pub async fn get(tx: &mut Tx, city: CityId) -> Result<Option<City>, StoreError> {
    tx.opt(
        sql!(
            "SELECT city_id, slug, name, code, offset_minutes, is_demo, settings
             FROM city
             WHERE city_id = $1"
        ),
        params![city],
    )
    .await
}

/// Adds a city; false when the slug is taken.
///
/// # Errors
/// [`StoreError`].
pub(super) async fn insert(tx: &mut Tx, city: &City, settings: &str, now: Timestamp) -> Result<bool, StoreError> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO city (city_id, slug, name, code, offset_minutes, is_demo, settings, created_us)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (slug) DO NOTHING"
            ),
            params![city.id, &city.slug, &city.name, &city.code, city.offset_minutes, city.is_demo, settings, now],
        )
        .await?;
    Ok(added == 1)
}

/// Replaces a city's settings.
///
/// # Errors
/// [`StoreError`].
pub(super) fn update_settings(tx: &mut Tx, city: CityId, settings: &str) -> Result<(), StoreError> {
    tx.later(sql!("UPDATE city SET settings = $2 WHERE city_id = $1"), params![city, settings])
}

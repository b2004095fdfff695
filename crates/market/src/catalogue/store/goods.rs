//! Commodities, their ceilings and common words, and products.

use kernel::id::{CityId, ProductId};
use kernel::{BasisPoints, Cursor, Rupiah};
use store::{FromRow, Row, StoreError, Tx, params, sql};

use super::words;
use crate::catalogue::model::{Ceiling, Commodity, Product};

impl FromRow for Commodity {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            slug: row.take()?,
            name: row.take()?,
            group: row.take()?,
            watch_unit: row.take()?,
            phrases: words(&row.take::<String>()?),
            position: row.take()?,
        })
    }
}

/// Every commodity in its order.
///
/// # Errors
/// [`StoreError`].
pub async fn commodities(tx: &mut Tx, city: CityId) -> Result<Vec<Commodity>, StoreError> {
    let statement = sql!(
        "SELECT slug, name, commodity_group, watch_unit, phrases, position
         FROM commodity
         WHERE city_id = $1
         ORDER BY position, slug"
    );
    tx.rows(statement, params![city]).await
}

/// Words that name several commodities (then their slugs), or goods that only sound like one (then none).
///
/// # Errors
/// [`StoreError`].
pub async fn common_phrases(tx: &mut Tx, city: CityId) -> Result<Vec<(String, Vec<String>)>, StoreError> {
    let statement = sql!("SELECT phrase, commodities FROM common_phrase WHERE city_id = $1 ORDER BY phrase");
    let rows: Vec<(String, String)> = tx.rows(statement, params![city]).await?;
    Ok(rows.into_iter().map(|(phrase, slugs)| (phrase, words(&slugs))).collect())
}

impl FromRow for Ceiling {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            commodity: row.take()?,
            kind: row.take()?,
            low: row.take()?,
            high: Rupiah(row.take()?),
            unit: row.take()?,
            since: row.take()?,
        })
    }
}

/// Every ceiling ever in force, the newest first for each commodity.
///
/// # Errors
/// [`StoreError`].
pub async fn ceilings(tx: &mut Tx, city: CityId) -> Result<Vec<Ceiling>, StoreError> {
    let statement = sql!(
        "SELECT commodity_slug, kind, low_rupiah, high_rupiah, unit, since_day
         FROM price_ceiling
         WHERE city_id = $1
         ORDER BY commodity_slug, since_day DESC, kind"
    );
    tx.rows(statement, params![city]).await
}

impl FromRow for Product {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            commodity: row.take()?,
            illustration: row.take()?,
            name_id: row.take()?,
            name_jv: row.take()?,
            name_en: row.take()?,
            cluster: row.take()?,
            group: row.take()?,
            sold_by: row.take()?,
            unit: row.take()?,
            pack_grams: row.take()?,
            pack_ml: row.take()?,
            tolerance: BasisPoints(row.take()?),
            step: row.take()?,
            min: row.take()?,
            phrases: words(&row.take::<String>()?),
            substitutes: words(&row.take::<String>()?),
            ready_minutes: row.take()?,
        })
    }
}

/// Every product of the city, by id.
///
/// # Errors
/// [`StoreError`].
pub async fn products(tx: &mut Tx, city: CityId) -> Result<Vec<Product>, StoreError> {
    let statement = sql!(
        "SELECT product_id, slug, commodity_slug, illustration, name_id, name_jv, name_en, cluster, product_group, sold_by, unit,
            pack_grams, pack_ml, tolerance_bp, step_milli, min_milli, phrases, substitutes, ready_minutes
         FROM product
         WHERE city_id = $1
         ORDER BY product_id"
    );
    tx.rows(statement, params![city]).await
}

/// At most `limit` products after the cursor, by id.
///
/// # Errors
/// [`StoreError`].
pub async fn products_page(tx: &mut Tx, city: CityId, after: Cursor, limit: u32) -> Result<Vec<Product>, StoreError> {
    let statement = sql!(
        "SELECT product_id, slug, commodity_slug, illustration, name_id, name_jv, name_en, cluster, product_group, sold_by, unit,
            pack_grams, pack_ml, tolerance_bp, step_milli, min_milli, phrases, substitutes, ready_minutes
         FROM product
         WHERE city_id = $1 AND product_id > $2
         ORDER BY product_id
         LIMIT $3"
    );
    tx.rows(statement, params![city, after.0, limit]).await
}

/// One product.
///
/// # Errors
/// [`StoreError`].
pub async fn find_product(tx: &mut Tx, city: CityId, product: ProductId) -> Result<Option<Product>, StoreError> {
    let statement = sql!(
        "SELECT product_id, slug, commodity_slug, illustration, name_id, name_jv, name_en, cluster, product_group, sold_by, unit,
            pack_grams, pack_ml, tolerance_bp, step_milli, min_milli, phrases, substitutes, ready_minutes
         FROM product
         WHERE city_id = $1 AND product_id = $2"
    );
    tx.opt(statement, params![city, product]).await
}

/// The product with this slug.
///
/// # Errors
/// [`StoreError`].
pub async fn product_by_slug(tx: &mut Tx, city: CityId, slug: &str) -> Result<Option<Product>, StoreError> {
    let statement = sql!(
        "SELECT product_id, slug, commodity_slug, illustration, name_id, name_jv, name_en, cluster, product_group, sold_by, unit,
            pack_grams, pack_ml, tolerance_bp, step_milli, min_milli, phrases, substitutes, ready_minutes
         FROM product
         WHERE city_id = $1 AND slug = $2"
    );
    tx.opt(statement, params![city, slug]).await
}

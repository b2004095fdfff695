//! Many commodities, products, offers and prices at once, for seeding and imports.

use kernel::id::{CityId, OfferId, PersonId};
use kernel::{Rupiah, Timestamp};
use store::{StoreError, Tx, Value, params, sql_each};

use super::history::Reading;
use super::words_text;
use crate::catalogue::model::{Ceiling, Commodity, Offer, Product};

/// Adds commodities.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_commodities(tx: &mut Tx, city: CityId, commodities: &[Commodity]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO commodity (city_id, slug, name, commodity_group, watch_unit, phrases, position)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7)]]",
        fixed = 1,
        per = 6
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(commodities.len() * 6);
    for commodity in commodities {
        items.extend([
            (&commodity.slug).into(),
            (&commodity.name).into(),
            (&commodity.group).into(),
            (&commodity.watch_unit).into(),
            words_text(&commodity.phrases).into(),
            commodity.position.into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds words that name several commodities, or goods that only sound like one.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_common_phrases(tx: &mut Tx, city: CityId, phrases: &[(String, Vec<String>)]) -> Result<(), StoreError> {
    let statement = sql_each!("INSERT INTO common_phrase (city_id, phrase, commodities) VALUES [[, |($1, $2, $3)]]", fixed = 1, per = 2);
    let items: Vec<Value<'_>> = phrases.iter().flat_map(|(phrase, slugs)| [phrase.into(), words_text(slugs).into()]).collect();
    tx.later_each(statement, params![city], &items)
}

/// Adds ceilings.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_ceilings(tx: &mut Tx, city: CityId, ceilings: &[Ceiling]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO price_ceiling (city_id, commodity_slug, kind, low_rupiah, high_rupiah, unit, since_day)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7)]]",
        fixed = 1,
        per = 6
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(ceilings.len() * 6);
    for ceiling in ceilings {
        items.extend([
            (&ceiling.commodity).into(),
            (&ceiling.kind).into(),
            ceiling.low.into(),
            ceiling.high.into(),
            (&ceiling.unit).into(),
            ceiling.since.into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds readings.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_readings(tx: &mut Tx, city: CityId, readings: &[Reading]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO price_reading (city_id, commodity_slug, day, area, market, price_rupiah, unit, source, note)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9)]]",
        fixed = 1,
        per = 8
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(readings.len() * 8);
    for reading in readings {
        items.extend([
            (&reading.commodity).into(),
            reading.day.into(),
            (&reading.area).into(),
            (&reading.market).into(),
            reading.price.into(),
            (&reading.unit).into(),
            (&reading.source).into(),
            (&reading.note).into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds products.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_products(tx: &mut Tx, city: CityId, products: &[Product]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO product
            (city_id, product_id, slug, commodity_slug, illustration, name_id, name_jv, name_en, cluster, product_group, sold_by, unit,
             pack_grams, pack_ml, tolerance_bp, step_milli, min_milli, phrases, substitutes, ready_minutes)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)]]",
        fixed = 1,
        per = 19
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(products.len() * 19);
    for product in products {
        items.extend([
            product.id.into(),
            (&product.slug).into(),
            product.commodity.as_ref().into(),
            (&product.illustration).into(),
            (&product.name_id).into(),
            (&product.name_jv).into(),
            (&product.name_en).into(),
            product.cluster.into(),
            (&product.group).into(),
            product.sold_by.name().into(),
            (&product.unit).into(),
            product.pack_grams.into(),
            product.pack_ml.into(),
            product.tolerance.into(),
            product.step.into(),
            product.min.into(),
            words_text(&product.phrases).into(),
            words_text(&product.substitutes).into(),
            product.ready_minutes.into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds offers.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_offers(tx: &mut Tx, city: CityId, offers: &[Offer]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO offer
            (city_id, offer_id, stall_id, market_id, product_id, price_rupiah, stock_kind, stock_milli, sold_out_until_us, is_withdrawn, updated_us)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)]]",
        fixed = 1,
        per = 10
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(offers.len() * 10);
    for offer in offers {
        items.extend([
            offer.id.into(),
            offer.stall.into(),
            offer.market.into(),
            offer.product.into(),
            offer.price.into(),
            offer.stock_kind.into(),
            offer.stock.into(),
            offer.sold_out_until.into(),
            offer.is_withdrawn.into(),
            offer.updated.into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds prices to the history; a price already recorded for the same offer and time stays.
///
/// # Errors
/// [`StoreError`].
pub fn insert_offer_prices(
    tx: &mut Tx,
    city: CityId,
    person: Option<PersonId>,
    prices: &[(OfferId, Timestamp, Rupiah)],
) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO offer_price (city_id, person_id, offer_id, since_us, price_rupiah)
         VALUES [[, |($1, $2, $3, $4, $5)]]
         ON CONFLICT (city_id, offer_id, since_us) DO NOTHING",
        fixed = 2,
        per = 3
    );
    let items: Vec<Value<'_>> =
        prices.iter().flat_map(|(offer, since, price)| [(*offer).into(), (*since).into(), (*price).into()]).collect();
    tx.later_each(statement, params![city, person], &items)
}

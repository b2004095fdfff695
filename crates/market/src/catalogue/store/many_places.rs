//! Many markets, windows and stalls at once, for seeding and imports.

use kernel::area::Point;
use kernel::id::CityId;
use store::{StoreError, Tx, Value, params, sql_each};

use crate::catalogue::model::{Market, SlotPlan, Stall};

/// Adds markets.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_markets(tx: &mut Tx, city: CityId, markets: &[Market]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO market
            (city_id, market_id, slug, name, kind, cluster, street, ward_code, lat_e6, lng_e6, pin_precision, does_deliver,
             opens_minute, closes_minute, delivery_base_rupiah, delivery_km_rupiah, service_fee_rupiah, facts, closed_until_us)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)]]",
        fixed = 1,
        per = 18
    );
    let mut items = Vec::with_capacity(markets.len() * 18);
    for market in markets {
        let facts = serde_json::to_string(&market.facts).unwrap_or_default();
        items.extend([
            market.id.into(),
            (&market.slug).into(),
            (&market.name).into(),
            market.kind.into(),
            market.cluster.into(),
            (&market.street).into(),
            market.ward_code.as_ref().into(),
            market.pin.map(|Point { lat_e6, .. }| lat_e6).into(),
            market.pin.map(|Point { lng_e6, .. }| lng_e6).into(),
            market.pin_precision.into(),
            market.does_deliver.into(),
            market.opens_minute.into(),
            market.closes_minute.into(),
            market.delivery_base.into(),
            market.delivery_km.into(),
            market.service_fee.into(),
            facts.into(),
            Value::from(market.closed_until),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds delivery windows.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_slot_plans(tx: &mut Tx, city: CityId, plans: &[SlotPlan]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO slot_plan (city_id, market_id, starts_minute, ends_minute, cutoff_minutes, capacity, is_on_sunday)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7)]]",
        fixed = 1,
        per = 6
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(plans.len() * 6);
    for plan in plans {
        items.extend([
            plan.market.into(),
            plan.starts_minute.into(),
            plan.ends_minute.into(),
            plan.cutoff_minutes.into(),
            plan.capacity.into(),
            plan.is_on_sunday.into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

/// Adds stalls.
///
/// # Errors
/// [`StoreError::Duplicate`] when one is there already.
pub fn insert_stalls(tx: &mut Tx, city: CityId, stalls: &[Stall]) -> Result<(), StoreError> {
    let statement = sql_each!(
        "INSERT INTO stall
            (city_id, stall_id, market_id, seller_id, slug, name, kind, block, number, walking_order, ward_code, street,
             opens_minute, closes_minute, closed_until_us, payout_method)
         VALUES [[, |($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)]]",
        fixed = 1,
        per = 15
    );
    let mut items: Vec<Value<'_>> = Vec::with_capacity(stalls.len() * 15);
    for stall in stalls {
        items.extend([
            stall.id.into(),
            stall.market.into(),
            stall.seller.into(),
            (&stall.slug).into(),
            (&stall.name).into(),
            stall.kind.into(),
            (&stall.block).into(),
            stall.number.into(),
            stall.walking_order.into(),
            stall.ward_code.as_ref().into(),
            (&stall.street).into(),
            stall.opens_minute.into(),
            stall.closes_minute.into(),
            stall.closed_until.into(),
            (&stall.payout_method).into(),
        ]);
    }
    tx.later_each(statement, params![city], &items)
}

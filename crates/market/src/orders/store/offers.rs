//! SQL of what is known of offers, and of moving their stock.

use ::store::{Call, FromRow, Row, StoreError, Tx, Value, params, sql, sql_each};
use kernel::id::{CityId, MarketId, OfferId, StallId};
use kernel::{Rupiah, Timestamp};

use crate::orders::rules::OfferFacts;

impl FromRow for OfferFacts {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (id, stall, market, product) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let (product_slug, name, price) = (row.take()?, row.take()?, row.take()?);
        let stock_kind: String = row.take()?;
        let stock: i64 = row.take()?;
        let (sold_out, closed, market_closed): (Timestamp, Timestamp, Timestamp) = (row.take()?, row.take()?, row.take()?);
        Ok(Self {
            id,
            stall,
            market,
            product,
            product_slug,
            name,
            price,
            stock_milli: (stock_kind == "counted").then_some(stock),
            away_until: sold_out.max(closed).max(market_closed),
            is_withdrawn: row.take()?,
            sold_by: row.take()?,
            unit: row.take()?,
            tolerance: row.take()?,
            step_milli: row.take()?,
            min_milli: row.take()?,
            substitutes: row.take()?,
        })
    }
}

macro_rules! facts_sql {
    ($rest:literal, fixed = $fixed:literal) => {
        sql_each!(
            concat!(
                "SELECT o.offer_id, o.stall_id, o.market_id, o.product_id, p.slug, p.name_id, o.price_rupiah, o.stock_kind, o.stock_milli,
                    o.sold_out_until_us, s.closed_until_us, m.closed_until_us, o.is_withdrawn, p.sold_by, p.unit, p.tolerance_bp,
                    p.step_milli, p.min_milli, p.substitutes
             FROM offer o
             JOIN product p ON p.city_id = o.city_id AND p.product_id = o.product_id
             JOIN stall s ON s.city_id = o.city_id AND s.stall_id = o.stall_id
             JOIN market m ON m.city_id = o.city_id AND m.market_id = o.market_id
             WHERE o.city_id = $1 ",
                $rest
            ),
            fixed = $fixed,
            per = 1
        )
    };
}

/// What is known of these offers; unknown ids are left out. Any order.
pub async fn offer_facts(tx: &mut Tx, city: CityId, offers: &[OfferId]) -> Result<Vec<OfferFacts>, StoreError> {
    let ids: Vec<Value<'_>> = offers.iter().map(|id| Value::from(*id)).collect();
    tx.rows_each(facts_sql!("AND o.offer_id IN ([[, |$2]])", fixed = 1), params![city], &ids).await
}

/// Offers of one market whose product has one of these slugs, cheapest first.
pub async fn offers_of_products(tx: &mut Tx, city: CityId, market: MarketId, slugs: &[&str]) -> Result<Vec<OfferFacts>, StoreError> {
    let items: Vec<Value<'_>> = slugs.iter().map(|slug| Value::from(*slug)).collect();
    let statement = facts_sql!("AND o.market_id = $2 AND p.slug IN ([[, |$3]]) ORDER BY o.price_rupiah, o.offer_id", fixed = 2);
    tx.rows_each(statement, params![city, market], &items).await
}

/// Takes stock of several offers at once, each only if its price still stands and there is enough; gives the offers that could
/// and what is left of each, -1 where the seller is asked.
/// `items`: offer, thousandths, price; offers distinct, sorted by id so that two orders lock in one order.
pub fn take_stock(city: CityId, now: Timestamp, items: &[Value<'_>]) -> Call {
    Call::each(
        sql_each!(
            "UPDATE offer SET stock_milli = CASE WHEN stock_kind = 'counted'
                 THEN stock_milli - CASE [[ |WHEN offer_id = $3 THEN CAST($4 AS BIGINT)]] END ELSE stock_milli END
             WHERE city_id = $1 AND offer_id IN ([[, |$3]]) AND is_withdrawn = FALSE AND sold_out_until_us <= $2
               AND price_rupiah = CASE [[ |WHEN offer_id = $3 THEN CAST($5 AS BIGINT)]] END
               AND (stock_kind = 'ask' OR stock_milli >= CASE [[ |WHEN offer_id = $3 THEN CAST($4 AS BIGINT)]] END)
             RETURNING offer_id, CASE WHEN stock_kind = 'counted' THEN stock_milli ELSE -1 END",
            fixed = 2,
            per = 3
        ),
        params![city, now],
        items,
    )
}

/// The stalls among these, and the market, that are closed for now.
pub fn closed_stalls(city: CityId, now: Timestamp, market: MarketId, stalls: &[Value<'_>]) -> Call {
    Call::each(
        sql_each!(
            "SELECT s.stall_id FROM stall s JOIN market m ON m.city_id = s.city_id AND m.market_id = s.market_id
             WHERE s.city_id = $1 AND s.stall_id IN ([[, |$4]]) AND (s.closed_until_us > $2 OR m.closed_until_us > $2 OR s.market_id <> $3)",
            fixed = 3,
            per = 1
        ),
        params![city, now, market],
        stalls,
    )
}

/// Gives counted stock back or takes more, never below zero.
pub fn move_stock(tx: &mut Tx, city: CityId, offer: OfferId, change_milli: i64) -> Result<(), StoreError> {
    tx.later(
        sql!(
            "UPDATE offer SET stock_milli = CASE WHEN stock_milli + $3 < 0 THEN 0 ELSE stock_milli + $3 END
             WHERE city_id = $1 AND offer_id = $2 AND stock_kind = 'counted'"
        ),
        params![city, offer, change_milli],
    )
}

/// Notes why stock moved. `items`: offer, move id, change, reason, reference, time.
pub fn note_stock_moves(tx: &mut Tx, city: CityId, items: &[Value<'_>]) -> Result<(), StoreError> {
    tx.later_each(
        sql_each!(
            "INSERT INTO stock_move (city_id, offer_id, move_id, change_milli, reason, reference_id, at_us)
             VALUES [[, |($1, $2, $3, $4, $5, $6, $7)]]",
            fixed = 1,
            per = 6
        ),
        params![city],
        items,
    )
}

/// What a market charges and whether it delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketTerms {
    /// Whether it takes orders for delivery.
    pub does_deliver: bool,
    /// Where it is.
    pub pin: Option<kernel::area::Point>,
    /// Delivery fee within the first kilometre.
    pub delivery_base: Rupiah,
    /// For each kilometre begun after it.
    pub delivery_per_km: Rupiah,
    /// The city's fee.
    pub service_fee: Rupiah,
}

impl FromRow for MarketTerms {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        let (does_deliver, lat, lng): (bool, Option<i64>, Option<i64>) = (row.take()?, row.take()?, row.take()?);
        let pin = lat.zip(lng).map(|(lat_e6, lng_e6)| kernel::area::Point { lat_e6, lng_e6 });
        Ok(Self { does_deliver, pin, delivery_base: row.take()?, delivery_per_km: row.take()?, service_fee: row.take()? })
    }
}

/// A market's terms.
pub async fn market_terms(tx: &mut Tx, city: CityId, market: MarketId) -> Result<Option<MarketTerms>, StoreError> {
    tx.opt(
        sql!(
            "SELECT does_deliver, lat_e6, lng_e6, delivery_base_rupiah, delivery_km_rupiah, service_fee_rupiah FROM market
             WHERE city_id = $1 AND market_id = $2"
        ),
        params![city, market],
    )
    .await
}

/// Where these stalls stand in the walk through their market.
pub async fn walking_order(tx: &mut Tx, city: CityId, stalls: &[StallId]) -> Result<Vec<(StallId, i64)>, StoreError> {
    let mut stalls = stalls.to_vec();
    stalls.sort_unstable();
    stalls.dedup();
    let items: Vec<Value<'_>> = stalls.into_iter().map(Value::from).collect();
    tx.rows_each(
        sql_each!("SELECT stall_id, walking_order FROM stall WHERE city_id = $1 AND stall_id IN ([[, |$2]])", fixed = 1, per = 1),
        params![city],
        &items,
    )
    .await
}

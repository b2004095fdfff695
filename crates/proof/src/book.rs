//! Compares what shoppers were told with what the database holds, by arithmetic of its own.

use std::collections::BTreeMap;

use kernel::id::{OfferId, OrderId, RawId, SlotId};
use kernel::quantity::QUANTITY_MILLI_MAX;
use laris::cli::Place;
use market::Desk;
use market::orders::OrderState;
use store::testing::Admin;
use store::{Tx, params, sql};

use crate::crowd::Book;

/// Lets PostgreSQL look at its tables, as autovacuum does within a minute: read without, a young city's rules take minutes.
///
/// # Errors
/// When the database cannot be reached.
pub async fn settle(place: &Place) -> anyhow::Result<()> {
    if let Some(url) = &place.database_url {
        Admin::connect(url).await?.run("ANALYZE").await?;
    }
    Ok(())
}

/// Everything that is not as the shoppers were told, and every broken invariant, in words; empty when all is well.
/// The city had no orders, free slots and full counted stock (as [`crate::city::make`] leaves it) when the shoppers began.
///
/// # Errors
/// When the database fails.
pub async fn audit(desk: &Desk, book: &Book) -> anyhow::Result<Vec<String>> {
    let mut tx = desk.house.db.reader().await?;
    let mut faults = market::settlement::invariants::check(&mut tx, desk).await?;
    faults.extend(orders(&mut tx, desk, book).await?);
    faults.extend(slots(&mut tx, desk, book).await?);
    faults.extend(stock(&mut tx, desk, book).await?);
    Ok(faults)
}

/// Every acknowledged order is there once, as it was told, with its lines; and no other is.
async fn orders(tx: &mut Tx, desk: &Desk, book: &Book) -> anyhow::Result<Vec<String>> {
    let found: Vec<(OrderId, OrderState, i64)> = tx
        .rows(
            sql!(
                "SELECT o.order_id, o.state, (SELECT COUNT(*) FROM order_line l WHERE l.city_id = o.city_id AND l.order_id = o.order_id)
                 FROM market_order o WHERE o.city_id = $1"
            ),
            params![desk.city_id()],
        )
        .await?;
    let mut there: BTreeMap<OrderId, (OrderState, i64)> = found.into_iter().map(|(id, state, lines)| (id, (state, lines))).collect();
    let mut faults = Vec::new();
    for told in &book.placed {
        match there.remove(&told.id) {
            None => faults.push(format!("order {} was acknowledged and is lost, or was told twice", told.id)),
            Some((state, lines)) => {
                if (state == OrderState::Cancelled) != told.is_cancelled {
                    faults.push(format!("order {} is {state:?}; told that it is cancelled: {}", told.id, told.is_cancelled));
                }
                if lines.unsigned_abs() != told.lines.len() as u64 {
                    faults.push(format!("order {} has {lines} lines, should have {}", told.id, told.lines.len()));
                }
            }
        }
    }
    faults.extend(there.keys().map(|id| format!("order {id} is there and nobody was told")));
    Ok(faults)
}

/// Every slot has as many places taken as orders stand in it.
async fn slots(tx: &mut Tx, desk: &Desk, book: &Book) -> anyhow::Result<Vec<String>> {
    let mut expected: BTreeMap<SlotId, i64> = BTreeMap::new();
    for told in book.placed.iter().filter(|told| !told.is_cancelled) {
        *expected.entry(told.slot).or_default() += 1;
    }
    let found: Vec<(SlotId, i64)> =
        tx.rows(sql!("SELECT slot_id, taken FROM slot WHERE city_id = $1 AND taken > 0"), params![desk.city_id()]).await?;
    Ok(differences("slot", expected, found.into_iter().collect()))
}

/// Of every counted offer as much is gone as was ordered.
async fn stock(tx: &mut Tx, desk: &Desk, book: &Book) -> anyhow::Result<Vec<String>> {
    let counted: Vec<(OfferId, i64)> = tx
        .rows(sql!("SELECT offer_id, stock_milli FROM offer WHERE city_id = $1 AND stock_kind = 'counted'"), params![desk.city_id()])
        .await?;
    let counted: BTreeMap<OfferId, i64> = counted.into_iter().collect();
    let mut expected: BTreeMap<OfferId, i64> = BTreeMap::new();
    let standing = book.placed.iter().filter(|told| !told.is_cancelled);
    for (offer, milli) in standing.flat_map(|told| &told.lines).filter(|(offer, _)| counted.contains_key(offer)) {
        *expected.entry(*offer).or_default() += milli;
    }
    let gone = counted.into_iter().map(|(offer, left)| (offer, QUANTITY_MILLI_MAX - left)).filter(|(_, gone)| *gone != 0);
    Ok(differences("gone of offer", expected, gone.collect()))
}

fn differences<I: Ord + Copy + Into<RawId>>(what: &str, mut expected: BTreeMap<I, i64>, found: BTreeMap<I, i64>) -> Vec<String> {
    let mut faults = Vec::new();
    for (id, found) in found {
        let wanted = expected.remove(&id).unwrap_or_default();
        if wanted != found {
            faults.push(format!("{what} {}: {found}, should be {wanted}", id.into()));
        }
    }
    faults.extend(expected.into_iter().map(|(id, wanted)| format!("{what} {}: nothing, should be {wanted}", id.into())));
    faults
}

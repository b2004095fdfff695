//! Delivery windows: made from each market's plan a few days ahead, taken by orders.

use ::store::Value;
use kernel::id::{MarketId, SlotId};
use kernel::time::MINUTE;
use kernel::{BusinessDate, Timestamp};

use crate::catalogue::SlotPlan;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Slot, SlotKind};
use crate::orders::store;

/// How many days ahead orders are taken, today included.
pub const DAYS_AHEAD: i64 = 3;
/// Of each window's capacity, the part kept for "as soon as possible", in percent.
const ASAP_PERCENT: i64 = 25;
/// "As soon as possible" is offered until this long before its window ends.
const ASAP_LAST_MINUTES: i64 = 45;

/// Slots of a market that a buyer can choose now, soonest first.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn list(desk: &Desk, market: MarketId) -> Result<Vec<Slot>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let now = desk.now();
    let slots = store::slots(&mut tx, desk.city_id(), market, now).await?;
    Ok(slots.into_iter().filter(|slot| is_choosable(slot, now)).collect())
}

/// The slots with these ids, past ones too; in no order.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn find(desk: &Desk, ids: &[SlotId]) -> Result<Vec<Slot>, MarketError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = desk.house.db.reader().await?;
    Ok(store::slots_by_id(&mut tx, desk.city_id(), ids).await?)
}

/// Whether the slot can be chosen: room left, before the cut-off, and "as soon as possible" only while its window runs.
#[must_use]
pub fn is_choosable(slot: &Slot, now: Timestamp) -> bool {
    let begun = slot.kind == SlotKind::Window || slot.starts <= now;
    begun && slot.taken < slot.capacity && slot.cutoff > now
}

/// Makes the slots of the coming days that are not there yet; gives how many.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn ensure(desk: &Desk) -> Result<u64, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let plans = store::slot_plans(&mut tx, desk.city_id()).await?;
    drop(tx);
    let today = desk.today();
    let slots: Vec<Slot> = (0..DAYS_AHEAD)
        .flat_map(|day| {
            plans
                .iter()
                .filter(move |plan| runs_on(plan, today.plus_days(day)))
                .flat_map(move |plan| planned(desk, plan, today.plus_days(day)))
        })
        .collect();
    let desk = desk.clone();
    desk.house
        .db
        .clone()
        .write((desk, slots), |tx, (desk, slots)| {
            Box::pin(async move {
                let values: Vec<Value<'_>> = slots.iter().flat_map(slot_values).collect();
                Ok(store::insert_slots(tx, desk.city_id(), &values).await?)
            })
        })
        .await
}

fn runs_on(plan: &SlotPlan, day: BusinessDate) -> bool {
    plan.is_on_sunday || day.weekday() != 6
}

/// The two slots of a plan on a day: the window itself, and the part kept for "as soon as possible".
fn planned(desk: &Desk, plan: &SlotPlan, day: BusinessDate) -> [Slot; 2] {
    let at = |minute| day.at_minute(minute, desk.city.offset_minutes);
    let asap = plan.capacity * ASAP_PERCENT / 100;
    let slot = |kind, cutoff, capacity| Slot {
        id: desk.house.id(),
        market: plan.market,
        kind,
        day,
        starts: at(plan.starts_minute),
        ends: at(plan.ends_minute),
        cutoff,
        capacity,
        taken: 0,
    };
    [
        slot(SlotKind::Window, at(plan.starts_minute).plus(-plan.cutoff_minutes * MINUTE), plan.capacity - asap),
        slot(SlotKind::Asap, at(plan.ends_minute).plus(-ASAP_LAST_MINUTES * MINUTE), asap),
    ]
}

fn slot_values(slot: &Slot) -> [Value<'static>; 8] {
    [
        slot.id.into(),
        slot.market.into(),
        slot.kind.into(),
        slot.day.into(),
        slot.starts.into(),
        slot.ends.into(),
        slot.cutoff.into(),
        slot.capacity.into(),
    ]
}

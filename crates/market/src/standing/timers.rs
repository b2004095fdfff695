//! Preparing each day when its time comes; the deadlines stand in the rows.

use ::store::Tx;
use kernel::{Rupiah, Timestamp};

use super::act::advance;
use super::confirm::{place_day, priced};
use super::model::{Problem, RunState, StandingOrder, StandingRun, StandingState};
use super::{STANDING_MESSAGE, StandingMessage, rules, store};
use crate::catalogue::store as catalogue;
use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{Quote, Slot, SlotKind};
use crate::orders::store as orders;

/// How many a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prepared {
    /// Days prepared, whatever came of them.
    pub days: u32,
    /// Of these, placed by themselves.
    pub placed: u32,
}

/// Prepares every day whose time has come; safe to run in several processes at once.
///
/// # Errors
/// [`MarketError::Store`] when the database fails.
pub async fn run(desk: &Desk) -> Result<Prepared, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let due = store::due(&mut tx, desk.city_id(), desk.now()).await?;
    drop(tx);
    let mut done = Prepared::default();
    for order in due {
        match prepare(desk, order).await {
            Ok(Some(is_placed)) => {
                done.days += 1;
                done.placed += u32::from(is_placed);
            }
            Ok(None) => {}
            Err(MarketError::Store(error)) => return Err(MarketError::Store(error)),
            Err(refusal) => tracing::debug!(%refusal, "a standing order changed while it was prepared"),
        }
    }
    Ok(done)
}

/// Prepares one day; none when somebody else did. Gives whether it placed itself.
async fn prepare(desk: &Desk, order: StandingOrder) -> Result<Option<bool>, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let (run, quote) = judged(desk, &mut tx, &order).await?;
    drop(tx);
    let quote = quote.filter(|quote| run.state == RunState::Waiting && run.why.is_empty() && !quote.lines.is_empty());
    let context = (desk.clone(), order.clone(), run.clone());
    let is_first = desk.house.db.write(context, |tx, (desk, order, run)| {
        Box::pin(async move {
            let (city, now) = (desk.city_id(), desk.now());
            if !store::insert_run(tx, city, run).await? || !advance(desk, tx, order.clone()).await? {
                return Err(MarketError::Stale);
            }
            let said = StandingMessage { standing: order.id, day: run.day };
            // One that places itself is told of once that is done, or did not work.
            let when = if run.why.is_empty() { now.plus(kernel::time::MINUTE) } else { now };
            Ok(jobs::queue::enqueue(tx, city, &*desk.house.ids, now, STANDING_MESSAGE, &said, when, None)?)
        })
    });
    match is_first.await {
        Ok(()) => {}
        Err(MarketError::Stale) => return Ok(None),
        Err(error) => return Err(error),
    }
    let Some(quote) = quote else { return Ok(Some(false)) };
    match place_day(desk, &order, &run, quote).await {
        Ok(_) => Ok(Some(true)),
        Err(MarketError::Store(error)) => Err(MarketError::Store(error)),
        Err(refusal) => {
            tracing::debug!(%refusal, "a standing order could not place itself: its owner is asked");
            Ok(Some(false))
        }
    }
}

/// What the day is to be: possible or not, to be asked about or not, and at which prices.
async fn judged(desk: &Desk, tx: &mut Tx, order: &StandingOrder) -> Result<(StandingRun, Option<Quote>), MarketError> {
    let (city, now, day) = (desk.city_id(), desk.now(), order.next_day);
    let starts = day.at_minute(order.starts_minute, desk.city.offset_minutes);
    let slots = orders::slots(tx, city, order.market, now).await?;
    let slot = slots.iter().find(|slot| slot.kind == SlotKind::Window && slot.starts == starts && slot.cutoff > now);
    let market = catalogue::find_market(tx, city, order.market).await?;
    let impossible =
        |why: &str, problems: Vec<Problem>| (day_of(order, slot, RunState::Impossible, why, problems, Rupiah::ZERO, now), None);
    let Some(found) = slot else { return Ok(impossible("no_slot", Vec::new())) };
    if market.is_none_or(|market| market.closed_until > found.starts) {
        return Ok(impossible("market_closed", Vec::new()));
    }
    let (quote, problems) = match priced(desk, tx, order).await {
        Ok(priced) => priced,
        Err(MarketError::MarketClosed) => return Ok(impossible("market_closed", Vec::new())),
        Err(MarketError::Empty) => return Ok(impossible("nothing_left", Vec::new())),
        Err(error) => return Err(error),
    };
    if quote.lines.is_empty() {
        return Ok(impossible("nothing_left", problems));
    }
    let is_holiday = !registry::holidays::between(tx, city, day, day).await?.is_empty();
    let places = rules::places_itself(order.total_max, &quote, &problems, is_holiday);
    let why = match (places, is_holiday) {
        (true, _) => "",
        (false, true) => "holiday",
        (false, false) => "asks",
    };
    Ok((day_of(order, slot, RunState::Waiting, why, problems, quote.total(), now), Some(quote)))
}

fn day_of(
    order: &StandingOrder,
    slot: Option<&Slot>,
    state: RunState,
    why: &str,
    problems: Vec<Problem>,
    total: Rupiah,
    now: Timestamp,
) -> StandingRun {
    debug_assert!(order.state == StandingState::Active, "only what is active is due");
    StandingRun {
        standing: order.id,
        day: order.next_day,
        state,
        why: why.to_owned(),
        problems,
        total,
        slot: slot.map(|slot| slot.id),
        order: None,
        confirm_by: slot.map_or(now, |slot| slot.cutoff),
        at: now,
    }
}

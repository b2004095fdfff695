//! What the owner does with a standing order: look, pause, go on, stop, skip a day.

use ::store::Tx;
use kernel::{Actor, BusinessDate};

use super::create::{due, first, plan};
use super::model::{RunState, StandingDetail, StandingOrder, StandingRun, StandingState};
use super::{rules, store};
use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::StandingId;
use crate::orders::store as orders;

/// One's own standing orders, newest first, those that are stopped last.
///
/// # Errors
/// [`MarketError::SignInFirst`].
pub async fn list(desk: &Desk, actor: &Actor) -> Result<Vec<StandingDetail>, MarketError> {
    let person = actor.person.ok_or(MarketError::SignInFirst)?;
    let mut tx = desk.house.db.reader().await?;
    let mut found = Vec::new();
    for order in store::of_person(&mut tx, desk.city_id(), person).await? {
        let runs = store::runs(&mut tx, desk.city_id(), order.id).await?;
        found.push(StandingDetail { order, runs });
    }
    found.sort_by_key(|detail| detail.order.state == StandingState::Stopped);
    Ok(found)
}

/// One of one's own standing orders.
///
/// # Errors
/// [`MarketError::SignInFirst`]; [`MarketError::NotFound`], also for another's.
pub async fn get(desk: &Desk, actor: &Actor, id: StandingId) -> Result<StandingDetail, MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let order = own(desk, &mut tx, actor, id).await?;
    let runs = store::runs(&mut tx, desk.city_id(), id).await?;
    Ok(StandingDetail { order, runs })
}

/// The standing order, for its owner and the house.
pub(super) async fn own(desk: &Desk, tx: &mut Tx, actor: &Actor, id: StandingId) -> Result<StandingOrder, MarketError> {
    if actor.person.is_none() && !actor.is_system {
        return Err(MarketError::SignInFirst);
    }
    let found = store::standing(tx, desk.city_id(), id).await?;
    found.filter(|order| actor.is_system || Some(order.person) == actor.person).ok_or(MarketError::NotFound("standing_order"))
}

/// Pauses, goes on with, or stops a standing order; what is stopped stays so. Again is no error.
///
/// # Errors
/// As [`get`]; [`MarketError::WrongState`] once stopped, [`MarketError::SlotClosed`] when its window is no longer the market's,
/// [`MarketError::Stale`].
pub async fn set_state(desk: &Desk, actor: &Actor, id: StandingId, to: StandingState) -> Result<(), MarketError> {
    desk.house
        .db
        .write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
            Box::pin(async move {
                let mut order = own(desk, tx, actor, id).await?;
                if order.state == to {
                    return Ok(());
                }
                if order.state == StandingState::Stopped {
                    return Err(MarketError::WrongState { what: "standing_order", state: order.state.name() });
                }
                order.state = to;
                if to == StandingState::Active {
                    let plans = orders::slot_plans(tx, desk.city_id()).await?;
                    let plan = plan(&plans, order.market, order.starts_minute).ok_or(MarketError::SlotClosed)?;
                    (order.next_day, order.due) = first(desk, &plan, order.weekdays);
                    // A day that was prepared before the pause does not come again.
                    while store::run(tx, desk.city_id(), id, order.next_day).await?.is_some() {
                        order.next_day = rules::next_day(order.weekdays, order.next_day);
                        order.due = due(desk, &plan, order.next_day);
                    }
                }
                if store::update(tx, desk.city_id(), &order).await? { Ok(()) } else { Err(MarketError::Stale) }
            })
        })
        .await
}

/// Leaves out one day: the next, or one that waits for the owner's word. Again is no error.
///
/// # Errors
/// As [`get`]; [`MarketError::WrongState`] of a day that is `placed` or neither waits nor comes next, [`MarketError::Stale`].
pub async fn skip(desk: &Desk, actor: &Actor, id: StandingId, day: BusinessDate) -> Result<(), MarketError> {
    desk.house
        .db
        .write((desk.clone(), actor.clone()), move |tx, (desk, actor)| {
            Box::pin(async move {
                let (city, now) = (desk.city_id(), desk.now());
                let order = own(desk, tx, actor, id).await?;
                if let Some(run) = store::run(tx, city, id, day).await? {
                    let is_done = run.state == RunState::Skipped || store::skip(tx, city, id, day, now).await?;
                    return if is_done { Ok(()) } else { Err(MarketError::WrongState { what: "standing_day", state: run.state.name() }) };
                }
                if order.next_day != day || order.state != StandingState::Active {
                    return Err(MarketError::WrongState { what: "standing_day", state: order.state.name() });
                }
                let run = StandingRun {
                    standing: id,
                    day,
                    state: RunState::Skipped,
                    why: String::new(),
                    problems: Vec::new(),
                    total: kernel::Rupiah::ZERO,
                    slot: None,
                    order: None,
                    confirm_by: now,
                    at: now,
                };
                if !store::insert_run(tx, city, &run).await? || !advance(desk, tx, order).await? {
                    return Err(MarketError::Stale);
                }
                Ok(())
            })
        })
        .await
}

/// Goes on to the next day; false when it changed meanwhile.
pub(super) async fn advance(desk: &Desk, tx: &mut Tx, mut order: StandingOrder) -> Result<bool, MarketError> {
    // Days that passed while nothing ran are not made up for.
    let after = order.next_day.max(desk.today().plus_days(-1));
    order.next_day = rules::next_day(order.weekdays, after);
    let plans = orders::slot_plans(tx, desk.city_id()).await?;
    match plan(&plans, order.market, order.starts_minute) {
        Some(plan) => order.due = due(desk, &plan, order.next_day),
        // The market gave the window up: the owner was told, and may stop it or go on once it is back.
        None => order.state = StandingState::Paused,
    }
    Ok(store::update(tx, desk.city_id(), &order).await?)
}

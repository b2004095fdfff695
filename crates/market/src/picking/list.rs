//! The pick list: what a runner collects, grouped by stall in walking order.

use std::collections::BTreeMap;

use kernel::Actor;
use kernel::id::{PersonId, StallId};

use crate::desk::Desk;
use crate::error::MarketError;
use crate::orders::model::{LineState, OrderDetail, OrderLine, OrderState};
use crate::orders::store;

/// One stall of the walk with everything to collect there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PickStop {
    /// Which stall.
    pub stall: StallId,
    /// Place in the walk through the market.
    pub walking_order: i64,
    /// What to collect, by order and position.
    pub lines: Vec<OrderLine>,
    /// Whether nothing is left to do here.
    pub is_done: bool,
}

/// The walk through the stalls for these orders; missing lines stay visible at the stall that had none.
#[must_use]
pub fn stops(details: &[OrderDetail], walking_order: &BTreeMap<StallId, i64>) -> Vec<PickStop> {
    let mut by_stall: BTreeMap<(i64, StallId), Vec<OrderLine>> = BTreeMap::new();
    for line in details.iter().flat_map(|detail| &detail.lines) {
        let place = walking_order.get(&line.stall).copied().unwrap_or(i64::MAX);
        by_stall.entry((place, line.stall)).or_default().push(line.clone());
    }
    by_stall
        .into_iter()
        .map(|((walking_order, stall), lines)| {
            let is_done = lines.iter().all(|line| line.state != LineState::Open && line.state != LineState::Rejected);
            PickStop { stall, walking_order, lines, is_done }
        })
        .collect()
}

/// A runner's open orders with their parts, and the walk for those still to be picked.
///
/// # Errors
/// [`MarketError::NotAllowed`] for others than the runner and the market's manager.
pub async fn pick_list(desk: &Desk, actor: &Actor, runner: PersonId) -> Result<(Vec<OrderDetail>, Vec<PickStop>), MarketError> {
    let mut tx = desk.house.db.reader().await?;
    let orders = store::orders_of_runner(&mut tx, desk.city_id(), runner).await?;
    if actor.person != Some(runner) && !orders.iter().all(|order| actor.manages(order.market)) {
        return Err(MarketError::NotAllowed);
    }
    let mut details = Vec::with_capacity(orders.len());
    for order in orders {
        details.push(store::detail(&mut tx, desk.city_id(), order).await?);
    }
    let walking: Vec<OrderDetail> =
        details.iter().filter(|detail| matches!(detail.order.state, OrderState::Placed | OrderState::Picking)).cloned().collect();
    let stalls: Vec<StallId> = walking.iter().flat_map(|detail| detail.lines.iter().map(|line| line.stall)).collect();
    let order = store::walking_order(&mut tx, desk.city_id(), &stalls).await?.into_iter().collect();
    let stops = stops(&walking, &order);
    Ok((details, stops))
}

//! What holds of a city's money and goods after every step. Read-only: for tests, the simulation, and a check in the night.
//!
//! Stock is compared with the moves of placing an order only: what a trader sets, and a weighing that finds less than the books
//! (never below zero), leave no comparable sum.

use ::store::Tx;
use kernel::id::OrderId;

use super::store::{self, Fault};
use crate::desk::Desk;
use crate::error::MarketError;

/// Every rule that does not hold, as text for whoever looks into it; empty when all is well. Each rule is listed up to 20 times.
/// Reads the whole city: its cost grows with everything in it.
///
/// # Errors
/// [`MarketError::Store`].
pub async fn check(tx: &mut Tx, desk: &Desk) -> Result<Vec<String>, MarketError> {
    let city = desk.city_id();
    let mut broken: Vec<String> = ledger::check(tx, city).await?.into_iter().map(|violation| format!("ledger: {violation}")).collect();
    for (rule, faults) in store::faults(tx, city).await? {
        broken.extend(faults.into_iter().map(|fault| said(rule, &fault)));
    }
    broken.extend(lost_orders(tx, desk).await?);
    Ok(broken)
}

fn said(rule: &str, fault: &Fault) -> String {
    format!("{rule}: {} has {}, should have {}", fault.subject, fault.found, fault.expected)
}

/// Orders that were acknowledged to somebody and are not there.
async fn lost_orders(tx: &mut Tx, desk: &Desk) -> Result<Vec<String>, MarketError> {
    let answers = store::acknowledged(tx, desk.city_id()).await?;
    let mut orders: Vec<OrderId> = answers.iter().filter_map(|answer| answer.parse().ok()).collect();
    let unreadable = answers.len() - orders.len();
    orders.sort_unstable();
    orders.dedup();
    let known = store::known_orders(tx, desk.city_id(), &orders).await?;
    let mut lost: Vec<String> =
        orders.iter().filter(|order| !known.contains(order)).map(|order| format!("an acknowledged order is lost: {order}")).collect();
    if unreadable > 0 {
        lost.push(format!("{unreadable} acknowledged orders have no readable id"));
    }
    Ok(lost)
}

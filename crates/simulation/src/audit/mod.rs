//! Comparing database and memory: what an act touched after every act, the whole at times.

mod money;
mod order;
mod payment;
pub mod store;
mod whole;

use kernel::id::RawId;
use market::orders::{OrderDetail, read};

pub use money::{paid_once, payouts_prepared, reference};
pub use order::{Outcome, acknowledged, counted, touched};
pub use whole::whole;

use crate::stop::Stop;
use crate::world::World;

/// What must not change when an act is repeated or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    latest: store::Latest,
    detail: Option<OrderDetail>,
    money: Vec<store::Movement>,
}

/// Takes the mark of an order, or of whatever the ledger refers to.
///
/// # Errors
/// When the database cannot be read.
pub async fn mark(world: &World, order: Option<kernel::id::OrderId>, about: Option<RawId>) -> Result<Mark, Stop> {
    let desk = &world.machine.desk;
    let detail = match order {
        Some(order) => Some(read::get(desk, &desk.system(), order).await?),
        None => None,
    };
    let mut tx = desk.house.db.reader().await?;
    let latest = store::latest(&mut tx, desk.city_id()).await?;
    let money = match order.map(RawId::from).or(about) {
        Some(reference) => store::movements(&mut tx, desk.city_id(), reference).await?,
        None => Vec::new(),
    };
    Ok(Mark { latest, detail, money })
}

/// All debits less all credits, in rupiah.
///
/// # Errors
/// When the database cannot be read.
pub async fn ledger_sum(tx: &mut ::store::Tx, city: kernel::id::CityId) -> Result<i64, Stop> {
    let trial = ledger::trial_balance(tx, city).await.map_err(market::MarketError::from)?;
    Ok(trial.iter().map(|line| line.debits.amount() - line.credits.amount()).sum())
}

//! Whether the money and goods of every city in a database hold together.

use std::sync::Arc;

use kernel::{SystemClock, SystemIds};
use market::Desk;
use market::settlement::invariants;
use providers::payments::Cash;
use registry::areas::Areas;
use registry::cities::{self, City};
use store::{Db, House};

/// The house of a command: the machine's clock and ids.
#[must_use]
pub fn house(db: Db) -> House {
    House { db, clock: Arc::new(SystemClock), ids: Arc::new(SystemIds) }
}

/// A desk to read at.
///
/// # Errors
/// When the database fails.
pub async fn desk(house: &House, city: City) -> anyhow::Result<Desk> {
    let areas = Areas::load(&mut house.db.reader().await?, city.id).await?;
    Ok(Desk { house: house.clone(), city: Arc::new(city), areas: Arc::new(areas), payments: vec![Arc::new(Cash)] })
}

/// Every rule of [`invariants`] that a city breaks, with the city's slug before it; empty when all is well.
///
/// # Errors
/// When the database fails.
pub async fn check(house: &House) -> anyhow::Result<Vec<String>> {
    let found = cities::list(&mut house.db.reader().await?).await?;
    let mut broken = Vec::new();
    for city in found {
        let slug = city.slug.clone();
        let desk = desk(house, city).await?;
        let faults = invariants::check(&mut house.db.reader().await?, &desk).await?;
        broken.extend(faults.into_iter().map(|fault| format!("{slug}: {fault}")));
    }
    Ok(broken)
}

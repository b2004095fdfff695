//! What an order costs when many are there already: the same run after ten thousand orders, a hundred thousand and a million.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::figures::Report;
use super::place::{self, Buyer};
use crate::city::Town;
use crate::database::Database;
use crate::load::{self, Load, Meters};

/// Orders that are there when the measured ones come.
const LEVELS: [u64; 5] = [10_000, 30_000, 100_000, 300_000, 1_000_000];
/// Who asks at once.
const CALLERS: usize = 16;
/// Measured at each level, and placed at once on the way to the next.
const STRETCH: u64 = 20_480;
/// In which a stretch ends, however slow.
const PATIENCE: Duration = Duration::from_secs(600);

/// Places orders until there are `most`, and measures a stretch at each level on the way.
pub async fn measure(database: &Database, town: &Town, most: u64, report: &mut Report) -> anyhow::Result<()> {
    let meters = place::meters(database).await?;
    let placed = Arc::new(AtomicU64::new(0));
    for level in LEVELS.into_iter().filter(|level| *level <= most) {
        while placed.load(Ordering::Relaxed) < level {
            let left = level - placed.load(Ordering::Relaxed);
            stretch(town, left.min(STRETCH), &placed, &meters).await?;
        }
        // What the server would have done on its own by now, had the orders come in weeks.
        database.settle(&town.place).await?;
        let load = stretch(town, STRETCH, &placed, &meters).await?;
        report.run(&format!("place_order after {level}"), Some(database.kind()), &load, String::new());
    }
    super::check(&town.desk, database.kind(), placed.load(Ordering::Relaxed), report).await
}

async fn stretch(town: &Town, orders: u64, placed: &Arc<AtomicU64>, meters: &Meters) -> anyhow::Result<Load> {
    let counter = Arc::new(place::open(town, usize::try_from(orders)?, false, placed).await?);
    let run = format!("curve-{}", placed.load(Ordering::Relaxed));
    let buyer = |_| Buyer { counter: Arc::clone(&counter), run: run.clone() };
    let (load, _) = load::run((0..CALLERS).map(buyer).collect::<Vec<Buyer>>(), PATIENCE, orders, meters).await?;
    Ok(load)
}

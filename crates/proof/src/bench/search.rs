//! Search over the catalogue in memory, in this process.

use std::sync::Arc;
use std::time::Duration;

use market::catalogue::search::Query;

use super::figures::Report;
use crate::city::{Plan, Town};
use crate::load::{self, Caller, Meters};

/// As people type: plain words, Javanese, typing errors, amounts, stalls, nonsense.
pub const TEXTS: &[&str] = &[
    "cabai rawit",
    "lombok cilik",
    "endog",
    "berss 5kg",
    "bawang merah",
    "brambang",
    "ayam potong",
    "tempe",
    "minyak goreng 1 liter",
    "daging sapi",
    "keripik tempe",
    "rawon",
    "iwak pindang",
    "gulo",
    "tomat sayur segar",
    "qwertyuiop",
];
/// Offers on a page of results.
const PAGE: usize = 24;

struct Seeker {
    plan: Arc<Plan>,
    now: kernel::Timestamp,
}

impl Caller for Seeker {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let text = TEXTS[usize::try_from(number)? % TEXTS.len()];
        let found = self.plan.catalogue.search(&Query { text, limit: PAGE, ..Query::default() }, self.now);
        std::hint::black_box(found.total);
        // Otherwise a caller that never waits would keep the runtime from ending it.
        tokio::task::yield_now().await;
        Ok(())
    }
}

/// Runs with one and with two callers.
pub async fn measure(town: &Town, time: Duration, report: &mut Report) -> anyhow::Result<()> {
    let catalogue = &town.plan.catalogue;
    let offers = catalogue.markets().iter().map(|market| catalogue.offers_of_market(market.id).count()).sum::<usize>();
    let meters = Meters { processes: vec![("laris", std::process::id(), false)], thread: None };
    for callers in [1, 2] {
        let seekers = (0..callers).map(|_| Seeker { plan: Arc::clone(&town.plan), now: town.desk.now() }).collect();
        let (load, _) = load::run(seekers, time, u64::MAX, &meters).await?;
        report.run("search in process", None, &load, format!("{offers} offers"));
    }
    Ok(())
}

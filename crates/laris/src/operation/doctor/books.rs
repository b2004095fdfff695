//! Money: the books hold together, and nobody forgot a day.

use kernel::{BusinessDate, Timestamp};
use market::settlement;
use registry::cities::City;
use store::House;

use super::Finding;
use crate::operation::books;

/// The most broken rules that are named; their number is always said.
const NAMED_MAX: usize = 5;

/// Looks at a city's books and at what waits for somebody.
pub(super) async fn examine(house: &House, city: City, now: Timestamp, findings: &mut Vec<Finding>) {
    let today = BusinessDate::of(now, city.offset_minutes);
    let outcome = async {
        let desk = books::desk(house, city).await?;
        let mut tx = house.db.reader().await?;
        let broken = settlement::invariants::check(&mut tx, &desk).await?;
        let mut found = vec![rules(&broken)];
        found.extend(waiting(&mut tx, desk.city_id(), today).await?);
        anyhow::Ok(found)
    };
    match outcome.await {
        Ok(found) => findings.extend(found),
        Err(error) => findings.push(Finding::failed("books", &error)),
    }
}

fn rules(broken: &[String]) -> Finding {
    if broken.is_empty() {
        return Finding::ok("books", "the ledger balances, orders, stock, slots, cash and payouts agree");
    }
    let named = broken.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join("; ");
    let way_out = "pay nothing out; keep a backup of this state and report it with this line";
    Finding::bad("books", format!("{} rules broken: {named}", broken.len()), way_out)
}

async fn waiting(tx: &mut store::Tx, city: kernel::id::CityId, today: BusinessDate) -> anyhow::Result<Vec<Finding>> {
    let days = settlement::days_not_closed(tx, city, today).await?;
    let batches = settlement::batches_waiting(tx, city, today).await?;
    let open = settlement::orders_open_before(tx, city, today).await?;
    let listed = |items: Vec<String>| items.into_iter().take(NAMED_MAX).collect::<Vec<_>>().join(", ");
    Ok(vec![
        match days.len() {
            0 => Finding::ok("closing", "every day with deliveries is closed"),
            count => {
                let named = listed(days.iter().map(|(market, date)| format!("{market} {date}")).collect());
                Finding::warn(
                    "closing",
                    format!("{count} days are not closed: {named}"),
                    "the market's manager counts the cash and closes them",
                )
            }
        },
        match batches.len() {
            0 => Finding::ok("settlement", "nothing waits"),
            count => {
                let named = listed(batches.iter().map(|(market, date, state)| format!("{market} {date} ({state})")).collect());
                Finding::warn(
                    "settlement",
                    format!("{count} wait: {named}"),
                    "the treasurer approves them, the manager hands the money out",
                )
            }
        },
        match open {
            0 => Finding::ok("open orders", "none of an earlier day"),
            count => {
                let found = format!("{count} orders of earlier days never ended");
                Finding::warn("open orders", found, "the market's manager delivers, fails or cancels them on the board")
            }
        },
    ])
}

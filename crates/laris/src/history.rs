//! A demonstration city with a past: it is made as it was so many days ago, and lives until now through the real services. So no page
//! is empty. A SQLite file is made in memory and moved to its place when it is whole: half a past is never there.

use std::fs::{self, File};
use std::path::Path;

use anyhow::{Context as _, bail};
use kernel::{BusinessDate, Timestamp};
use simulation::{Past, Purpose, Report, Settings};
use store::Options;

use crate::open;
use crate::operation::place;
use crate::seed::{self, OFFSET_MINUTES, SEED};
use crate::simulate::{run, scratch};

/// Days of the past that `laris demo` makes.
pub const DEMO_DAYS: u32 = 60;
/// Orders of an ordinary day, over the markets that deliver.
pub const ORDERS_PER_DAY: u32 = 28;

/// Makes the demonstration city with `days` behind it, in a place that holds no city, and says on standard error what it makes.
///
/// # Errors
/// When the place holds a city already or cannot be written.
pub async fn make(options: &Options, days: u32, now: Timestamp) -> anyhow::Result<Report> {
    eprintln!("        {days} days of the past, through the real services: half a second for each (--history-days 0 leaves them out) …");
    let report = match options {
        Options::Sqlite { path, .. } if !path.exists() => in_memory_first(path, days, now).await?,
        _ => run(options.clone(), settings(days, ORDERS_PER_DAY, now)).await?,
    };
    if let Some(broken) = report.violations.first() {
        bail!("the past does not hold together: {}: {}", broken.rule, broken.what);
    }
    let peak = report.peak.as_ref().map(|peak| format!("; busiest: {peak}")).unwrap_or_default();
    eprintln!("        {} orders, {} of them delivered{peak}", report.orders_placed, report.orders_delivered);
    Ok(report)
}

async fn in_memory_first(path: &Path, days: u32, now: Timestamp) -> anyhow::Result<Report> {
    let folder = scratch().context("a temporary folder cannot be made")?;
    let made = folder.path().join(place::FILE);
    let report = run(Options::sqlite(&made), settings(days, ORDERS_PER_DAY, now)).await?;
    store::settle(&made).context("the city that was made cannot be closed")?;
    move_to(&made, path).with_context(|| format!("the city cannot be moved to {}", path.display()))?;
    Ok(report)
}

/// Under another name first, on the disk before it gets its own: half a database is never found.
fn move_to(made: &Path, path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        open::make_folder(folder)?;
    }
    let partial = path.with_extension(format!("partial-{}", std::process::id()));
    fs::copy(made, &partial)?;
    File::open(&partial)?.sync_all()?;
    fs::rename(&partial, path)
}

/// What a past is asked to be: the same moment gives the same past.
#[must_use]
pub fn settings(days: u32, orders_per_day: u32, now: Timestamp) -> Settings {
    let people = seed::demo_people();
    let well_known = people.iter().filter_map(|person| person.stall.map(str::to_owned)).collect();
    Settings {
        seed: SEED,
        days,
        orders_per_day,
        begins: BusinessDate::of(now, OFFSET_MINUTES).plus_days(-i64::from(days)).at_minute(3 * 60, OFFSET_MINUTES),
        buyers: people.into_iter().filter(|person| person.role.is_none()).map(|person| person.phone).collect(),
        purpose: Purpose::Past(Past { until: now, well_known }),
        sabotage: None,
        command: format!("laris seed malang --history-days {days}"),
    }
}

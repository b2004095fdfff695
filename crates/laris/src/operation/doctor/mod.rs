//! `laris doctor`: everything an administrator would look at, one line each, with the way out. It changes nothing in the city.

mod books;
mod database;
mod finding;
mod machine;
mod service;

use kernel::{Clock as _, SystemClock, Timestamp};
use registry::cities::{self, City};
use store::{Db, House};

pub use finding::{Finding, Verdict};

use crate::cli::DoctorOptions;
use crate::operation::books as city_books;

/// `laris doctor`; true when nothing is bad.
///
/// # Errors
/// When the findings cannot be written as JSON.
pub async fn run(options: &DoctorOptions) -> anyhow::Result<bool> {
    let findings = examine(options, SystemClock.now()).await;
    if options.is_json {
        println!("{}", serde_json::to_string(&findings)?);
    } else {
        for finding in &findings {
            println!("{finding}");
        }
    }
    Ok(findings.iter().all(|finding| finding.verdict != Verdict::Bad))
}

/// Looks at everything; what cannot be looked at is itself a finding.
pub async fn examine(options: &DoctorOptions, now: Timestamp) -> Vec<Finding> {
    let mut findings = machine::examine(options, now);
    let Some(db) = database::open(options, &mut findings).await else { return findings };
    if database::examine(&db, now, &mut findings).await {
        match served(&db, options).await {
            Ok((house, Some(city))) => {
                service::examine(options, &house, &city, now, &mut findings).await;
                books::examine(&house, city, now, &mut findings).await;
            }
            Ok((_, None)) => findings.push(Finding::bad("city", "there is no such city", "make one: laris seed malang, or laris restore")),
            Err(error) => findings.push(Finding::failed("city", &error)),
        }
    }
    findings
}

async fn served(db: &Db, options: &DoctorOptions) -> anyhow::Result<(House, Option<City>)> {
    let house = city_books::house(db.clone());
    let mut tx = db.reader().await?;
    let city = match &options.city {
        Some(slug) => cities::find(&mut tx, slug).await?,
        None => cities::first(&mut tx).await?,
    };
    Ok((house, city))
}

//! What serves people: jobs, messages, demo mode, the address.

use jobs::queue::figures;
use kernel::Timestamp;
use kernel::time::{MINUTE, SECOND};
use market::settlement;
use registry::audit::Walk;
use registry::cities::City;
use store::House;

use super::Finding;
use crate::cli::DoctorOptions;
use crate::operation::audit;

/// A job this late has nobody who runs it.
const LATE: i64 = 10 * MINUTE;
/// Clocks of several servers differ by less.
const AHEAD: i64 = 60 * SECOND;

/// Looks at the city as it is served.
pub(super) async fn examine(options: &DoctorOptions, house: &House, city: &City, now: Timestamp, findings: &mut Vec<Finding>) {
    findings.push(Finding::ok("city", format!("{} ({})", city.name, city.slug)));
    findings.push(address(options, city));
    findings.push(match audit::verify(house, city, None).await {
        Ok(walk) => trail(&walk),
        Err(error) => Finding::failed("audit", &error),
    });
    findings.push(if city.is_demo {
        Finding::ok("messages", "kept and shown: this is a demonstration city")
    } else {
        let found = "no provider: messages are only noted in the log, and nobody gets a code to sign in";
        Finding::bad("messages", found, "this release has no provider yet; run a demonstration city, or wait for WhatsApp")
    });
    match queue(house, city, now).await {
        Ok(found) => findings.extend(found),
        Err(error) => findings.push(Finding::failed("jobs", &error)),
    }
    match newest_order(house, city).await {
        Ok(Some(at)) if at.micros() > now.micros() + AHEAD => {
            let found =
                format!("the newest order is {} minutes in the future: this clock went back", (at.micros() - now.micros()) / MINUTE);
            findings.push(Finding::bad("orders", found, "set the clock right before the market opens; deadlines hang on it"));
        }
        Ok(Some(at)) => {
            findings.push(Finding::ok("orders", format!("the newest is {} hours old", (now.micros() - at.micros()) / (60 * MINUTE))))
        }
        Ok(None) => findings.push(Finding::ok("orders", "none yet")),
        Err(error) => findings.push(Finding::failed("orders", &error)),
    }
}

fn trail(walk: &Walk) -> Finding {
    let way_out = "keep a copy of this database, compare it with the last backup, and ask who may write to it";
    if walk.broken.is_some() { Finding::bad("audit", audit::said(walk), way_out) } else { Finding::ok("audit", audit::said(walk)) }
}

fn address(options: &DoctorOptions, city: &City) -> Finding {
    let is_public = !options.host.is_loopback() || options.origin.starts_with("https://");
    if city.is_demo && is_public {
        let found = format!("a demonstration city on {}: anybody may step into anybody's part, also the treasurer's", options.host);
        return Finding::bad("address", found, "serve it on 127.0.0.1, or make a real city");
    }
    if is_public && !options.origin.starts_with("https://") {
        let way_out = "put a proxy with a certificate before it and set origin = \"https://…\"";
        return Finding::warn("address", format!("{} without https", options.host), way_out);
    }
    Finding::ok("address", if options.origin.is_empty() { options.host.to_string() } else { options.origin.clone() })
}

async fn queue(house: &House, city: &City, now: Timestamp) -> anyhow::Result<Vec<Finding>> {
    let mut tx = house.db.reader().await?;
    let found = figures::figures(&mut tx, city.id, now.plus(-LATE)).await?;
    let mut findings = Vec::new();
    if found.overdue > 0 {
        let late = format!("{} jobs are more than 10 minutes late", found.overdue);
        findings.push(Finding::warn("jobs", late, "is a server running, and does its log name the reason? They run when it is back"));
    }
    for (kind, error, count) in figures::dead(&mut tx, city.id).await? {
        let dead = format!("{count} of kind {kind} failed for good: {error}");
        findings.push(Finding::warn("jobs", dead, "tell the people it was about; nothing runs them again"));
    }
    if findings.is_empty() {
        findings.push(Finding::ok("jobs", format!("{} waiting, none late, none failed", found.waiting)));
    }
    Ok(findings)
}

async fn newest_order(house: &House, city: &City) -> anyhow::Result<Option<Timestamp>> {
    Ok(settlement::newest_order(&mut house.db.reader().await?, city.id).await?)
}

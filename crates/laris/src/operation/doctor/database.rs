//! The database: reachable, of this release, sound, durable, and of the same time.

use kernel::Timestamp;
use kernel::time::SECOND;
use store::{Db, Options, StoreError, health};

use super::Finding;
use crate::cli::DoctorOptions;
use crate::operation::place;

/// Opens the database without making or changing anything.
pub(super) async fn open(options: &DoctorOptions, findings: &mut Vec<Finding>) -> Option<Db> {
    let place = options.place.options();
    let name = place::name(&place);
    if let Err(error) = place::check(&options.place) {
        findings.push(Finding::bad("database", error.to_string(), "see \"Restore\" in docs/OPERATIONS.md"));
        return None;
    }
    if let Options::Sqlite { path, .. } = &place
        && !path.exists()
    {
        findings.push(Finding::bad("database", format!("{name} is not there"), "name its folder with --data, or restore a backup"));
        return None;
    }
    if place.is_exposed() {
        let way_out = "add ?sslmode=require (and sslrootcert=FILE for an authority of your own) to the database's address";
        findings.push(Finding::warn("encryption", format!("{name} is reached over a network in the clear"), way_out));
    }
    let opened = match place {
        Options::Sqlite { .. } => Db::open(&place).await,
        Options::Postgres { url, .. } => Db::open(&Options::Postgres { url, connections: 2 }).await,
    };
    match opened {
        Ok(db) => Some(db),
        Err(error) => {
            let error = anyhow::Error::from(error);
            let way_out = "is the server up, the address right, the disk writable? A damaged file is replaced by a backup";
            findings.push(Finding::bad("database", format!("{name} cannot be opened: {error:#}"), way_out));
            None
        }
    }
}

/// Looks at an open database; false when its schema keeps us from reading on.
pub(super) async fn examine(db: &Db, now: Timestamp, findings: &mut Vec<Finding>) -> bool {
    findings.push(match health::version(db).await {
        Ok(version) => Finding::ok("database", version),
        Err(error) => Finding::failed("database", &error.into()),
    });
    findings.push(match health::damage(db).await {
        Ok(damage) if damage.is_empty() => Finding::ok("integrity", "no damage found"),
        Ok(damage) => Finding::bad("integrity", damage.join("; "), "stop the server, keep this database aside, restore the last backup"),
        Err(error) => Finding::failed("integrity", &error.into()),
    });
    findings.push(match health::settings(db).await {
        Ok(settings) => durability(&settings),
        Err(error) => Finding::failed("durability", &error.into()),
    });
    findings.extend(clock(db, now).await);
    match store::migrate::pending(db).await {
        Ok(0) => {
            findings.push(Finding::ok("schema", format!("step {}, this program's", store::migrate::MIGRATIONS.len())));
            true
        }
        Ok(steps) => {
            let found = format!("{steps} steps behind this program");
            findings.push(Finding::bad("schema", found, "back up, then start this program or run laris migrate"));
            false
        }
        Err(StoreError::Schema(what)) => {
            findings.push(Finding::bad("schema", what, "do not run this older program on it"));
            false
        }
        Err(error) => {
            findings.push(Finding::bad("schema", format!("there is none: {error}"), "run laris migrate, or restore a backup"));
            false
        }
    }
}

fn durability(settings: &[health::Setting]) -> Finding {
    let said = settings.iter().map(|setting| format!("{} {}", setting.name, setting.value)).collect::<Vec<_>>().join(", ");
    if settings.iter().all(|setting| setting.is_safe) {
        return Finding::ok("durability", said);
    }
    Finding::bad(
        "durability",
        said,
        "acknowledged orders can be lost in a power cut; on PostgreSQL set fsync, full_page_writes and synchronous_commit to on",
    )
}

/// PostgreSQL may live on another machine.
async fn clock(db: &Db, now: Timestamp) -> Option<Finding> {
    let theirs = match health::server_time(db).await {
        Ok(theirs) => theirs?,
        Err(error) => return Some(Finding::failed("clock", &error.into())),
    };
    let apart = (theirs.micros() - now.micros()).abs() / SECOND;
    let found = format!("{apart} s apart from the database server's");
    let way_out = "let both machines follow a time server (timedatectl set-ntp true)";
    Some(match apart {
        0..=5 => Finding::ok("clock", found),
        6..=60 => Finding::warn("clock", found, way_out),
        _ => Finding::bad("clock", found, way_out),
    })
}

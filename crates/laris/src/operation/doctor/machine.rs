//! The machine and the data folder: room, permissions, secret, clock, backups, who serves.

use std::path::{Path, PathBuf};

use kernel::Timestamp;
use kernel::time::{DAY, HOUR};

use super::Finding;
use crate::cli::DoctorOptions;
use crate::open;
use crate::operation::place::{FILE, Lock};

const MEGABYTE: u64 = 1_000_000;
/// Below this the next order may not fit.
const ROOM_BAD: u64 = 500 * MEGABYTE;
/// Below this somebody should make room.
const ROOM_WARN: u64 = 2_000 * MEGABYTE;
/// 2026-01-01 00:00 UTC: no city ran before.
const FIRST_DAY: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

/// Looks at what needs no database.
pub(super) fn examine(options: &DoctorOptions, now: Timestamp) -> Vec<Finding> {
    let data = &options.place.data;
    let mut findings = vec![Finding::ok("version", env!("CARGO_PKG_VERSION"))];
    if now < FIRST_DAY {
        let found = "this machine's clock is years behind";
        findings.push(Finding::bad("clock", found, "set it, and let it follow a time server, before anybody orders"));
    }
    findings.extend(room(data));
    findings.extend(permissions(data));
    findings.push(secret(options));
    findings.push(backups(options.backups.as_deref(), now));
    if options.place.database_url.is_none() && data.is_dir() {
        findings.push(match Lock::take(&options.place.options()) {
            Ok(_) => Finding::ok("server", "no server runs on this folder"),
            Err(error) if error.to_string().contains("another Laris") => Finding::ok("server", "a server runs on this folder"),
            Err(error) => Finding::bad("server", format!("{error:#}"), "the folder must be writable by whoever runs Laris"),
        });
    }
    findings
}

fn room(data: &Path) -> Option<Finding> {
    let stat = rustix::fs::statvfs(data).ok()?;
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    let found = format!("{} MB free at {}", free / MEGABYTE, data.display());
    let way_out = "make room: move old backups away, enlarge the disk; a full disk refuses orders, it loses none";
    Some(match free {
        0..ROOM_BAD => Finding::bad("disk", found, way_out),
        ROOM_BAD..ROOM_WARN => Finding::warn("disk", found, way_out),
        _ => Finding::ok("disk", found),
    })
}

/// People's names, numbers and addresses lie in the folder, and the key of every cookie.
#[cfg(unix)]
fn permissions(data: &Path) -> Option<Finding> {
    use std::os::unix::fs::PermissionsExt as _;
    let open_to_others = |path: &Path| path.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0);
    if !data.is_dir() {
        return None;
    }
    if !open_to_others(data) {
        return Some(Finding::ok("permissions", "only its owner reads the data folder"));
    }
    let open: Vec<&str> = [FILE, "secret"].into_iter().filter(|name| open_to_others(&data.join(name))).collect();
    Some(if open.is_empty() {
        Finding::ok("permissions", "only their owner reads the files")
    } else {
        Finding::bad(
            "permissions",
            format!("others on this machine may read {}", open.join(" and ")),
            format!("chmod 700 {}", data.display()),
        )
    })
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Option<Finding> {
    None
}

fn secret(options: &DoctorOptions) -> Finding {
    let is_shared = options.place.database_url.is_some();
    match open::find_secret(&options.place.data) {
        Ok(Some(open::SecretFrom::Environment)) => Finding::ok("secret", "from LARIS_SECRET"),
        Ok(Some(open::SecretFrom::File)) if is_shared => {
            let found = "from a file of this machine's own";
            Finding::warn("secret", found, "if several servers share the database, give all the same LARIS_SECRET")
        }
        Ok(Some(open::SecretFrom::File)) => Finding::ok("secret", "from the data folder; keep a copy with the backups"),
        Ok(None) => Finding::warn("secret", "there is none yet", "the first start makes one; after a restore put the old one back"),
        Err(error) => {
            Finding::bad("secret", format!("{error:#}"), "bring it back from a copy; with a new one every second factor must be reset")
        }
    }
}

/// Newest backup of a folder, by the files' own times.
fn backups(folder: Option<&Path>, now: Timestamp) -> Finding {
    let way_out = "run laris backup every night by a timer, onto another disk";
    let Some(folder) = folder else {
        return Finding::warn("backup", "nobody said where backups are", "name the folder with --backups or LARIS_BACKUPS");
    };
    let Some((file, at)) = newest(folder) else {
        return Finding::bad("backup", format!("there is none in {}", folder.display()), way_out);
    };
    let age = now.micros() - at.micros();
    let found = format!("{} is {} hours old", file.display(), age / HOUR);
    match age {
        ..=0 => Finding::ok("backup", format!("{} was just made", file.display())),
        1..=93_600_000_000 => Finding::ok("backup", found),
        age if age <= 7 * DAY => Finding::warn("backup", found, way_out),
        _ => Finding::bad("backup", found, way_out),
    }
}

fn newest(folder: &Path) -> Option<(PathBuf, Timestamp)> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let backups = files.filter(|path| path.extension().is_some_and(|extension| extension == "backup"));
    let made = backups.filter_map(|path| store::backup::made(&path).ok().map(|at| (path, at)));
    made.max_by_key(|(_, at)| *at)
}

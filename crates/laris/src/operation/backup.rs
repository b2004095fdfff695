//! `laris backup`: a whole city, or several, into one file, while it is being served.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kernel::time::{DAY, HOUR, MINUTE, SECOND};
use kernel::{BusinessDate, Clock as _, SystemClock, Timestamp};
use serde::Serialize;
use store::backup::{Draft, Manifest};
use store::{Db, Options};

use super::{books, place};
use crate::cli::BackupOptions;

/// What was written, for `--json`.
#[derive(Debug, Serialize)]
pub struct BackupReport {
    /// The file.
    pub file: PathBuf,
    /// Number of the schema's last step.
    pub schema: i64,
    /// The database it was taken from: `sqlite` or `postgresql`.
    pub source: String,
    /// Tables in it.
    pub tables: usize,
    /// Rows of all tables.
    pub rows: i64,
    /// Over all rows; two backups with the same one hold the same.
    pub checksum: String,
    /// Rules of the books that do not hold; empty when all is well.
    pub broken: Vec<String>,
}

/// `laris backup FILE_OR_FOLDER`.
///
/// # Errors
/// When the source cannot be read, the file exists, or what was written does not read back.
pub async fn run(options: &BackupOptions) -> anyhow::Result<()> {
    place::check_there(&options.place)?;
    let source = options.place.options();
    let report = write(&source, &options.to, SystemClock.now(), options.is_json).await?;
    if options.is_json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("{}: {} rows of {} tables, checked.", report.file.display(), report.rows, report.tables);
    }
    for fault in &report.broken {
        eprintln!("laris: the books were not right when this backup was made: {fault}");
    }
    Ok(())
}

/// Writes a backup and looks into its books. A city whose books are wrong needs its backup most, so they do not hinder it.
///
/// # Errors
/// As [`run`].
pub async fn write(source: &Options, to: &Path, now: Timestamp, is_quiet: bool) -> anyhow::Result<BackupReport> {
    let path = file_name(to, now);
    let mut told = |table: &store::copy::TableDigest| {
        if !is_quiet && table.rows > 0 {
            println!("{:>9}  {}", table.rows, table.table);
        }
    };
    let draft = Draft::write(source, &path, now, &mut told).await.with_context(|| format!("{} was not backed up", place::name(source)))?;
    let broken = books::check(&books::house(Db::open_to_read(draft.file())?)).await.context("the backup's books cannot be read")?;
    let manifest = draft.keep()?;
    Ok(report(path, &manifest, broken))
}

fn report(file: PathBuf, manifest: &Manifest, broken: Vec<String>) -> BackupReport {
    BackupReport {
        file,
        schema: manifest.schema,
        source: manifest.source.clone(),
        tables: manifest.tables.len(),
        rows: manifest.rows(),
        checksum: manifest.checksum(),
        broken,
    }
}

/// A folder gets a file named by the time: names sort by it, and doctor finds the newest.
fn file_name(to: &Path, now: Timestamp) -> PathBuf {
    if !to.is_dir() {
        return to.to_owned();
    }
    let seconds = now.micros().rem_euclid(DAY) / SECOND;
    let (hour, minute, second) = (seconds / (HOUR / SECOND), seconds % (HOUR / SECOND) / (MINUTE / SECOND), seconds % 60);
    let date = BusinessDate::of(now, 0).to_string().replace('-', "");
    to.join(format!("laris-{date}T{hour:02}{minute:02}{second:02}Z.backup"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gets_a_file_named_by_the_time() {
        let folder = tempfile::tempdir().unwrap();
        let at = BusinessDate::from_ymd(2026, 11, 21).unwrap().at_minute(61, 0).plus(9 * SECOND);
        assert_eq!(file_name(folder.path(), at), folder.path().join("laris-20261121T010109Z.backup"));
        assert_eq!(file_name(&folder.path().join("x"), at), folder.path().join("x"));
    }
}

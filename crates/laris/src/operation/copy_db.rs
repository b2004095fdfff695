//! `laris copy-db`: moves a whole database between SQLite and PostgreSQL, either way.

use anyhow::{Context as _, ensure};
use store::Options;
use store::copy::{Snapshot, TableDigest, Target, copy, of_all};

use super::place::{self, Lock};
use crate::cli::CopyOptions;

/// `laris copy-db --from … --to …`.
///
/// # Errors
/// When the source is not at this program's schema, the target holds data, one of them is a SQLite file that is being served, or a row
/// does not arrive.
pub async fn run(options: &CopyOptions) -> anyhow::Result<()> {
    let (from, to) = (place::parse(&options.from), place::parse(&options.to));
    let mut told = |table: &TableDigest| println!("{:>9}  {:<20} {}", table.rows, table.table, table.digest.get(..16).unwrap_or_default());
    let tables = between(&from, &to, &mut told).await?;
    let rows: i64 = tables.iter().map(|table| table.rows).sum();
    println!("{rows} rows of {} tables are the same on both sides; checksum {}.", tables.len(), of_all(&tables));
    Ok(())
}

/// Copies; gives rows and digest of each table, the same on both sides.
///
/// # Errors
/// As [`run`].
pub async fn between(from: &Options, to: &Options, told: &mut (dyn FnMut(&TableDigest) + Send)) -> anyhow::Result<Vec<TableDigest>> {
    if let Options::Sqlite { path, .. } = from {
        ensure!(path.exists(), "there is no database at {}", path.display());
    }
    place::check_whole(from)?;
    place::check_whole(to)?;
    // Two files of one folder have one lock: the target's.
    let source = if is_one_folder(from, to) { None } else { Some(Lock::take_to_read(from)) };
    let _source = source.transpose().context("stop the server of the source: what is ordered while it is copied would stay behind")?;
    let _target = Lock::take(to)?;
    let failed = || format!("nothing was copied into {}", place::name(to));
    let mut snapshot = Snapshot::open(from).await.with_context(failed)?;
    let target = Target::open(to).await.with_context(failed)?;
    copy(&mut snapshot, target, told).await.with_context(failed)
}

fn is_one_folder(from: &Options, to: &Options) -> bool {
    let folder = |options: &Options| place::folder(options).and_then(|folder| folder.canonicalize().ok());
    folder(from).is_some_and(|from| folder(to) == Some(from))
}

//! `laris restore`: a backup into an empty place, whole or not at all.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use store::backup::{Manifest, verify};
use store::copy::{Snapshot, Target, copy};
use store::{Db, Options};

use super::place::Lock;
use super::{books, place};
use crate::cli::RestoreOptions;

/// `laris restore BACKUP`.
///
/// # Errors
/// When the backup is damaged or newer than this program, the target holds data or is being served, or a row does not arrive.
pub async fn run(options: &RestoreOptions) -> anyhow::Result<()> {
    place::check(&options.place)?;
    let target = options.place.options();
    let (manifest, broken) = restore(&options.backup, &target).await?;
    println!("{} rows of {} tables are in {}, checked.", manifest.rows(), manifest.tables.len(), place::name(&target));
    for fault in &broken {
        eprintln!("laris: the books of this backup are not right: {fault}");
    }
    if matches!(target, Options::Sqlite { .. }) && !options.place.data.join("secret").exists() {
        println!("The server's secret is not part of a backup: put the old file `secret` there too, or every second factor must be reset.");
    }
    Ok(())
}

/// Verifies a backup, copies it and reads the books of the result; gives the rules that do not hold there.
///
/// # Errors
/// As [`run`].
pub async fn restore(backup: &Path, target: &Options) -> anyhow::Result<(Manifest, Vec<String>)> {
    let _lock = Lock::take(target)?;
    let manifest = verify(backup).await?;
    let upgraded = Upgraded::of(backup, target).await?;
    let source = Options::sqlite(upgraded.as_ref().map_or(backup, |upgraded| &upgraded.0));
    let mut snapshot = Snapshot::open(&source).await?;
    let to = Target::open(target).await.with_context(|| format!("nothing was restored into {}", place::name(target)))?;
    let arrived =
        copy(&mut snapshot, to, &mut |_| {}).await.with_context(|| format!("nothing was restored into {}", place::name(target)))?;
    if upgraded.is_none() && arrived != manifest.tables {
        bail!("what arrived in {} is not what the backup's manifest names; do not use it", place::name(target));
    }
    let db = match target {
        Options::Sqlite { path, .. } => Db::open_to_read(path)?,
        Options::Postgres { .. } => Db::open(target).await?,
    };
    let broken = books::check(&books::house(db)).await.context("the restored books cannot be read")?;
    Ok((manifest, broken))
}

/// A copy of an older backup, brought up to this program's schema; removed when dropped.
struct Upgraded(PathBuf);

impl Upgraded {
    /// None for a backup that is at this schema already.
    async fn of(backup: &Path, target: &Options) -> anyhow::Result<Option<Self>> {
        let pending = store::migrate::pending(&Db::open_to_read(backup)?).await?;
        if pending == 0 {
            return Ok(None);
        }
        let folder = match target {
            Options::Sqlite { path, .. } => path.parent().map_or_else(|| PathBuf::from("."), Path::to_owned),
            Options::Postgres { .. } => std::env::temp_dir(),
        };
        let copy = Self(folder.join(format!(".restore-{}.sqlite", std::process::id())));
        std::fs::copy(backup, &copy.0).with_context(|| format!("{} cannot be written", copy.0.display()))?;
        let db = Db::open(&Options::sqlite(&copy.0)).await?;
        store::migrate::migrate(&db).await.context("the backup's older schema cannot be brought up to date")?;
        Ok(Some(copy))
    }
}

impl Drop for Upgraded {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(end);
            // The log files are not always there.
            let _ = std::fs::remove_file(PathBuf::from(path));
        }
    }
}

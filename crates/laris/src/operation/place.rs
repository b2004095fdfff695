//! Where data lives, as said on the command line, and who may have it for themselves.

use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use store::Options;

use crate::cli::Place;
use crate::open;

/// The SQLite file in a data folder.
pub const FILE: &str = "laris.sqlite";
/// The file that says by its lock who has a data folder.
const LOCK: &str = "laris.lock";

impl Place {
    /// The database of this place.
    #[must_use]
    pub fn options(&self) -> Options {
        self.database_url.as_ref().map_or_else(|| Options::sqlite(self.data.join(FILE)), Options::postgres)
    }
}

/// Reads `postgres://…` as a server, a file as a SQLite file, and anything else as a data folder.
#[must_use]
pub fn parse(text: &str) -> Options {
    if ["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
        return Options::postgres(text);
    }
    let path = PathBuf::from(text);
    let is_file = path.is_file() || path.extension().is_some_and(|extension| extension == "sqlite");
    Options::sqlite(if is_file { path } else { path.join(FILE) })
}

/// For people, without a server's password.
#[must_use]
pub fn name(options: &Options) -> String {
    match options {
        Options::Sqlite { path, .. } => path.display().to_string(),
        Options::Postgres { .. } => "the PostgreSQL server".to_owned(),
    }
}

/// The folder of a SQLite file; none of a server.
#[must_use]
pub fn folder(options: &Options) -> Option<&Path> {
    match options {
        Options::Sqlite { path, .. } => Some(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))),
        Options::Postgres { .. } => None,
    }
}

/// Held while one process has a data folder for itself; let go when dropped, and by the system when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes a SQLite file's folder; a server has no such lock, several processes may serve from it.
    ///
    /// # Errors
    /// When another process has it, or the folder cannot be written.
    pub fn take(options: &Options) -> anyhow::Result<Self> {
        let Some(folder) = folder(options) else { return Ok(Self { _file: None }) };
        if folder.exists() && !folder.is_dir() {
            bail!("{} is a file; --data names a folder", folder.display());
        }
        open::make_folder(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        let lock = folder.join(LOCK);
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&lock);
        let mut file = opened.with_context(|| format!("{} cannot be written", lock.display()))?;
        hold(&mut file, folder)?;
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())?;
        Ok(Self { _file: Some(file) })
    }

    /// Takes the folder of a SQLite file that is only read, and writes nothing there: without a lock file nobody ever served it.
    ///
    /// # Errors
    /// When another process has it, or the lock file cannot be read.
    pub fn take_to_read(options: &Options) -> anyhow::Result<Self> {
        let Some(folder) = folder(options) else { return Ok(Self { _file: None }) };
        let lock = folder.join(LOCK);
        match File::open(&lock) {
            Ok(mut file) => {
                hold(&mut file, folder)?;
                Ok(Self { _file: Some(file) })
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { _file: None }),
            Err(error) => Err(error).with_context(|| format!("{} cannot be read", lock.display())),
        }
    }
}

/// Locks the file, or says who has.
fn hold(file: &mut File, folder: &Path) -> anyhow::Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Who it is only helps the reader.
            let _ = file.read_to_string(&mut holder);
            bail!(
                "another Laris (process {}) serves {}; a SQLite file has one server. Stop that one first, or move the city to PostgreSQL to run several",
                holder.trim(),
                folder.display()
            );
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("{} cannot be locked", folder.join(LOCK).display())),
    }
}

/// Refuses a folder in which something is missing that must not be: opening it would make an empty city over a lost one.
///
/// # Errors
/// When the place is no folder, or as [`check_whole`].
pub fn check(place: &Place) -> anyhow::Result<()> {
    if place.data.exists() && !place.data.is_dir() {
        bail!("{} is a file; --data names a folder", place.data.display());
    }
    check_whole(&place.options())
}

/// Refuses a write-ahead log that has lost its database: beside an empty file SQLite removes it, and with it what was acknowledged.
///
/// # Errors
/// When a SQLite file is not there or empty, and its log is not.
pub fn check_whole(options: &Options) -> anyhow::Result<()> {
    let Options::Sqlite { path: file, .. } = options else { return Ok(()) };
    let mut log = file.clone().into_os_string();
    log.push("-wal");
    let log = PathBuf::from(log);
    if !has_bytes(file) && has_bytes(&log) {
        bail!(
            "{} is there and {} is not, or is empty: the folder was copied or restored by half. Bring back the database of the same moment, or move the log away",
            log.display(),
            file.display()
        );
    }
    Ok(())
}

/// Refuses a place without a database, for commands that make none.
///
/// # Errors
/// As [`check`]; when there is no SQLite file, or an empty one.
pub fn check_there(place: &Place) -> anyhow::Result<()> {
    check(place)?;
    if let Options::Sqlite { path, .. } = place.options()
        && !has_bytes(&path)
    {
        bail!(
            "there is no database at {}; say where it is with --data (LARIS_DATA) or --database-url (LARIS_DATABASE_URL), or name the settings that say so with --config (LARIS_CONFIG)",
            path.display()
        );
    }
    Ok(())
}

fn has_bytes(file: &Path) -> bool {
    file.metadata().is_ok_and(|found| found.len() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup");
        std::fs::write(&file, "").unwrap();
        let path_of = |text: &str| match parse(text) {
            Options::Sqlite { path, .. } => Some(path),
            Options::Postgres { .. } => None,
        };
        for (text, expected) in [
            ("postgres://u@h/d", None),
            ("postgresql://u@h/d", None),
            ("./data", Some(PathBuf::from("./data/laris.sqlite"))),
            ("old/laris.sqlite", Some(PathBuf::from("old/laris.sqlite"))),
            (file.to_str().unwrap(), Some(file.clone())),
        ] {
            assert_eq!(path_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_folder_has_one_holder() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::sqlite(folder.path().join(FILE));
        let first = Lock::take(&options).unwrap();
        let refused = Lock::take(&options).unwrap_err().to_string();
        assert!(refused.contains(&format!("process {}", std::process::id())), "{refused}");
        drop(first);
        Lock::take(&options).unwrap();
    }
}

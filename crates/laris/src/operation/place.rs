//! Where data lives, as said on the command line, and who may have it for themselves.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use store::Options;

use crate::cli::Place;
use crate::open;

/// The SQLite file in a data folder.
pub const FILE: &str = "laris.sqlite";

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
        let Options::Sqlite { path, .. } = options else { return Ok(Self { _file: None }) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if folder.exists() && !folder.is_dir() {
            bail!("{} is a file; --data names a folder", folder.display());
        }
        open::make_folder(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        let lock = folder.join("laris.lock");
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(&lock);
        let mut file = opened.with_context(|| format!("{} cannot be written", lock.display()))?;
        match file.try_lock() {
            Ok(()) => {}
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
            Err(TryLockError::Error(error)) => return Err(error).with_context(|| format!("{} cannot be locked", lock.display())),
        }
        file.set_len(0)?;
        file.rewind()?;
        write!(file, "{}", std::process::id())?;
        Ok(Self { _file: Some(file) })
    }
}

/// Refuses a folder in which something is missing that must not be: opening it would make an empty city over a lost one.
///
/// # Errors
/// When the place is no folder, or a write-ahead log has lost its database.
pub fn check(place: &Place) -> anyhow::Result<()> {
    if place.data.exists() && !place.data.is_dir() {
        bail!("{} is a file; --data names a folder", place.data.display());
    }
    if place.database_url.is_some() {
        return Ok(());
    }
    let file = place.data.join(FILE);
    let log = place.data.join(format!("{FILE}-wal"));
    if !file.exists() && log.metadata().is_ok_and(|log| log.len() > 0) {
        bail!(
            "{} is there and {} is not: the folder was copied or restored by half. Bring back the database of the same moment, or move the log away",
            log.display(),
            file.display()
        );
    }
    Ok(())
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

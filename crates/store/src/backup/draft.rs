//! A backup in the making: a file under another name, which disappears unless it is kept.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use kernel::Timestamp;

use super::manifest::{Manifest, verify};
use crate::copy::{CopyError, Snapshot, TableDigest, Target, copy};
use crate::db::Options;

/// A written backup that has not its name yet.
#[derive(Debug)]
pub struct Draft {
    partial: PathBuf,
    path: PathBuf,
    manifest: Manifest,
    is_kept: bool,
}

impl Draft {
    /// Writes every row of `source` as it is now, and reads the file again. `path` must not exist; its folder must.
    ///
    /// # Errors
    /// [`CopyError`]; the half-written file is removed.
    pub async fn write(
        source: &Options,
        path: &Path,
        now: Timestamp,
        told: &mut (dyn FnMut(&TableDigest) + Send),
    ) -> Result<Self, CopyError> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("backup");
        let partial = path.with_file_name(format!(".{name}.partial-{}", std::process::id()));
        if path.exists() {
            let source = std::io::Error::new(std::io::ErrorKind::AlreadyExists, "there is a file of this name; a backup replaces nothing");
            return Err(CopyError::File { path: path.to_owned(), source });
        }
        make_private(&partial)?;
        // From here on the file is removed unless the backup is kept.
        let manifest = Manifest { made: now, schema: 0, source: String::new(), tables: Vec::new() };
        let mut draft = Self { partial, path: path.to_owned(), manifest, is_kept: false };
        let mut snapshot = Snapshot::open(source).await?;
        let target = Target::open(&Options::Sqlite { path: draft.partial.clone(), readers: 1 }).await?;
        draft.manifest.tables = copy(&mut snapshot, target, told).await?;
        draft.manifest.schema = snapshot.steps().await?.last().map_or(0, |(number, _)| *number);
        draft.manifest.source = source.kind().to_owned();
        drop(snapshot);
        draft.manifest.write(&draft.partial)?;
        let read = verify(&draft.partial).await?;
        if read != draft.manifest {
            return Err(CopyError::Unsound { path: draft.path.clone(), what: "it does not read as it was written".to_owned() });
        }
        Ok(draft)
    }

    /// The file, to be looked at once more before it is kept; only for reading.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.partial
    }

    /// Gives the file its name, on the disk before this returns.
    ///
    /// # Errors
    /// [`CopyError::File`].
    pub fn keep(mut self) -> Result<Manifest, CopyError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| CopyError::File { path, source }
        };
        File::open(&self.partial).and_then(|file| file.sync_all()).map_err(failed(&self.partial))?;
        fs::rename(&self.partial, &self.path).map_err(failed(&self.path))?;
        self.is_kept = true;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
        Ok(self.manifest.clone())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_kept {
            return;
        }
        if let Err(error) = fs::remove_file(&self.partial) {
            tracing::warn!(%error, file = %self.partial.display(), "a half-written backup was left behind");
        }
    }
}

/// Makes an empty file that only its owner reads: a backup holds people's names, numbers and addresses.
fn make_private(path: &Path) -> Result<(), CopyError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|source| CopyError::File { path: path.to_owned(), source })
}

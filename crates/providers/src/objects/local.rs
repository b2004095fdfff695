//! Objects as files below a folder.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use super::{ObjectError, ObjectKey, ObjectStore};
use crate::BoxFuture;

/// Tells the drafts of this process apart.
static DRAFTS: AtomicU64 = AtomicU64::new(0);

/// A folder of this machine, made when first written to. It is not for several machines.
#[derive(Debug, Clone)]
pub struct LocalObjects {
    folder: PathBuf,
}

impl LocalObjects {
    /// Objects below `folder`.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, key: &ObjectKey) -> PathBuf {
        key.as_str().split('/').fold(self.folder.clone(), |path, part| path.join(part))
    }
}

impl ObjectStore for LocalObjects {
    fn name(&self) -> &'static str {
        "local"
    }

    fn put<'a>(&'a self, key: &'a ObjectKey, bytes: Vec<u8>, _: &'static str) -> BoxFuture<'a, Result<(), ObjectError>> {
        let path = self.path(key);
        Box::pin(on_disk(move || write(&path, &bytes)))
    }

    fn get<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<Vec<u8>>, ObjectError>> {
        let path = self.path(key);
        Box::pin(on_disk(move || there(fs::read(path))))
    }

    fn size<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<u64>, ObjectError>> {
        let path = self.path(key);
        Box::pin(on_disk(move || Ok(there(fs::metadata(path))?.map(|found| found.len()))))
    }

    fn delete<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<(), ObjectError>> {
        let path = self.path(key);
        Box::pin(on_disk(move || there(fs::remove_file(path)).map(drop)))
    }
}

/// A draft beside the file takes its place only once it lasts: a loss of power leaves the whole object or none.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".draft-{}-{}", std::process::id(), DRAFTS.fetch_add(1, Ordering::Relaxed)));
    let written = File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let done = written.and_then(|()| fs::rename(&draft, path)).and_then(|()| File::open(folder)?.sync_all());
    if done.is_err() {
        // What is left of a failed draft is hidden and harmless; the failure itself is what the caller hears of.
        drop(fs::remove_file(&draft));
    }
    done
}

fn there<T>(found: std::io::Result<T>) -> std::io::Result<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, ObjectError> {
    tokio::task::spawn_blocking(work).await.map_err(ObjectError::unavailable)?.map_err(ObjectError::unavailable)
}

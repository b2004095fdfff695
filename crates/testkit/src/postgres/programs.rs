//! Where the server programs are, and as whom they run.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

/// The folder with `initdb` and `postgres`: on PATH, else the newest Debian keeps under `/usr/lib/postgresql`.
///
/// # Errors
/// When there is none; says what to install.
pub fn programs() -> Result<PathBuf> {
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let mut packaged: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect())
        .unwrap_or_default();
    packaged.sort_by_key(|bin| std::cmp::Reverse(version_of(bin)));
    on_path
        .into_iter()
        .chain(packaged)
        .find(|folder| ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file()))
        .context("PostgreSQL's server programs (initdb, postgres) are not installed; on Debian: apt-get install postgresql")
}

fn version_of(bin: &Path) -> u32 {
    bin.parent().and_then(Path::file_name).and_then(|name| name.to_str()).and_then(|name| name.parse().ok()).unwrap_or(0)
}

/// A user and group to run the server as, because it refuses to run as root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// User number.
    pub user: u32,
    /// Group number.
    pub group: u32,
}

impl Account {
    /// None when this process is not root: the server then runs as the same user.
    ///
    /// # Errors
    /// When root finds neither the user `postgres` nor `nobody`.
    pub fn needed() -> Result<Option<Self>> {
        if number("-u", None)? != 0 {
            return Ok(None);
        }
        for name in ["postgres", "nobody"] {
            if let (Ok(user), Ok(group)) = (number("-u", Some(name)), number("-g", Some(name))) {
                return Ok(Some(Self { user, group }));
            }
        }
        bail!("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
    }
}

fn number(what: &str, name: Option<&str>) -> Result<u32> {
    let output = Command::new("id").arg(what).args(name).output().context("run id")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse()?)
}

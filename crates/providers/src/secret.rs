//! Keys and passwords of the outside world: from the environment or a file, and into no log.

use std::fmt;
use std::path::{Path, PathBuf};

/// The longest file that is taken for a secret, in bytes: a private key has about two thousand.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whoever signs with it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The secret called `name`: the value of that variable, else the content of the file that `NAME_FILE` names, each without
    /// the last line's end; `None` when neither is set. `variable` looks into the environment.
    ///
    /// # Errors
    /// [`SecretError`]: a file that cannot be read, is empty, or may be read by everybody on this machine.
    pub fn load(name: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, SecretError> {
        if let Some(text) = variable(name) {
            return Ok(Some(Self(text.trim_end_matches(['\r', '\n']).to_owned())));
        }
        variable(&format!("{name}_FILE")).map(|path| Self::from_file(Path::new(&path))).transpose()
    }

    fn from_file(path: &Path) -> Result<Self, SecretError> {
        let unread = |source| SecretError::Unread { path: path.to_owned(), source };
        let about = std::fs::metadata(path).map_err(unread)?;
        if is_open_to_all(&about) {
            return Err(SecretError::OpenToAll { path: path.to_owned() });
        }
        if about.len() > FILE_BYTES_MAX {
            return Err(SecretError::NoSecret { path: path.to_owned() });
        }
        let text = std::fs::read_to_string(path).map_err(unread)?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() { Err(SecretError::NoSecret { path: path.to_owned() }) } else { Ok(Self(text.to_owned())) }
    }
}

/// Says only that there is one.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(unix)]
fn is_open_to_all(about: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o007 != 0
}

#[cfg(not(unix))]
fn is_open_to_all(_: &std::fs::Metadata) -> bool {
    false
}

/// Why a secret could not be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// No such file, or not ours to read.
    #[error("{} cannot be read", path.display())]
    Unread {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Everybody on this machine could read it, and may have.
    #[error("{} is open to everybody on this machine: chmod 600, and have the key changed if others work here", path.display())]
    OpenToAll {
        /// Which file.
        path: PathBuf,
    },
    /// Nothing in it, or far too much.
    #[error("{} holds no secret", path.display())]
    NoSecret {
        /// Which file.
        path: PathBuf,
    },
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_secret_is_taken_from_the_environment_or_a_closed_file() {
        let path = std::env::temp_dir().join(format!("laris-secret-{}", std::process::id()));
        std::fs::write(&path, "rahasia\n").unwrap();
        let look = |name: &str| (name == "KEY_FILE").then(|| path.display().to_string());
        for (mode, is_taken) in [(0o600, true), (0o640, true), (0o644, false), (0o602, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            match Secret::load("KEY", look) {
                Ok(secret) => assert!(is_taken && secret == Some(Secret::new("rahasia")), "{mode:o}"),
                Err(error) => assert!(!is_taken && matches!(error, SecretError::OpenToAll { .. }), "{mode:o}: {error}"),
            }
        }
        std::fs::write(&path, "\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(Secret::load("KEY", look), Err(SecretError::NoSecret { .. })));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(Secret::load("KEY", look), Err(SecretError::Unread { .. })));
        assert_eq!(Secret::load("OTHER", look).unwrap(), None);
        assert_eq!(Secret::load("KEY", |name| Some(name.to_owned())).unwrap(), Some(Secret::new("KEY")));
        assert_eq!(format!("{:?}", Secret::new("rahasia")), "Secret(…)");
    }
}

//! Where files lie that are no rows: pictures. A folder of this machine, or anything that speaks S3.
//!
//! An object is written whole or not at all, and never changed: another content has another key. Nothing here knows what an
//! object is, or who may see it.

mod local;
mod s3;

use std::fmt;

use kernel::error::{ErrorKind, Kinded};

use crate::BoxFuture;

pub use local::LocalObjects;
pub use s3::{S3Objects, S3Settings};

/// The longest key, in bytes. Source: Amazon S3, "Naming objects" (1,024 bytes), less what a prefix may take.
const KEY_BYTES_MAX: usize = 512;

/// The name of an object: parts of `a-z`, `0-9`, `-`, `_` and `.`, with `/` between, none beginning with a dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`ObjectError::Key`] for anything that could lead out of the folder, or that some store would write otherwise.
    pub fn parse(text: &str) -> Result<Self, ObjectError> {
        let is_sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
        let is_part = |part: &str| !part.is_empty() && !part.starts_with('.') && part.bytes().all(is_sign);
        let is_key = text.len() <= KEY_BYTES_MAX && text.split('/').all(is_part);
        if is_key { Ok(Self(text.to_owned())) } else { Err(ObjectError::Key) }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why an object could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// No key.
    #[error("this is no key of an object")]
    Key,
    /// The settings do not fit together: a fault to be mended by who runs the city.
    #[error("the object store's settings are wrong: {0}")]
    Settings(String),
    /// The store cannot be reached, is full, or refuses us; later it may work.
    #[error("the object store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ObjectError {
    pub(crate) fn unavailable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Unavailable(error.into())
    }
}

impl Kinded for ObjectError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Key | Self::Settings(_) => ErrorKind::Internal,
            Self::Unavailable(_) => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Key | Self::Settings(_) => "internal",
            Self::Unavailable(_) => "objects_unavailable",
        }
    }
}

/// Keeps objects.
pub trait ObjectStore: Send + Sync {
    /// Short and lower case, for logs and settings.
    fn name(&self) -> &'static str;

    /// Writes an object whole; one that is there already is replaced. It lasts once this returns.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`]; nothing, or the former object, is there then.
    fn put<'a>(&'a self, key: &'a ObjectKey, bytes: Vec<u8>, mime: &'static str) -> BoxFuture<'a, Result<(), ObjectError>>;

    /// The object's bytes; `None` when there is none.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`].
    fn get<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<Vec<u8>>, ObjectError>>;

    /// **Units:** the object's bytes; `None` when there is none. Reads nothing of it.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`].
    fn size<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<u64>, ObjectError>>;

    /// Removes the object; one that is gone already is no error.
    ///
    /// # Errors
    /// [`ObjectError::Unavailable`].
    fn delete<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<(), ObjectError>>;
}

#[cfg(test)]
mod tests {
    use super::ObjectKey;

    #[test]
    fn keys_lead_nowhere_else() {
        let long = "a".repeat(513);
        for (text, is_key) in [
            ("pictures/0190f0a2/ab12-160.jpg", true),
            ("a", true),
            ("", false),
            ("/etc/passwd", false),
            ("a//b", false),
            ("a/../b", false),
            ("..", false),
            ("a/.b", false),
            ("a/b/", false),
            ("A", false),
            ("a b", false),
            ("a\0", false),
            ("a%2f", false),
            ("é", false),
            (long.as_str(), false),
        ] {
            assert_eq!(ObjectKey::parse(text).is_ok(), is_key, "{text:?}");
        }
    }
}

//! A person, and why a change to one is refused.

use ::store::{FromRow, Row, StoreError};
use kernel::error::{ErrorKind, Kinded};
use kernel::id::PersonId;
use kernel::{Lang, Phone};

use super::rules::NAME_MAX;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Empty until they have said it.
    pub name: String,
    /// One person a number in a city.
    pub phone: Phone,
    /// In which they read.
    pub lang: Lang,
}

impl FromRow for Person {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { id: row.take()?, name: row.take()?, phone: row.take()?, lang: row.take()? })
    }
}

/// What [`super::ensure`] found or made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ensured {
    /// The person with the number.
    pub id: PersonId,
    /// Whether they were not known before.
    pub is_new: bool,
}

/// Why a change is refused.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Nothing to read in the name.
    #[error("the name is missing")]
    NameMissing,
    /// A control character in the name.
    #[error("the name holds a control character")]
    NameNotAllowed,
    /// More than [`NAME_MAX`] characters.
    #[error("the name is longer than {NAME_MAX} characters")]
    NameTooLong,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(PersonError);

impl Kinded for PersonError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSignedIn => ErrorKind::Unauthenticated,
            Self::NameMissing | Self::NameNotAllowed | Self::NameTooLong => ErrorKind::Invalid,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::NameMissing => "name_missing",
            Self::NameNotAllowed => "text_not_allowed",
            Self::NameTooLong => "name_too_long",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameMissing | Self::NameNotAllowed | Self::NameTooLong => Some("name"),
            Self::NotSignedIn | Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NameTooLong => vec![("max", NAME_MAX.to_string())],
            Self::NotSignedIn | Self::NameMissing | Self::NameNotAllowed | Self::Store(_) => Vec::new(),
        }
    }
}

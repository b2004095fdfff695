//! A seller, and why one is refused.

use ::store::{FromRow, Row, StoreError};
use kernel::error::{ErrorKind, Kinded};
use kernel::id::{PersonId, SellerId};

use super::rules::NAME_MAX;

/// A business that sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// Its id.
    pub id: SellerId,
    /// Who answers for it.
    pub person: PersonId,
    /// `Dapur Mbak Yuli`.
    pub name: String,
    /// The ward of its seat, where that is known.
    pub ward_code: Option<String>,
}

impl FromRow for Seller {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self { id: row.take()?, person: row.take()?, name: row.take()?, ward_code: row.take()? })
    }
}

/// What is needed to make a seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeller {
    /// Who answers for it.
    pub person: PersonId,
    /// 1 to 80 characters.
    pub name: String,
    /// A ward of this city, or none.
    pub ward_code: Option<String>,
}

/// Why a seller is refused.
#[derive(Debug, thiserror::Error)]
pub enum SellerError {
    /// Only managers and administrators enter sellers.
    #[error("only managers and administrators may do this")]
    NotAllowed,
    /// Nothing to read in the name.
    #[error("the name is missing")]
    NameMissing,
    /// A control character in the name.
    #[error("the name holds a control character")]
    NameNotAllowed,
    /// More than [`NAME_MAX`] characters.
    #[error("the name is longer than {NAME_MAX} characters")]
    NameTooLong,
    /// There is no such person.
    #[error("no such person")]
    PersonUnknown,
    /// No ward of this city.
    #[error("no such ward in this city")]
    WardUnknown,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(SellerError);

impl Kinded for SellerError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NameMissing | Self::NameNotAllowed | Self::NameTooLong | Self::WardUnknown => ErrorKind::Invalid,
            Self::PersonUnknown => ErrorKind::NotFound,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NameMissing => "name_missing",
            Self::NameNotAllowed => "text_not_allowed",
            Self::NameTooLong => "name_too_long",
            Self::PersonUnknown => "person_unknown",
            Self::WardUnknown => "ward_unknown",
            Self::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameMissing | Self::NameNotAllowed | Self::NameTooLong => Some("name"),
            Self::PersonUnknown => Some("person"),
            Self::WardUnknown => Some("ward_code"),
            Self::NotAllowed | Self::Store(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NameTooLong => vec![("max", NAME_MAX.to_string())],
            Self::NotAllowed | Self::NameMissing | Self::NameNotAllowed | Self::PersonUnknown | Self::WardUnknown | Self::Store(_) => {
                Vec::new()
            }
        }
    }
}

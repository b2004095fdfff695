//! Purposes, a consent, and why one is not recorded.

use ::store::{FromRow, Row, StoreError};
use kernel::Timestamp;
use kernel::error::{ErrorKind, Kinded};
use serde::{Deserialize, Serialize};

/// What a person may allow. What an order needs (name, phone, address to the runner) rests on the contract, not on this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Messages about one's orders by WhatsApp.
    OrderMessages,
    /// Offers and news.
    Promotion,
    /// Showing one's own turnover to the finance desk.
    TurnoverSharing,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::OrderMessages, Self::Promotion, Self::TurnoverSharing];

    /// The name kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrderMessages => "order_messages",
            Self::Promotion => "promotion",
            Self::TurnoverSharing => "turnover_sharing",
        }
    }

    /// From the name kept in the database.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// One consent, standing or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What for.
    pub purpose: Purpose,
    /// Which text was shown: `2026-11`.
    pub text_version: String,
    /// When it was given.
    pub given: Timestamp,
    /// When it was taken back or replaced by a newer text; `None` while it stands.
    pub withdrawn: Option<Timestamp>,
}

impl FromRow for Consent {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            purpose: Purpose::parse(&row.take::<String>()?).ok_or(StoreError::Cell {
                column: 0,
                found: "another text",
                expected: "a purpose",
            })?,
            text_version: row.take()?,
            given: row.take()?,
            withdrawn: row.take()?,
        })
    }
}

/// Why a consent is not recorded.
#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

store::collides!(ConsentError);

impl Kinded for ConsentError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSignedIn => ErrorKind::Unauthenticated,
            Self::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::Store(error) => error.code(),
        }
    }
}

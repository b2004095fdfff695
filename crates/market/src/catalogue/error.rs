//! Everything the catalogue refuses, in its own words.

use kernel::error::{ErrorKind, Kinded};
use store::StoreError;

use super::rules;

/// Why the catalogue refuses a change. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The actor neither sells at this stall nor manages its market.
    #[error("not allowed")]
    NotAllowed,
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Zero, negative, or beyond belief.
    #[error("a price is 1 to {}", rules::PRICE_MAX)]
    BadPrice,
    /// In the past, or too far away.
    #[error("the time must be within the next 60 days")]
    BadTime,
    /// A shop of one cluster cannot sell the goods of another.
    #[error("the goods belong to another cluster")]
    OtherCluster,
    /// Orders changed the stock each time it was to be written.
    #[error("the stock keeps changing")]
    Busy,
}

::store::collides!(CatalogueError);

impl Kinded for CatalogueError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::BadPrice | Self::BadTime | Self::OtherCluster => ErrorKind::Invalid,
            Self::Busy => ErrorKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::NotAllowed => "not_allowed",
            Self::NotFound(_) => "not_found",
            Self::BadPrice => "price_out_of_range",
            Self::BadTime => "time_out_of_range",
            Self::OtherCluster => "other_cluster",
            Self::Busy => "stock_busy",
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadPrice => Some("price"),
            Self::BadTime => Some("until"),
            Self::OtherCluster => Some("product"),
            Self::Store(_) | Self::NotAllowed | Self::NotFound(_) | Self::Busy => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound(what) => vec![("what", (*what).to_owned())],
            _ => Vec::new(),
        }
    }
}

//! Everything the catalogue refuses, in its own words.

use jobs::idempotency::IdempotencyError;
use kernel::error::{ErrorKind, Kinded};
use store::StoreError;

use super::rules;
use super::today::{Conflict, Jump};

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
    /// Somebody else changed offers of the list to something else since it was shown.
    #[error("{} offers were changed by somebody else", .0.len())]
    ChangedElsewhere(Vec<Conflict>),
    /// Prices so far from yesterday's that they must be confirmed.
    #[error("{} prices are far from yesterday's", .0.len())]
    PriceJumps(Vec<Jump>),
    /// More goods than a list may have.
    #[error("a list has {0} goods at most")]
    TooMany(usize),
    /// The key was used for something else, or is no key.
    #[error(transparent)]
    Idempotency(IdempotencyError),
    /// Orders changed the stock each time it was to be written.
    #[error("the stock keeps changing")]
    Busy,
}

::store::collides!(CatalogueError);

impl From<IdempotencyError> for CatalogueError {
    fn from(error: IdempotencyError) -> Self {
        match error {
            IdempotencyError::Store(error) => Self::Store(error),
            other => Self::Idempotency(other),
        }
    }
}

impl Kinded for CatalogueError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) => error.kind(),
            Self::NotAllowed => ErrorKind::Forbidden,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::Idempotency(error) => error.kind(),
            Self::BadPrice | Self::BadTime | Self::OtherCluster | Self::PriceJumps(_) | Self::TooMany(_) => ErrorKind::Invalid,
            Self::Busy | Self::ChangedElsewhere(_) => ErrorKind::Conflict,
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
            Self::ChangedElsewhere(_) => "changed_elsewhere",
            Self::PriceJumps(_) => "price_jumps",
            Self::TooMany(_) => "too_many_goods",
            Self::Idempotency(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::BadPrice => Some("price"),
            Self::BadTime => Some("until"),
            Self::OtherCluster => Some("product"),
            Self::Idempotency(error) => error.field(),
            Self::Store(_) | Self::NotAllowed | Self::NotFound(_) | Self::Busy => None,
            Self::ChangedElsewhere(_) | Self::PriceJumps(_) | Self::TooMany(_) => None,
        }
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotFound(what) => vec![("what", (*what).to_owned())],
            Self::ChangedElsewhere(conflicts) => vec![("count", conflicts.len().to_string())],
            Self::PriceJumps(jumps) => vec![("count", jumps.len().to_string())],
            Self::TooMany(max) => vec![("max", max.to_string())],
            _ => Vec::new(),
        }
    }
}

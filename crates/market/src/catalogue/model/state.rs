//! What follows from an offer at a given time: whether one can have it, and its price for a kilogram or litre.

use kernel::{Rupiah, Timestamp};
use serde::{Deserialize, Serialize};

/// Whether one can have an offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// Yes.
    Open,
    /// Its stall or market is closed for a while.
    ClosedToday {
        /// Open again from then.
        until: Timestamp,
    },
    /// Nothing left.
    SoldOut {
        /// Back by itself from then; `None` when only new stock brings it back.
        until: Option<Timestamp>,
    },
    /// No longer sold.
    Withdrawn,
}

impl Availability {
    /// Whether it can be ordered.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open)
    }

    /// Stable name for the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::ClosedToday { .. } => "closed_today",
            Self::SoldOut { .. } => "sold_out",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The unit in which packs of different content can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparableUnit {
    /// For a kilogram.
    Kilogram,
    /// For a litre.
    Litre,
}

impl ComparableUnit {
    /// As written behind a price: `kg`, `liter`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kilogram => "kg",
            Self::Litre => "liter",
        }
    }
}

/// A price for a kilogram or a litre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparable {
    /// Rounded half up to a whole rupiah.
    pub price: Rupiah,
    /// For what.
    pub unit: ComparableUnit,
}

//! What one line of a basket wants, how its goods are sold, and why a wish is refused.

use kernel::error::{ErrorKind, Kinded};
use kernel::{Quantity, Rupiah, Unit};

/// The largest sum one line may be worth. **Units:** rupiah.
pub const AMOUNT_MAX: Rupiah = Rupiah(100_000_000);

/// How the goods of a line are sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoldAs<'a> {
    /// By weight (quantities in grams of a price per kilogram), piece, bunch or pack.
    pub unit: Unit,
    /// The unit as the seller writes it: `kg`, `ikat`, `tray 30 butir`. Ignored for goods sold by weight, which are sold in kg.
    pub label: &'a str,
    /// What one unit weighs. **Units:** grams; `None` if not known. Only shown, never used to convert.
    pub pack_grams: Option<i64>,
    /// What one unit holds. **Units:** millilitres; `None` if not known. Only shown; a label `liter` converts by itself.
    pub pack_ml: Option<i64>,
    /// Price of one unit, of one kilogram for goods sold by weight.
    pub price: Rupiah,
    /// Quantities come in multiples of this. **Units:** thousandths of the unit; 1 or less means any.
    pub step_milli: i64,
    /// The least that is sold. **Units:** thousandths of the unit; 0 or less means any.
    pub min_milli: i64,
}

/// What a buyer wants of one offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// So much of it.
    Quantity(Quantity),
    /// So much of it as this money buys.
    Amount(Rupiah),
}

/// Why a wish cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WantedError {
    /// Nothing was written.
    #[error("no quantity was given")]
    Empty,
    /// It is not a quantity or a sum we can read for certain.
    #[error("the quantity is not understood")]
    NotUnderstood,
    /// Zero of it.
    #[error("the quantity is zero")]
    Zero,
    /// Less than zero of it.
    #[error("the quantity is negative")]
    Negative,
    /// More than one line may hold.
    #[error("the quantity is too large")]
    TooLarge,
    /// Less than the seller sells.
    #[error("the least that is sold is {min}")]
    BelowMinimum {
        /// The least, as people write it: `¼ kg`.
        min: String,
    },
    /// Between two of the seller's steps.
    #[error("the quantity must be a multiple of {step}")]
    NotMultiple {
        /// The step, as people write it: `100 g`, `1 ikat`.
        step: String,
    },
    /// A unit of another kind than the goods are sold in.
    #[error("the goods are sold by {expected}")]
    UnitMismatch {
        /// How they are sold: `kg`, `sak 5 kg`, `bungkus (500 g)`.
        expected: String,
    },
    /// The money does not buy the least that is sold.
    #[error("the amount is too small, the least is {least}")]
    AmountTooSmall {
        /// The least sum that buys something.
        least: Rupiah,
    },
}

impl Kinded for WantedError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "quantity_empty",
            Self::NotUnderstood => "quantity_not_understood",
            Self::Zero => "quantity_zero",
            Self::Negative => "quantity_negative",
            Self::TooLarge => "quantity_too_large",
            Self::BelowMinimum { .. } => "quantity_below_minimum",
            Self::NotMultiple { .. } => "quantity_not_multiple",
            Self::UnitMismatch { .. } => "quantity_unit_mismatch",
            Self::AmountTooSmall { .. } => "amount_too_small",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("quantity")
    }

    fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Empty | Self::NotUnderstood | Self::Zero | Self::Negative | Self::TooLarge => Vec::new(),
            Self::BelowMinimum { min } => vec![("min", min.clone())],
            Self::NotMultiple { step } => vec![("step", step.clone())],
            Self::UnitMismatch { expected } => vec![("expected", expected.clone())],
            Self::AmountTooSmall { least } => vec![("least", least.to_string())],
        }
    }
}

//! Amounts of goods in thousandths of their unit.

use serde::{Deserialize, Serialize};

/// The largest quantity of one line: ten tonnes, or ten thousand pieces.
pub const QUANTITY_MILLI_MAX: i64 = 10_000_000;

/// A quantity in thousandths of the offer's unit: 250 is a quarter kilogram where the unit is kg, 2 000 is two bunches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// None at all: what is picked of a line that was not there.
    pub const ZERO: Self = Self(0);

    /// From thousandths; `None` below zero and above [`QUANTITY_MILLI_MAX`].
    #[must_use]
    pub const fn from_milli(milli: i64) -> Option<Self> {
        if milli < 0 || milli > QUANTITY_MILLI_MAX { None } else { Some(Self(milli)) }
    }

    /// Thousandths of the unit, 0..=[`QUANTITY_MILLI_MAX`].
    #[must_use]
    pub const fn milli(self) -> i64 {
        self.0
    }

    /// `1,5`, `0,25`, `2`: decimal comma, no trailing zeros.
    #[must_use]
    pub fn decimal(self) -> String {
        let (whole, rest) = (self.0 / 1_000, self.0 % 1_000);
        if rest == 0 {
            return whole.to_string();
        }
        format!("{whole},{rest:03}").trim_end_matches('0').to_owned()
    }
}

/// How an offer is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// By weight: the price is for a kilogram, a thousandth is a gram, the final weight may differ within a tolerance.
    Weight,
    /// By the piece.
    Piece,
    /// By the bunch (ikat, sisir).
    Bunch,
    /// By the pack of known content.
    Pack,
}

impl Unit {
    /// Every way of selling.
    pub const ALL: [Self; 4] = [Self::Weight, Self::Piece, Self::Bunch, Self::Pack];

    /// The name kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Piece => "piece",
            Self::Bunch => "bunch",
            Self::Pack => "pack",
        }
    }

    /// From the name kept in the database.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_bounded_and_readable() {
        assert_eq!(Quantity::from_milli(-1), None);
        assert_eq!(Quantity::from_milli(1_000_000_000), None);
        for (milli, text) in [(250, "0,25"), (1_500, "1,5"), (2_000, "2"), (1, "0,001")] {
            assert_eq!(Quantity::from_milli(milli).map(Quantity::decimal).as_deref(), Some(text));
        }
    }
}

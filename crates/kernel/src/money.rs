//! Whole rupiah and rates in basis points; every division says how it rounds.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount of whole rupiah, never a fraction and never a float.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub i64);

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The bare number of rupiah.
    #[must_use]
    pub const fn amount(self) -> i64 {
        self.0
    }

    /// Price of `milli` thousandths of a unit at this price a unit, rounded half up.
    ///
    /// # Errors
    /// `None` when the result does not fit, or `milli` is negative.
    #[must_use]
    pub fn times_milli(self, milli: i64) -> Option<Self> {
        if milli < 0 {
            return None;
        }
        let exact = i128::from(self.0) * i128::from(milli);
        i64::try_from((exact + 500).div_euclid(1_000)).ok().map(Self)
    }

    /// The share `rate` of this amount, rounded half up; the remainder stays with the payer.
    #[must_use]
    pub fn share(self, rate: BasisPoints) -> Self {
        let exact = i128::from(self.0) * i128::from(rate.0);
        Self(i64::try_from((exact + 5_000).div_euclid(10_000)).unwrap_or(i64::MAX))
    }

    /// Rounded to the nearest multiple of `step`, half up. A step of 1 or less changes nothing.
    #[must_use]
    pub const fn rounded_to(self, step: i64) -> Self {
        if step <= 1 {
            return self;
        }
        Self((self.0 + step / 2).div_euclid(step) * step)
    }

    /// Sum that stops at the ends of the range instead of wrapping.
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Add for Rupiah {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl Sub for Rupiah {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Rupiah {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl SubAssign for Rupiah {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}
impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

/// `Rp12.500`, `-Rp12.500`: dot for thousands, no space (Indonesian spelling rules, EYD V).
impl std::fmt::Display for Rupiah {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        write!(f, "{}Rp{grouped}", if self.0 < 0 { "-" } else { "" })
    }
}

/// A rate in hundredths of a percent: 10 000 is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BasisPoints(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_round_half_up() {
        for (price, milli, expected) in [(12_500, 250, 3_125), (9_999, 250, 2_500), (1, 499, 0), (1, 500, 1), (64_000, 1_500, 96_000)] {
            assert_eq!(Rupiah(price).times_milli(milli), Some(Rupiah(expected)), "{price} × {milli}/1000");
        }
        assert_eq!(Rupiah(i64::MAX).times_milli(2_000), None);
        assert_eq!(Rupiah(5).times_milli(-1), None);
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        for (amount, text) in [(0, "Rp0"), (500, "Rp500"), (12_500, "Rp12.500"), (1_234_567, "Rp1.234.567"), (-12_500, "-Rp12.500")] {
            assert_eq!(Rupiah(amount).to_string(), text);
        }
    }

    #[test]
    fn cash_rounds_to_the_nearest_step() {
        for (amount, step, expected) in [(12_349, 100, 12_300), (12_350, 100, 12_400), (-50, 100, 0), (7, 1, 7), (7, 0, 7)] {
            assert_eq!(Rupiah(amount).rounded_to(step), Rupiah(expected));
        }
    }
}

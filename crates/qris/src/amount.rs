//! Amounts and tips, exactly as they stand in a payload.

use std::fmt;

use kernel::{BasisPoints, Rupiah};

/// The most characters of an amount. **Source:** EMVCo, merchant-presented mode, table 3.5.
const CHARS_MAX: usize = 13;
/// Hundredths in a whole.
const HUNDREDTHS: u64 = 100;

/// A number with up to two decimals: an amount, or a rate in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    hundredths: u64,
    /// How many are written: `12500` and `12500.00` are different texts of the same amount.
    decimals: u8,
}

impl Decimal {
    /// A whole number.
    ///
    /// **Errors:** `None` when it has more than 13 digits.
    #[must_use]
    pub fn whole(number: u64) -> Option<Self> {
        Self::new(number.checked_mul(HUNDREDTHS)?, 0)
    }

    /// A number in hundredths, written with so many decimals.
    ///
    /// **Errors:** `None` when it has more than two decimals, the decimals do not hold it, or it is over 13 characters long.
    #[must_use]
    pub fn new(hundredths: u64, decimals: u8) -> Option<Self> {
        let step = match decimals {
            0 => HUNDREDTHS,
            1 => 10,
            2 => 1,
            _ => return None,
        };
        let number = Self { hundredths, decimals };
        (hundredths.is_multiple_of(step) && number.to_string().len() <= CHARS_MAX).then_some(number)
    }

    /// Reads `^\d+(\.\d{0,2})?$`; a dot at the end is allowed by EMVCo. Zeros in front are dropped.
    ///
    /// **Errors:** `None` for anything else, or more than 13 characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || text.len() > CHARS_MAX || part.len() > 2 || !is_digits(whole) || !is_digits(part) {
            return None;
        }
        let hundredths = format!("{part:0<2}").parse::<u64>().ok()?;
        let decimals = u8::try_from(part.len()).ok()?;
        Some(Self { hundredths: whole.parse::<u64>().ok()?.checked_mul(HUNDREDTHS)? + hundredths, decimals })
    }

    /// **Units:** hundredths of a whole.
    #[must_use]
    pub const fn hundredths(self) -> u64 {
        self.hundredths
    }

    /// The amount in rupiah; none when it has sen, which are not rounded here.
    #[must_use]
    pub fn rupiah(self) -> Option<Rupiah> {
        let is_whole = self.hundredths.is_multiple_of(HUNDREDTHS);
        is_whole.then(|| i64::try_from(self.hundredths / HUNDREDTHS).ok().map(Rupiah)).flatten()
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.hundredths == 0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.hundredths / HUNDREDTHS, self.hundredths % HUNDREDTHS);
        match self.decimals {
            0 => write!(f, "{whole}"),
            1 => write!(f, "{whole}.{}", part / 10),
            _ => write!(f, "{whole}.{part:02}"),
        }
    }
}

/// A tip or service charge on top of the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tip {
    /// The wallet asks the payer.
    Ask,
    /// So much. **Units:** the currency of the payload.
    Fixed(Decimal),
    /// A part of the amount. **Units:** percent, 0.01 to 99.99.
    Percent(Decimal),
}

impl Tip {
    /// How much it adds to `amount`, rounded half up; none when the payer is asked, or there are sen.
    #[must_use]
    pub fn on(self, amount: Rupiah) -> Option<Rupiah> {
        match self {
            Self::Ask => None,
            Self::Fixed(tip) => tip.rupiah(),
            Self::Percent(rate) => i64::try_from(rate.hundredths()).ok().map(|rate| amount.share(BasisPoints(rate))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (text, expected) in [
            ("12500", Some((1_250_000, "12500", Some(12_500)))),
            ("100003.00", Some((10_000_300, "100003.00", Some(100_003)))),
            ("23.72", Some((2_372, "23.72", None))),
            ("23.7", Some((2_370, "23.7", None))),
            ("98.", Some((9_800, "98", Some(98)))),
            ("007", Some((700, "7", Some(7)))),
            ("0", Some((0, "0", Some(0)))),
            ("9999999999999", Some((999_999_999_999_900, "9999999999999", Some(9_999_999_999_999)))),
            ("10000000000000", None),
            ("1.500", None),
            ("1,5", None),
            ("-3", None),
            ("+3", None),
            (".5", None),
            ("1.2.3", None),
            ("1e3", None),
            ("١٢", None),
            (" 1", None),
            ("", None),
        ] {
            let read = Decimal::parse(text);
            let found = read.map(|number| (number.hundredths(), number.to_string(), number.rupiah().map(Rupiah::amount)));
            assert_eq!(found, expected.map(|(hundredths, text, rupiah)| (hundredths, text.to_owned(), rupiah)), "{text}");
        }
    }

    #[test]
    fn numbers_are_made_or_refused() {
        for (hundredths, decimals, expected) in [
            (500, 0, Some("5")),
            (550, 1, Some("5.5")),
            (550, 2, Some("5.50")),
            (550, 0, None),
            (555, 1, None),
            (555, 3, None),
            (999_999_999_999_900, 0, Some("9999999999999")),
            (999_999_999_999_900, 2, None),
            (u64::MAX, 2, None),
        ] {
            assert_eq!(Decimal::new(hundredths, decimals).map(|number| number.to_string()).as_deref(), expected);
        }
        assert_eq!(Decimal::whole(u64::MAX), None);
    }

    #[test]
    fn tips_are_added() {
        let number = |text| Decimal::parse(text).unwrap();
        for (tip, expected) in [
            (Tip::Ask, None),
            (Tip::Fixed(number("1000")), Some(1_000)),
            (Tip::Percent(number("5")), Some(625)),
            (Tip::Percent(number("0.01")), Some(1)),
        ] {
            assert_eq!(tip.on(Rupiah(12_500)), expected.map(Rupiah), "{tip:?}");
        }
    }
}

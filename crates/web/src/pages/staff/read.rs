//! Reading what staff type: money, grams, amounts. What could mean two things is refused.

use kernel::{Quantity, Rupiah};

use crate::errors::Fault;
use crate::extract::Fields;

/// A sum of money that must be there: `58000`, `58.000`, `58rb`.
///
/// # Errors
/// `missing` when empty, `bad_price` when it is no sum.
pub fn rupiah(fields: &Fields, name: &'static str) -> Result<Rupiah, Fault> {
    match fields.text(name) {
        "" => Err(Fault::missing(name)),
        text => order_text::parse_rupiah(text).filter(|sum| *sum >= Rupiah::ZERO).ok_or_else(|| Fault::invalid(name, "sum_not_read")),
    }
}

/// Grams or kilograms: `265`, `265 g`, `1,2 kg`. A decimal without unit is refused.
#[must_use]
pub fn grams(text: &str) -> Option<Quantity> {
    let text = text.trim().to_lowercase();
    let digits = |part: &str| part.trim().parse::<i64>().ok();
    let milli = match (text.strip_suffix("kg"), text.strip_suffix("gr").or_else(|| text.strip_suffix('g'))) {
        (Some(kilos), _) => decimal_milli(kilos.trim())?,
        (None, Some(grams)) => digits(grams)?,
        (None, None) => digits(&text)?,
    };
    Quantity::from_milli(milli)
}

/// Pieces, bunches, packs: whole numbers.
#[must_use]
pub fn pieces(text: &str) -> Option<Quantity> {
    Quantity::from_milli(text.trim().parse::<i64>().ok()?.checked_mul(1_000)?)
}

/// Thousandths of a decimal with comma or dot and up to three digits behind it.
#[must_use]
pub fn decimal_milli(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    // "1.500" is fifteen hundred to some and one and a half to others.
    if rest.len() > 3 || (rest.len() == 3 && text.contains('.')) || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let rest: i64 = format!("{rest:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(rest).filter(|_| !text.is_empty() && whole >= 0)
}

#[cfg(test)]
mod tests {
    use super::{decimal_milli, grams, pieces};

    #[test]
    fn amounts_are_read_or_refused() {
        for (text, expected) in
            [("265", Some(265)), ("265 g", Some(265)), ("1,2 kg", Some(1_200)), ("0,265", None), ("-5", None), ("", None)]
        {
            assert_eq!(grams(text).map(kernel::Quantity::milli), expected, "grams {text}");
        }
        for (text, expected) in [("2", Some(2_000)), ("1,5", None), ("0", Some(0)), ("99999999999999999", None)] {
            assert_eq!(pieces(text).map(kernel::Quantity::milli), expected, "pieces {text}");
        }
        for (text, expected) in
            [("8,5", Some(8_500)), ("8.5", Some(8_500)), ("1.500", None), ("1,500", Some(1_500)), ("x", None), ("", None)]
        {
            assert_eq!(decimal_milli(text), expected, "decimal {text}");
        }
    }
}

//! Amounts, times, texts and names as gateways write them.

use aws_lc_rs::digest::{SHA256, digest};
use kernel::time::SECOND;
use kernel::{BusinessDate, Rupiah, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Deserializer};
use serde_json::Value;

/// Western Indonesia Time, in which gateways keep their clocks wherever the city lies.
pub(super) const WIB_MINUTES: i64 = 420;

/// `50000.00`: two decimals, as SNAP and Midtrans write amounts.
pub(super) fn amount_text(amount: Rupiah) -> String {
    format!("{}.00", amount.amount())
}

/// Reads `50000.00`, `50000.0` or `50000`. `None` for anything else: also below 0, and for parts of a rupiah, which do not exist.
pub(super) fn read_amount(text: &str) -> Option<Rupiah> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = (1..=2).contains(&cents.len()) && cents.bytes().all(|byte| byte == b'0');
    if is_number && is_whole { whole.parse().ok().map(Rupiah) } else { None }
}

/// Reads what is not owed to the rupiah, such as a fee: `104.30` too, rounded half up. `None` for anything else.
pub(super) fn read_rounded(text: &str) -> Option<Rupiah> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(part) {
        return None;
    }
    let up = i64::from(part.as_bytes()[0] >= b'5');
    whole.parse::<i64>().ok()?.checked_add(up).map(Rupiah)
}

/// A text that need not be there: a number is read as its digits, and whatever else stands there is no text and spoils nothing.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// As [`optional_text`], empty where there is none.
pub(super) fn any_text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(optional_text(from)?.unwrap_or_default())
}

/// Those of a list that are understood; none where there is no list.
pub(super) fn entries<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let said = Value::deserialize(from)?;
    Ok(said.as_array().into_iter().flatten().filter_map(|entry| T::deserialize(entry).ok()).collect())
}

/// Reads `2026-01-01T10:00:00+07:00`, `…T03:00:00.123Z`, `2026-01-01 10:00:00` and `2026-01-01 10:00:00 +0700`; without an offset it is
/// Western Indonesia Time.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
    let day = BusinessDate::parse(text.get(..10)?)?;
    let part = |from: usize, to: usize, limit: i64| two_digits(text.get(from..to)?).filter(|value| *value < limit);
    let (hour, minute, second) = (part(11, 13, 24)?, part(14, 16, 60)?, part(17, 19, 61)?);
    let separators = [text.get(10..11)?, text.get(13..14)?, text.get(16..17)?];
    if ![["T", ":", ":"], [" ", ":", ":"]].contains(&separators) {
        return None;
    }
    let rest = text.get(19..)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len())),
        None => ("", rest),
    };
    let micros: i64 = format!("{:0<6}", fraction.get(..fraction.len().min(6))?).parse().ok()?;
    let at = day.at_minute(hour * 60 + minute, read_offset(zone.trim_start())?);
    Some(at.plus(second * SECOND + micros))
}

/// Minutes east of UTC of `+07:00`, `+0700`, `Z` or nothing.
fn read_offset(zone: &str) -> Option<i64> {
    let digits: String = match zone {
        "" => return Some(WIB_MINUTES),
        "Z" => return Some(0),
        _ => zone.get(1..)?.chars().filter(|sign| *sign != ':').collect(),
    };
    let sign = match zone.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let minutes = two_digits(digits.get(..2)?)? * 60 + two_digits(digits.get(2..)?)?;
    Some(sign * minutes)
}

fn two_digits(text: &str) -> Option<i64> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Whole seconds of an instant: gateways sign no fractions.
pub(super) const fn whole_seconds(at: Timestamp) -> Timestamp {
    at.plus(-at.micros().rem_euclid(SECOND))
}

/// `2026-01-01 10:00:00 +0700`, as Midtrans takes times.
pub(super) fn midtrans_time(at: Timestamp) -> String {
    let text = whole_seconds(at).rfc3339(WIB_MINUTES);
    format!("{} {} +0700", &text[..10], &text[11..19])
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name for what is told: the same for the same parts, another for others. **Shape:** 64 hexadecimal digits.
pub(super) fn name_of(parts: &[&str]) -> String {
    hex(digest(&SHA256, parts.join("\n").as_bytes()).as_ref())
}

/// How far two clocks are apart, in whole seconds.
pub(super) fn apart_seconds(one: Timestamp, other: Timestamp) -> i64 {
    (one.micros() - other.micros()).abs() / SECOND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_rupiah_or_not_at_all() {
        for (text, expected) in [
            ("50000.00", Some(50_000)),
            ("50000.0", Some(50_000)),
            ("50000", Some(50_000)),
            ("0.00", Some(0)),
            ("9223372036854775807.00", Some(i64::MAX)),
            ("9223372036854775808.00", None),
            ("50000.01", None),
            ("50000.", None),
            ("50000.000", None),
            (".00", None),
            ("-1.00", None),
            ("+1.00", None),
            ("1e3", None),
            (" 1", None),
            ("50.000,00", None),
            ("", None),
        ] {
            assert_eq!(read_amount(text), expected.map(Rupiah), "{text:?}");
        }
        assert_eq!(amount_text(Rupiah(12_500)), "12500.00");
    }

    #[test]
    fn what_is_not_owed_to_the_rupiah_is_rounded() {
        for (text, expected) in [
            ("350", Some(350)),
            ("350.00", Some(350)),
            ("104.30", Some(104)),
            ("104.5", Some(105)),
            ("104.4999", Some(104)),
            ("0.5", Some(1)),
            ("9223372036854775807.5", None),
            ("-1", None),
            ("1e3", None),
            ("104.", None),
            (".5", None),
            ("104,30", None),
            ("", None),
        ] {
            assert_eq!(read_rounded(text), expected.map(Rupiah), "{text:?}");
        }
    }

    #[test]
    fn times_are_read_in_every_form_that_gateways_write() {
        let ten = BusinessDate::from_ymd(2026, 1, 1).unwrap().at_minute(600, WIB_MINUTES);
        for (text, expected) in [
            ("2026-01-01T10:00:00+07:00", Some(ten)),
            ("2026-01-01T03:00:00Z", Some(ten)),
            ("2026-01-01T11:00:00+0800", Some(ten)),
            ("2026-01-01T00:30:00-02:30", Some(ten)),
            ("2026-01-01 10:00:00", Some(ten)),
            ("2026-01-01 10:00:00 +0700", Some(ten)),
            ("2026-01-01T10:00:05.25+07:00", Some(ten.plus(5_250_000))),
            ("2026-01-01T10:00:00.1234567Z", Some(ten.plus(7 * kernel::time::HOUR + 123_456))),
            ("2026-02-30T10:00:00+07:00", None),
            ("2026-01-01T24:00:00+07:00", None),
            ("2026-01-01T10:00+07:00", None),
            ("2026-01-01T10:00:00+7", None),
            ("2026-01-01", None),
            ("é026-01-01T10:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(read_time(text), expected, "{text:?}");
        }
        assert_eq!(midtrans_time(ten.plus(123)), "2026-01-01 10:00:00 +0700");
    }
}

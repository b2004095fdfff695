//! Instants as RFC 3339 text: out with the city's offset, in with any.

use kernel::Timestamp;
use kernel::time::{BusinessDate, MINUTE, SECOND};

/// `2026-11-21T05:30:00+07:00`; milliseconds only where there are any.
#[must_use]
pub fn text(at: Timestamp, offset_minutes: i64) -> String {
    at.rfc3339(offset_minutes)
}

/// Reads `2026-11-21T05:30:00Z`, `…+07:00`, with or without a fraction; `None` when it is no such time.
#[must_use]
pub fn parse(text: &str) -> Option<Timestamp> {
    let (date, rest) = text.split_at_checked(10)?;
    let date = BusinessDate::parse(date)?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = rest.split_at_checked(8)?;
    let (hour, minute, second) = (two(clock, 0, ':')?, two(clock, 3, ':')?, two(clock, 6, ' ')?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.find(|sign: char| !sign.is_ascii_digit())?),
        None => ("0", rest),
    };
    let fraction = format!("{fraction:0<6}");
    let micros: i64 = fraction.get(..6)?.parse().ok()?;
    let offset_minutes = zone_minutes(zone)?;
    let seconds = (hour * 60 + minute) * 60 + second;
    Some(date.at_minute(0, 0).plus(seconds * SECOND + micros - offset_minutes * MINUTE))
}

/// Two digits at `at`, followed by `after` unless they end the text.
fn two(text: &str, at: usize, after: char) -> Option<i64> {
    let digits = text.get(at..at + 2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    let follows = text.get(at + 2..)?.chars().next();
    if follows.is_some_and(|sign| sign != after) { None } else { digits.parse().ok() }
}

fn zone_minutes(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let rest = zone.strip_prefix(['+', '-']).filter(|rest| rest.len() == 5)?;
    let (hours, minutes) = (two(rest, 0, ':')?, two(rest, 3, ' ')?);
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_with_the_citys_offset() {
        for (micros, offset, expected) in [
            (1_795_217_400_000_000, 420, "2026-11-21T06:30:00+07:00"),
            (1_795_217_400_123_999, 420, "2026-11-21T06:30:00.123+07:00"),
            (0, 0, "1970-01-01T00:00:00+00:00"),
            (-1_000_000, -210, "1969-12-31T20:29:59-03:30"),
        ] {
            assert_eq!(text(Timestamp::from_micros(micros), offset), expected);
        }
    }

    #[test]
    fn instants_are_read_from_any_offset() {
        for (said, expected) in [
            ("2026-11-21T06:30:00+07:00", Some(1_795_217_400_000_000)),
            ("2026-11-20T23:30:00Z", Some(1_795_217_400_000_000)),
            ("2026-11-20t23:30:00.5z", Some(1_795_217_400_500_000)),
            ("2026-11-20T23:30:00.1234567Z", Some(1_795_217_400_123_456)),
            ("2026-11-20T20:00:00-03:30", Some(1_795_217_400_000_000)),
            ("2026-11-20T23:30:00", None),
            ("2026-02-30T23:30:00Z", None),
            ("2026-11-20T24:30:00Z", None),
            ("2026-11-20T23:30:00.", None),
            ("2026-11-20T23:30:00+7:00", None),
            ("2026-11-20", None),
            ("kemarin", None),
            ("", None),
        ] {
            assert_eq!(parse(said).map(Timestamp::micros), expected, "{said}");
        }
    }
}

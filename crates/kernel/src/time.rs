//! Instants, the city's calendar days, and the offset between them.
//!
//! Indonesia keeps no daylight saving time, so a city's offset is a constant (WIB +7, WITA +8, WIT +9).

use serde::{Deserialize, Serialize};

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day.
pub const DAY: i64 = 24 * HOUR;
/// How far apart two readings of the time may be that were made at once, in microseconds: clocks of a city's servers differ by less
/// than a minute (`laris doctor` says when not), and what is written waits less than another one after its clock was read. An end
/// further ahead than this beyond what was ever given was set by a clock that ran fast, and is not waited for.
pub const SKEW_MAX: i64 = 2 * MINUTE;

/// An instant: microseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant `micros` later, or earlier when negative; stops at the ends of the range.
    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Whether an end that is set `span` microseconds ahead at most is still to come. One that lies further ahead was set by a clock
    /// that ran fast and was set right since: it counts as past, or it would hold for as long as the clock was wrong.
    #[must_use]
    pub const fn is_coming(self, now: Self, span: i64) -> bool {
        now.0 < self.0 && self.0 <= now.0.saturating_add(span)
    }

    /// `2026-11-21T05:30:00+07:00`; milliseconds only where there are any. Source: RFC 3339.
    #[must_use]
    pub fn rfc3339(self, offset_minutes: i64) -> String {
        let day = BusinessDate::of(self, offset_minutes);
        let within = self.0 - day.at_minute(0, offset_minutes).micros();
        let (seconds, millis) = (within / SECOND, within % SECOND / 1_000);
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
        let sign = if offset_minutes < 0 { '-' } else { '+' };
        let (zone_hour, zone_minute) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
        format!("{day}T{hour:02}:{minute:02}:{second:02}{fraction}{sign}{zone_hour:02}:{zone_minute:02}")
    }

    /// The minute of the local day, 0..1440.
    #[must_use]
    pub const fn minute_of_day(self, offset_minutes: i64) -> i64 {
        (self.0 + offset_minutes * MINUTE).rem_euclid(DAY) / MINUTE
    }
}

/// A city's local calendar date, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BusinessDate(i64);

impl BusinessDate {
    /// From days since 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i64) -> Self {
        Self(days)
    }

    /// The date that `at` falls on in a city `offset_minutes` east of UTC.
    #[must_use]
    pub const fn of(at: Timestamp, offset_minutes: i64) -> Self {
        Self((at.micros() + offset_minutes * MINUTE).div_euclid(DAY))
    }

    /// From year, month 1..=12 and day 1..=31; `None` when there is no such date.
    #[must_use]
    pub fn from_ymd(year: i64, month: i64, day: i64) -> Option<Self> {
        let date = Self(days_from_civil(year, month, day));
        (date.ymd() == (year, month, day)).then_some(date)
    }

    /// Reads `2026-11-21`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next()?.parse::<i64>().ok();
        let (year, month, day) = (next()?, next()?, next()?);
        Self::from_ymd(year, month, day)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0
    }

    /// The date `days` later.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Local midnight plus `minutes`.
    #[must_use]
    pub const fn at_minute(self, minutes: i64, offset_minutes: i64) -> Timestamp {
        Timestamp::from_micros(self.0 * DAY + (minutes - offset_minutes) * MINUTE)
    }

    /// Monday is 0, Sunday 6.
    #[must_use]
    pub const fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// Year, month 1..=12, day 1..=31.
    #[must_use]
    pub const fn ymd(self) -> (i64, i64, i64) {
        civil_from_days(self.0)
    }
}

impl std::fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Source: Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Source: Hinnant, as above, civil_from_days.
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip() {
        for days in (-200_000..200_000).step_by(37) {
            let date = BusinessDate::from_days(days);
            let (year, month, day) = date.ymd();
            assert_eq!(BusinessDate::from_ymd(year, month, day), Some(date));
        }
        assert_eq!(BusinessDate::parse("2026-02-30"), None);
        assert_eq!(BusinessDate::parse("2026-11-21").map(|d| (d.weekday(), d.to_string())), Some((5, "2026-11-21".into())));
    }

    #[test]
    fn an_end_comes_unless_a_fast_clock_set_it() {
        for (end, now, is_coming) in [(10, 0, true), (10, 9, true), (10, 10, false), (10, -1, false), (10, -3_600, false)] {
            assert_eq!(Timestamp(end).is_coming(Timestamp(now), 10), is_coming, "{end} {now}");
        }
    }

    #[test]
    fn the_business_date_is_local() {
        let late_evening_utc = BusinessDate::from_ymd(2026, 11, 20).unwrap().at_minute(18 * 60, 0);
        assert_eq!(BusinessDate::of(late_evening_utc, 420).to_string(), "2026-11-21");
        assert_eq!(late_evening_utc.minute_of_day(420), 60);
    }
}

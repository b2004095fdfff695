//! Numbers, money, dates and weights as people write them, per language. Pure text: no clock, no rounding of money.

use std::fmt::Write as _;

use crate::i18n::Lang;

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 1_440;

const DAYS: [[&str; 7]; 3] = [
    ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"],
    ["Minggu", "Senèn", "Selasa", "Rebo", "Kemis", "Jemuwah", "Setu"],
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
];

const MONTHS: [[&str; 12]; 3] = [
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    ["Jan", "Feb", "Mar", "Apr", "Mèi", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Dès"],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];

const fn row(lang: Lang) -> usize {
    match lang {
        Lang::Id => 0,
        Lang::Jv => 1,
        Lang::En => 2,
    }
}

const fn group_mark(lang: Lang) -> char {
    if matches!(lang, Lang::En) { ',' } else { '.' }
}

const fn decimal_mark(lang: Lang) -> char {
    if matches!(lang, Lang::En) { '.' } else { ',' }
}

/// A whole number with group marks: `12.500`, in English `12,500`; a minus sign (U+2212) when negative.
#[must_use]
pub fn number(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(group_mark(lang));
        }
        text.push(digit);
    }
    text
}

/// Money. **Units:** rupiah. `Rp12.500`, `−Rp500`, in English `Rp12,500`.
#[must_use]
pub fn rupiah(lang: Lang, rupiah: i64) -> String {
    let sign = if rupiah < 0 { "−" } else { "" };
    format!("{sign}Rp{}", number(lang, rupiah).trim_start_matches('−'))
}

/// Money from lowest to highest: `Rp9.000–12.500`, or one price when both are the same.
#[must_use]
pub fn rupiah_range(lang: Lang, low: i64, high: i64) -> String {
    if low == high { rupiah(lang, low) } else { format!("{}–{}", rupiah(lang, low), number(lang, high)) }
}

/// Thousandths as a decimal number without needless zeros: 1500 is `1,5`, in English `1.5`.
#[must_use]
pub fn decimal(lang: Lang, milli: i64) -> String {
    let whole = milli.unsigned_abs() / 1_000;
    let sign = if milli < 0 { "−" } else { "" };
    let grouped = number(lang, i64::try_from(whole).unwrap_or(i64::MAX));
    let fraction = format!("{:03}", milli.unsigned_abs() % 1_000);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{grouped}"),
        rest => format!("{sign}{grouped}{}{rest}", decimal_mark(lang)),
    }
}

/// A weight as measured. **Units:** `gram` grams. Below a kilogram in grams (`350 g`), else `1,235 kg`.
#[must_use]
pub fn weight(lang: Lang, gram: i64) -> String {
    if gram.abs() < 1_000 { format!("{} g", number(lang, gram)) } else { format!("{} kg", decimal(lang, gram)) }
}

/// A percentage. **Units:** basis points: 1000 is `10%`, 250 is `2,5%`.
#[must_use]
pub fn percent(lang: Lang, basis_points: i64) -> String {
    format!("{}%", decimal(lang, basis_points * 10))
}

/// A percentage with sign. **Units:** basis points; one decimal, halves away from zero: 1250 is `+12,5%`.
#[must_use]
pub fn percent_change(lang: Lang, basis_points: i64) -> String {
    let tenths = (basis_points.abs() + 5) / 10;
    let sign = match (tenths, basis_points < 0) {
        (0, _) => "",
        (_, true) => "−",
        (_, false) => "+",
    };
    format!("{sign}{}%", decimal(lang, tenths * 100))
}

/// A calendar day: year, month 1–12, day, weekday 0 (Sunday) – 6.
fn civil(days: i64) -> (i64, usize, i64, usize) {
    // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": days_to_civil.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let weekday = (days + 4).rem_euclid(7);
    (year, usize::try_from(month).unwrap_or(1), day, usize::try_from(weekday).unwrap_or(0))
}

/// `Sabtu, 21 Nov`, in English `Saturday, 21 Nov`. **Units:** days since 1970-01-01 in the city.
#[must_use]
pub fn day(lang: Lang, days: i64) -> String {
    let (_, month, day, weekday) = civil(days);
    format!("{}, {day} {}", DAYS[row(lang)][weekday], MONTHS[row(lang)][month - 1])
}

/// `21 Nov 2026`. **Units:** days since 1970-01-01 in the city.
#[must_use]
pub fn day_with_year(lang: Lang, days: i64) -> String {
    let (year, month, day, _) = civil(days);
    format!("{day} {} {year}", MONTHS[row(lang)][month - 1])
}

/// `2026-11-21`, for `datetime` attributes and data. **Units:** days since 1970-01-01 in the city.
#[must_use]
pub fn iso_day(days: i64) -> String {
    let (year, month, day, _) = civil(days);
    format!("{year:04}-{month:02}-{day:02}")
}

const fn zone(offset_minutes: i64) -> &'static str {
    match offset_minutes {
        480 => "WITA",
        540 => "WIT",
        _ => "WIB",
    }
}

/// `06.30`, in English `06:30`. **Units:** minutes since midnight.
#[must_use]
pub fn clock(lang: Lang, minute_of_day: i64) -> String {
    let mark = if matches!(lang, Lang::En) { ':' } else { '.' };
    let minute = minute_of_day.rem_euclid(DAY);
    format!("{:02}{mark}{:02}", minute / 60, minute % 60)
}

/// `06.30–08.00`, from and to in minutes since midnight.
#[must_use]
pub fn clock_range(lang: Lang, from: i64, to: i64) -> String {
    format!("{}–{}", clock(lang, from), clock(lang, to))
}

/// `06.30 WIB`. **Units:** microseconds since 1970 UTC, minutes east of UTC.
#[must_use]
pub fn time(lang: Lang, micros: i64, offset_minutes: i64) -> String {
    format!("{} {}", clock(lang, local_minutes(micros, offset_minutes)), zone(offset_minutes))
}

/// `Sabtu, 21 Nov`, of an instant. **Units:** microseconds since 1970 UTC, minutes east of UTC.
#[must_use]
pub fn date(lang: Lang, micros: i64, offset_minutes: i64) -> String {
    day(lang, local_minutes(micros, offset_minutes).div_euclid(DAY))
}

/// `Sabtu, 21 Nov, 06.30 WIB`. **Units:** microseconds since 1970 UTC, minutes east of UTC.
#[must_use]
pub fn date_time(lang: Lang, micros: i64, offset_minutes: i64) -> String {
    let mut text = date(lang, micros, offset_minutes);
    let _ = write!(text, ", {}", time(lang, micros, offset_minutes));
    text
}

const fn local_minutes(micros: i64, offset_minutes: i64) -> i64 {
    micros.div_euclid(MINUTE) + offset_minutes
}

#[cfg(test)]
mod tests {
    use super::{date_time, decimal, iso_day, number, percent, percent_change, rupiah, rupiah_range, time, weight};
    use crate::i18n::Lang::{En, Id, Jv};

    #[test]
    fn money_and_numbers() {
        let cases = [
            (rupiah(Id, 12_500), "Rp12.500"),
            (rupiah(En, 1_234_567), "Rp1,234,567"),
            (rupiah(Id, -500), "−Rp500"),
            (rupiah(Id, 0), "Rp0"),
            (rupiah_range(Id, 9_000, 12_500), "Rp9.000–12.500"),
            (rupiah_range(Id, 9_000, 9_000), "Rp9.000"),
            (number(Id, i64::MIN), "−9.223.372.036.854.775.808"),
            (decimal(Id, 1_050), "1,05"),
            (percent(Id, 1_000), "10%"),
            (percent(En, 250), "2.5%"),
            (percent_change(Id, 1_250), "+12,5%"),
            (percent_change(En, -1_204), "−12%"),
            (percent_change(Id, 4), "0%"),
        ];
        for (text, expected) in cases {
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn weights() {
        let cases = [(weight(Id, 350), "350 g"), (weight(Id, 1_235), "1,235 kg"), (weight(En, 12_000), "12 kg")];
        for (text, expected) in cases {
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn days_and_hours() {
        // 2026-11-20 23:30 UTC is Saturday the 21st, 06:30 in Malang.
        let micros = 1_795_217_400_000_000;
        assert_eq!(date_time(Id, micros, 420), "Sabtu, 21 Nov, 06.30 WIB");
        assert_eq!(date_time(Jv, micros, 420), "Setu, 21 Nov, 06.30 WIB");
        assert_eq!(date_time(En, micros, 420), "Saturday, 21 Nov, 06:30 WIB");
        assert_eq!(time(Id, micros, 540), "08.30 WIT");
        assert_eq!(iso_day(0), "1970-01-01");
        assert_eq!(iso_day(-1), "1969-12-31");
        assert_eq!(iso_day(11_016), "2000-02-29");
    }
}

//! Pure decisions about ratings.

use kernel::Timestamp;
use kernel::time::DAY;

use crate::error::MarketError;

/// From so many ratings on, their average is shown.
pub const SHOWN_FROM: i64 = 5;
/// For so many days a rating may be changed.
pub const CHANGED_DAYS: i64 = 7;
/// The most characters of words.
pub const WORDS_MAX: usize = 300;

/// Judges stars and reads words.
///
/// # Errors
/// [`MarketError::BadStars`] outside 1 to 5, [`MarketError::TooLong`] and [`MarketError::TextNotAllowed`] of `words`.
pub fn read(stars: i64, words: &str) -> Result<String, MarketError> {
    if !(1..=5).contains(&stars) {
        return Err(MarketError::BadStars);
    }
    MarketError::read("words", words, WORDS_MAX)
}

/// A rating given at `made` may still be changed.
///
/// # Errors
/// [`MarketError::RatingLate`] from seven days on.
pub fn check_change(made: Timestamp, now: Timestamp) -> Result<(), MarketError> {
    if now < made.plus(CHANGED_DAYS * DAY) { Ok(()) } else { Err(MarketError::RatingLate { days: CHANGED_DAYS }) }
}

/// The mean in tenths, rounded half up; `None` below [`SHOWN_FROM`].
#[must_use]
pub fn average_tenths(count: i64, sum: i64) -> Option<i64> {
    (count >= SHOWN_FROM).then(|| (sum * 20 + count) / (count * 2))
}

#[cfg(test)]
mod tests {
    use kernel::Kinded as _;

    use super::*;

    #[test]
    fn averages_are_shown_from_five_on_and_round_half_up() {
        for (count, sum, expected) in
            [(0, 0, None), (4, 20, None), (5, 25, Some(50)), (5, 22, Some(44)), (6, 25, Some(42)), (8, 30, Some(38))]
        {
            assert_eq!(average_tenths(count, sum), expected, "{sum} of {count}");
        }
    }

    #[test]
    fn stars_words_and_time_are_bounded() {
        let long = "a".repeat(301);
        for (stars, words, expected) in
            [(0, "", "bad_stars"), (6, "", "bad_stars"), (5, " segar ", "segar"), (1, "", ""), (3, long.as_str(), "too_long")]
        {
            assert_eq!(read(stars, words).unwrap_or_else(|error| error.code().to_owned()), expected, "{stars} {words}");
        }
        let made = Timestamp::from_micros(0);
        assert!(check_change(made, made.plus(7 * DAY - 1)).is_ok());
        assert!(check_change(made, made.plus(7 * DAY)).is_err());
    }
}

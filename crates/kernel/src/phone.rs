//! Indonesian mobile numbers, read from the many ways people write them.

use serde::{Deserialize, Serialize};

/// A mobile number in E.164 without the plus: `62812…`. Source: ITU-T E.164; mobile prefixes begin with 8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// Why a text is not a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Nothing but spaces.
    #[error("no number given")]
    Empty,
    /// Letters or signs that no number has.
    #[error("the number has a character that is not a digit")]
    NotDigits,
    /// Begins neither with 08, 8, 628 nor +628.
    #[error("not an Indonesian mobile number")]
    NotMobile,
    /// Too short or too long: 10 to 13 digits with the leading 0.
    #[error("a mobile number has 10 to 13 digits")]
    WrongLength,
}

impl Phone {
    /// Reads `0812-3456-7890`, `+62 812 3456 7890`, `62812…`, `812…`, `(0812) 345.678`, `0062 812…`, `+62(0)812…`,
    /// with zero-width and non-breaking spaces between.
    ///
    /// # Errors
    /// [`PhoneError`] says what is wrong; nothing is guessed.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let mut digits = String::with_capacity(14);
        for sign in text.trim().replace("(0)", "").chars() {
            match sign {
                '0'..='9' => digits.push(sign),
                '+' if digits.is_empty() => {}
                '-'
                | '.'
                | '('
                | ')'
                | '/'
                | '\u{2010}'..='\u{2015}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}' => {}
                space if space.is_whitespace() => {}
                _ => return Err(PhoneError::NotDigits),
            }
        }
        if digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        let national =
            digits.strip_prefix("0062").or_else(|| digits.strip_prefix("62")).or_else(|| digits.strip_prefix('0')).unwrap_or(&digits);
        let national = national.strip_prefix('0').unwrap_or(national);
        if !national.starts_with('8') {
            return Err(PhoneError::NotMobile);
        }
        if !(9..=12).contains(&national.len()) {
            return Err(PhoneError::WrongLength);
        }
        Ok(Self(format!("62{national}")))
    }

    /// `62812…`, as WhatsApp names a person and as the database keeps it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `0812••••890`: enough for its owner to know it again.
    #[must_use]
    pub fn masked(&self) -> String {
        let national = &self.0[2..];
        let tail = &national[national.len() - 3..];
        format!("0{}••••{tail}", &national[..3])
    }

    /// `0812-3456-7890`.
    #[must_use]
    pub fn spoken(&self) -> String {
        let national = format!("0{}", &self.0[2..]);
        let (head, rest) = national.split_at(4);
        let (middle, tail) = rest.split_at(4.min(rest.len()));
        [head, middle, tail].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }
}

/// Never the whole number: logs show who only to those who already know.
impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_written_eight_ways() {
        for text in [
            "081234567890",
            "0812-3456-7890",
            "+6281234567890",
            "+62 812 3456 7890",
            "62812.3456.7890",
            "81234567890",
            "(0812) 3456 7890",
            "0062 812 3456 7890",
            "+62 (0)812-3456-7890",
            "\u{202a}+62\u{a0}812‑3456‑7890\u{202c}",
        ] {
            assert_eq!(Phone::parse(text).as_ref().map(Phone::as_str), Ok("6281234567890"), "{text}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_refused() {
        for (text, why) in [
            ("", PhoneError::Empty),
            (" - ", PhoneError::Empty),
            ("0341551111", PhoneError::NotMobile),
            ("08123", PhoneError::WrongLength),
            ("0812345678901234", PhoneError::WrongLength),
            ("0812abc4567", PhoneError::NotDigits),
            ("1", PhoneError::NotMobile),
        ] {
            assert_eq!(Phone::parse(text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_number_is_shown_masked() {
        let phone = Phone::parse("081234567890").unwrap();
        assert_eq!(
            (phone.masked().as_str(), phone.spoken().as_str(), format!("{phone:?}").as_str()),
            ("0812••••890", "0812-3456-7890", "0812••••890")
        );
    }
}

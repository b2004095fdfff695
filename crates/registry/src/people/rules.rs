//! What a name may be. Pure.

use kernel::text::{self, TextError};

use super::model::PersonError;

/// Characters of a name.
pub const NAME_MAX: usize = 80;

/// Reads a name; one word is a whole name here.
///
/// # Errors
/// [`PersonError::NameMissing`] without a letter, [`PersonError::NameTooLong`], [`PersonError::NameNotAllowed`].
pub fn parse_name(typed: &str) -> Result<String, PersonError> {
    let name = text::read(typed, NAME_MAX).map_err(|error| match error {
        TextError::Control => PersonError::NameNotAllowed,
        TextError::TooLong { .. } => PersonError::NameTooLong,
    })?;
    if name.chars().any(char::is_alphabetic) { Ok(name) } else { Err(PersonError::NameMissing) }
}

#[cfg(test)]
mod tests {
    use kernel::error::Kinded as _;

    use super::*;

    #[test]
    fn names_are_read() {
        let long = "a".repeat(81);
        for (typed, read) in [
            ("  Bu  Sri ", Ok("Bu Sri")),
            ("Suparman", Ok("Suparman")),
            ("ꦱꦿꦶ", Ok("ꦱꦿꦶ")),
            ("", Err("name_missing")),
            ("0812", Err("name_missing")),
            (long.as_str(), Err("name_too_long")),
            ("Sri\u{0}", Err("text_not_allowed")),
            ("\u{202e}\u{200b}", Err("name_missing")),
        ] {
            assert_eq!(parse_name(typed).as_deref().map_err(|error| error.code()), read, "{typed}");
        }
    }
}

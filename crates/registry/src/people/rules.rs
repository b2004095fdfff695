//! What a name may be. Pure.

use super::model::PersonError;
use crate::text::tidy;

/// Characters of a name.
pub const NAME_MAX: usize = 80;

/// Reads a name; one word is a whole name here.
///
/// # Errors
/// [`PersonError::NameMissing`] without a letter, [`PersonError::NameTooLong`].
pub fn parse_name(typed: &str) -> Result<String, PersonError> {
    let name = tidy(typed);
    if !name.chars().any(char::is_alphabetic) {
        return Err(PersonError::NameMissing);
    }
    if name.chars().count() > NAME_MAX { Err(PersonError::NameTooLong) } else { Ok(name) }
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
        ] {
            assert_eq!(parse_name(typed).as_deref().map_err(|error| error.code()), read, "{typed}");
        }
    }
}

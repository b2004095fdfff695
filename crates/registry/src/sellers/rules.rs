//! What a new seller may be. Pure.

use kernel::text::{self, TextError};

use super::model::{NewSeller, SellerError};
use crate::areas::Areas;

/// Characters of a business's name.
pub const NAME_MAX: usize = 80;

/// Tidies the name and checks it and the ward.
///
/// # Errors
/// [`SellerError::NameMissing`], [`SellerError::NameTooLong`], [`SellerError::NameNotAllowed`], [`SellerError::WardUnknown`].
pub(super) fn checked(new: NewSeller, areas: &Areas) -> Result<NewSeller, SellerError> {
    let name = text::read(&new.name, NAME_MAX).map_err(|error| match error {
        TextError::Control => SellerError::NameNotAllowed,
        TextError::TooLong { .. } => SellerError::NameTooLong,
    })?;
    if name.is_empty() {
        return Err(SellerError::NameMissing);
    }
    match &new.ward_code {
        Some(code) if areas.ward(code).is_none() => Err(SellerError::WardUnknown),
        Some(_) | None => Ok(NewSeller { name, ..new }),
    }
}

#[cfg(test)]
mod tests {
    use kernel::error::Kinded;
    use kernel::id::{PersonId, RawId};

    use super::*;

    #[test]
    fn names_and_wards_are_checked() {
        let long = "a".repeat(81);
        for (name, ward, outcome) in [
            (" Dapur  Yuli ", None, Ok("Dapur Yuli")),
            ("", None, Err("name_missing")),
            (long.as_str(), None, Err("name_too_long")),
            ("Dapur\u{7}", None, Err("text_not_allowed")),
            ("Dapur", Some("35.07.01.2001"), Err("ward_unknown")),
        ] {
            let new = NewSeller { person: PersonId(RawId::nil()), name: name.into(), ward_code: ward.map(str::to_owned) };
            let checked = checked(new, &Areas::default());
            assert_eq!(checked.as_ref().map(|seller| seller.name.as_str()).map_err(Kinded::code), outcome);
        }
    }
}

//! Names as people write them, made fit to compare. Pure. What may be kept is [`kernel::text`]'s.

/// The letters and digits alone, in lower case: `Oro-oro Dowo`, `ORO ORO DOWO` and `Orooro Dowo` are one name.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        for (typed, same) in
            [("Oro-oro Dowo", "ORO ORO DOWO"), ("Tasikmadu", "Tasik Madu"), ("Gading Kasri", "gadingkasri"), ("Sama'an", "Samaan")]
        {
            assert_eq!(folded(typed), folded(same), "{typed}");
        }
    }
}

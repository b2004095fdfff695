//! Free text as people type it, made fit to keep and to compare. Pure.

/// One line without control characters, without the invisible signs that turn or join text, and with single spaces.
#[must_use]
pub fn tidy(text: &str) -> String {
    let visible: String = text.chars().filter(|sign| !is_invisible(*sign)).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters and digits alone, in lower case: `Oro-oro Dowo`, `ORO ORO DOWO` and `Orooro Dowo` are one name.
#[must_use]
pub fn folded(name: &str) -> String {
    name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Zero-width and direction signs: on a label or receipt they could make a text read as another.
const fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_tidied() {
        for (typed, kept) in
            [("  Jl.  Guntur \n 12 ", "Jl. Guntur 12"), ("a\u{202e}b\u{200b}c", "abc"), ("a\tb\u{0}c", "a b c"), ("\u{a0}\u{feff} ", "")]
        {
            assert_eq!(tidy(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn names_are_folded() {
        for (typed, same) in
            [("Oro-oro Dowo", "ORO ORO DOWO"), ("Tasikmadu", "Tasik Madu"), ("Gading Kasri", "gadingkasri"), ("Sama'an", "Samaan")]
        {
            assert_eq!(folded(typed), folded(same), "{typed}");
        }
    }
}

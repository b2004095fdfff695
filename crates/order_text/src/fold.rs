//! Folding: the many ways of typing the same thing become one, before anything is read.
//!
//! Folding loses letter case and accents, so it is for reading only, never for showing.

pub use crate::token::{Token, TokenKind, tokens};

/// `text` in lower case, without accents and invisible characters, with plain dashes, quotes, digits and spaces.
///
/// **Shape:** trimmed; runs of blanks are one space, runs of blanks with a line break are one `\n`.
/// Keycap emoji (1️⃣) vanish: they number lists and are never quantities. Folding twice changes nothing more.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter == KEYCAP {
            if folded.ends_with(|last: char| last.is_ascii_digit() || last == '#' || last == '*') {
                folded.pop();
            }
            push_blank(&mut folded, ' ');
        } else if is_invisible(letter) {
        } else if matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
            push_blank(&mut folded, '\n');
        } else if letter.is_whitespace() {
            push_blank(&mut folded, ' ');
        } else {
            for lower in letter.to_lowercase().filter(|lower| !is_invisible(*lower)) {
                push_plain(&mut folded, lower);
            }
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The character that turns a digit into a keycap emoji.
const KEYCAP: char = '\u{20E3}';

/// Zero-width, direction, variation and combining characters: seen by nobody, typed by keyboards and tricksters.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}' | '\u{0300}'..='\u{036F}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// Adds a blank unless the text is empty or ends with one; a line break outranks a space.
fn push_blank(folded: &mut String, blank: char) {
    match folded.chars().next_back() {
        None | Some('\n') => {}
        Some(' ') if blank == ' ' => {}
        Some(' ') => {
            folded.pop();
            folded.push(blank);
        }
        Some(_) => folded.push(blank),
    }
}

/// Adds a lower-case character in its plain form.
fn push_plain(folded: &mut String, letter: char) {
    let plain = match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BB}' | '\u{02BC}' | '\u{02B9}' | '`' | '\u{00B4}' | '\u{2032}' => '\'',
        '\u{201C}'..='\u{201E}' | '\u{00AB}' | '\u{00BB}' => '"',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{00D7}' | '\u{2715}' => 'x',
        '\u{FF01}'..='\u{FF5E}' => return push_full_width(folded, letter),
        '\u{0660}'..='\u{0669}' => digit(letter, '\u{0660}'),
        '\u{06F0}'..='\u{06F9}' => digit(letter, '\u{06F0}'),
        '\u{A9D0}'..='\u{A9D9}' => digit(letter, '\u{A9D0}'),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' => 'a',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ě' | 'ə' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ĭ' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ō' | 'ŏ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ŭ' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        'ḍ' => 'd',
        'ṭ' => 't',
        other => other,
    };
    folded.push(plain);
}

/// Full-width forms (！ to ～) are their ASCII twins.
fn push_full_width(folded: &mut String, letter: char) {
    let twin = char::from_u32(u32::from(letter) - 0xFEE0).unwrap_or(' ');
    push_plain(folded, twin.to_ascii_lowercase());
}

/// The ASCII digit of `letter` in the block of ten digits that starts at `zero`.
fn digit(letter: char, zero: char) -> char {
    char::from_digit(u32::from(letter) - u32::from(zero), 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_same_thing_typed_differently_is_one() {
        for (typed, expected) in [
            ("  Beras\u{200B}  MENTIK ", "beras mentik"),
            ("ba\u{202E}yam\u{FEFF}", "bayam"),
            ("témpé", "tempe"),
            ("te\u{0301}mpe", "tempe"),
            ("Jum’at – lusa", "jum'at - lusa"),
            ("1⁄2 kg", "1/2 kg"),
            ("2×", "2x"),
            ("５ kg ＫＧ", "5 kg kg"),
            ("꧕ kg", "5 kg"),
            ("1\u{FE0F}\u{20E3} tempe", "tempe"),
            ("tempe \r\n \t tahu", "tempe\ntahu"),
            ("¼", "¼"),
            ("\u{200B}", ""),
        ] {
            assert_eq!(fold(typed), expected, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}|[a-zé½¼1-9 .,\u{20E3}\u{200B}\n-]{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}

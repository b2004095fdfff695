//! Free text as people type it: the one gate it passes before it is kept. Pure.

/// Why a text is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It holds a control character. PostgreSQL keeps no NUL, and nobody types the others.
    #[error("the text holds a control character")]
    Control,
    /// It is too long.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
}

/// One line with single spaces and none around it. Line breaks and tabs count as spaces. Signs that nobody sees are left out:
/// on a label or receipt they would make a text read as another, and two names look the same.
///
/// # Errors
/// [`TextError::Control`]; [`TextError::TooLong`] when more than `chars_max` characters are left.
pub fn read(typed: &str, chars_max: usize) -> Result<String, TextError> {
    if typed.chars().any(is_refused) {
        return Err(TextError::Control);
    }
    let seen: String = typed.chars().filter(|sign| !is_invisible(*sign)).collect();
    let mut text = String::with_capacity(seen.len().min(chars_max * 4));
    for word in seen.split_whitespace() {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word);
    }
    if text.chars().count() > chars_max { Err(TextError::TooLong { max: chars_max }) } else { Ok(text) }
}

fn is_refused(sign: char) -> bool {
    sign.is_control() && !matches!(sign, '\t' | '\n' | '\r')
}

/// Signs without a picture: they join, turn, fill or mark.
/// Source: Unicode 17, `Default_Ignorable_Code_Point` without the variation selectors that pictures need, and the blank of Braille.
const fn is_invisible(sign: char) -> bool {
    matches!(sign,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_or_refused() {
        const TOO_LONG: TextError = TextError::TooLong { max: 12 };
        for (typed, expected) in [
            ("", Ok("")),
            ("  Jl.  Guntur \n 2 ", Ok("Jl. Guntur 2")),
            ("a\r\nb\tc", Ok("a b c")),
            ("\u{a0}\u{2003}x\u{2028}y\u{3000}", Ok("x y")),
            ("a\u{202e}b\u{200b}c\u{2066}", Ok("abc")),
            ("\u{feff}\u{200f}\u{61c}\u{3164}\u{2800}\u{e0041}", Ok("")),
            ("so\u{ad}to", Ok("soto")),
            ("👩\u{200d}🌾 ❤\u{fe0f}", Ok("👩🌾 ❤\u{fe0f}")),
            ("ꦱꦿꦶ", Ok("ꦱꦿꦶ")),
            ("Sama'an", Ok("Sama'an")),
            ("<b>'\";--", Ok("<b>'\";--")),
            ("=1+1", Ok("=1+1")),
            ("a\u{0}b", Err(TextError::Control)),
            ("\u{1b}[31m", Err(TextError::Control)),
            ("a\u{8}", Err(TextError::Control)),
            ("a\u{7f}", Err(TextError::Control)),
            ("a\u{9b}", Err(TextError::Control)),
            ("a\u{b}b", Err(TextError::Control)),
            ("123456789012", Ok("123456789012")),
            ("1234567890123", Err(TOO_LONG)),
            ("ééééééééééééé", Err(TOO_LONG)),
            ("123456789012\u{200b}   ", Ok("123456789012")),
        ] {
            assert_eq!(read(typed, 12).as_deref(), expected.as_ref().map(|text| *text), "{typed:?}");
        }
    }
}

//! Tokens of folded text: words, numbers kept whole, and marks; `5kg` is a number and a word.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with apostrophes inside.
    Word,
    /// A number with its separators or fraction: `1.000`, `1,5`, `1/2`, `1½`.
    Number,
    /// Any other single character that is not blank, and the line break.
    Mark,
}

/// A piece of folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// The piece itself.
    pub text: &'a str,
    /// What it is.
    pub kind: TokenKind,
    /// **Units:** bytes of the folded text.
    pub range: Range<usize>,
}

impl Token<'_> {
    /// Whether nothing stands between this token and the `next`.
    #[must_use]
    pub fn touches(&self, next: &Token<'_>) -> bool {
        self.range.end == next.range.start
    }

    /// Whether this is the mark `sign`.
    #[must_use]
    pub fn is_mark(&self, sign: &str) -> bool {
        self.kind == TokenKind::Mark && self.text == sign
    }

    /// Whether this is the word `word`.
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text == word
    }
}

/// The tokens of text that [`crate::fold::fold`] has folded, in order.
#[must_use]
pub fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = folded[start..].chars().next() {
        let rest = &folded[start..];
        let (kind, length) = if first == ' ' {
            start += 1;
            continue;
        } else if starts_number(first) {
            (TokenKind::Number, number_length(rest))
        } else if first.is_alphabetic() {
            (TokenKind::Word, word_length(rest))
        } else {
            (TokenKind::Mark, first.len_utf8())
        };
        let range = start..start + length;
        start = range.end;
        found.push(Token { text: &folded[range.clone()], kind, range });
    }
    found
}

/// Thousandths of a fraction that is one character.
#[must_use]
pub(crate) const fn fraction_milli(letter: char) -> Option<i64> {
    match letter {
        '¼' => Some(250),
        '½' => Some(500),
        '¾' => Some(750),
        '⅛' => Some(125),
        '⅕' => Some(200),
        _ => None,
    }
}

fn starts_number(letter: char) -> bool {
    letter.is_ascii_digit() || fraction_milli(letter).is_some()
}

/// Bytes of the number at the start: digits with `.` and `,` between digits, one `/` between digits, a fraction character.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digit_at = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let mut end = 0;
    let mut is_fraction = false;
    loop {
        if digit_at(end) {
            end += 1;
        } else if end == 0 || is_fraction || !digit_at(end + 1) {
            break;
        } else if matches!(bytes.get(end), Some(b'.' | b',')) {
            end += 2;
        } else if bytes.get(end) == Some(&b'/') {
            is_fraction = true;
            end += 2;
        } else {
            break;
        }
    }
    match text[end..].chars().next() {
        Some(letter) if !is_fraction && fraction_milli(letter).is_some() => end + letter.len_utf8(),
        _ => end,
    }
}

/// Bytes of the word at the start: letters, and an apostrophe where a letter follows.
fn word_length(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        let goes_on = letter.is_alphabetic() || (letter == '\'' && letters.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !goes_on {
            return index;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_stay_whole_and_units_come_off() {
        for (text, expected) in [
            ("5kg", "5|kg"),
            ("1/2kg", "1/2|kg"),
            ("1 1/2 kg", "1|1/2|kg"),
            ("1½kg", "1½|kg"),
            ("rp12.500,00", "rp|12.500,00"),
            ("x5 tahu", "x|5|tahu"),
            ("tempe 2,tahu 3.", "tempe|2|,|tahu|3|."),
            ("jum'at", "jum'at"),
            ("bapak/ibu", "bapak|/|ibu"),
            ("-5", "-|5"),
            ("1/2/3", "1/2|/|3"),
            ("a\nb", "a|\n|b"),
        ] {
            let found: Vec<&str> = tokens(text).iter().map(|token| token.text).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_cover_all_but_spaces(text in "\\PC{0,60}") {
            let folded = crate::fold::fold(&text);
            let joined: String = tokens(&folded).iter().map(|token| token.text).collect();
            prop_assert_eq!(joined, folded.replace(' ', ""));
        }
    }
}

//! The grammar: two digits of a tag, two of a length, and the value, again and again. What the values mean is not known here.

use crate::error::{ParseError, ParseErrorKind};
use crate::tag::Tag;

/// The most characters a value may have: its length has two digits.
pub(crate) const VALUE_CHARS_MAX: usize = 99;

/// A tag and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is.
    pub tag: Tag,
    /// **Shape:** up to 99 characters.
    pub value: String,
}

impl Field {
    /// A tag and its value.
    pub fn new(tag: Tag, value: impl Into<String>) -> Self {
        Self { tag, value: value.into() }
    }
}

/// The value of a tag.
pub(crate) fn value_of(fields: &[Field], tag: Tag) -> Option<&str> {
    fields.iter().find(|field| field.tag == tag).map(|field| field.value.as_str())
}

/// What a length counts. The standard says characters; some issuers count bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Characters,
    Bytes,
}

/// A field where it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub tag: Tag,
    pub value: &'a str,
    /// Number of its first character in the whole text, from 1.
    pub position: usize,
}

impl Piece<'_> {
    /// Number of the value's first character in the whole text, from 1.
    pub const fn value_position(&self) -> usize {
        self.position + 4
    }
}

/// Takes `text` apart; its first character has the number `position` in the whole text.
///
/// # Errors
/// Where a tag or a length has no two digits, a value ends early, or a tag comes twice.
pub(crate) fn read(text: &str, count: Count, mut position: usize) -> Result<Vec<Piece<'_>>, ParseError> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let tag = digits(rest, 0).map(Tag).ok_or(ParseError::at(position, ParseErrorKind::Tag))?;
        let wrong = |kind| ParseError { tag: Some(tag), ..ParseError::at(position, kind) };
        let length = usize::from(digits(rest, 2).ok_or_else(|| wrong(ParseErrorKind::Length))?);
        let (value, after) = split(&rest[4..], length, count).map_err(|left| wrong(ParseErrorKind::Cut { length, left }))?;
        if pieces.iter().any(|piece| piece.tag == tag) {
            return Err(wrong(ParseErrorKind::Repeated));
        }
        pieces.push(Piece { tag, value, position });
        position += 4 + value.chars().count();
        rest = after;
    }
    Ok(pieces)
}

fn digits(text: &str, at: usize) -> Option<u8> {
    match text.as_bytes().get(at..at + 2)? {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + ones - b'0'),
        _ => None,
    }
}

/// The value and what follows it; else how many characters are left.
fn split(text: &str, length: usize, count: Count) -> Result<(&str, &str), usize> {
    let end = match count {
        Count::Characters => text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(length),
        Count::Bytes => Some(length),
    };
    end.and_then(|end| text.split_at_checked(end)).ok_or_else(|| text.chars().count())
}

/// A value that is too long to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Overlong(pub Tag);

/// Writes fields as they stand.
///
/// # Errors
/// The first tag whose value is too long.
pub(crate) fn write(fields: &[Field], count: Count) -> Result<String, Overlong> {
    let mut text = String::with_capacity(256);
    for field in fields {
        let length = match count {
            Count::Characters => field.value.chars().count(),
            Count::Bytes => field.value.len(),
        };
        if length > VALUE_CHARS_MAX || field.tag.0 > 99 {
            return Err(Overlong(field.tag));
        }
        text.push_str(&format!("{}{length:02}{}", field.tag, field.value));
    }
    Ok(text)
}

/// Writes fields and the checksum after them.
///
/// # Errors
/// The first tag whose value is too long.
pub(crate) fn write_sealed(fields: &[Field], count: Count) -> Result<String, Overlong> {
    let text = write(fields, count)? + "6304";
    let crc = crate::crc::crc16(text.as_bytes());
    Ok(format!("{text}{crc:04X}"))
}

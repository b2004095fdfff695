//! Reading a payload: the envelope first (space, lengths, checksum), then what it says.

mod contents;

use crate::build::CHARS_MAX;
use crate::crc::crc16;
use crate::error::{ParseError, ParseErrorKind};
use crate::model::Payload;
use crate::rules;
use crate::tag::Tag;
use crate::tlv::{self, Count, Field, Piece};
use crate::warning::{Warning, WarningKind};

/// More than any code holds. **Units:** bytes. **Source:** ISO/IEC 18004, version 40: 2953 bytes.
const BYTES_MAX: usize = 2_953;

/// A payload that was read, with what is odd about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub payload: Payload,
    /// What is not as the standard wants it; empty in a proper QRIS code.
    pub warnings: Vec<Warning>,
    /// The checksum, which is right.
    pub crc: u16,
    /// Everything but the checksum, in its order.
    fields: Vec<Field>,
    /// What its lengths count.
    pub(crate) count: Count,
}

impl Reading {
    /// The outer tags and values as they were read, without the checksum.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// Reads the text of a code. Space around it is left out.
///
/// # Errors
/// When it is no payment code, was cut or changed, or two wallets could pay something else. [`Reading::warnings`] has all
/// the rest.
pub fn parse(text: &str) -> Result<Reading, ParseError> {
    let trimmed = text.trim_matches(|sign: char| sign.is_whitespace() || sign == '\u{feff}');
    let mut warnings = Vec::new();
    if trimmed.len() != text.len() {
        warnings.push(Warning::whole(WarningKind::SurroundingSpace));
    }
    look(trimmed)?;
    let (pieces, count) = take_apart(trimmed)?;
    if count == Count::Bytes {
        warnings.push(Warning::whole(WarningKind::LengthsInBytes));
    }
    let has = trimmed.chars().count();
    if has > CHARS_MAX {
        warnings.push(Warning::whole(WarningKind::TooLong { has, max: CHARS_MAX }));
    }
    let (crc, inside) = checked(trimmed, &pieces, &mut warnings)?;
    let payload = contents::read(inside, count, &mut warnings)?;
    warnings.extend(rules::check(&payload));
    let fields = inside.iter().map(|piece| Field::new(piece.tag, piece.value)).collect();
    Ok(Reading { payload, warnings, crc, fields, count })
}

/// What can be seen before it is taken apart.
fn look(text: &str) -> Result<(), ParseError> {
    if text.is_empty() {
        return Err(ParseError::at(1, ParseErrorKind::Empty));
    }
    if text.len() > BYTES_MAX {
        return Err(ParseError::at(1, ParseErrorKind::TooLong { bytes_max: BYTES_MAX }));
    }
    if let Some(index) = text.chars().position(char::is_control) {
        return Err(ParseError::at(index + 1, ParseErrorKind::Control));
    }
    if text.starts_with("000201") { Ok(()) } else { Err(ParseError::at(1, ParseErrorKind::NotEmv)) }
}

/// Lengths count characters; where that fails, they may count bytes. Never both: wallets would differ.
fn take_apart(text: &str) -> Result<(Vec<Piece<'_>>, Count), ParseError> {
    let by_characters = tlv::read(text, Count::Characters, 1);
    if text.is_ascii() {
        return by_characters.map(|pieces| (pieces, Count::Characters));
    }
    match (by_characters, tlv::read(text, Count::Bytes, 1)) {
        (Ok(_), Ok(_)) => Err(ParseError::at(1, ParseErrorKind::Ambiguous)),
        (Ok(pieces), Err(_)) => Ok((pieces, Count::Characters)),
        (Err(_), Ok(pieces)) => Ok((pieces, Count::Bytes)),
        (Err(error), Err(_)) => Err(error),
    }
}

/// The checksum and what it covers.
fn checked<'a, 'b>(text: &str, pieces: &'b [Piece<'a>], warnings: &mut Vec<Warning>) -> Result<(u16, &'b [Piece<'a>]), ParseError> {
    let end = text.chars().count();
    let index = pieces.iter().position(|piece| piece.tag == Tag::CRC).ok_or(ParseError::at(end, ParseErrorKind::CrcMissing))?;
    let (inside, crc) = (&pieces[..index], &pieces[index]);
    let wrong = |kind| ParseError { tag: Some(Tag::CRC), ..ParseError::at(crc.position, kind) };
    if let Some(after) = pieces.get(index + 1) {
        return Err(ParseError { tag: Some(after.tag), ..ParseError::at(after.position, ParseErrorKind::AfterCrc) });
    }
    let is_form = crc.value.len() == 4 && crc.value.bytes().all(|digit| digit.is_ascii_hexdigit());
    let given = u16::from_str_radix(crc.value, 16).ok().filter(|_| is_form).ok_or_else(|| wrong(ParseErrorKind::CrcForm))?;
    let computed = crc16(&text.as_bytes()[..text.len() - crc.value.len()]);
    if given != computed {
        return Err(wrong(ParseErrorKind::Crc { given, computed }));
    }
    if crc.value.bytes().any(|digit| digit.is_ascii_lowercase()) {
        warnings.push(Warning::of(Tag::CRC, WarningKind::CrcLowerCase));
    }
    Ok((given, inside))
}

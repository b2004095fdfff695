//! Why a text cannot be read as a payment code: where, about what, what is wrong, and the way out.

use std::fmt;

use crate::tag::Tag;

/// Why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Number of the character where it begins, from 1, not counting space before the payload.
    pub position: usize,
    /// Where the text was being read.
    pub tag: Option<Tag>,
    /// The tag inside that template.
    pub sub: Option<Tag>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// Nothing but space.
    #[error("there is no payload")]
    Empty,
    /// No code holds so much.
    #[error("the text has more than {bytes_max} bytes")]
    TooLong {
        /// The most bytes.
        bytes_max: usize,
    },
    /// Nobody prints these; they can hide what follows.
    #[error("there is a control character")]
    Control,
    /// It is some other code: a link, a ticket.
    #[error("the text does not begin with 000201, so it is no payment code")]
    NotEmv,
    /// Two digits are missing.
    #[error("a tag of two digits should stand here, or a length before it is wrong")]
    Tag,
    /// Two digits are missing.
    #[error("a length of two digits should stand here, or a length before it is wrong")]
    Length,
    /// The text ends within a value.
    #[error("the length says {length}, but {left} characters are left")]
    Cut {
        /// What the length says.
        length: usize,
        /// Characters that are there.
        left: usize,
    },
    /// Wallets could take either.
    #[error("the tag comes twice, and two wallets could read it differently")]
    Repeated,
    /// Counting lengths in characters and in bytes gives different contents.
    #[error("the lengths can be read in two ways, and two wallets could pay differently")]
    Ambiguous,
    /// Nothing tells a misread code.
    #[error("the checksum is missing at the end")]
    CrcMissing,
    /// It is not four hexadecimal digits.
    #[error("the checksum should be four hexadecimal digits")]
    CrcForm,
    /// The text was misread or changed.
    #[error("the checksum says {given:04X}, the text gives {computed:04X}")]
    Crc {
        /// As written.
        given: u16,
        /// Of the text.
        computed: u16,
    },
    /// The checksum does not cover it.
    #[error("there is something after the checksum, which it does not protect")]
    AfterCrc,
    /// Nobody would be paid.
    #[error("no account to be paid is named")]
    NoAccount,
    /// The payer could not see whom or in what they pay.
    #[error("it is missing or empty")]
    Missing,
    /// `1.500`, `12,5`, `-3`: unclear how much.
    #[error("this is no amount: digits, and at most a dot with one or two more")]
    Amount,
}

impl ParseError {
    pub(crate) const fn at(position: usize, kind: ParseErrorKind) -> Self {
        Self { kind, position, tag: None, sub: None }
    }

    /// Names the template in which the error was found; the tag that was named so far stands inside it.
    pub(crate) const fn within(self, template: Tag) -> Self {
        Self { sub: self.tag, tag: Some(template), ..self }
    }

    /// A stable name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            ParseErrorKind::Empty => "empty",
            ParseErrorKind::TooLong { .. } => "too_long",
            ParseErrorKind::Control => "control_character",
            ParseErrorKind::NotEmv => "not_emv",
            ParseErrorKind::Tag => "tag_not_digits",
            ParseErrorKind::Length => "length_not_digits",
            ParseErrorKind::Cut { .. } => "cut_short",
            ParseErrorKind::Repeated => "tag_repeated",
            ParseErrorKind::Ambiguous => "ambiguous_lengths",
            ParseErrorKind::CrcMissing => "crc_missing",
            ParseErrorKind::CrcForm => "crc_form",
            ParseErrorKind::Crc { .. } => "crc_wrong",
            ParseErrorKind::AfterCrc => "after_crc",
            ParseErrorKind::NoAccount => "no_account",
            ParseErrorKind::Missing => "missing",
            ParseErrorKind::Amount => "amount_unclear",
        }
    }

    /// What somebody with this code can do.
    #[must_use]
    pub const fn way_out(&self) -> &'static str {
        match self.kind {
            ParseErrorKind::Empty => "give the text that a scanner reads from the code",
            ParseErrorKind::NotEmv | ParseErrorKind::TooLong { .. } => "scan the payment code itself, not another one beside it",
            ParseErrorKind::Tag
            | ParseErrorKind::Length
            | ParseErrorKind::Cut { .. }
            | ParseErrorKind::Crc { .. }
            | ParseErrorKind::CrcMissing
            | ParseErrorKind::CrcForm => "scan the code again; if it stays, ask the acquirer for a new one",
            _ => "do not pay it; ask the acquirer for a new code",
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "character {}", self.position)?;
        if let Some(tag) = self.tag {
            write!(f, ", tag {tag}")?;
            self.sub.map_or(Ok(()), |sub| write!(f, ".{sub}"))?;
            write!(f, " ({})", tag.meaning())?;
        }
        write!(f, ": {}; {}", self.kind, self.way_out())
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.kind)
    }
}

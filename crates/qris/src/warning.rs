//! What is not as the standard wants it. A reader is warned; a writer is refused.

use std::fmt;

use crate::tag::Tag;

/// Something that is not as it should be, in a payload that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// About which value; none for the payload as a whole.
    pub tag: Option<Tag>,
    /// The tag inside that template.
    pub sub: Option<Tag>,
    /// What it is.
    pub kind: WarningKind,
}

/// What is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WarningKind {
    /// Left out when reading.
    #[error("there is space around the payload; it was left out")]
    SurroundingSpace,
    /// Should be in capitals.
    #[error("the checksum is in small letters")]
    CrcLowerCase,
    /// Should count characters.
    #[error("lengths count bytes, not characters; some wallets may refuse the code")]
    LengthsInBytes,
    /// Static by default.
    #[error("it is neither 11 (static) nor 12 (dynamic); read as static")]
    InitiationUnclear,
    /// A dot at the end or zeros in front.
    #[error("the amount has a dot at its end or zeros in front")]
    AmountForm,
    /// Indicator and value of the tip contradict each other.
    #[error("the tip is incomplete or contradicts itself; it was left out")]
    TipUnclear,
    /// Kept as it is.
    #[error("the template cannot be taken apart; it was kept as it is")]
    TemplateUnreadable,
    /// Not there, or empty.
    #[error("it is missing or empty")]
    Missing,
    /// Over the standard's limit.
    #[error("it has {has} characters, {max} are allowed")]
    TooLong {
        /// Characters it has.
        has: usize,
        /// Characters it may have.
        max: usize,
    },
    /// Something else than printable ASCII.
    #[error("it has characters other than printable ASCII; a local spelling belongs into tag 64")]
    NotAscii,
    /// Space around or doubled, or characters that nobody sees.
    #[error("it has superfluous space or invisible characters")]
    Untidy,
    /// Readers refuse them.
    #[error("it has control characters")]
    Control,
    /// Readers refuse it: another content follows when lengths count bytes.
    #[error("its lengths could be read in two ways; write names in ASCII")]
    Ambiguous,
    /// Of another form.
    #[error("it should be {0}")]
    Form(&'static str),
    /// Not QRIS.
    #[error("there is no national merchant number (NMID), so this is not QRIS")]
    NotQris,
    /// Merchant sizes at the acquirer and the national register.
    #[error("the merchant's size differs between acquirer and national number")]
    CriteriaDiffer,
    /// The list of acquirers is a year old at most, new ones may come.
    #[error("the acquirer is not on Bank Indonesia's list")]
    AcquirerUnknown,
    /// Nothing to pay.
    #[error("the amount is zero")]
    AmountZero,
    /// Rupiah have none in daily life.
    #[error("the amount has sen")]
    AmountSen,
    /// The payer expects to type it.
    #[error("a static code has an amount")]
    StaticWithAmount,
    /// The payer expects to see it.
    #[error("a dynamic code has no amount")]
    DynamicWithoutAmount,
    /// For a later version of the standard, or for another part of the payload.
    #[error("the tag is reserved and not to be used here")]
    Reserved,
    /// The tag is there twice.
    #[error("the tag comes twice")]
    Repeated,
}

impl WarningKind {
    /// A stable name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SurroundingSpace => "surrounding_space",
            Self::CrcLowerCase => "crc_lower_case",
            Self::LengthsInBytes => "lengths_in_bytes",
            Self::InitiationUnclear => "initiation_unclear",
            Self::AmountForm => "amount_form",
            Self::TipUnclear => "tip_unclear",
            Self::TemplateUnreadable => "template_unreadable",
            Self::Missing => "missing",
            Self::TooLong { .. } => "too_long",
            Self::NotAscii => "not_ascii",
            Self::Untidy => "untidy",
            Self::Control => "control_character",
            Self::Ambiguous => "ambiguous_lengths",
            Self::Form(_) => "form",
            Self::NotQris => "not_qris",
            Self::CriteriaDiffer => "criteria_differ",
            Self::AcquirerUnknown => "acquirer_unknown",
            Self::AmountZero => "amount_zero",
            Self::AmountSen => "amount_sen",
            Self::StaticWithAmount => "static_with_amount",
            Self::DynamicWithoutAmount => "dynamic_without_amount",
            Self::Reserved => "reserved",
            Self::Repeated => "repeated",
        }
    }

    /// Whether a writer may go on: it is uncommon, not wrong.
    #[must_use]
    pub const fn is_hint(self) -> bool {
        matches!(self, Self::AcquirerUnknown | Self::AmountSen)
    }
}

impl Warning {
    pub(crate) const fn whole(kind: WarningKind) -> Self {
        Self { tag: None, sub: None, kind }
    }

    pub(crate) const fn of(tag: Tag, kind: WarningKind) -> Self {
        Self { tag: Some(tag), sub: None, kind }
    }

    pub(crate) const fn inside(tag: Tag, sub: Tag, kind: WarningKind) -> Self {
        Self { tag: Some(tag), sub: Some(sub), kind }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(tag) = self.tag {
            write!(f, "tag {tag}")?;
            self.sub.map_or(Ok(()), |sub| write!(f, ".{sub}"))?;
            write!(f, " ({}): ", tag.meaning())?;
        }
        self.kind.fmt(f)
    }
}

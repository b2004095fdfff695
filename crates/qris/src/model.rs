//! What a payload says, as types. They hold what was read, however odd; [`Payload::build`] judges.

use crate::acquirer::{self, Acquirer, NNS_DIGITS};
use crate::amount::{Decimal, Tip};
use crate::tag::Tag;
use crate::tlv::{Field, value_of};

/// A payment code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Shown for long, or made for one payment.
    pub initiation: Initiation,
    /// Who is paid: the templates 26 to 51. **Shape:** at least one, by tag.
    pub accounts: Vec<Account>,
    /// Merchant category code, ISO 18245. **Shape:** four digits; empty when missing.
    pub category: String,
    /// ISO 4217: `360` is rupiah. **Shape:** three digits.
    pub currency: String,
    /// How much, where the payer does not type it. **Units:** the currency.
    pub amount: Option<Decimal>,
    /// On top of the amount.
    pub tip: Option<Tip>,
    /// ISO 3166-1: `ID`. **Shape:** two letters; empty when missing.
    pub country: String,
    /// Whom the payer sees. **Shape:** up to 25 characters.
    pub name: String,
    /// **Shape:** up to 15 characters; empty when missing.
    pub city: String,
    /// **Shape:** five digits.
    pub postal_code: Option<String>,
    /// Template 62, see [`crate::additional`]. **Shape:** up to 25 characters each, by tag.
    pub additional: Vec<Field>,
    /// Name and city in another language: template 64.
    pub local: Option<Local>,
    /// Everything else: accounts at card schemes, templates of issuers, and what could not be taken apart. **Shape:** by
    /// tag.
    pub others: Vec<Field>,
}

impl Payload {
    /// What all Indonesian codes have in common, with nobody to be paid yet.
    #[must_use]
    pub fn indonesian(initiation: Initiation) -> Self {
        Self {
            initiation,
            accounts: Vec::new(),
            category: String::new(),
            currency: "360".to_owned(),
            amount: None,
            tip: None,
            country: "ID".to_owned(),
            name: String::new(),
            city: String::new(),
            postal_code: None,
            additional: Vec::new(),
            local: None,
            others: Vec::new(),
        }
    }

    /// A value of template 62.
    #[must_use]
    pub fn additional(&self, tag: Tag) -> Option<&str> {
        value_of(&self.additional, tag)
    }

    /// The national account, template 51.
    #[must_use]
    pub fn national(&self) -> Option<&Account> {
        self.accounts.iter().find(|account| account.tag == Tag::NATIONAL)
    }

    /// The national merchant number: `ID` and 13 digits.
    #[must_use]
    pub fn nmid(&self) -> Option<&str> {
        self.national().and_then(|account| account.merchant.as_deref())
    }

    /// Whether it is in rupiah, in Indonesia, and has the national merchant number.
    #[must_use]
    pub fn is_qris(&self) -> bool {
        self.currency == "360" && self.country == "ID" && self.nmid().is_some()
    }
}

/// Shown for long, or made for one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Initiation {
    /// `11`: printed; the payer types the amount.
    Static,
    /// `12`: made for one payment, with its amount.
    Dynamic,
}

impl Initiation {
    /// As written in tag 01.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Static => "11",
            Self::Dynamic => "12",
        }
    }
}

/// A payee's account at an acquirer (26 to 45) or in the national register (51).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Of the template.
    pub tag: Tag,
    /// Globally unique: `ID.DANA.WWW`. **Shape:** up to 32 characters; empty when missing.
    pub guid: String,
    /// Merchant's account number (PAN). **Shape:** up to 19 digits, NNS first; no check digit can be relied on.
    pub pan: Option<String>,
    /// Merchant's number: up to 15 characters at an acquirer; the NMID in template 51.
    pub merchant: Option<String>,
    /// Merchant's size.
    pub criterion: Option<Criterion>,
    /// Everything else in the template, by tag.
    pub others: Vec<Field>,
}

impl Account {
    /// The acquirer's number: the first eight digits of the account number.
    #[must_use]
    pub fn nns(&self) -> Option<&str> {
        let nns = self.pan.as_deref()?.get(..NNS_DIGITS)?;
        nns.bytes().all(|digit| digit.is_ascii_digit()).then_some(nns)
    }

    /// The acquirer, where Bank Indonesia's list has it.
    #[must_use]
    pub fn acquirer(&self) -> Option<&'static Acquirer> {
        self.nns().and_then(acquirer::by_nns)
    }
}

/// A merchant's size, which decides the fee. **Source:** Bank Indonesia, PADG 21/18/PADG/2019.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Usaha mikro.
    Micro,
    /// Usaha kecil.
    Small,
    /// Usaha menengah.
    Medium,
    /// Usaha besar.
    Large,
    /// Regular, and all others.
    Regular,
}

impl Criterion {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Micro, Self::Small, Self::Medium, Self::Large, Self::Regular];

    /// As written in payloads.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Micro => "UMI",
            Self::Small => "UKE",
            Self::Medium => "UME",
            Self::Large => "UBE",
            Self::Regular => "URE",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|criterion| criterion.code() == code)
    }
}

/// The merchant in another language: template 64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// ISO 639: `ZH`. **Shape:** two letters.
    pub language: String,
    /// **Shape:** up to 25 characters, any script.
    pub name: String,
    /// **Shape:** up to 15 characters, any script.
    pub city: Option<String>,
    /// Everything else in the template, by tag.
    pub others: Vec<Field>,
}

//! The two digits that name what a value is.

use std::fmt;

/// A tag, `00` to `99`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// Version of the format: always `01`.
    pub const FORMAT: Self = Self(0);
    /// `11` static, `12` dynamic.
    pub const INITIATION: Self = Self(1);
    /// The first template of a payee; those before are for card schemes.
    pub const ACCOUNT_FIRST: Self = Self(26);
    /// The last template of an Indonesian acquirer.
    pub const ACCOUNT_LAST: Self = Self(45);
    /// The template of the national merchant number (NMID).
    pub const NATIONAL: Self = Self(51);
    /// Merchant category code, ISO 18245.
    pub const CATEGORY: Self = Self(52);
    /// Currency, ISO 4217 in digits.
    pub const CURRENCY: Self = Self(53);
    /// Amount.
    pub const AMOUNT: Self = Self(54);
    /// Whether there is a tip, and of which kind.
    pub const TIP: Self = Self(55);
    /// A tip of a fixed amount.
    pub const TIP_FIXED: Self = Self(56);
    /// A tip in percent.
    pub const TIP_PERCENT: Self = Self(57);
    /// Country, ISO 3166-1 in two letters.
    pub const COUNTRY: Self = Self(58);
    /// Merchant's name.
    pub const NAME: Self = Self(59);
    /// Merchant's city.
    pub const CITY: Self = Self(60);
    /// Postal code.
    pub const POSTAL: Self = Self(61);
    /// Template of additional data, see [`additional`].
    pub const ADDITIONAL: Self = Self(62);
    /// Checksum.
    pub const CRC: Self = Self(63);
    /// Template of name and city in another language.
    pub const LOCAL: Self = Self(64);

    /// Whether the tag is a template of a payee: an acquirer's, a reserved one, or the national one.
    #[must_use]
    pub const fn is_account(self) -> bool {
        self.0 >= Self::ACCOUNT_FIRST.0 && self.0 <= Self::NATIONAL.0
    }

    /// Whether the tag says who is paid, card schemes included.
    #[must_use]
    pub const fn is_payee(self) -> bool {
        self.0 >= 2 && self.0 <= Self::NATIONAL.0
    }

    /// What the tag is about, in words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            0 => "version of the format",
            1 => "static or dynamic",
            2..=25 => "account at a card scheme",
            26..=50 => "account at an acquirer",
            51 => "national merchant number",
            52 => "kind of business",
            53 => "currency",
            54 => "amount",
            55 => "kind of tip",
            56 => "fixed tip",
            57 => "tip in percent",
            58 => "country",
            59 => "merchant's name",
            60 => "merchant's city",
            61 => "postal code",
            62 => "additional data",
            63 => "checksum",
            64 => "name in another language",
            65..=79 => "reserved",
            _ => "data of the issuer",
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// Tags inside template 62.
pub mod additional {
    use super::Tag;

    /// Number of the bill.
    pub const BILL: Tag = Tag(1);
    /// Phone number.
    pub const MOBILE: Tag = Tag(2);
    /// Shop.
    pub const STORE: Tag = Tag(3);
    /// Loyalty number.
    pub const LOYALTY: Tag = Tag(4);
    /// Reference of the payment.
    pub const REFERENCE: Tag = Tag(5);
    /// Customer.
    pub const CUSTOMER: Tag = Tag(6);
    /// Till.
    pub const TERMINAL: Tag = Tag(7);
    /// Purpose.
    pub const PURPOSE: Tag = Tag(8);
    /// What the wallet is to ask the payer: address (A), phone (M), mail (E).
    pub const DATA_REQUEST: Tag = Tag(9);
    /// Merchant's tax number.
    pub const TAX_ID: Tag = Tag(10);
    /// Where the code is shown.
    pub const CHANNEL: Tag = Tag(11);

    /// Every known one with its name.
    pub const NAMES: [(Tag, &str); 11] = [
        (BILL, "bill"),
        (MOBILE, "mobile"),
        (STORE, "store"),
        (LOYALTY, "loyalty"),
        (REFERENCE, "reference"),
        (CUSTOMER, "customer"),
        (TERMINAL, "terminal"),
        (PURPOSE, "purpose"),
        (DATA_REQUEST, "data_request"),
        (TAX_ID, "tax_id"),
        (CHANNEL, "channel"),
    ];
}

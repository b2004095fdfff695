//! A payee's wish and its parts.

use ::store::{FromCell, Value};
use kernel::Timestamp;
use kernel::id::RawId;
use serde::{Serialize, Serializer};

use crate::named;
use crate::settlement::PayeeKind;

named! {
    /// How somebody is paid.
    PayMethod {
        /// In cash at the market office.
        Cash = "cash",
        /// Into a bank account.
        Bank = "bank",
        /// Into an e-wallet.
        Ewallet = "ewallet",
    }
}

impl PayMethod {
    /// Whether the money goes through the city's bank.
    #[must_use]
    pub const fn is_transfer(self) -> bool {
        matches!(self, Self::Bank | Self::Ewallet)
    }
}

named! {
    /// How often somebody is paid.
    Frequency {
        /// With every batch.
        Daily = "daily",
        /// With the first batch on or after the city's weekday.
        Weekly = "weekly",
    }
}

/// The number of an account. Shows, logs and serialises itself masked.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AccountNumber(String);

impl AccountNumber {
    /// As it was read or kept; digits, or a masked number of somebody forgotten.
    #[must_use]
    pub const fn new(number: String) -> Self {
        Self(number)
    }

    /// All of it: for the bank and for its owner.
    #[must_use]
    pub fn whole(&self) -> &str {
        &self.0
    }

    /// Its last four digits, `····1234`; empty when there is none.
    #[must_use]
    pub fn masked(&self) -> String {
        let hidden = self.0.len().saturating_sub(4);
        let last = self.0.get(hidden..).unwrap_or_default();
        if self.0.is_empty() { String::new() } else { format!("····{last}") }
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for AccountNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

impl FromCell for AccountNumber {
    const EXPECTED: &'static str = "an account's number";
    fn from_cell(cell: Value<'static>) -> Result<Self, &'static str> {
        String::from_cell(cell).map(Self)
    }
}

impl<'v> From<&'v AccountNumber> for Value<'v> {
    fn from(number: &'v AccountNumber) -> Self {
        number.0.as_str().into()
    }
}

/// How one payee would like to be paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wish {
    /// Stall or runner.
    pub payee_kind: PayeeKind,
    /// The stall's or person's id.
    pub payee: RawId,
    /// How.
    pub method: PayMethod,
    /// How often.
    pub frequency: Frequency,
    /// The bank's or wallet's code; empty for cash.
    pub channel: String,
    /// Empty for cash.
    pub account: AccountNumber,
    /// Whose account it is; empty for cash.
    pub holder: String,
    /// Grows with each change; 0 when nothing was ever said.
    pub version: i64,
    /// When it was said; none when never.
    pub changed: Option<Timestamp>,
}

impl Wish {
    /// What holds until somebody says otherwise.
    #[must_use]
    pub const fn unsaid(payee_kind: PayeeKind, payee: RawId) -> Self {
        Self {
            payee_kind,
            payee,
            method: PayMethod::Cash,
            frequency: Frequency::Daily,
            channel: String::new(),
            account: AccountNumber(String::new()),
            holder: String::new(),
            version: 0,
            changed: None,
        }
    }
}

/// What a payee says, as typed.
#[derive(Clone, Default)]
pub struct SetWish {
    /// `cash`, `bank` or `ewallet`.
    pub method: String,
    /// `daily` or `weekly`.
    pub frequency: String,
    /// The bank's or wallet's code.
    pub channel: String,
    /// The account's number; empty keeps the one that is there, for the same bank or wallet.
    pub account: String,
    /// Whose account it is.
    pub holder: String,
    /// The version that was shown.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::AccountNumber;

    #[test]
    fn an_account_shows_its_last_four_digits() {
        for (number, shown) in [("", ""), ("1234567890", "····7890"), ("123", "····123"), ("····7890", "····7890")] {
            let number = AccountNumber::new(number.to_owned());
            assert_eq!((number.masked().as_str(), format!("{number:?}").as_str()), (shown, shown));
        }
    }
}

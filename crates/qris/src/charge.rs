//! Static to dynamic: a merchant's printed code with the amount of one payment in it.
//!
//! The acquirer is not told: the reference does not come back in its report, and the code never expires.

use kernel::Rupiah;

use crate::amount::{Decimal, Tip};
use crate::build::{CHARS_MAX, money};
use crate::error::ParseError;
use crate::model::Initiation;
use crate::parse::{Reading, parse};
use crate::rules;
use crate::tag::{Tag, additional};
use crate::tlv::{self, Field, Overlong};
use crate::warning::WarningKind;

/// What is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge<'a> {
    /// Without the tip.
    pub amount: Rupiah,
    /// On top of it.
    pub tip: Option<Tip>,
    /// What the payer's wallet shows as reference: tag 62.05. **Shape:** up to 25 printable ASCII characters.
    pub reference: Option<&'a str>,
}

/// Why no amount is put into a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChargeError {
    /// The acquirer has the amount of it.
    #[error("the code is dynamic already, made for another payment; take the merchant's static code")]
    Dynamic,
    /// The amount is in rupiah.
    #[error("the code is in currency {0}, not in rupiah (360); take a QRIS code")]
    NotRupiah(String),
    /// No wallet would find a payee in Indonesia.
    #[error("the code has neither an account at an Indonesian acquirer nor a national merchant number; take a QRIS code")]
    NotIndonesian,
    /// Nothing, less than nothing, or too much.
    #[error("the amount is from Rp1 to Rp9.999.999.999.999, it was {0}")]
    Amount(Rupiah),
    /// Nothing, or not a rate.
    #[error("the tip is a positive amount, or 0.01 to 99.99 percent")]
    Tip,
    /// Not a reference that wallets show.
    #[error("the reference cannot be used: {0}; it is 1 to 25 printable ASCII characters")]
    Reference(WarningKind),
    /// The reference has no place.
    #[error("tag 62 of the code cannot be read, so that no reference can be put in; leave the reference out")]
    AdditionalUnreadable,
    /// The reference has no place.
    #[error("tag {0} would be longer than 99 characters; take a shorter reference")]
    TooLong(Tag),
    /// Wallets may refuse it.
    #[error("the code would have {0} characters, {CHARS_MAX} are allowed; take a shorter reference")]
    CodeTooLong(usize),
    /// The code was odd before, and wallets would refuse it with an amount.
    #[error("with the amount the code could not be read ({0}); ask the acquirer for a new static code")]
    Unreadable(ParseError),
}

impl Reading {
    /// The text of a dynamic code for one payment. Everything else stays as it was, in its order; an amount and a tip that
    /// were there are replaced.
    ///
    /// # Errors
    /// When the code is dynamic already, not in rupiah or without a payee in Indonesia; when amount, tip or reference do
    /// not fit.
    pub fn with_amount(&self, charge: &Charge<'_>) -> Result<String, ChargeError> {
        self.may_be_charged()?;
        let amount = u64::try_from(charge.amount.amount()).ok().and_then(Decimal::whole).filter(|amount| !amount.is_zero());
        let amount = amount.ok_or(ChargeError::Amount(charge.amount))?;
        if charge.tip.and_then(rules::tip).is_some() {
            return Err(ChargeError::Tip);
        }
        let mut fields: Vec<Field> = self.fields().iter().filter(|field| !matches!(field.tag.0, 1 | 54..=57)).cloned().collect();
        fields.insert(1, Field::new(Tag::INITIATION, Initiation::Dynamic.code()));
        put(&mut fields, money(Some(amount), charge.tip));
        if let Some(reference) = charge.reference {
            self.refer(&mut fields, reference)?;
        }
        let text = tlv::write_sealed(&fields, self.count).map_err(|Overlong(tag)| ChargeError::TooLong(tag))?;
        let has = text.chars().count();
        if has > CHARS_MAX {
            return Err(ChargeError::CodeTooLong(has));
        }
        // Nobody is given a code that was not read once.
        parse(&text).map(|_| text).map_err(ChargeError::Unreadable)
    }

    fn may_be_charged(&self) -> Result<(), ChargeError> {
        let payload = &self.payload;
        if payload.initiation == Initiation::Dynamic {
            return Err(ChargeError::Dynamic);
        }
        if payload.currency != "360" {
            return Err(ChargeError::NotRupiah(payload.currency.clone()));
        }
        let is_domestic = payload.accounts.iter().any(|account| account.nns().is_some_and(|nns| nns.starts_with("9360")));
        if is_domestic || payload.nmid().is_some() { Ok(()) } else { Err(ChargeError::NotIndonesian) }
    }

    fn refer(&self, fields: &mut Vec<Field>, reference: &str) -> Result<(), ChargeError> {
        let reference = Field::new(additional::REFERENCE, reference);
        rules::additional_kind(&reference).map_or(Ok(()), |kind| Err(ChargeError::Reference(kind)))?;
        if self.payload.others.iter().any(|field| field.tag == Tag::ADDITIONAL) {
            return Err(ChargeError::AdditionalUnreadable);
        }
        let mut inside: Vec<Field> = self.payload.additional.iter().filter(|field| field.tag != reference.tag).cloned().collect();
        put(&mut inside, vec![reference]);
        let value = tlv::write(&inside, self.count).map_err(|_| ChargeError::TooLong(Tag::ADDITIONAL))?;
        match fields.iter_mut().find(|field| field.tag == Tag::ADDITIONAL) {
            Some(field) => field.value = value,
            None => put(fields, vec![Field::new(Tag::ADDITIONAL, value)]),
        }
        Ok(())
    }
}

/// Puts fields before the first of a higher tag.
fn put(fields: &mut Vec<Field>, new: Vec<Field>) {
    let Some(tag) = new.last().map(|field| field.tag) else { return };
    let index = fields.iter().position(|field| field.tag > tag).unwrap_or(fields.len());
    fields.splice(index..index, new);
}

//! Writing a payload, strictly: what the reader only warns of is refused, all of it at once.

use std::fmt;

use crate::amount::{Decimal, Tip};
use crate::model::{Account, Local, Payload};
use crate::parse::parse;
use crate::rules;
use crate::tag::Tag;
use crate::tlv::{self, Count, Field, Overlong, VALUE_CHARS_MAX};
use crate::warning::{Warning, WarningKind};

/// The most characters of a payload. **Source:** EMVCo, merchant-presented mode, section 3.1.
pub(crate) const CHARS_MAX: usize = 512;

/// What lengths count, as the standard has it.
const COUNT: Count = Count::Characters;

/// Everything that has to be mended first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError(pub Vec<Warning>);

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if index == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}

impl Payload {
    /// The text of a code: tags in order, lengths in characters, the checksum at its end.
    ///
    /// # Errors
    /// Everything that is not as the standard wants it. An acquirer that is not on the list, and sen, are let through.
    pub fn build(&self) -> Result<String, BuildError> {
        let faults: Vec<Warning> = rules::check(self).into_iter().filter(|warning| !warning.kind.is_hint()).collect();
        if !faults.is_empty() {
            return Err(BuildError(faults));
        }
        let text = self.fields().and_then(|fields| tlv::write_sealed(&fields, COUNT)).map_err(|Overlong(tag)| too_long(tag))?;
        let has = text.chars().count();
        if has > CHARS_MAX {
            return Err(BuildError(vec![Warning::whole(WarningKind::TooLong { has, max: CHARS_MAX })]));
        }
        // Nobody is given a code that was not read once; by now only lengths can be in its way.
        parse(&text).map(|_| text).map_err(|_| BuildError(vec![Warning::whole(WarningKind::Ambiguous)]))
    }

    fn fields(&self) -> Result<Vec<Field>, Overlong> {
        let mut fields = vec![
            Field::new(Tag::FORMAT, "01"),
            Field::new(Tag::INITIATION, self.initiation.code()),
            Field::new(Tag::CATEGORY, &self.category),
            Field::new(Tag::CURRENCY, &self.currency),
            Field::new(Tag::COUNTRY, &self.country),
            Field::new(Tag::NAME, &self.name),
            Field::new(Tag::CITY, &self.city),
        ];
        fields.extend(self.postal_code.iter().map(|code| Field::new(Tag::POSTAL, code)));
        fields.extend(money(self.amount, self.tip));
        fields.extend(self.others.iter().cloned());
        for account in &self.accounts {
            fields.push(Field::new(account.tag, tlv::write(&inside(account), COUNT).map_err(|_| Overlong(account.tag))?));
        }
        if !self.additional.is_empty() {
            let mut additional = self.additional.clone();
            additional.sort_by_key(|field| field.tag);
            fields.push(Field::new(Tag::ADDITIONAL, tlv::write(&additional, COUNT).map_err(|_| Overlong(Tag::ADDITIONAL))?));
        }
        if let Some(local) = &self.local {
            fields.push(Field::new(Tag::LOCAL, tlv::write(&of_local(local), COUNT).map_err(|_| Overlong(Tag::LOCAL))?));
        }
        fields.sort_by_key(|field| field.tag);
        Ok(fields)
    }
}

/// Tags 54 to 57.
pub(crate) fn money(amount: Option<Decimal>, tip: Option<Tip>) -> Vec<Field> {
    let mut fields: Vec<Field> = amount.map(|amount| Field::new(Tag::AMOUNT, amount.to_string())).into_iter().collect();
    match tip {
        None => {}
        Some(Tip::Ask) => fields.push(Field::new(Tag::TIP, "01")),
        Some(Tip::Fixed(fixed)) => fields.extend([Field::new(Tag::TIP, "02"), Field::new(Tag::TIP_FIXED, fixed.to_string())]),
        Some(Tip::Percent(rate)) => fields.extend([Field::new(Tag::TIP, "03"), Field::new(Tag::TIP_PERCENT, rate.to_string())]),
    }
    fields
}

fn inside(account: &Account) -> Vec<Field> {
    let mut fields = vec![Field::new(Tag(0), &account.guid)];
    fields.extend(account.pan.iter().map(|pan| Field::new(Tag(1), pan)));
    fields.extend(account.merchant.iter().map(|merchant| Field::new(Tag(2), merchant)));
    fields.extend(account.criterion.map(|criterion| Field::new(Tag(3), criterion.code())));
    fields.extend(account.others.iter().cloned());
    fields.sort_by_key(|field| field.tag);
    fields
}

fn of_local(local: &Local) -> Vec<Field> {
    let mut fields = vec![Field::new(Tag(0), &local.language), Field::new(Tag(1), &local.name)];
    fields.extend(local.city.iter().map(|city| Field::new(Tag(2), city)));
    fields
}

fn too_long(tag: Tag) -> BuildError {
    BuildError(vec![Warning::of(tag, WarningKind::TooLong { has: VALUE_CHARS_MAX + 1, max: VALUE_CHARS_MAX })])
}

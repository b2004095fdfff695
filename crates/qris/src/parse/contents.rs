//! What the values of a payload mean.

use crate::amount::{Decimal, Tip};
use crate::error::{ParseError, ParseErrorKind};
use crate::model::{Account, Criterion, Initiation, Local, Payload};
use crate::tag::Tag;
use crate::tlv::{self, Count, Field, Piece, value_of};
use crate::warning::{Warning, WarningKind};

/// Reads the outer fields.
///
/// # Errors
/// When nobody would be paid, a payee cannot be read, or it is unclear whom or how much the payer pays.
pub(super) fn read(pieces: &[Piece<'_>], count: Count, warnings: &mut Vec<Warning>) -> Result<Payload, ParseError> {
    let outer = Outer { pieces, count };
    if !pieces.iter().any(|piece| piece.tag.is_payee()) {
        return Err(ParseError::at(1, ParseErrorKind::NoAccount));
    }
    let accounts = pieces.iter().filter(|piece| piece.tag.is_account());
    let mut accounts = accounts.map(|piece| account(piece, count)).collect::<Result<Vec<_>, _>>()?;
    accounts.sort_by_key(|account| account.tag);
    let mut others: Vec<Field> = outer.unknown().map(|piece| Field::new(piece.tag, piece.value)).collect();
    let mut keep = |template: Tag, warnings: &mut Vec<Warning>| {
        others.extend(outer.text(template).map(|value| Field::new(template, value)));
        warnings.push(Warning::of(template, WarningKind::TemplateUnreadable));
    };
    let additional = outer.template(Tag::ADDITIONAL).unwrap_or_else(|_| {
        keep(Tag::ADDITIONAL, warnings);
        Vec::new()
    });
    let local = outer.template(Tag::LOCAL).unwrap_or_else(|_| {
        keep(Tag::LOCAL, warnings);
        Vec::new()
    });
    others.sort_by_key(|field| field.tag);
    let text = |tag: Tag| outer.text(tag).unwrap_or_default().to_owned();
    Ok(Payload {
        initiation: outer.initiation(warnings),
        accounts,
        category: text(Tag::CATEGORY),
        currency: outer.needed(Tag::CURRENCY)?,
        amount: outer.amount(Tag::AMOUNT, warnings)?,
        tip: outer.tip(warnings)?,
        country: text(Tag::COUNTRY),
        name: outer.needed(Tag::NAME)?,
        city: text(Tag::CITY),
        postal_code: outer.text(Tag::POSTAL).map(str::to_owned),
        additional,
        local: (!local.is_empty()).then(|| self::local(local)),
        others,
    })
}

struct Outer<'a> {
    pieces: &'a [Piece<'a>],
    count: Count,
}

impl<'a> Outer<'a> {
    fn piece(&self, tag: Tag) -> Option<&'a Piece<'a>> {
        self.pieces.iter().find(|piece| piece.tag == tag)
    }

    fn text(&self, tag: Tag) -> Option<&'a str> {
        self.piece(tag).map(|piece| piece.value)
    }

    /// What has no place of its own in [`Payload`].
    fn unknown(&self) -> impl Iterator<Item = &'a Piece<'a>> {
        self.pieces.iter().filter(|piece| matches!(piece.tag.0, 2..=25 | 65..=99))
    }

    /// A value without which nobody should pay.
    fn needed(&self, tag: Tag) -> Result<String, ParseError> {
        let value = self.text(tag).map(str::trim).filter(|value| !value.is_empty());
        let position = self.piece(tag).map_or(1, |piece| piece.position);
        value.ok_or(ParseError { tag: Some(tag), ..ParseError::at(position, ParseErrorKind::Missing) })?;
        Ok(self.text(tag).unwrap_or_default().to_owned())
    }

    fn initiation(&self, warnings: &mut Vec<Warning>) -> Initiation {
        match self.text(Tag::INITIATION) {
            Some("11") => Initiation::Static,
            Some("12") => Initiation::Dynamic,
            _ => {
                warnings.push(Warning::of(Tag::INITIATION, WarningKind::InitiationUnclear));
                Initiation::Static
            }
        }
    }

    fn amount(&self, tag: Tag, warnings: &mut Vec<Warning>) -> Result<Option<Decimal>, ParseError> {
        let Some(piece) = self.piece(tag) else { return Ok(None) };
        let unclear = ParseError { tag: Some(tag), ..ParseError::at(piece.value_position(), ParseErrorKind::Amount) };
        let amount = Decimal::parse(piece.value).ok_or(unclear)?;
        if amount.to_string() != piece.value {
            warnings.push(Warning::of(tag, WarningKind::AmountForm));
        }
        Ok(Some(amount))
    }

    fn tip(&self, warnings: &mut Vec<Warning>) -> Result<Option<Tip>, ParseError> {
        let fixed = self.amount(Tag::TIP_FIXED, warnings)?;
        let percent = self.amount(Tag::TIP_PERCENT, warnings)?;
        let tip = match (self.text(Tag::TIP), fixed, percent) {
            (None, None, None) => return Ok(None),
            (Some("01"), None, None) => Some(Tip::Ask),
            (Some("02"), Some(fixed), None) => Some(Tip::Fixed(fixed)),
            (Some("03"), None, Some(percent)) => Some(Tip::Percent(percent)),
            _ => None,
        };
        if tip.is_none() {
            warnings.push(Warning::of(Tag::TIP, WarningKind::TipUnclear));
        }
        Ok(tip)
    }

    /// The fields of a template, by tag; none when it is not there.
    fn template(&self, tag: Tag) -> Result<Vec<Field>, ParseError> {
        self.piece(tag).map_or(Ok(Vec::new()), |piece| inside(piece, self.count))
    }
}

fn inside(piece: &Piece<'_>, count: Count) -> Result<Vec<Field>, ParseError> {
    let pieces = tlv::read(piece.value, count, piece.value_position()).map_err(|error| error.within(piece.tag))?;
    let mut fields: Vec<Field> = pieces.iter().map(|inner| Field::new(inner.tag, inner.value)).collect();
    fields.sort_by_key(|field| field.tag);
    Ok(fields)
}

/// Sub-tags stand in any order: Bank Jatim writes 02 before 01.
fn account(piece: &Piece<'_>, count: Count) -> Result<Account, ParseError> {
    let fields = inside(piece, count)?;
    let text = |tag: u8| value_of(&fields, Tag(tag)).map(str::to_owned);
    let (guid, pan, merchant) = (text(0).unwrap_or_default(), text(1), text(2));
    let criterion = value_of(&fields, Tag(3)).and_then(Criterion::parse);
    let known = if criterion.is_some() { 4 } else { 3 };
    let others = fields.into_iter().filter(|field| field.tag.0 >= known).collect();
    Ok(Account { tag: piece.tag, guid, pan, merchant, criterion, others })
}

fn local(fields: Vec<Field>) -> Local {
    let text = |tag: u8| value_of(&fields, Tag(tag)).map(str::to_owned);
    let (language, name, city) = (text(0).unwrap_or_default(), text(1).unwrap_or_default(), text(2));
    Local { language, name, city, others: fields.into_iter().filter(|field| field.tag.0 >= 3).collect() }
}

//! What the standard wants of a payload. One list for both: the reader warns of it, the writer refuses it.
//!
//! **Source:** EMVCo, merchant-presented mode, tables 3.1 to 3.8; Indonesian limits as acquirers publish them.

use crate::amount::{Decimal, Tip};
use crate::model::{Account, Initiation, Local, Payload};
use crate::tag::{Tag, additional};
use crate::tlv::{Field, VALUE_CHARS_MAX};
use crate::warning::{Warning, WarningKind};

const GUID_CHARS_MAX: usize = 32;
const MERCHANT_CHARS_MAX: usize = 15;
const PAN_DIGITS_MAX: usize = 19;
const NAME_CHARS_MAX: usize = 25;
const CITY_CHARS_MAX: usize = 15;
/// Of a value in template 62.
const ADDITIONAL_CHARS_MAX: usize = 25;
/// The national register's own name.
const NATIONAL_GUID: &str = "ID.CO.QRIS.WWW";

/// Everything in `payload` that is not as it should be.
pub(crate) fn check(payload: &Payload) -> Vec<Warning> {
    let mut found = Vec::new();
    accounts(payload, &mut found);
    money(payload, &mut found);
    merchant(payload, &mut found);
    for field in &payload.additional {
        found.extend(additional_kind(field).map(|kind| Warning::inside(Tag::ADDITIONAL, field.tag, kind)));
    }
    repeated(
        payload.additional.iter().map(|field| field.tag),
        |sub| Warning::inside(Tag::ADDITIONAL, sub, WarningKind::Repeated),
        &mut found,
    );
    payload.local.iter().for_each(|local| local_texts(local, &mut found));
    for field in payload.others.iter().filter(|field| !matches!(field.tag.0, 2..=25 | 80..=99)) {
        found.push(Warning::of(field.tag, WarningKind::Reserved));
    }
    for field in &payload.others {
        found.extend(opaque(&field.value).map(|kind| Warning::of(field.tag, kind)));
    }
    let tags = payload.accounts.iter().map(|account| account.tag).chain(payload.others.iter().map(|field| field.tag));
    repeated(tags, |tag| Warning::of(tag, WarningKind::Repeated), &mut found);
    found
}

/// What is wrong with a text of up to `max` printable ASCII characters.
pub(crate) fn text(value: &str, max: usize) -> Option<WarningKind> {
    length(value, max).or_else(|| {
        let is_ascii = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !is_ascii {
            return Some(WarningKind::NotAscii);
        }
        is_untidy(value).then_some(WarningKind::Untidy)
    })
}

/// What is wrong with a reference or another value of template 62.
pub(crate) fn additional_kind(field: &Field) -> Option<WarningKind> {
    let of_issuer = (50..=99).contains(&field.tag.0);
    if !of_issuer && !additional::NAMES.iter().any(|(tag, _)| *tag == field.tag) {
        return Some(WarningKind::Reserved);
    }
    let max = if of_issuer { VALUE_CHARS_MAX } else { ADDITIONAL_CHARS_MAX };
    text(&field.value, max).or_else(|| {
        let is_request = field.value.chars().all(|letter| "AME".contains(letter));
        (field.tag == additional::DATA_REQUEST && !is_request).then_some(WarningKind::Form("letters of A, M and E"))
    })
}

/// What is wrong with an amount that is to be paid.
pub(crate) fn amount(amount: Decimal) -> Option<WarningKind> {
    match (amount.is_zero(), amount.rupiah()) {
        (true, _) => Some(WarningKind::AmountZero),
        (false, None) => Some(WarningKind::AmountSen),
        (false, Some(_)) => None,
    }
}

/// What is wrong with a tip, and at which tag.
pub(crate) fn tip(tip: Tip) -> Option<Warning> {
    match tip {
        Tip::Fixed(fixed) if fixed.is_zero() => Some(Warning::of(Tag::TIP_FIXED, WarningKind::AmountZero)),
        Tip::Percent(rate) if !(1..=9_999).contains(&rate.hundredths()) => {
            Some(Warning::of(Tag::TIP_PERCENT, WarningKind::Form("from 0.01 to 99.99")))
        }
        _ => None,
    }
}

fn length(value: &str, max: usize) -> Option<WarningKind> {
    let has = value.chars().count();
    match has {
        0 => Some(WarningKind::Missing),
        _ if has > max => Some(WarningKind::TooLong { has, max }),
        _ => None,
    }
}

/// A value whose meaning is not known here.
fn opaque(value: &str) -> Option<WarningKind> {
    length(value, VALUE_CHARS_MAX).or_else(|| value.chars().any(char::is_control).then_some(WarningKind::Control))
}

fn any_script(value: &str, max: usize) -> Option<WarningKind> {
    length(value, max).or_else(|| opaque(value)).or_else(|| is_untidy(value).then_some(WarningKind::Untidy))
}

fn is_untidy(value: &str) -> bool {
    kernel::text::read(value, value.len()).is_ok_and(|tidy| tidy != value)
}

fn digits(value: &str, count: usize) -> bool {
    value.len() == count && value.bytes().all(|digit| digit.is_ascii_digit())
}

fn repeated(tags: impl Iterator<Item = Tag>, warning: impl Fn(Tag) -> Warning, found: &mut Vec<Warning>) {
    let mut tags: Vec<Tag> = tags.collect();
    tags.sort_unstable();
    found.extend(tags.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| warning(pair[0])));
}

fn accounts(payload: &Payload, found: &mut Vec<Warning>) {
    for account in &payload.accounts {
        match account.tag {
            Tag::NATIONAL => national(account, found),
            tag if tag >= Tag::ACCOUNT_FIRST && tag <= Tag::ACCOUNT_LAST => at_acquirer(account, found),
            tag => found.push(Warning::of(tag, WarningKind::Reserved)),
        }
        // The four that are known stand here only when they could not be read as such.
        for field in &account.others {
            let kind = (field.tag.0 <= 3).then_some(WarningKind::Form("UMI, UKE, UME, UBE or URE"));
            let kind = kind.or_else(|| opaque(&field.value));
            found.extend(kind.map(|kind| Warning::inside(account.tag, field.tag, kind)));
        }
        let subs = account.others.iter().map(|field| field.tag);
        repeated(subs, |sub| Warning::inside(account.tag, sub, WarningKind::Repeated), found);
    }
    let Some(national) = payload.national() else {
        found.push(Warning::of(Tag::NATIONAL, WarningKind::NotQris));
        return;
    };
    let differs =
        |account: &&Account| account.tag != Tag::NATIONAL && account.criterion.is_some() && account.criterion != national.criterion;
    if let Some(account) = payload.accounts.iter().find(differs).filter(|_| national.criterion.is_some()) {
        found.push(Warning::inside(account.tag, Tag(3), WarningKind::CriteriaDiffer));
    }
}

fn at_acquirer(account: &Account, found: &mut Vec<Warning>) {
    let mut add = |sub: u8, kind: Option<WarningKind>| found.extend(kind.map(|kind| Warning::inside(account.tag, Tag(sub), kind)));
    add(0, text(&account.guid, GUID_CHARS_MAX));
    let pan = account.pan.as_deref().unwrap_or_default();
    let is_pan = pan.starts_with("9360") && pan.len() <= PAN_DIGITS_MAX && account.nns().is_some() && digits(pan, pan.len());
    add(
        1,
        match pan {
            "" => Some(WarningKind::Missing),
            _ if !is_pan => Some(WarningKind::Form("up to 19 digits that begin with the acquirer's 9360…")),
            _ => account.acquirer().is_none().then_some(WarningKind::AcquirerUnknown),
        },
    );
    add(2, text(account.merchant.as_deref().unwrap_or_default(), MERCHANT_CHARS_MAX));
    add(3, missing_criterion(account));
}

fn national(account: &Account, found: &mut Vec<Warning>) {
    let mut add = |sub: u8, kind: Option<WarningKind>| found.extend(kind.map(|kind| Warning::inside(account.tag, Tag(sub), kind)));
    add(0, (account.guid != NATIONAL_GUID).then_some(WarningKind::Form(NATIONAL_GUID)));
    // No merchant is paid through the register.
    add(1, account.pan.is_some().then_some(WarningKind::Reserved));
    let is_nmid = |number: &str| number.strip_prefix("ID").is_some_and(|rest| digits(rest, 13));
    add(
        2,
        match account.merchant.as_deref() {
            None | Some("") => Some(WarningKind::Missing),
            Some(number) => (!is_nmid(number)).then_some(WarningKind::Form("ID and 13 digits")),
        },
    );
    add(3, missing_criterion(account));
}

fn missing_criterion(account: &Account) -> Option<WarningKind> {
    let is_there = account.criterion.is_some() || account.others.iter().any(|field| field.tag == Tag(3));
    (!is_there).then_some(WarningKind::Missing)
}

fn money(payload: &Payload, found: &mut Vec<Warning>) {
    if payload.currency != "360" {
        found.push(Warning::of(Tag::CURRENCY, WarningKind::Form("360, which is rupiah")));
    }
    let kind = match (payload.initiation, payload.amount) {
        (Initiation::Static, Some(_)) => Some(WarningKind::StaticWithAmount),
        (Initiation::Dynamic, None) => Some(WarningKind::DynamicWithoutAmount),
        _ => None,
    };
    // Other currencies have cents in daily life.
    let of_amount = payload.amount.and_then(amount).filter(|kind| *kind != WarningKind::AmountSen || payload.currency == "360");
    let kinds = kind.into_iter().chain(of_amount);
    found.extend(kinds.map(|kind| Warning::of(Tag::AMOUNT, kind)));
    found.extend(payload.tip.and_then(tip));
}

fn merchant(payload: &Payload, found: &mut Vec<Warning>) {
    let mut add = |tag: Tag, kind: Option<WarningKind>| found.extend(kind.map(|kind| Warning::of(tag, kind)));
    let form = |value: &str, is_right: bool, form| match value {
        "" => Some(WarningKind::Missing),
        _ => (!is_right).then_some(WarningKind::Form(form)),
    };
    add(Tag::CATEGORY, form(&payload.category, digits(&payload.category, 4), "four digits"));
    add(Tag::COUNTRY, form(&payload.country, payload.country == "ID", "ID, which is Indonesia"));
    add(Tag::NAME, text(&payload.name, NAME_CHARS_MAX));
    add(Tag::CITY, text(&payload.city, CITY_CHARS_MAX));
    let postal = payload.postal_code.as_deref().unwrap_or_default();
    add(Tag::POSTAL, form(postal, digits(postal, 5), "five digits"));
}

fn local_texts(local: &Local, found: &mut Vec<Warning>) {
    let mut add = |sub: u8, kind: Option<WarningKind>| found.extend(kind.map(|kind| Warning::inside(Tag::LOCAL, Tag(sub), kind)));
    let is_language = local.language.len() == 2 && local.language.bytes().all(|letter| letter.is_ascii_alphabetic());
    add(0, (!is_language).then_some(WarningKind::Form("two letters of a language")));
    add(1, any_script(&local.name, NAME_CHARS_MAX));
    add(2, local.city.as_deref().and_then(|city| any_script(city, CITY_CHARS_MAX)));
    for field in &local.others {
        add(field.tag.0, Some(WarningKind::Reserved));
    }
}

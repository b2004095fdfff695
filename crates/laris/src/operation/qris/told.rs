//! What a payload means, as a JSON object. The names are those of `docs/qris.md`.

use std::collections::BTreeMap;

use qris::crc::Checksum;
use qris::{Account, Field, Initiation, Local, ParseError, Payload, Tip, Warning, additional};
use serde::Serialize;

/// Why bytes are no text.
pub(super) const NOT_UTF8: &str = "the line is not UTF-8; give the text that a scanner reads from the code";

/// One line.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// Whether it can be read, and is not dangerous.
    valid: bool,
    warnings: Vec<Remark>,
    /// None when it is not valid.
    fields: Option<Fields>,
    /// None when it is valid.
    error: Option<Remark>,
    /// Of any text that ends in a checksum.
    checksum: Option<Sum>,
}

#[derive(Debug, Serialize)]
struct Remark {
    code: &'static str,
    message: String,
    tag: Option<String>,
    sub: Option<String>,
    /// Number of the character, from 1; none for warnings.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Sum {
    given: String,
    computed: String,
}

#[derive(Debug, Serialize)]
struct Fields {
    initiation: &'static str,
    is_qris: bool,
    name: String,
    city: String,
    postal_code: Option<String>,
    country: String,
    category: String,
    currency: String,
    /// As written.
    amount: Option<String>,
    /// None when there is no amount, it has sen, or is in another currency.
    amount_rupiah: Option<i64>,
    tip: Option<ToldTip>,
    nmid: Option<String>,
    accounts: Vec<ToldAccount>,
    additional: BTreeMap<String, String>,
    local: Option<ToldLocal>,
    others: BTreeMap<String, String>,
    crc: String,
}

#[derive(Debug, Serialize)]
struct ToldTip {
    kind: &'static str,
    /// Rupiah or percent; none when the payer is asked.
    value: Option<String>,
}

#[derive(Debug, Serialize)]
struct ToldAccount {
    tag: String,
    guid: String,
    pan: Option<String>,
    nns: Option<String>,
    acquirer: Option<&'static str>,
    merchant: Option<String>,
    criterion: Option<&'static str>,
    others: BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct ToldLocal {
    language: String,
    name: String,
    city: Option<String>,
}

impl Told {
    /// Reads a line.
    pub(super) fn of(line: &[u8]) -> Self {
        let Ok(text) = std::str::from_utf8(line) else {
            let error = Remark { code: "not_utf8", message: NOT_UTF8.to_owned(), tag: None, sub: None, position: None };
            return Self { valid: false, warnings: Vec::new(), fields: None, error: Some(error), checksum: None };
        };
        let hex = |sum: u16| format!("{sum:04X}");
        let checksum = Checksum::of(text.trim()).map(|sum| Sum { given: hex(sum.given), computed: hex(sum.computed) });
        match qris::parse(text) {
            Ok(reading) => {
                let warnings = reading.warnings.into_iter().map(Remark::warning).collect();
                Self { valid: true, warnings, fields: Some(Fields::of(reading.payload, hex(reading.crc))), error: None, checksum }
            }
            Err(error) => Self { valid: false, warnings: Vec::new(), fields: None, error: Some(Remark::error(&error)), checksum },
        }
    }
}

impl Remark {
    fn warning(warning: Warning) -> Self {
        let (tag, sub) = (warning.tag.map(|tag| tag.to_string()), warning.sub.map(|tag| tag.to_string()));
        Self { code: warning.kind.code(), message: warning.to_string(), tag, sub, position: None }
    }

    fn error(error: &ParseError) -> Self {
        let (tag, sub) = (error.tag.map(|tag| tag.to_string()), error.sub.map(|tag| tag.to_string()));
        Self { code: error.code(), message: error.to_string(), tag, sub, position: Some(error.position) }
    }
}

impl Fields {
    fn of(payload: Payload, crc: String) -> Self {
        let rupiah = payload.amount.filter(|_| payload.currency == "360").and_then(qris::Decimal::rupiah);
        Self {
            initiation: match payload.initiation {
                Initiation::Static => "static",
                Initiation::Dynamic => "dynamic",
            },
            is_qris: payload.is_qris(),
            nmid: payload.nmid().map(str::to_owned),
            amount: payload.amount.map(|amount| amount.to_string()),
            amount_rupiah: rupiah.map(kernel::Rupiah::amount),
            tip: payload.tip.map(tip),
            accounts: payload.accounts.into_iter().map(account).collect(),
            additional: named(payload.additional, &additional::NAMES),
            local: payload.local.map(|Local { language, name, city, .. }| ToldLocal { language, name, city }),
            others: named(payload.others, &[]),
            name: payload.name,
            city: payload.city,
            postal_code: payload.postal_code,
            country: payload.country,
            category: payload.category,
            currency: payload.currency,
            crc,
        }
    }
}

fn tip(tip: Tip) -> ToldTip {
    match tip {
        Tip::Ask => ToldTip { kind: "ask", value: None },
        Tip::Fixed(fixed) => ToldTip { kind: "fixed", value: Some(fixed.to_string()) },
        Tip::Percent(rate) => ToldTip { kind: "percent", value: Some(rate.to_string()) },
    }
}

fn account(account: Account) -> ToldAccount {
    ToldAccount {
        tag: account.tag.to_string(),
        nns: account.nns().map(str::to_owned),
        acquirer: account.acquirer().map(|acquirer| acquirer.name.as_str()),
        criterion: account.criterion.map(qris::Criterion::code),
        guid: account.guid,
        pan: account.pan,
        merchant: account.merchant,
        others: named(account.others, &[]),
    }
}

/// By name where there is one, else by tag.
fn named(fields: Vec<Field>, names: &[(qris::Tag, &str)]) -> BTreeMap<String, String> {
    let name = |tag| names.iter().find(|(known, _)| *known == tag).map_or_else(|| format!("{tag}"), |(_, name)| (*name).to_owned());
    fields.into_iter().map(|field| (name(field.tag), field.value)).collect()
}

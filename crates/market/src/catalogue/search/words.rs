//! The vocabulary of a snapshot: which goods and stalls a phrase names, wholly or in part.

use std::collections::HashMap;

use order_text::measure::measure;
use order_text::token::TokenKind;
use order_text::{Ambiguous, Entry, Lexicon, fold, tokens};

use crate::catalogue::model::{Commodity, Product, Stall};

/// What a key of the lexicon names: its three highest bits say which and how, the rest is a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// The phrase is a name of the product.
    Product(u32),
    /// The phrase names the product's commodity, or several commodities.
    ProductKind(u32),
    /// The phrase is the group the product lies in.
    ProductGroup(u32),
    /// The phrase is a word of the product's name.
    ProductPart(u32),
    /// The phrase is the name of the stall.
    Stall(u32),
    /// The phrase is a word of the stall's name.
    StallPart(u32),
}

const KIND_SHIFT: u32 = 29;

impl Named {
    const fn key(self) -> u32 {
        match self {
            Self::Product(at) => at,
            Self::ProductKind(at) => 1 << KIND_SHIFT | at,
            Self::ProductPart(at) => 2 << KIND_SHIFT | at,
            Self::Stall(at) => 3 << KIND_SHIFT | at,
            Self::StallPart(at) => 4 << KIND_SHIFT | at,
            Self::ProductGroup(at) => 5 << KIND_SHIFT | at,
        }
    }

    pub(super) const fn of(key: u32) -> Self {
        let at = key & ((1 << KIND_SHIFT) - 1);
        match key >> KIND_SHIFT {
            0 => Self::Product(at),
            1 => Self::ProductKind(at),
            2 => Self::ProductPart(at),
            3 => Self::Stall(at),
            4 => Self::StallPart(at),
            _ => Self::ProductGroup(at),
        }
    }

    /// Whether it names goods and not a stall.
    pub(super) const fn is_goods(self) -> bool {
        !matches!(self, Self::Stall(_) | Self::StallPart(_))
    }
}

/// The lexicon of a snapshot.
#[derive(Debug)]
pub(in crate::catalogue) struct Words {
    pub(super) lexicon: Lexicon,
}

impl Words {
    /// Collects the names: those of goods before those of stalls, whole names before words of names.
    pub(in crate::catalogue) fn build(
        products: &[Product],
        stalls: &[Stall],
        commodities: &[Commodity],
        commodity_of: &[Option<u32>],
        common_phrases: &[(String, Vec<String>)],
    ) -> Self {
        let mut entries = Vec::with_capacity((products.len() + stalls.len()) * 2);
        for (product, at) in products.iter().zip(0..) {
            entries.push(entry(Named::Product(at), names(product)));
        }
        for (commodity, at) in commodity_of.iter().zip(0..) {
            if let Some(commodity) = commodity.and_then(|at| commodities.get(at as usize)) {
                let phrases = std::iter::once(&commodity.name).chain(&commodity.phrases).cloned().collect();
                entries.push(entry(Named::ProductKind(at), phrases));
            }
        }
        for (product, at) in products.iter().zip(0..) {
            entries.push(entry(Named::ProductGroup(at), vec![product.group.clone()]));
            entries.push(entry(Named::ProductPart(at), parts(product)));
        }
        for (stall, at) in stalls.iter().zip(0..) {
            entries.push(entry(Named::Stall(at), vec![stall.name.clone()]));
        }
        for (stall, at) in stalls.iter().zip(0..) {
            entries.push(entry(Named::StallPart(at), words_of(&stall.name)));
        }
        let (common, other): (Vec<_>, Vec<_>) = common_phrases.iter().partition(|(_, slugs)| !slugs.is_empty());
        let lexicon = Lexicon::build(entries, ambiguous(&common, products), other.into_iter().map(|(phrase, _)| phrase.clone()));
        Self { lexicon }
    }
}

fn entry(named: Named, phrases: Vec<String>) -> Entry {
    Entry { key: named.key(), phrases }
}

/// What a product is called, wholly. Names with an amount are left out: the amount is read by itself.
fn names(product: &Product) -> Vec<String> {
    let names = [&product.name_id, &product.name_jv, &product.name_en].into_iter().chain(&product.phrases);
    names.filter(|name| !name.contains(|sign: char| sign.is_ascii_digit())).cloned().collect()
}

/// The words of a product's names, and its slug.
fn parts(product: &Product) -> Vec<String> {
    let names = [&product.name_id, &product.name_jv, &product.name_en].into_iter().chain(&product.phrases);
    names.flat_map(|name| words_of(name)).chain([product.slug.replace('-', " ")]).collect()
}

/// Words of two letters or more that are no units.
fn words_of(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words = tokens(&folded);
    let is_telling = |text: &str| text.chars().count() > 1 && measure(text).is_none() && !EMPTY_WORDS.contains(&text);
    words.iter().filter(|word| word.kind == TokenKind::Word && is_telling(word.text)).map(|word| word.text.to_owned()).collect()
}

/// Words that every name may have and that tell nothing.
const EMPTY_WORDS: [&str; 22] = [
    "dan", "di", "isi", "per", "untuk", "with", "and", "of", "the", "ing", "lan", "saking", "bu", "pak", "mbak", "mas", "mak", "cak", "yu",
    "for", "in", "dari",
];

/// Words for several commodities name all their products, in the order of the commodities.
fn ambiguous(common: &[&(String, Vec<String>)], products: &[Product]) -> Vec<Ambiguous> {
    let mut by_commodity: HashMap<&str, Vec<u32>> = HashMap::new();
    for (product, at) in products.iter().zip(0..) {
        if let Some(slug) = product.commodity.as_deref() {
            by_commodity.entry(slug).or_default().push(Named::ProductKind(at).key());
        }
    }
    let goods = |slugs: &[String]| slugs.iter().filter_map(|slug| by_commodity.get(slug.as_str())).flatten().copied().collect();
    common.iter().map(|(phrase, slugs)| Ambiguous { phrases: vec![phrase.clone()], keys: goods(slugs) }).collect()
}

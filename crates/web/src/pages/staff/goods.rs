//! Goods and stalls as staff see them, from the catalogue in memory.

use kernel::id::{OfferId, StallId};
use market::catalogue::{Catalogue, OfferView, Stall};
use market::orders::{OrderLine, Substitution};
use order_text::spoken;

use crate::assets;
use crate::format;
use crate::i18n::Lang;

/// `B-12`; empty for a shop without block and number.
#[must_use]
pub fn place(stall: &Stall) -> String {
    if stall.block.is_empty() { String::new() } else { format!("{}-{}", stall.block, stall.number) }
}

/// A stall's place and name; empty for one that is not in the catalogue yet.
#[must_use]
pub fn stall(catalogue: &Catalogue, id: StallId) -> (String, String) {
    catalogue.stall_by_id(id).map(|view| (place(view.stall), view.stall.name.clone())).unwrap_or_default()
}

/// Goods by name.
#[must_use]
pub fn name(catalogue: &Catalogue, offer: OfferId, lang: Lang) -> String {
    catalogue.offer(offer).map(|view| view.product.name(lang).to_owned()).unwrap_or_default()
}

/// Address of the goods' picture.
#[must_use]
pub fn picture(catalogue: &Catalogue, offer: OfferId) -> String {
    let name = catalogue.offer(offer).map_or("lapak", |view| view.product.illustration.as_str());
    assets::picture(name).into_owned()
}

/// What the buyer asked for: `¼ kg`, or `Rp5.000`.
#[must_use]
pub fn wanted(lang: Lang, line: &OrderLine) -> String {
    match line.amount {
        Some(amount) => format::rupiah(lang, amount.amount()),
        None => spoken(line.quantity, line.sold_by, &line.unit, lang),
    }
}

/// What is offered in place of something: `Sawi 2 ikat, Rp6.000`.
#[must_use]
pub fn proposed(lang: Lang, catalogue: &Catalogue, asked: &Substitution) -> String {
    let said = |view: OfferView<'_>| spoken(asked.quantity, view.product.sold_by, &view.product.unit, lang);
    let amount = catalogue.offer(asked.offer).map(said).unwrap_or_default();
    format!("{} {amount}, {}", name(catalogue, asked.offer, lang), format::rupiah(lang, asked.total.amount()))
}

/// What was weighed or counted: `265 g`, `2 ikat`; empty before.
#[must_use]
pub fn picked(lang: Lang, line: &OrderLine) -> String {
    match line.picked {
        Some(picked) if line.sold_by == kernel::Unit::Weight => format::weight(lang, picked.milli()),
        Some(picked) => spoken(picked, line.sold_by, &line.unit, lang),
        None => String::new(),
    }
}

/// What was weighed or counted where it differs from what was wanted; else empty.
#[must_use]
pub fn otherwise_picked(lang: Lang, line: &OrderLine) -> String {
    if line.picked == Some(line.quantity) && line.amount.is_none() { String::new() } else { picked(lang, line) }
}

/// What stands on the bag: the last three characters of the order's number.
#[must_use]
pub fn bag(number: &str) -> String {
    short(number, 3)
}

/// The last characters of an order's number, as people say it.
#[must_use]
pub fn short(number: &str, characters: usize) -> String {
    let skipped = number.chars().count().saturating_sub(characters);
    number.chars().skip(skipped).collect()
}

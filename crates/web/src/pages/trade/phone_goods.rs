//! Goods as a caller says them, a line for each: `bayam 2 ikat`, `¼ kg cabai rawit`, `telur Rp14.000`. Finds the offer by search and
//! reads the quantity; what is not certain is left to whoever listens.

use kernel::Timestamp;
use kernel::id::MarketId;
use market::catalogue::search::Query;
use market::catalogue::{Catalogue, OfferView};
use market::orders::{SubstitutionPolicy, WantedLine};
use order_text::{Wanted, parse_wanted, wanted_quantity};

use crate::errors::Fault;
use crate::pages::words;

/// The most lines that are read.
pub const LINES_MAX: usize = 60;
/// The most other offers named for one line.
const OTHERS: usize = 3;

/// What was made of one line.
pub struct Heard<'c> {
    /// As typed.
    pub typed: String,
    /// The offer that fits best, with what else would.
    pub offers: Vec<OfferView<'c>>,
    /// The line to be ordered, or what is in the way.
    pub wanted: Result<WantedLine, Fault>,
}

/// Reads every line that is not empty.
#[must_use]
pub fn hear<'c>(catalogue: &'c Catalogue, market: MarketId, text: &str, now: Timestamp) -> Vec<Heard<'c>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(LINES_MAX).map(|line| one(catalogue, market, line, now)).collect()
}

fn one<'c>(catalogue: &'c Catalogue, market: MarketId, typed: &str, now: Timestamp) -> Heard<'c> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    // The quantity stands behind the goods or before them; the longest reading that an offer understands is meant.
    let behind = (1..words.len()).map(|at| (words[..at].join(" "), words[at..].join(" ")));
    let before = (1..words.len()).rev().map(|at| (words[at..].join(" "), words[..at].join(" ")));
    let mut plain = offers(catalogue, market, typed, now);
    for (goods, quantity) in behind.chain(before) {
        let found = offers(catalogue, market, &goods, now);
        let Some(view) = found.first() else { continue };
        if let Ok(wanted) = line(view, &quantity) {
            return Heard { typed: typed.to_owned(), offers: found, wanted: Ok(wanted) };
        }
    }
    plain.truncate(OTHERS + 1);
    let fault =
        if plain.is_empty() { Fault::invalid("goods", "goods_not_found") } else { Fault::invalid("goods", "quantity_not_understood") };
    Heard { typed: typed.to_owned(), offers: plain, wanted: Err(fault) }
}

fn offers<'c>(catalogue: &'c Catalogue, market: MarketId, text: &str, now: Timestamp) -> Vec<OfferView<'c>> {
    let query = Query { text, market: Some(market), in_stock: true, limit: OTHERS + 1, ..Query::default() };
    catalogue.search(&query, now).offers
}

fn line(view: &OfferView<'_>, quantity: &str) -> Result<WantedLine, Fault> {
    let sold = words::sold_as(view);
    let (quantity, amount) = match parse_wanted(quantity, &sold)? {
        Wanted::Quantity(quantity) => (quantity, None),
        Wanted::Amount(amount) => (wanted_quantity(amount, &sold)?, Some(amount)),
    };
    let policy = SubstitutionPolicy::Ask;
    Ok(WantedLine { offer: view.offer.id, quantity, amount, note: String::new(), policy, alternative: None })
}

//! Scoring and ordering.

use std::cmp::Reverse;

use kernel::Timestamp;
use order_text::{Exactness, Hit, Reading, fold, tokens};

use super::amount::{content, is_pack_of};
use super::facets::{Passes, Tally};
use super::words::Named;
use super::{Found, PAGE_MAX, Query};
use crate::catalogue::index::Catalogue;
use crate::catalogue::rules;

/// Texts are read no further. **Units:** bytes.
const TEXT_MAX: usize = 200;
/// Phrases of one text that count.
const HITS_MAX: usize = 16;
/// Stalls shown beside the offers.
const STALLS_MAX: usize = 12;

/// How well something fits: which phrases, and a weight.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    phrases: u16,
    weight: u32,
    /// What the latest phrase gave.
    latest: u32,
}

impl Score {
    /// Adds what a phrase gives; of several ways in which the same phrase fits, the best counts.
    fn add(&mut self, phrase: usize, weight: u32) {
        let bit = 1 << phrase;
        if self.phrases & bit == 0 {
            self.phrases |= bit;
            self.latest = 0;
        }
        if weight > self.latest {
            self.weight += weight - self.latest;
            self.latest = weight;
        }
    }

    fn with(self, other: Self) -> Self {
        Self { phrases: self.phrases | other.phrases, weight: self.weight + other.weight, latest: 0 }
    }
}

/// An offer in its place: fits less, cannot be had, price, position.
type Ranked = (Reverse<u32>, bool, i64, u32);

/// Searches the snapshot as it is at `now`.
#[must_use]
pub fn search<'a>(catalogue: &'a Catalogue, query: &Query<'_>, now: Timestamp) -> Found<'a> {
    let text = clipped(query.text);
    let reading = catalogue.fixed.words.lexicon.read(text);
    let (products, stalls) = scores(catalogue, text, &reading);
    let mut tally = Tally::new(catalogue);
    let mut ranked: Vec<Ranked> = Vec::new();
    let mut place = |at: u32, weight: u32| {
        if let Some(is_open) = admit(catalogue, query, at, now, &mut tally) {
            ranked.push((Reverse(weight), !is_open, catalogue.offers[at as usize].price.amount(), at));
        }
    };
    if fold(text).is_empty() {
        (0..).take(catalogue.offers.len()).for_each(|at| place(at, 0));
    } else {
        let candidates = candidates(catalogue, &products, &stalls);
        let most = candidates.iter().map(|(_, score)| score.phrases.count_ones()).max().unwrap_or(0);
        candidates.iter().filter(|(_, score)| score.phrases.count_ones() == most).for_each(|(at, score)| place(*at, score.weight));
    }
    let page = page(&mut ranked, query.offset, query.limit.min(PAGE_MAX));
    Found {
        offers: page.iter().map(|(.., at)| catalogue.offer_view(*at)).collect(),
        total: ranked.len(),
        stalls: named_stalls(catalogue, query, &reading),
        suggestion: reading.suggestion,
        other_goods: reading.other_goods,
        facets: tally.finish(catalogue),
    }
}

/// The text up to [`TEXT_MAX`], whole characters only.
fn clipped(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_MAX)]
}

/// How well each product and each stall fits the text.
fn scores(catalogue: &Catalogue, text: &str, reading: &Reading) -> (Vec<Score>, Vec<Score>) {
    let mut products = vec![Score::default(); catalogue.fixed.products.len()];
    let mut stalls = vec![Score::default(); catalogue.stalls.len()];
    for (hit, phrase) in reading.hits.iter().take(HITS_MAX).zip(0..) {
        let names_goods = hit.keys.iter().any(|key| Named::of(*key).is_goods());
        for (key, rank) in hit.keys.iter().zip(0..) {
            let weight = weight(hit, rank);
            match Named::of(*key) {
                Named::Product(at) => products[at as usize].add(phrase, weight + 200),
                Named::ProductKind(at) => products[at as usize].add(phrase, weight + 150),
                Named::ProductGroup(at) => products[at as usize].add(phrase, weight + 50),
                Named::ProductPart(at) => products[at as usize].add(phrase, weight),
                Named::Stall(at) => stalls[at as usize].add(phrase, weight + 100),
                // A word that names goods means the goods: "beras" is not all that "Beras Bu Sumini" sells.
                Named::StallPart(_) if names_goods => {}
                Named::StallPart(at) => stalls[at as usize].add(phrase, weight),
            }
        }
    }
    let folded = fold(text);
    let words = tokens(&folded);
    let wanted: Vec<_> = reading.quantities.iter().filter_map(|range| content(&words, range.clone())).collect();
    if !wanted.is_empty() {
        let fits = |at: usize| wanted.iter().any(|content| is_pack_of(&catalogue.fixed.products[at], *content));
        products.iter_mut().enumerate().filter(|(at, score)| score.phrases > 0 && fits(*at)).for_each(|(_, score)| score.weight += 1_000);
    }
    (products, stalls)
}

/// Exact before begun before mistyped; longer phrases weigh more. Of what an unfinished word may become, the shortest comes first.
fn weight(hit: &Hit, rank: u32) -> u32 {
    let exactness = match hit.exactness {
        Exactness::Exact => 400,
        Exactness::Prefix => 300 - rank.min(100),
        Exactness::Typo => 150,
    };
    exactness + 20 * u32::try_from(hit.words.len()).unwrap_or(0).min(10)
}

/// Every offer that fits by its product or its stall, once.
fn candidates(catalogue: &Catalogue, products: &[Score], stalls: &[Score]) -> Vec<(u32, Score)> {
    let fixed = &catalogue.fixed;
    let mut found = Vec::new();
    for (score, at) in products.iter().zip(0..).filter(|(score, _)| score.phrases > 0) {
        for &offer in fixed.offers_of_product.of(at) {
            let stall = stalls[fixed.links[offer as usize].stall as usize];
            found.push((offer, score.with(stall)));
        }
    }
    for (score, range) in stalls.iter().zip(&fixed.offers_of_stall).filter(|(score, _)| score.phrases > 0) {
        let only_here = |offer: &u32| products[fixed.links[*offer as usize].product as usize].phrases == 0;
        found.extend(range.clone().filter(only_here).map(|offer| (offer, *score)));
    }
    found
}

/// Counts the offer, and tells whether one can have it; `None` when it is filtered out.
fn admit(catalogue: &Catalogue, query: &Query<'_>, at: u32, now: Timestamp, tally: &mut Tally) -> Option<bool> {
    let view = catalogue.offer_view(at);
    if view.offer.is_withdrawn {
        return None;
    }
    let is_open = view.availability(now).is_open();
    let link = catalogue.fixed.links[at as usize];
    let group = catalogue.fixed.group_of[link.product as usize] as usize;
    let passes = Passes {
        market: query.market.is_none_or(|market| view.market.id == market),
        cluster: query.cluster.is_none_or(|cluster| view.market.cluster == cluster),
        group: query.group.is_none_or(|wanted| view.product.group == wanted),
        rest: query.price_min.is_none_or(|low| view.offer.price >= low)
            && query.price_max.is_none_or(|high| view.offer.price <= high)
            && (is_open || !query.in_stock)
            && (!query.open_now || rules::is_stall_open(view.stall, view.market, now, catalogue.fixed.offset_minutes)),
    };
    if !tally.count(passes, link.market as usize, view.market.cluster, group) {
        return None;
    }
    tally.shown(view.offer.price, is_open);
    Some(is_open)
}

/// Puts the wanted page in order; the rest stays as it is.
fn page(ranked: &mut [Ranked], offset: usize, limit: usize) -> &[Ranked] {
    let end = offset.saturating_add(limit).min(ranked.len());
    if end < ranked.len() {
        ranked.select_nth_unstable(end);
    }
    let head = &mut ranked[..end];
    head.sort_unstable();
    head.get(offset..).unwrap_or_default()
}

/// Stalls whose name was typed, wholly or in part, in the wanted market or cluster.
fn named_stalls<'a>(catalogue: &'a Catalogue, query: &Query<'_>, reading: &Reading) -> Vec<super::StallView<'a>> {
    let mut named: Vec<u32> = reading
        .hits
        .iter()
        .flat_map(|hit| &hit.keys)
        .filter_map(|key| match Named::of(*key) {
            Named::Stall(at) | Named::StallPart(at) => Some(at),
            Named::Product(_) | Named::ProductKind(_) | Named::ProductGroup(_) | Named::ProductPart(_) => None,
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    let views = named.into_iter().map(|at| catalogue.stall_view(at));
    views
        .filter(|view| query.market.is_none_or(|market| view.market.id == market))
        .filter(|view| query.cluster.is_none_or(|cluster| view.market.cluster == cluster))
        .take(STALLS_MAX)
        .collect()
}

//! Reading a text against the vocabulary: the longest phrase wins, then the fewest typing errors.
//!
//! Phrases never run over a line break or a punctuation mark, only over a hyphen, and match whole words only.

use std::ops::Range;

use super::words::Candidate;
use super::{Exactness, Hit, Lexicon, Meaning, PREFIX_KEYS_MAX, ROOT, Reading, push_new};
use crate::fold::fold;
use crate::measure::{Measure, measure, measure_mistyped, one_measure};
use crate::number::{is_number_word, read_number};
use crate::rupiah::{is_currency_after, is_currency_before};
use crate::token::{Token, TokenKind, tokens};

/// The longest text that is read; what follows is ignored. **Units:** tokens.
const TOKENS_MAX: usize = 1_000;
/// An unfinished word must have so many letters.
const PREFIX_LETTERS_MIN: usize = 2;

/// Whether the last word may be unfinished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastWord {
    Whole,
    Typing,
}

pub(super) fn read(lexicon: &Lexicon, text: &str, last: LastWord) -> Reading {
    let folded = fold(text);
    let mut found = tokens(&folded);
    found.truncate(TOKENS_MAX);
    let candidates = found.iter().map(|token| candidates(lexicon, token)).collect();
    let reader = Reader { lexicon, tokens: &found, candidates, last };
    let mut reading = Reading::default();
    let mut mended = Vec::new();
    let mut at = 0;
    while let Some(token) = found.get(at) {
        let quantity = quantity_length(&found[at..]);
        if token.kind == TokenKind::Mark {
            at += 1;
        } else if let Some(phrase) = reader.phrase_at(at, !reading.hits.is_empty() && quantity > 0) {
            let end = phrase.end;
            mended.extend(phrase.mended.iter().copied());
            reader.note(at, phrase, &mut reading);
            at = end;
        } else if quantity > 0 {
            reading.quantities.push(at..at + quantity);
            at += quantity;
        } else {
            reading.rest.push(token.text.to_owned());
            at += 1;
        }
    }
    reading.suggestion = suggestion(lexicon, &folded, &found, &mended);
    reading
}

fn candidates(lexicon: &Lexicon, token: &Token<'_>) -> Vec<Candidate> {
    match token.kind {
        TokenKind::Mark => Vec::new(),
        TokenKind::Word | TokenKind::Number => lexicon.words.candidates(token.text),
    }
}

/// The folded text with the mended words in their places.
fn suggestion(lexicon: &Lexicon, folded: &str, tokens: &[Token<'_>], mended: &[(usize, u32)]) -> Option<String> {
    if mended.is_empty() {
        return None;
    }
    let mut text = String::with_capacity(folded.len() + 8);
    let mut done = 0;
    for (at, word) in mended {
        let Range { start, end } = tokens[*at].range;
        text.push_str(&folded[done..start]);
        text.push_str(lexicon.words.name(*word));
        done = end;
    }
    text.push_str(&folded[done..]);
    Some(text)
}

struct Reader<'r, 'a> {
    lexicon: &'r Lexicon,
    tokens: &'r [Token<'a>],
    candidates: Vec<Vec<Candidate>>,
    last: LastWord,
}

/// The best phrase found at some place.
#[derive(Debug)]
struct Phrase {
    end: usize,
    cost: u32,
    exactness: Exactness,
    /// More than one where typing errors leave a choice.
    nodes: Vec<u32>,
    /// Token and the word meant, for each typing error.
    mended: Vec<(usize, u32)>,
}

impl Reader<'_, '_> {
    /// The best phrase that starts with the token at `start`. `is_amount`: it is a quantity behind goods, so no unfinished word.
    fn phrase_at(&self, start: usize, is_amount: bool) -> Option<Phrase> {
        let mut best = None;
        let mut path = Vec::new();
        self.walk(ROOT, start, 0, &mut path, &mut best);
        match best {
            Some(Phrase { exactness: Exactness::Prefix, .. }) if is_amount => None,
            found => found,
        }
    }

    /// Tries every way to go on from `node` with the token at `at`.
    fn walk(&self, node: u32, at: usize, cost: u32, path: &mut Vec<(usize, u32)>, best: &mut Option<Phrase>) {
        let Some(token) = self.tokens.get(at) else { return };
        for candidate in &self.candidates[at] {
            let Some(next) = self.lexicon.step(node, candidate.word) else { continue };
            let depth = path.len();
            if candidate.cost > 0 {
                path.push((at, candidate.word));
            }
            let cost = cost + candidate.cost;
            if self.lexicon.meaning(next).is_some() {
                let exactness = if path.is_empty() { Exactness::Exact } else { Exactness::Typo };
                offer(best, Phrase { end: at + 1, cost, exactness, nodes: vec![next], mended: path.clone() });
            }
            if let Some(after) = self.next_word(at) {
                self.walk(next, after, cost, path, best);
            }
            path.truncate(depth);
        }
        if self.last == LastWord::Typing && at + 1 == self.tokens.len() && token.kind == TokenKind::Word {
            self.finish_word(node, at, cost, path, best);
        }
    }

    /// Offers the phrases that the unfinished last word may become.
    fn finish_word(&self, node: u32, at: usize, cost: u32, path: &[(usize, u32)], best: &mut Option<Phrase>) {
        let start = self.tokens[at].text;
        if start.chars().count() < PREFIX_LETTERS_MIN {
            return;
        }
        let steps = self.lexicon.words.starting_with(start).filter_map(|word| self.lexicon.step(node, word));
        let nodes: Vec<u32> = steps.take(PREFIX_KEYS_MAX).collect();
        let mut keys = Vec::new();
        nodes.iter().for_each(|node| self.lexicon.collect_goods(*node, &mut keys));
        if !keys.is_empty() {
            offer(best, Phrase { end: at + 1, cost: cost + 1, exactness: Exactness::Prefix, nodes, mended: path.to_vec() });
        }
    }

    /// The token after `at` if a phrase may go on there.
    fn next_word(&self, at: usize) -> Option<usize> {
        match self.tokens.get(at + 1..)? {
            [next, ..] if next.kind != TokenKind::Mark => Some(at + 1),
            [hyphen, next, ..] if hyphen.is_mark("-") && next.kind == TokenKind::Word => Some(at + 2),
            _ => None,
        }
    }

    /// Writes the phrase into the reading.
    fn note(&self, start: usize, phrase: Phrase, reading: &mut Reading) {
        let mut keys = Vec::new();
        for node in &phrase.nodes {
            match self.lexicon.meaning(*node) {
                _ if phrase.exactness == Exactness::Prefix => self.lexicon.collect_goods(*node, &mut keys),
                Some(Meaning::Goods(goods)) => push_new(&mut keys, goods, usize::MAX),
                Some(Meaning::Other(name)) if phrase.nodes.len() == 1 => reading.other_goods.push(name.clone()),
                _ => {}
            }
        }
        if let Some(before) = reading.hits.last_mut().filter(|before| before.words.end == start && before.keys == keys) {
            before.words.end = phrase.end;
            before.exactness = before.exactness.max(phrase.exactness);
        } else if !keys.is_empty() {
            reading.hits.push(Hit { keys, exactness: phrase.exactness, words: start..phrase.end });
        }
    }
}

/// Keeps the longer phrase, then the cheaper one; equals are kept together, as a choice.
fn offer(best: &mut Option<Phrase>, phrase: Phrase) {
    match best {
        Some(known) if (known.end, std::cmp::Reverse(known.cost)) > (phrase.end, std::cmp::Reverse(phrase.cost)) => {}
        Some(known) if known.end == phrase.end && known.cost == phrase.cost => known.nodes.extend(phrase.nodes),
        _ => *best = Some(phrase),
    }
}

/// How many tokens at the start are a number with its unit, a sum of money, or a unit that says its own number.
fn quantity_length(tokens: &[Token<'_>]) -> usize {
    let Some(first) = tokens.first() else { return 0 };
    let follows = |index: usize| tokens.get(index).filter(|token| token.kind == TokenKind::Word);
    let starts_number = |index: usize| tokens.get(index..).and_then(read_number).map_or(0, |number| number.tokens);
    if let Some(number) = read_number(tokens) {
        let mut used = number.tokens;
        used += usize::from(follows(used).is_some_and(|token| token.text == "x"));
        let has_unit = follows(used).is_some_and(|token| measure_mistyped(token.text).is_some() || is_currency_after(token));
        return used + usize::from(has_unit);
    }
    if first.kind != TokenKind::Word {
        return 0;
    }
    let is_named_size = first.is_word("sak") && starts_number(1) > 0;
    if is_currency_before(first) || first.is_word("x") || is_named_size {
        let number = starts_number(1);
        return if number > 0 { 1 + quantity_length(&tokens[1..]) } else { 0 };
    }
    if first.is_word("sak") && follows(1).is_some_and(|token| measure(token.text).is_some()) {
        return 2;
    }
    let says_itself = one_measure(first.text).is_some() || matches!(measure(first.text), Some(Measure::Mass(_) | Measure::Volume(_)));
    usize::from(says_itself && !is_number_word(first.text))
}

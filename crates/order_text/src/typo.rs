//! One typing error: a letter inserted, missing or replaced, in words long enough not to be another word.
//!
//! Source: README rule 5 of `data/order_text`. The index stores every word with one letter left out
//! (the deletion neighbourhood of W. Garbe, "1000x faster spelling correction", 2012), so a lookup
//! costs as many hash probes as the word has letters, whatever the size of the vocabulary.

use std::collections::HashMap;

/// Both words must have at least so many letters.
pub(crate) const LETTERS_MIN: usize = 5;
/// Longer words are never looked up for typing errors: nobody mistypes goods that long, and work stays bounded.
const LETTERS_MAX: usize = 24;

/// Whether the words differ by exactly one inserted, missing or replaced letter and both have five letters or more.
pub(crate) fn within_one_edit(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() > short.len() + 4 || short.chars().count() < LETTERS_MIN {
        return false;
    }
    let mut left = short.chars();
    let mut right = long.chars();
    loop {
        let (left_rest, right_rest) = (left.as_str(), right.as_str());
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return false,
            _ => {
                return left.as_str() == right.as_str() || left_rest == right.as_str() || left.as_str() == right_rest;
            }
        }
    }
}

/// The word with every run of a letter cut to one: `berrass` is `beras`.
pub(crate) fn unstretched(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    for letter in word.chars() {
        if !short.ends_with(letter) {
            short.push(letter);
        }
    }
    short
}

/// Words by their deletion neighbourhood.
#[derive(Debug, Default)]
pub(crate) struct TypoIndex {
    near: HashMap<Box<str>, Vec<u32>>,
}

impl TypoIndex {
    /// Adds a word under the number by which the caller knows it; short words are left out.
    pub(crate) fn insert(&mut self, word: &str, id: u32) {
        if (LETTERS_MIN..=LETTERS_MAX).contains(&word.chars().count()) {
            each_neighbour(word, |near| self.near.entry(near.into()).or_default().push(id));
        }
    }

    /// Words that may be one edit away from `word`: a superset, to be checked with [`within_one_edit`], without doubles.
    pub(crate) fn candidates(&self, word: &str) -> Vec<u32> {
        let mut found = Vec::new();
        if !(LETTERS_MIN..=LETTERS_MAX).contains(&word.chars().count()) {
            return found;
        }
        each_neighbour(word, |near| {
            if let Some(ids) = self.near.get(near) {
                found.extend_from_slice(ids);
            }
        });
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Calls `visit` with the word itself and with each of its letters left out.
fn each_neighbour(word: &str, mut visit: impl FnMut(&str)) {
    visit(word);
    let mut near = String::with_capacity(word.len());
    for (index, letter) in word.char_indices() {
        near.clear();
        near.push_str(&word[..index]);
        near.push_str(&word[index + letter.len_utf8()..]);
        visit(&near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_edit_is_one_letter_in_long_words() {
        for (one, other, expected) in [
            ("berss", "beras", true),
            ("bayamm", "bayam", true),
            ("lombk", "lombok", true),
            ("wortl", "wortel", true),
            ("beras", "beras", false),
            ("brsa", "beras", false),
            ("tahuu", "tahu", false),
            ("kepala", "kelapa", false),
            ("pisng", "pisang", true),
            ("kembug", "kembung", true),
            ("bebas", "beres", false),
        ] {
            assert_eq!(within_one_edit(one, other), expected, "{one} {other}");
            assert_eq!(within_one_edit(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn the_index_finds_every_kind_of_error() {
        let mut index = TypoIndex::default();
        index.insert("wortel", 7);
        for typed in ["wortwl", "wortl", "wortell", "ortel", "wortel"] {
            assert_eq!(index.candidates(typed), [7], "{typed}");
        }
        assert!(index.candidates("bayam").is_empty());
    }

    #[test]
    fn stretched_words_shrink() {
        assert_eq!(unstretched("bayaaammm"), "bayam");
    }
}

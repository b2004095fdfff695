//! The words of the vocabulary, each with a number, and the ways in which a typed word may mean one of them.

use std::collections::HashMap;

use crate::measure::{measure, one_measure};
use crate::number::is_number_word;
use crate::ordinary::is_ordinary;
use crate::typo::{TypoIndex, unstretched, within_one_edit};

/// A stretched word (`tahuuu`) must have so many letters when unstretched.
const STRETCHED_LETTERS_MIN: usize = 4;
/// Suffixes that belong to the word before them (README rule 4).
const SUFFIXES: [&str; 3] = ["nya", "ne", "e"];

/// A word of the vocabulary that a typed word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub word: u32,
    /// 0 as listed, 2 with a typing error, 3 with one in the first letter, where people seldom err.
    pub cost: u32,
}

/// The vocabulary.
#[derive(Debug, Default)]
pub(super) struct Words {
    ids: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
    sorted: Vec<u32>,
    stretched: HashMap<String, u32>,
    typos: TypoIndex,
}

impl Words {
    /// The number of a folded word, new if need be.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.into(), id);
        self.names.push(word.into());
        self.typos.insert(word, id);
        let short = unstretched(word);
        if short.chars().count() >= STRETCHED_LETTERS_MIN {
            self.stretched.entry(short).or_insert(id);
        }
        id
    }

    /// Puts the words in order, after the last one is in.
    pub(super) fn seal(&mut self) {
        let names = &self.names;
        self.sorted = (0..).take(names.len()).collect();
        self.sorted.sort_unstable_by_key(|id| &names[*id as usize]);
    }

    /// The word of a number.
    pub(super) fn name(&self, word: u32) -> &str {
        &self.names[word as usize]
    }

    /// Words that begin with `start`, in alphabetical order.
    pub(super) fn starting_with<'w>(&'w self, start: &'w str) -> impl Iterator<Item = u32> + 'w {
        let first = self.sorted.partition_point(|id| self.name(*id) < start);
        self.sorted[first..].iter().copied().take_while(move |id| self.name(*id).starts_with(start))
    }

    /// Words that `typed` may mean: itself; else without a suffix; else with a typing error, unless it is a word of its own.
    pub(super) fn candidates(&self, typed: &str) -> Vec<Candidate> {
        if let Some(word) = self.ids.get(typed) {
            return vec![Candidate { word: *word, cost: 0 }];
        }
        if is_ordinary(typed) || is_number_word(typed) || measure(typed).is_some() || one_measure(typed).is_some() {
            return Vec::new();
        }
        let mut found: Vec<Candidate> =
            stems(typed).filter_map(|stem| self.ids.get(stem)).map(|word| Candidate { word: *word, cost: 0 }).collect();
        if found.is_empty() {
            for form in std::iter::once(typed).chain(stems(typed)) {
                self.push_mistyped(form, &mut found);
            }
        }
        found
    }

    fn push_mistyped(&self, typed: &str, found: &mut Vec<Candidate>) {
        if is_ordinary(typed) || is_number_word(typed) {
            return;
        }
        let mut push = |word: u32| {
            let is_first_kept = self.name(word).chars().next() == typed.chars().next();
            if found.iter().all(|known| known.word != word) {
                found.push(Candidate { word, cost: if is_first_kept { 2 } else { 3 } });
            }
        };
        for word in self.typos.candidates(typed) {
            if within_one_edit(typed, self.name(word)) {
                push(word);
            }
        }
        let mut letters = typed.chars().zip(typed.chars().skip(1));
        if letters.any(|(one, next)| one == next)
            && let Some(word) = self.stretched.get(&unstretched(typed))
        {
            push(*word);
        }
    }
}

/// The word without each suffix it ends in; never less than two letters.
fn stems(typed: &str) -> impl Iterator<Item = &str> {
    SUFFIXES.iter().filter_map(move |suffix| typed.strip_suffix(suffix)).filter(|stem| stem.chars().nth(1).is_some())
}

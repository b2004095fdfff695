//! Invented people's names, from parts that together name nobody.

use std::collections::{HashMap, HashSet};

use anyhow::Context as _;
use kernel::random::SplitMix;

/// A person's name and how the neighbours say it.
#[derive(Debug, Clone)]
pub struct Name {
    /// `Sumini Larasjati`
    pub full: String,
    /// `Bu Sumini`
    pub spoken: String,
}

/// Makes names that do not repeat.
#[derive(Debug)]
pub struct Names<'a> {
    lists: &'a HashMap<String, Vec<String>>,
    taken: HashSet<String>,
}

impl<'a> Names<'a> {
    /// From the lists `given_f`, `given_m`, `honorific_f`, `honorific_m` and `family`.
    pub fn new(lists: &'a HashMap<String, Vec<String>>) -> Self {
        Self { lists, taken: HashSet::new() }
    }

    /// The next name; two of three traders are women, as in Malang's markets.
    pub fn next(&mut self, chance: &mut SplitMix) -> anyhow::Result<Name> {
        let sex = if chance.chance(66) { "f" } else { "m" };
        for _ in 0..100 {
            let given = self.one(&format!("given_{sex}"), chance)?;
            let full = format!("{given} {}", self.one("family", chance)?);
            let spoken = format!("{} {given}", self.one(&format!("honorific_{sex}"), chance)?);
            if self.taken.insert(full.clone()) {
                return Ok(Name { full, spoken });
            }
        }
        anyhow::bail!("the names are used up")
    }

    fn one(&self, list: &str, chance: &mut SplitMix) -> anyhow::Result<&'a str> {
        let words = self.lists.get(list).with_context(|| format!("no list {list}"))?;
        chance.pick(words).map(String::as_str).with_context(|| format!("{list} is empty"))
    }
}

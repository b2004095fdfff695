//! The vocabulary of goods: which phrases name what, for search and for reading messages.
//!
//! It knows keys, not goods: the caller says what a key means. Built once, read many times; reading a few
//! words costs a few dozen hash probes whatever the number of phrases.
//! Source: "Which commodity" of `data/order_text/README.md`.

mod reading;
mod words;

use std::collections::HashMap;
use std::ops::Range;

use crate::fold::fold;
use crate::token::{TokenKind, tokens};
use words::Words;

/// Goods and the phrases that name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The caller's number of the goods.
    pub key: u32,
    /// Names, synonyms, Javanese names; any case.
    pub phrases: Vec<String>,
}

/// Phrases that name several goods, so that one must be asked for: `bawang`, `beras`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous {
    /// The phrases; any case.
    pub phrases: Vec<String>,
    /// The goods, in the order in which they are offered.
    pub keys: Vec<u32>,
}

/// How a phrase was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exactness {
    /// As listed, perhaps with -nya, -ne or -e.
    Exact,
    /// The last word is only begun.
    Prefix,
    /// With a typing error.
    Typo,
}

/// One place of the text that names goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The goods it may mean; more than one is a question, in the order in which they are offered.
    pub keys: Vec<u32>,
    /// How it was found.
    pub exactness: Exactness,
    /// Which tokens of [`tokens`] of the folded text.
    pub words: Range<usize>,
}

/// What a text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Goods, in the order of the text; names of the same goods side by side are one (`terigu segitiga biru`).
    pub hits: Vec<Hit>,
    /// Goods that sound like ours but are others, as listed: `bawang bombay`.
    pub other_goods: Vec<String>,
    /// Words that were not understood, folded, in order.
    pub rest: Vec<String>,
    /// Tokens that are numbers, units and sums (`5 kg`, `sekilo`, `rp 5.000`), left out of `rest`.
    pub quantities: Vec<Range<usize>>,
    /// The folded text with its typing errors mended; `None` if there were none.
    pub suggestion: Option<String>,
}

/// At most so many goods for one unfinished word.
pub const PREFIX_KEYS_MAX: usize = 64;

/// Phrases of goods, in a tree of words.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Words,
    nodes: Vec<Node>,
    steps: HashMap<(u32, u32), u32>,
}

/// A place in the tree: the words read so far.
#[derive(Debug, Default)]
struct Node {
    meaning: Option<Meaning>,
    children: Vec<u32>,
}

/// What a finished phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Goods(Vec<u32>),
    Other(String),
}

/// The place before any word.
const ROOT: u32 = 0;

impl Lexicon {
    /// Builds the vocabulary. A phrase of several entries means all of them; a phrase that is both ours and
    /// among `other_goods` is ours. An ambiguous phrase offers its own keys first.
    #[must_use]
    pub fn build(
        entries: impl IntoIterator<Item = Entry>,
        ambiguous: impl IntoIterator<Item = Ambiguous>,
        other_goods: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut lexicon = Self { nodes: vec![Node::default()], ..Self::default() };
        for group in ambiguous {
            for phrase in &group.phrases {
                lexicon.insert(phrase, &group.keys);
            }
        }
        for entry in entries {
            for phrase in &entry.phrases {
                lexicon.insert(phrase, &[entry.key]);
            }
        }
        for phrase in other_goods {
            if let Some(node) = lexicon.grow(&phrase) {
                lexicon.nodes[node as usize].meaning.get_or_insert_with(|| Meaning::Other(fold(&phrase)));
            }
        }
        lexicon.words.seal();
        lexicon
    }

    /// Reads a search text whose last word may be unfinished.
    #[must_use]
    pub fn read(&self, query: &str) -> Reading {
        reading::read(self, query, reading::LastWord::Typing)
    }

    /// Reads a finished text, a message or an order line.
    #[must_use]
    pub fn read_whole(&self, text: &str) -> Reading {
        reading::read(self, text, reading::LastWord::Whole)
    }

    fn insert(&mut self, phrase: &str, keys: &[u32]) {
        let Some(node) = self.grow(phrase) else { return };
        let meaning = &mut self.nodes[node as usize].meaning;
        let Meaning::Goods(known) = meaning.get_or_insert_with(|| Meaning::Goods(Vec::new())) else { return };
        push_new(known, keys, usize::MAX);
    }

    /// The node of a phrase, made if need be; `None` for a phrase without words.
    fn grow(&mut self, phrase: &str) -> Option<u32> {
        let folded = fold(phrase);
        let mut node = ROOT;
        for token in tokens(&folded).iter().filter(|token| token.kind != TokenKind::Mark) {
            let word = self.words.intern(token.text);
            let fresh = u32::try_from(self.nodes.len()).ok()?;
            let next = *self.steps.entry((node, word)).or_insert(fresh);
            if next == fresh {
                self.nodes.push(Node::default());
                self.nodes[node as usize].children.push(fresh);
            }
            node = next;
        }
        (node != ROOT).then_some(node)
    }

    fn step(&self, node: u32, word: u32) -> Option<u32> {
        self.steps.get(&(node, word)).copied()
    }

    fn meaning(&self, node: u32) -> Option<&Meaning> {
        self.nodes[node as usize].meaning.as_ref()
    }

    /// Adds the goods of the node and of every phrase that goes on from it, shorter phrases first.
    fn collect_goods(&self, node: u32, keys: &mut Vec<u32>) {
        let mut queue = vec![node];
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            if let Some(Meaning::Goods(goods)) = self.meaning(node) {
                push_new(keys, goods, PREFIX_KEYS_MAX);
            }
            if keys.len() >= PREFIX_KEYS_MAX {
                return;
            }
            queue.extend_from_slice(&self.nodes[node as usize].children);
        }
    }
}

/// Adds the keys that are not there yet, up to `limit` in all.
fn push_new(known: &mut Vec<u32>, keys: &[u32], limit: usize) {
    for key in keys {
        if known.len() < limit && !known.contains(key) {
            known.push(*key);
        }
    }
}

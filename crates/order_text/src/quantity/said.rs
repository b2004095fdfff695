//! The parts of a quantity as said: a number, its unit, and a half behind the unit.

use crate::measure::{Measure, measure_mistyped, one_measure};
use crate::number::read_number;
use crate::token::{Token, TokenKind};
use crate::typo::within_one_edit;

/// `1 kg 2 ons 50 gram` is the longest that people say.
const PARTS_MAX: usize = 3;

/// The unit that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SaidUnit {
    /// The offer's own label, or its first word.
    Label,
    /// A unit word.
    Measure(Measure),
}

/// One number with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// **Units:** thousandths of the unit said.
    pub milli: i64,
    /// A word for thousands is in the number.
    pub is_scaled: bool,
    /// `None` where only a number was said.
    pub unit: Option<SaidUnit>,
}

/// All parts of the tokens, `None` where anything is left over. An empty `label` matches nothing.
pub(super) fn parts(tokens: &[Token<'_>], label: &[Token<'_>]) -> Option<Vec<Part>> {
    let mut rest = skip_times(tokens);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (part, used) = part(rest, label)?;
        if found.len() == PARTS_MAX {
            return None;
        }
        found.push(part);
        rest = &rest[used..];
    }
    (!found.is_empty()).then_some(found)
}

/// Whether `tokens` start with all of `label`.
pub(super) fn starts_with(tokens: &[Token<'_>], label: &[Token<'_>]) -> bool {
    !label.is_empty() && tokens.len() >= label.len() && tokens.iter().zip(label).all(|(token, own)| token.text == own.text)
}

fn part(tokens: &[Token<'_>], label: &[Token<'_>]) -> Option<(Part, usize)> {
    let first = tokens.first()?;
    if let Some(unit) = one_of_unit(first, label) {
        let (half, used) = half_behind(&tokens[1..]);
        return Some((Part { milli: 1_000 + half, is_scaled: false, unit: Some(unit) }, 1 + used));
    }
    let (milli, is_scaled, number) = match read_number(tokens) {
        Some(number) => (number.milli, number.is_scaled, number.tokens),
        None if is_one(first) && unit(&tokens[1..], label).is_some() => (1_000, false, 1),
        None => return None,
    };
    let behind = skip_times(&tokens[number..]);
    let before = tokens.len() - behind.len();
    let Some((unit, used)) = unit(behind, label) else {
        return behind.is_empty().then_some((Part { milli, is_scaled, unit: None }, before));
    };
    let (half, more) = half_behind(&behind[used..]);
    Some((Part { milli: milli.checked_add(half)?, is_scaled, unit: Some(unit) }, before + used + more))
}

/// `sak`, `sa`, `se` before a unit mean one of it.
fn is_one(token: &Token<'_>) -> bool {
    ["sak", "sa", "se"].iter().any(|one| token.is_word(one))
}

/// `sekilo`, `saiket`, and `se` with the label's own first word.
fn one_of_unit(token: &Token<'_>, label: &[Token<'_>]) -> Option<SaidUnit> {
    if token.kind != TokenKind::Word || measure_exact(token) || read_number(std::slice::from_ref(token)).is_some() {
        return None;
    }
    if let Some(unit) = one_measure(token.text) {
        return Some(SaidUnit::Measure(unit));
    }
    let own = label.first().filter(|own| own.kind == TokenKind::Word)?;
    token.text.strip_prefix("se").filter(|unit| *unit == own.text).map(|_| SaidUnit::Label)
}

fn measure_exact(token: &Token<'_>) -> bool {
    crate::measure::measure(token.text).is_some()
}

/// The unit at the start: the whole label, its first word, or a unit word; and how many tokens it took.
fn unit(tokens: &[Token<'_>], label: &[Token<'_>]) -> Option<(SaidUnit, usize)> {
    if starts_with(tokens, label) {
        return Some((SaidUnit::Label, label.len()));
    }
    let word = tokens.first().filter(|token| token.kind == TokenKind::Word)?;
    let is_own = |own: &&Token<'_>| own.kind == TokenKind::Word && own.text == word.text;
    if label.first().filter(is_own).is_some() {
        return Some((SaidUnit::Label, 1));
    }
    if let Some(unit) = measure_mistyped(word.text) {
        return Some((SaidUnit::Measure(unit), 1));
    }
    let own = label.first().filter(|own| own.kind == TokenKind::Word)?;
    within_one_edit(own.text, word.text).then_some((SaidUnit::Label, 1))
}

/// The half or quarter said behind a unit (`sekilo setengah`), unless it begins the next part (`setengah ons`).
fn half_behind(tokens: &[Token<'_>]) -> (i64, usize) {
    let Some(first) = tokens.first().filter(|token| token.kind == TokenKind::Word) else { return (0, 0) };
    match read_number(std::slice::from_ref(first)) {
        Some(half) if half.milli < 1_000 && half.milli > 0 && tokens.len() == 1 => (half.milli, 1),
        _ => (0, 0),
    }
}

/// Leaves out the `x` of `x2`, `2x`, `2 x 500 g`, where something follows or a number went before.
fn skip_times<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    match tokens.split_first() {
        Some((first, rest)) if first.is_word("x") => rest,
        _ => tokens,
    }
}

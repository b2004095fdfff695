//! Numbers as people write and say them, exact in thousandths; what thousandths cannot hold is no number here.
//!
//! Source: the rules of quantities in `data/order_text/README.md`. No floats; anything that overflows is `None`.

use crate::number_words::{Atom, atoms};
use crate::token::{Token, TokenKind, fraction_milli};

/// A number read from the start of some tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// **Units:** thousandths of one; never negative.
    pub milli: i64,
    /// How many tokens it took, at least one.
    pub tokens: usize,
    /// A word for thousands or more is in it (`5 ribu`, `sewu`): without a unit it means rupiah.
    pub is_scaled: bool,
}

/// Reads the longest number at the start: `1,5`, `1 1/2`, `½`, `tiga perempat`, `dua puluh lima`, `limang ewu`.
///
/// **Errors:** `None` where no number starts, or it cannot be held exactly in thousandths.
#[must_use]
pub fn read_number(tokens: &[Token<'_>]) -> Option<Number> {
    read_with(tokens, digits_milli)
}

/// Whether the folded word is a number word: `telung`, `limangewu`, `setengah`.
#[must_use]
pub fn is_number_word(word: &str) -> bool {
    crate::number_words::is_number_word(word)
}

/// Thousandths of a number written in digits, for quantities.
///
/// A comma is the decimal sign; a dot before exactly three digits separates thousands (`7.500` is seven and a
/// half thousand), except after a lone zero (`0.250`); any other dot is the decimal sign.
#[must_use]
pub fn digits_milli(text: &str) -> Option<i64> {
    if let Some((above, below)) = text.split_once('/') {
        let (above, below) = (whole(above)?, whole(below)?);
        let milli = above.checked_mul(1_000)?;
        return (below != 0 && milli % below == 0).then(|| milli / below);
    }
    if let Some(part) = text.chars().next_back().and_then(fraction_milli) {
        let before = text.trim_end_matches(|letter| fraction_milli(letter).is_some());
        let integer = if before.is_empty() { 0 } else { digits_milli(before)? };
        return if integer % 1_000 == 0 { integer.checked_add(part) } else { None };
    }
    if let Some((integer, decimals)) = text.split_once(',') {
        return decimal(grouped(integer, '.')?, decimals);
    }
    match text.rsplit_once('.') {
        Some((integer, decimals)) if decimals.len() != 3 || integer == "0" => decimal(whole(integer)?, decimals),
        _ => grouped(text, '.')?.checked_mul(1_000),
    }
}

/// A whole number in digits only.
pub(crate) fn whole(text: &str) -> Option<i64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// A whole number whose thousands are parted by `sign`, or by nothing.
pub(crate) fn grouped(text: &str, sign: char) -> Option<i64> {
    let mut parts = text.split(sign);
    let first = parts.next()?;
    let mut value = whole(first)?;
    for (index, part) in parts.enumerate() {
        if part.len() != 3 || (index == 0 && (first.len() > 3 || value == 0)) {
            return None;
        }
        value = value.checked_mul(1_000)?.checked_add(whole(part)?)?;
    }
    Some(value)
}

/// `integer` and `decimals` in thousandths; more than three decimals only if the rest is zeros.
pub(crate) fn decimal(integer: i64, decimals: &str) -> Option<i64> {
    whole(decimals)?;
    let kept = decimals.trim_end_matches('0');
    let mut milli = integer.checked_mul(1_000)?;
    let mut place = 100;
    for digit in kept.bytes() {
        if place == 0 {
            return None;
        }
        milli = milli.checked_add(i64::from(digit - b'0') * place)?;
        place /= 10;
    }
    Some(milli)
}

/// Reads a number with `digits` for those written in digits.
pub(crate) fn read_with(tokens: &[Token<'_>], digits: fn(&str) -> Option<i64>) -> Option<Number> {
    let first = tokens.first()?;
    let mut sum = Sum::default();
    let mut used = 0;
    if first.kind == TokenKind::Number {
        sum.group = digits(first.text)?;
        sum.below = 0;
        used = 1;
        if let Some(part) = mixed_part(first, tokens.get(1)) {
            sum.group = sum.group.checked_add(part)?;
            used = 2;
        }
    }
    while let Some(token) = tokens.get(used) {
        let is_apart = used > 0 && !tokens[used - 1].touches(token);
        if token.kind != TokenKind::Word || (token.text == "k" && (used == 0 || is_apart)) {
            break;
        }
        let Some((atom, second)) = atoms(token.text) else { break };
        let mut next = sum;
        if next.push(atom).is_none() || second.is_some_and(|second| next.push(second).is_none()) {
            break;
        }
        sum = next;
        used += 1;
    }
    let milli = sum.total.checked_add(sum.group)?;
    (used > 0).then_some(Number { milli, tokens: used, is_scaled: sum.is_scaled })
}

/// The fraction in `1 1/2` or `1 ½`: a whole number, then a fraction below one.
fn mixed_part(first: &Token<'_>, second: Option<&Token<'_>>) -> Option<i64> {
    let second = second.filter(|second| second.kind == TokenKind::Number)?;
    whole(first.text)?;
    let is_fraction = second.text.contains('/') || second.text.starts_with(|letter| fraction_milli(letter).is_some());
    digits_milli(second.text).filter(|milli| is_fraction && *milli < 1_000)
}

/// A number in the making. Everything in thousandths, except `below` and `digit`.
#[derive(Debug, Clone, Copy)]
struct Sum {
    /// The finished groups: what stood before `ribu`, `juta`.
    total: i64,
    /// The last scale word; the next must be smaller.
    scale: i64,
    /// The group being read, below a thousand if in words.
    group: i64,
    /// The next count must be below this.
    below: i64,
    /// The digit just read, 0 if the last word was none, and what `below` was before it.
    digit: i64,
    room: i64,
    is_scaled: bool,
}

impl Default for Sum {
    fn default() -> Self {
        Self { total: 0, scale: i64::MAX, group: 0, below: 1_000, digit: 0, room: 0, is_scaled: false }
    }
}

impl Sum {
    /// Adds a word; `None` where it cannot follow what was read.
    fn push(&mut self, atom: Atom) -> Option<()> {
        let digit = std::mem::take(&mut self.digit);
        match atom {
            Atom::Count(value) if value < self.below => {
                self.group += value * 1_000;
                self.room = self.below;
                self.digit = if value < 10 { value } else { 0 };
                self.below = match value {
                    100 => 100,
                    20.. if value % 10 == 0 => 10,
                    _ => 1,
                };
            }
            Atom::Teen if digit > 1 && self.room >= 100 => self.group += 10_000,
            Atom::Ten if digit > 0 && self.room >= 100 => {
                self.group += digit * 9_000;
                self.below = 10;
            }
            Atom::Hundred if digit > 0 && self.room >= 1_000 => {
                self.group += digit * 99_000;
                self.below = 100;
            }
            Atom::Scale(scale) if self.group > 0 && scale < self.scale => {
                let scaled = self.group.checked_mul(scale)?;
                self.finish(scale, scaled)?;
            }
            Atom::OneScale(scale) if self.group == 0 && self.below == 1_000 && scale < self.scale => {
                self.finish(scale, scale.checked_mul(1_000)?)?;
            }
            Atom::Part(part) if !self.is_scaled && self.group % 1_000 == 0 => {
                self.group = self.group.checked_add(part)?;
                self.below = 0;
            }
            Atom::Quarter if digit > 0 && self.group == digit * 1_000 => {
                self.group = digit * 250;
                self.below = 0;
            }
            _ => return None,
        }
        Some(())
    }

    /// Closes the group with a scale word.
    fn finish(&mut self, scale: i64, milli: i64) -> Option<()> {
        *self = Self { total: self.total.checked_add(milli)?, scale, is_scaled: true, ..Self::default() };
        Some(())
    }
}

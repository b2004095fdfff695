//! Sums of money as people write them, and numbers in words for receipts (*terbilang*).
//!
//! Source: `baca_rupiah`, `terbilang` and `terbilang_rupiah` of `data/malang/format_vectors.json`.

use kernel::Rupiah;

use crate::fold::fold;
use crate::number::{decimal, grouped, read_with, whole};
use crate::token::{Token, TokenKind, tokens};

/// Longer texts are not sums of money. **Units:** bytes after folding.
const TEXT_BYTES_MAX: usize = 200;

/// Reads one sum: `Rp12.500`, `12,500`, `45rb`, `1,5 jt`, `dua belas ribu`, `ceban`, `-Rp500`.
///
/// A dot or a comma before exactly three digits separates thousands; sen are rounded to whole rupiah, half up
/// (`Rp1.234.567,89` is 1 234 568).
///
/// **Errors:** `None` for anything that is not one sum of money, or does not fit.
#[must_use]
pub fn parse_rupiah(text: &str) -> Option<Rupiah> {
    let folded = fold(text);
    if folded.len() > TEXT_BYTES_MAX {
        return None;
    }
    let found = tokens(&folded);
    let (is_negative, rest) = match found.split_first() {
        Some((first, rest)) if first.is_mark("-") || first.is_word("minus") => (true, rest),
        _ => (false, &found[..]),
    };
    let sum = match rest {
        [only] if only.kind == TokenKind::Word => slang(only.text).or_else(|| amount(rest)),
        _ => amount(rest),
    }?;
    Some(if is_negative { -sum } else { sum })
}

/// The sum that all of `tokens` are: `rp`, a number, a scale, `rupiah`. Without sign, without slang.
pub(crate) fn amount(tokens: &[Token<'_>]) -> Option<Rupiah> {
    let mut rest = tokens;
    if let Some((_, after)) = rest.split_first().filter(|(first, _)| is_currency_before(first)) {
        rest = after.split_first().filter(|(first, _)| first.is_mark(".")).map_or(after, |(_, after)| after);
    }
    while let Some((_, before)) = rest.split_last().filter(|(last, _)| is_ending(last)) {
        rest = before;
    }
    let billion = rest.split_last().filter(|(last, _)| last.is_word("m"));
    let (rest, scale) = billion.map_or((rest, 1), |(_, before)| (before, 1_000_000_000));
    let number = read_with(rest, money_milli).filter(|number| number.tokens == rest.len())?;
    let milli = number.milli.checked_mul(scale)?;
    Some(Rupiah(milli.checked_add(500)? / 1_000))
}

/// Whether the word names the currency before a sum.
pub(crate) fn is_currency_before(token: &Token<'_>) -> bool {
    token.is_word("rp") || token.is_word("idr")
}

/// Whether the word names the currency after a sum.
pub(crate) fn is_currency_after(token: &Token<'_>) -> bool {
    token.is_word("rupiah") || token.is_word("perak") || token.is_word("idr")
}

fn is_ending(token: &Token<'_>) -> bool {
    is_currency_after(token) || token.is_mark(",") || token.is_mark("-") || token.is_mark(".")
}

/// Thousandths of a sum in digits. The same sign before every three digits separates thousands; a last sign
/// before one or two digits is the decimal sign.
fn money_milli(text: &str) -> Option<i64> {
    let Some(last) = text.rfind(['.', ',']) else { return whole(text)?.checked_mul(1_000) };
    let (integer, decimals) = (&text[..last], &text[last + 1..]);
    let sign = if text[last..].starts_with('.') { '.' } else { ',' };
    let other = if sign == '.' { ',' } else { '.' };
    if decimals.len() == 3 {
        return grouped(text, sign)?.checked_mul(1_000);
    }
    if decimals.len() > 2 {
        return None;
    }
    decimal(grouped(integer, other)?, decimals)
}

/// Market slang for round sums (Hokkien by way of Jakarta). Only whole words, only alone.
fn slang(word: &str) -> Option<Rupiah> {
    let sum = match word {
        "gopek" => 500,
        "seceng" => 1_000,
        "goceng" => 5_000,
        "ceban" => 10_000,
        "goban" => 50_000,
        _ => return None,
    };
    Some(Rupiah(sum))
}

/// The sum in words with its currency: `dua belas ribu lima ratus rupiah`.
#[must_use]
pub fn in_words(sum: Rupiah) -> String {
    format!("{} rupiah", number_in_words(sum.amount()))
}

/// A whole number in Indonesian words: `seribu seratus`, `minus lima`.
#[must_use]
pub fn number_in_words(number: i64) -> String {
    if number == 0 {
        return "nol".to_owned();
    }
    let mut words = Vec::new();
    if number < 0 {
        words.push("minus");
    }
    let mut rest = number.unsigned_abs();
    for (scale, name) in SCALES {
        let group = rest / scale;
        rest %= scale;
        if group == 1 && scale == 1_000 {
            words.push("seribu");
        } else if group > 0 {
            push_group(&mut words, group);
            words.push(name);
        }
    }
    push_group(&mut words, rest);
    words.join(" ")
}

const SCALES: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "kuintiliun"),
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

/// Adds a number below a thousand; nothing for zero.
fn push_group(words: &mut Vec<&'static str>, group: u64) {
    match group {
        0 => {}
        1..=9 => words.push(digit_word(group)),
        10 => words.push("sepuluh"),
        11 => words.push("sebelas"),
        12..=19 => words.extend([digit_word(group % 10), "belas"]),
        20..=99 => {
            words.extend([digit_word(group / 10), "puluh"]);
            push_group(words, group % 10);
        }
        100..=199 => {
            words.push("seratus");
            push_group(words, group % 100);
        }
        _ => {
            words.extend([digit_word(group / 100), "ratus"]);
            push_group(words, group % 100);
        }
    }
}

const fn digit_word(digit: u64) -> &'static str {
    match digit {
        1 => "satu",
        2 => "dua",
        3 => "tiga",
        4 => "empat",
        5 => "lima",
        6 => "enam",
        7 => "tujuh",
        8 => "delapan",
        _ => "sembilan",
    }
}

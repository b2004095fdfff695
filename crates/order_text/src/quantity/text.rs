//! Cleaning a quantity field: politeness, punctuation and emoji go, whatever could change the number stays an error.

use crate::rupiah::is_currency_before;
use crate::token::{Token, TokenKind};
use crate::wanted::WantedError;

/// A quantity field has fewer tokens than this.
const TOKENS_MAX: usize = 24;
/// A number of more digits than this is too large to be meant.
const DIGITS_MAX: usize = 15;
/// Words that say nothing about the quantity.
const FILLERS: [&str; 18] = [
    "seharga", "senilai", "beli", "tuku", "tumbas", "minta", "mau", "pesan", "aja", "saja", "ae", "wae", "mawon", "ya", "yo", "dong",
    "worth", "of",
];

/// What is left of a quantity field.
pub(super) struct Cleaned<'a> {
    /// Words and numbers.
    pub tokens: Vec<Token<'a>>,
    /// A minus stood before the number.
    pub is_negative: bool,
}

/// Drops what says nothing.
///
/// **Errors:** `NotUnderstood` for signs that could change the meaning (`5-6`, `.5`, `<1`, `1:2`), `TooLarge` for endless numbers.
pub(super) fn clean<'a>(tokens: &[Token<'a>]) -> Result<Cleaned<'a>, WantedError> {
    if tokens.len() > TOKENS_MAX {
        return Err(WantedError::NotUnderstood);
    }
    let mut cleaned = Cleaned { tokens: Vec::with_capacity(tokens.len()), is_negative: false };
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        let is_leading = cleaned.tokens.iter().all(is_currency_before);
        match token.kind {
            TokenKind::Number if token.text.len() > DIGITS_MAX => return Err(WantedError::TooLarge),
            TokenKind::Number => cleaned.tokens.push(token.clone()),
            TokenKind::Word if token.text == "minus" && is_leading => cleaned.is_negative = true,
            TokenKind::Word if FILLERS.contains(&token.text) => {}
            TokenKind::Word => cleaned.tokens.push(token.clone()),
            TokenKind::Mark if token.text == "-" && is_leading && next.is_some() => cleaned.is_negative = true,
            TokenKind::Mark if can_drop(token, next, cleaned.tokens.last()) => {}
            TokenKind::Mark => return Err(WantedError::NotUnderstood),
        }
    }
    Ok(cleaned)
}

/// Whether a mark says nothing: sentence signs, WhatsApp's bold and italic signs, the dash of `5.000,-`, emoji.
fn can_drop(mark: &Token<'_>, next: Option<&Token<'_>>, before: Option<&Token<'_>>) -> bool {
    match mark.text {
        "." | "," => {
            before.is_some_and(is_currency_before) || next.is_none_or(|next| next.kind != TokenKind::Number || !mark.touches(next))
        }
        "-" => next.is_none(),
        "!" | "?" | "(" | ")" | "\"" | "'" | "*" | "_" | "~" | "\n" => true,
        other => other.chars().all(|letter| letter >= '\u{2600}' && !letter.is_numeric()),
    }
}

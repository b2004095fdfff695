//! Amounts in a search text: `5kg`, `2 liter`, `seperempat kilo`.

use std::ops::Range;

use order_text::measure::{Measure, measure_mistyped, one_measure};
use order_text::number::read_number;
use order_text::token::Token;

use crate::catalogue::model::Product;

/// A content that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Grams(i64),
    Millilitres(i64),
}

/// The content that these tokens name; `None` for bare numbers, pieces and sums of money.
pub(super) fn content(tokens: &[Token<'_>], range: Range<usize>) -> Option<Content> {
    let tokens = tokens.get(range)?;
    if let Some(unit) = one_measure(tokens.first()?.text) {
        return of(unit, 1_000);
    }
    let number = read_number(tokens)?;
    of(measure_mistyped(tokens.get(number.tokens)?.text)?, number.milli)
}

fn of(unit: Measure, milli: i64) -> Option<Content> {
    match unit {
        Measure::Mass(grams) => Some(Content::Grams(grams.checked_mul(milli)? / 1_000)),
        Measure::Volume(ml) => Some(Content::Millilitres(ml.checked_mul(milli)? / 1_000)),
        Measure::Counted(_) | Measure::Piece | Measure::Any => None,
    }
}

/// Whether one unit of the product has exactly this content.
pub(super) fn is_pack_of(product: &Product, content: Content) -> bool {
    match content {
        Content::Grams(grams) => product.pack_grams == Some(grams),
        Content::Millilitres(ml) => product.pack_ml == Some(ml),
    }
}

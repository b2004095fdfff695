//! One quantity field: what the buyer wrote, read against how the goods are sold.
//!
//! Units convert only within their kind (grams and kilograms, millilitres and litres). What could mean two
//! things is refused: a wrong quantity costs the buyer more than a question.
//! Source: "Quantity and unit", "Rupiah amounts" of `data/order_text/README.md`.

mod said;
mod text;

use kernel::quantity::QUANTITY_MILLI_MAX;
use kernel::{Lang, Quantity, Rupiah, Unit};

use crate::measure::{Measure, measure};
use crate::rupiah;
use crate::spoken::spoken;
use crate::token::{Token, TokenKind};
use crate::wanted::AMOUNT_MAX;
pub use crate::wanted::{SoldAs, Wanted, WantedError};
use said::{Part, SaidUnit, parts};

/// A bare number from here on is rupiah, not a quantity (README: "1000 or more without a unit").
const BARE_RUPIAH_MIN_MILLI: i64 = 1_000_000;

/// Reads what a buyer wrote in a quantity field.
///
/// Understands `¼ kg`, `1,5 kg`, `seprapat`, `3 ons`, `sekilo setengah`, `2 ikat`, `sak kilo`, `10`, `x2`, and
/// sums: `Rp5.000`, `5rb`, `limang ewu`, a bare `5000`. A number without unit counts the goods' own unit.
///
/// **Errors:** every variant of [`WantedError`] but `AmountTooSmall`, which only [`wanted_quantity`] can tell.
pub fn parse_wanted(text: &str, sold: &SoldAs<'_>) -> Result<Wanted, WantedError> {
    let folded = crate::fold::fold(text);
    if folded.is_empty() {
        return Err(WantedError::Empty);
    }
    let tokens = crate::token::tokens(&folded);
    let cleaned = text::clean(&tokens)?;
    let wanted = read(&cleaned.tokens, sold);
    match wanted {
        Err(WantedError::NotUnderstood | WantedError::Zero) => wanted,
        _ if cleaned.is_negative => Err(WantedError::Negative),
        _ => wanted,
    }
}

/// The quantity that `amount` buys: never costs more than `amount` at this price.
///
/// Rounded down: to the gram for goods sold by weight, to the step for liquids by the litre, to whole pieces otherwise.
///
/// **Errors:** `AmountTooSmall` with the least sum that buys something, `TooLarge`, `Zero`, `Negative`, and
/// `UnitMismatch` where the goods have no price to divide by.
pub fn wanted_quantity(amount: Rupiah, sold: &SoldAs<'_>) -> Result<Quantity, WantedError> {
    checked_amount(amount)?;
    if sold.price <= Rupiah::ZERO {
        return Err(mismatch(sold));
    }
    let grain = grain_milli(sold);
    let exact = i128::from(amount.amount()) * 1_000 / i128::from(sold.price.amount());
    let exact = i64::try_from(exact).map_err(|_| WantedError::TooLarge)?;
    let milli = exact / grain * grain;
    let least_milli = round_up(sold.min_milli.max(1), grain);
    if milli < least_milli {
        let least = (i128::from(sold.price.amount()) * i128::from(least_milli) + 999) / 1_000;
        return Err(WantedError::AmountTooSmall { least: Rupiah(i64::try_from(least).unwrap_or(i64::MAX)) });
    }
    Quantity::from_milli(milli).ok_or(WantedError::TooLarge)
}

/// What quantities bought by amount are rounded down to. **Units:** thousandths of the unit.
fn grain_milli(sold: &SoldAs<'_>) -> i64 {
    let step = sold.step_milli.clamp(1, QUANTITY_MILLI_MAX);
    if sold.unit == Unit::Weight {
        1
    } else if litre_label_ml(sold).is_some() || step % 1_000 == 0 {
        step
    } else {
        round_up_common(step)
    }
}

/// The least number of whole pieces that is also a multiple of the step.
fn round_up_common(step: i64) -> i64 {
    let (mut a, mut b) = (step, 1_000);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    step / a * 1_000
}

fn round_up(milli: i64, grain: i64) -> i64 {
    milli.saturating_add(grain - 1) / grain * grain
}

fn read(tokens: &[Token<'_>], sold: &SoldAs<'_>) -> Result<Wanted, WantedError> {
    let names_money = tokens.first().is_some_and(rupiah::is_currency_before) || tokens.last().is_some_and(rupiah::is_currency_after);
    if names_money {
        return checked_amount(rupiah::amount(tokens).ok_or(WantedError::NotUnderstood)?).map(Wanted::Amount);
    }
    let folded_label = if sold.unit == Unit::Weight { String::new() } else { crate::fold::fold(sold.label) };
    let label = text::clean(&crate::token::tokens(&folded_label)).map(|label| label.tokens).unwrap_or_default();
    if label.len() > 1 && said::starts_with(tokens, &label) && tokens.len() == label.len() {
        return checked(1_000, sold);
    }
    let parts = match parts(tokens, &label) {
        Some(parts) => parts,
        None if is_other_pack(tokens) => return Err(mismatch(sold)),
        None => return Err(WantedError::NotUnderstood),
    };
    match parts.as_slice() {
        [only] if only.unit.is_none() => bare(only, sold),
        all if all.iter().any(|part| part.unit.is_none()) => Err(WantedError::NotUnderstood),
        all if sold.unit == Unit::Weight => checked(weight_milli(all, sold)?, sold),
        [only] => checked(own_milli(only, sold)?, sold),
        _ => Err(mismatch(sold)),
    }
}

/// A pack of some size without a number before it (`sak 5 kg`), where the goods are not sold so.
fn is_other_pack(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [pack, size, ..]
        if size.kind == TokenKind::Number && matches!(measure(pack.text), Some(Measure::Counted(_))))
}

/// A number without unit: rupiah if it is large or says thousands, else so many of the goods' own unit.
fn bare(part: &Part, sold: &SoldAs<'_>) -> Result<Wanted, WantedError> {
    if !part.is_scaled && part.milli < BARE_RUPIAH_MIN_MILLI {
        return checked(part.milli, sold);
    }
    if part.milli % 1_000 != 0 {
        return Err(WantedError::NotUnderstood);
    }
    checked_amount(Rupiah(part.milli / 1_000)).map(Wanted::Amount)
}

/// Grams of parts like `1 kg`, `2 ons`: masses only, each unit smaller than the one before.
fn weight_milli(parts: &[Part], sold: &SoldAs<'_>) -> Result<i64, WantedError> {
    let mut total = 0_i64;
    let mut last = i64::MAX;
    for part in parts {
        let Some(SaidUnit::Measure(Measure::Mass(grams))) = part.unit else { return Err(mismatch(sold)) };
        if grams >= last {
            return Err(WantedError::NotUnderstood);
        }
        last = grams;
        let exact = part.milli.checked_mul(grams).ok_or(WantedError::TooLarge)?;
        if exact % 1_000 != 0 {
            return Err(WantedError::NotMultiple { step: "1 g".to_owned() });
        }
        total = total.checked_add(exact / 1_000).ok_or(WantedError::TooLarge)?;
    }
    Ok(total)
}

/// Thousandths of the goods' own unit, for goods not sold by weight.
fn own_milli(part: &Part, sold: &SoldAs<'_>) -> Result<i64, WantedError> {
    let head = sold_by(sold);
    let is_own = match part.unit {
        Some(SaidUnit::Label | SaidUnit::Measure(Measure::Any)) => true,
        Some(SaidUnit::Measure(Measure::Piece)) => sold.unit == Unit::Piece,
        Some(SaidUnit::Measure(Measure::Volume(ml))) => {
            let label_ml = litre_label_ml(sold).ok_or_else(|| mismatch(sold))?;
            let exact = part.milli.checked_mul(ml).ok_or(WantedError::TooLarge)?;
            let is_exact = exact % label_ml == 0;
            return if is_exact { Ok(exact / label_ml) } else { Err(WantedError::NotMultiple { step: "1 ml".to_owned() }) };
        }
        Some(SaidUnit::Measure(Measure::Counted("buah"))) if matches!(head, Some(Measure::Piece | Measure::Any)) => true,
        Some(SaidUnit::Measure(said)) => head == Some(said),
        None => false,
    };
    if is_own { Ok(part.milli) } else { Err(mismatch(sold)) }
}

/// The unit that the first word of the label names.
fn sold_by(sold: &SoldAs<'_>) -> Option<Measure> {
    let folded = crate::fold::fold(sold.label);
    crate::token::tokens(&folded).first().and_then(|head| measure(head.text))
}

/// Millilitres of the label where it is a volume by itself (`liter`), not a pack of some volume.
fn litre_label_ml(sold: &SoldAs<'_>) -> Option<i64> {
    let folded = crate::fold::fold(sold.label);
    match measure(&folded) {
        Some(Measure::Volume(ml)) if sold.unit != Unit::Weight => Some(ml),
        _ => None,
    }
}

fn checked(milli: i64, sold: &SoldAs<'_>) -> Result<Wanted, WantedError> {
    if milli == 0 {
        return Err(WantedError::Zero);
    }
    let quantity = Quantity::from_milli(milli).ok_or(WantedError::TooLarge)?;
    if milli < sold.min_milli {
        return Err(WantedError::BelowMinimum { min: said_milli(sold.min_milli, sold) });
    }
    if sold.step_milli > 1 && milli % sold.step_milli != 0 {
        return Err(WantedError::NotMultiple { step: said_milli(sold.step_milli, sold) });
    }
    Ok(Wanted::Quantity(quantity))
}

fn checked_amount(amount: Rupiah) -> Result<Rupiah, WantedError> {
    match amount {
        Rupiah(0) => Err(WantedError::Zero),
        Rupiah(..0) => Err(WantedError::Negative),
        large if large > AMOUNT_MAX => Err(WantedError::TooLarge),
        fine => Ok(fine),
    }
}

fn said_milli(milli: i64, sold: &SoldAs<'_>) -> String {
    let quantity = Quantity::from_milli(milli.clamp(0, QUANTITY_MILLI_MAX)).unwrap_or(Quantity::ZERO);
    spoken(quantity, sold.unit, sold.label, Lang::Id)
}

/// The refusal that names how the goods are sold, with the content of a pack whose label does not tell it.
fn mismatch(sold: &SoldAs<'_>) -> WantedError {
    let label = sold.label;
    let has_size = label.contains(|letter: char| letter.is_numeric());
    let expected = match (sold.unit, sold.pack_grams, sold.pack_ml) {
        (Unit::Weight, ..) => "kg".to_owned(),
        (_, Some(grams), _) if !has_size => format!("{label} ({grams} g)"),
        (_, None, Some(ml)) if !has_size && litre_label_ml(sold).is_none() => format!("{label} ({ml} ml)"),
        _ => label.to_owned(),
    };
    WantedError::UnitMismatch { expected }
}

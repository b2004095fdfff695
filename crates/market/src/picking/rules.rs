//! Pure decisions at the stall: what is charged, what may replace what.

use kernel::id::OfferId;
use kernel::{BasisPoints, Quantity, Rupiah, Timestamp, Unit};

use crate::error::MarketError;
use crate::orders::model::{LineState, OrderLine, SubstitutionPolicy};
use crate::orders::rules::OfferFacts;

/// A buyer may agree to a substitute of at most this much of the line's estimate.
pub const ASKED_CAP: BasisPoints = BasisPoints(20_000);
/// A line ordered by amount of money counts as full from this part of the expected weight.
const AMOUNT_FULL: BasisPoints = BasisPoints(9_000);

/// What a weighing comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The line's new state.
    pub state: LineState,
    /// `short` when less than ordered; empty otherwise.
    pub reason: &'static str,
    /// Weighed or counted.
    pub picked: Quantity,
    /// Price of one unit.
    pub price: Rupiah,
    /// What is charged.
    pub total: Rupiah,
}

/// The most that may be picked: what was ordered and, for goods by weight, the tolerance, rounded down to a gram.
#[must_use]
pub fn most(line: &OrderLine) -> Quantity {
    let ordered = line.quantity.milli();
    let over = if line.sold_by == Unit::Weight { ordered * line.tolerance.0 / 10_000 } else { 0 };
    Quantity::from_milli(ordered + over).unwrap_or(line.quantity)
}

/// Judges what the runner weighed: never more than the tolerance, never dearer than agreed.
/// A line ordered by amount of money costs that amount, or less when clearly short.
///
/// # Errors
/// [`MarketError::WeightBeyondTolerance`], [`MarketError::PriceAboveAgreed`], [`MarketError::BadQuantity`] for half pieces.
pub fn weigh(line: &OrderLine, agreed: Rupiah, picked: Quantity, price: Option<Rupiah>) -> Result<Weighed, MarketError> {
    let price = price.unwrap_or(agreed);
    if price > agreed || price <= Rupiah::ZERO {
        return Err(MarketError::PriceAboveAgreed { agreed });
    }
    if line.sold_by != Unit::Weight && picked.milli() % 1_000 != 0 {
        return Err(MarketError::BadQuantity);
    }
    let most = most(line);
    if picked > most && line.amount.is_none() {
        return Err(MarketError::WeightBeyondTolerance { most, unit: line.unit.clone() });
    }
    let by_weight = price.times_milli(picked.milli()).ok_or(MarketError::BadQuantity)?;
    let is_full = picked.milli() * 10_000 >= line.quantity.milli() * AMOUNT_FULL.0;
    let total = match line.amount {
        Some(amount) if is_full => amount,
        Some(amount) => by_weight.min(amount),
        None => by_weight,
    };
    let is_short = match line.amount {
        Some(_) => !is_full,
        None => picked < least_full(line),
    };
    if is_short && line.policy == SubstitutionPolicy::Never {
        return Ok(Weighed { state: LineState::Missing, reason: "short", picked: Quantity::ZERO, price, total: Rupiah::ZERO });
    }
    let state = if line.picked_offer.is_some() { LineState::Substituted } else { LineState::Picked };
    Ok(Weighed { state, reason: if is_short { "short" } else { "" }, picked, price, total })
}

/// Goods by weight count as full down to the tolerance below what was ordered.
fn least_full(line: &OrderLine) -> Quantity {
    let ordered = line.quantity.milli();
    let under = if line.sold_by == Unit::Weight { ordered * line.tolerance.0 / 10_000 } else { 0 };
    Quantity::from_milli(ordered - under).unwrap_or(line.quantity)
}

/// How much of a substitute serves for the line: the same quantity when it is measured alike, else what the estimate buys in whole units.
#[must_use]
pub fn substitute_quantity(line: &OrderLine, facts: &OfferFacts) -> Option<Quantity> {
    let milli = if facts.sold_by == line.sold_by && facts.unit == line.unit {
        line.quantity.milli()
    } else {
        let step = facts.step_milli.max(1);
        let affordable = line.estimate.amount().checked_mul(1_000)? / facts.price.amount().max(1);
        affordable / step * step
    };
    Quantity::from_milli(milli).filter(|quantity| quantity.milli() >= facts.min_milli.max(1))
}

/// The most a substitute agreed by rule may cost: the line's estimate and `cap` of it.
#[must_use]
pub fn cap_of(line: &OrderLine, cap: BasisPoints) -> Rupiah {
    line.estimate + line.estimate.share(cap)
}

/// The nearest goods within the cap: the same product at another stall first, then its substitutes in their order; cheaper first.
/// What was `tried` for the line before is not tried again.
#[must_use]
pub fn best_match(
    line: &OrderLine,
    product_slug: &str,
    substitutes: &str,
    offers: &[OfferFacts],
    tried: &[OfferId],
    cap: BasisPoints,
    now: Timestamp,
) -> Option<(usize, Quantity, Rupiah)> {
    std::iter::once(product_slug).chain(substitutes.split(';').filter(|slug| !slug.is_empty())).find_map(|slug| {
        offers.iter().enumerate().filter(|(_, facts)| facts.product_slug == slug && !tried.contains(&facts.id)).find_map(
            |(index, facts)| {
                let quantity = substitute_quantity(line, facts)?;
                let total = facts.price.times_milli(quantity.milli())?;
                (facts.has(quantity, now) && total <= cap_of(line, cap)).then_some((index, quantity, total))
            },
        )
    })
}

/// Whether the line's buyer may be asked about a substitute at all.
#[must_use]
pub const fn wants_substitute(policy: SubstitutionPolicy) -> bool {
    match policy {
        SubstitutionPolicy::BestMatch | SubstitutionPolicy::Alternative | SubstitutionPolicy::Ask => true,
        SubstitutionPolicy::Refund | SubstitutionPolicy::Never => false,
    }
}

/// Sum of what is charged, and the rounding that makes the cash come out even.
#[must_use]
pub fn final_total(lines: &[OrderLine], fees: Rupiah, rounding_step: Rupiah) -> (Rupiah, Rupiah, Rupiah) {
    let goods: Rupiah = lines.iter().filter_map(|line| line.total).sum();
    let exact = goods + fees;
    let total = exact.rounded_to(rounding_step.amount());
    (goods, total - exact, total)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;

//! Pure decisions of the catalogue: availability, opening, comparable prices, quantities and estimates.

use kernel::{Quantity, Rupiah, Timestamp, Unit};

use super::model::{Availability, Comparable, ComparableUnit, Market, Offer, Product, Stall, StockKind};

/// The highest price a trader may enter, against slips of the finger: one hundred million rupiah.
pub const PRICE_MAX: Rupiah = Rupiah(100_000_000);

/// Whether one can have the offer at `now`. Temporary states end by themselves: only the times are looked at.
///
/// A withdrawn offer is withdrawn whatever else holds; a closed stall outranks sold-out goods, because it explains more.
#[must_use]
pub fn availability(offer: &Offer, stall: &Stall, market: &Market, now: Timestamp) -> Availability {
    let closed_until = stall.closed_until.max(market.closed_until);
    if offer.is_withdrawn {
        Availability::Withdrawn
    } else if closed_until > now {
        Availability::ClosedToday { until: closed_until }
    } else if offer.sold_out_until > now {
        Availability::SoldOut { until: Some(offer.sold_out_until) }
    } else if offer.stock_kind == StockKind::Counted && offer.stock == Quantity::ZERO {
        Availability::SoldOut { until: None }
    } else {
        Availability::Open
    }
}

/// Whether a place is open at `now`: inside its hours and not closed for a while.
///
/// **Units:** `opens`, `closes` and `offset_minutes` in minutes. Equal hours mean never shut.
#[must_use]
pub fn is_open(opens: i64, closes: i64, closed_until: Timestamp, now: Timestamp, offset_minutes: i64) -> bool {
    let minute = now.minute_of_day(offset_minutes);
    closed_until <= now && (opens == closes || (opens..closes).contains(&minute))
}

/// Whether the market is open at `now`.
#[must_use]
pub fn is_market_open(market: &Market, now: Timestamp, offset_minutes: i64) -> bool {
    is_open(market.opens_minute, market.closes_minute, market.closed_until, now, offset_minutes)
}

/// Whether the stall is open at `now`, and its market with it.
#[must_use]
pub fn is_stall_open(stall: &Stall, market: &Market, now: Timestamp, offset_minutes: i64) -> bool {
    is_market_open(market, now, offset_minutes) && is_open(stall.opens_minute, stall.closes_minute, stall.closed_until, now, offset_minutes)
}

/// The price for a kilogram or a litre, rounded half up; `None` where the content is not known.
#[must_use]
pub fn comparable(price: Rupiah, product: &Product) -> Option<Comparable> {
    if product.sold_by == Unit::Weight {
        return Some(Comparable { price, unit: ComparableUnit::Kilogram });
    }
    let (content, unit) = match (product.pack_grams, product.pack_ml) {
        (_, Some(ml)) if ml > 0 => (ml, ComparableUnit::Litre),
        (Some(grams), _) if grams > 0 => (grams, ComparableUnit::Kilogram),
        _ => return None,
    };
    let thousandths = i128::from(price.amount()) * 1_000;
    let rounded = (thousandths + i128::from(content) / 2).div_euclid(i128::from(content));
    i64::try_from(rounded).ok().map(|amount| Comparable { price: Rupiah(amount), unit })
}

/// What a quantity costs at this price, rounded half up; `None` when it cannot be held.
#[must_use]
pub fn estimate(price: Rupiah, quantity: Quantity) -> Option<Rupiah> {
    price.times_milli(quantity.milli())
}

/// Why a quantity cannot be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityRefused {
    /// Less than the least one can order, or nothing.
    #[error("less than the least quantity of {min:?}")]
    TooLittle {
        /// The least.
        min: Quantity,
    },
    /// Between two steps.
    #[error("not a multiple of {step:?}")]
    OffStep {
        /// The step.
        step: Quantity,
    },
    /// Counted stock does not reach.
    #[error("only {left:?} left")]
    NotEnough {
        /// What is left.
        left: Quantity,
    },
}

/// Whether so much of an offer can be ordered, by the product's least quantity and step and the counted stock.
///
/// # Errors
/// [`QuantityRefused`], the first rule that is broken.
pub fn check_quantity(offer: &Offer, product: &Product, quantity: Quantity) -> Result<(), QuantityRefused> {
    let step = product.step.milli().max(1);
    if quantity < product.min || quantity == Quantity::ZERO {
        Err(QuantityRefused::TooLittle { min: product.min })
    } else if quantity.milli() % step != 0 {
        Err(QuantityRefused::OffStep { step: product.step })
    } else if offer.stock_kind == StockKind::Counted && quantity > offer.stock {
        Err(QuantityRefused::NotEnough { left: offer.stock })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    const fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(minutes * kernel::time::MINUTE)
    }

    #[test]
    fn availability_follows_the_times() {
        let none = at(0);
        for (closed, sold_out, stock, is_withdrawn, now, expected) in [
            (none, none, 1, false, 10, Availability::Open),
            (at(20), none, 1, false, 10, Availability::ClosedToday { until: at(20) }),
            (at(20), none, 1, false, 20, Availability::Open),
            (none, at(20), 1, false, 10, Availability::SoldOut { until: Some(at(20)) }),
            (none, at(20), 1, false, 20, Availability::Open),
            (none, none, 0, false, 10, Availability::SoldOut { until: None }),
            (at(20), at(30), 0, false, 10, Availability::ClosedToday { until: at(20) }),
            (at(20), at(30), 0, true, 10, Availability::Withdrawn),
        ] {
            let (market, mut stall, _, mut offer) = samples::all();
            stall.closed_until = closed;
            offer.sold_out_until = sold_out;
            offer.stock = Quantity::from_milli(stock).unwrap();
            offer.is_withdrawn = is_withdrawn;
            assert_eq!(availability(&offer, &stall, &market, at(now)), expected, "{closed:?} {sold_out:?} {stock} {now}");
        }
    }

    #[test]
    fn asked_stock_is_never_used_up() {
        let (market, stall, product, mut offer) = samples::all();
        offer.stock_kind = StockKind::Ask;
        offer.stock = Quantity::ZERO;
        assert_eq!(availability(&offer, &stall, &market, at(0)), Availability::Open);
        assert_eq!(check_quantity(&offer, &product, Quantity::from_milli(250).unwrap()), Ok(()));
    }

    #[test]
    fn places_open_and_shut_by_local_time() {
        for (opens, closes, closed, now, expected) in [
            (300, 840, 0, 300, true),
            (300, 840, 0, 299, false),
            (300, 840, 0, 839, true),
            (300, 840, 0, 840, false),
            (300, 840, 400, 399, false),
            (300, 840, 400, 400, true),
            (0, 0, 0, 1_439, true),
        ] {
            assert_eq!(is_open(opens, closes, at(closed - 420), at(now - 420), 420), expected, "{opens} {closes} {closed} {now}");
        }
    }

    #[test]
    fn packs_are_compared_by_their_content() {
        use ComparableUnit::{Kilogram, Litre};
        for (sold_by, grams, ml, price, expected) in [
            (Unit::Weight, Some(1_000), None, 14_700, Some((14_700, Kilogram))),
            (Unit::Pack, Some(5_000), None, 73_500, Some((14_700, Kilogram))),
            (Unit::Pack, None, Some(820), 20_000, Some((24_390, Litre))),
            (Unit::Pack, Some(1_840), Some(2_000), 31_000, Some((15_500, Litre))),
            (Unit::Piece, Some(62), None, 1_700, Some((27_419, Kilogram))),
            (Unit::Bunch, None, None, 3_000, None),
            (Unit::Pack, Some(0), None, 3_000, None),
        ] {
            let (_, _, mut product, _) = samples::all();
            (product.sold_by, product.pack_grams, product.pack_ml) = (sold_by, grams, ml);
            let found = comparable(Rupiah(price), &product).map(|it| (it.price.amount(), it.unit));
            assert_eq!(found, expected, "{price} {grams:?} {ml:?}");
        }
    }

    #[test]
    fn quantities_keep_to_least_step_and_stock() {
        let (_, _, mut product, mut offer) = samples::all();
        let milli = |milli| Quantity::from_milli(milli).unwrap();
        (product.min, product.step, offer.stock) = (milli(250), milli(50), milli(1_000));
        for (quantity, expected) in [
            (0, Err(QuantityRefused::TooLittle { min: milli(250) })),
            (249, Err(QuantityRefused::TooLittle { min: milli(250) })),
            (250, Ok(())),
            (275, Err(QuantityRefused::OffStep { step: milli(50) })),
            (1_000, Ok(())),
            (1_050, Err(QuantityRefused::NotEnough { left: milli(1_000) })),
        ] {
            assert_eq!(check_quantity(&offer, &product, milli(quantity)), expected, "{quantity}");
        }
    }
}

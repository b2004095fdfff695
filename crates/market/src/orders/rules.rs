//! Pure decisions about quotes and orders.

use kernel::area::Point;
use kernel::{BasisPoints, Quantity, Rupiah, Timestamp, Unit};

use crate::error::LineProblem;
use crate::orders::model::{QuotedLine, WantedLine};

/// The most lines of one order: what two people can still check at the door.
pub const LINES_MAX: usize = 60;
/// The most characters of a note.
pub const NOTE_MAX: usize = 200;
/// Streets are longer than the straight line; without a road graph the detour is this, in percent.
/// Source: circuity of urban road networks, about 1.3 (Ballou et al. 2002).
const DETOUR_PERCENT: i64 = 130;

/// What is known of an offer when it is priced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferFacts {
    /// Which offer.
    pub id: kernel::id::OfferId,
    /// At which stall.
    pub stall: kernel::id::StallId,
    /// In which market.
    pub market: kernel::id::MarketId,
    /// Of which product.
    pub product: kernel::id::ProductId,
    /// The product's slug.
    pub product_slug: String,
    /// The product's Indonesian name.
    pub name: String,
    /// Price of one unit.
    pub price: Rupiah,
    /// `None` when the seller must be asked.
    pub stock_milli: Option<i64>,
    /// Sold out or closed until then.
    pub away_until: Timestamp,
    /// No longer sold.
    pub is_withdrawn: bool,
    /// Measured how.
    pub sold_by: Unit,
    /// The unit's word.
    pub unit: String,
    /// How far the weight may go over.
    pub tolerance: BasisPoints,
    /// Quantities are multiples of this many thousandths.
    pub step_milli: i64,
    /// The least quantity.
    pub min_milli: i64,
    /// Slugs of products that can replace it, best first, separated by `;`.
    pub substitutes: String,
}

impl OfferFacts {
    /// Whether `quantity` can be had now.
    #[must_use]
    pub fn has(&self, quantity: Quantity, now: Timestamp) -> bool {
        !self.is_withdrawn && self.away_until <= now && self.stock_milli.is_none_or(|left| left >= quantity.milli())
    }
}

/// Price of a line: the buyer's amount where one was named, else price times quantity.
#[must_use]
pub fn estimate(price: Rupiah, quantity: Quantity, amount: Option<Rupiah>) -> Option<Rupiah> {
    amount.or_else(|| price.times_milli(quantity.milli()))
}

/// Whether the quantity fits the offer. An amount of money buys any weight, so steps do not bind it.
#[must_use]
pub fn fits(facts: &OfferFacts, wanted: &WantedLine) -> bool {
    let milli = wanted.quantity.milli();
    if wanted.amount.is_some() {
        return milli > 0 && wanted.amount.is_some_and(|amount| amount > Rupiah::ZERO && amount <= AMOUNT_MAX);
    }
    milli > 0 && milli >= facts.min_milli && milli % facts.step_milli.max(1) == 0
}

/// The most money one line may name.
pub const AMOUNT_MAX: Rupiah = Rupiah(10_000_000);

/// Freezes a line's price, or says what keeps it from being sold.
pub fn quote_line(position: usize, wanted: &WantedLine, facts: &OfferFacts, now: Timestamp) -> Result<QuotedLine, LineProblem> {
    let refuse = |problem, left| LineProblem { position, name: facts.name.clone(), problem, left, price_now: None };
    if facts.is_withdrawn {
        return Err(refuse("withdrawn", None));
    }
    if facts.away_until > now {
        return Err(refuse("sold_out", None));
    }
    if let Some(left) = facts.stock_milli.filter(|left| *left < wanted.quantity.milli()) {
        return Err(refuse("sold_out", Quantity::from_milli(left)));
    }
    let Some(price) = estimate(facts.price, wanted.quantity, wanted.amount) else {
        return Err(refuse("too_much", None));
    };
    Ok(QuotedLine {
        wanted: wanted.clone(),
        product: facts.product,
        stall: facts.stall,
        sold_by: facts.sold_by,
        unit: facts.unit.clone(),
        price: facts.price,
        tolerance: facts.tolerance,
        estimate: price,
    })
}

/// What happened to a quoted line, from what is known of its offer now.
#[must_use]
pub fn line_problem(position: usize, line: &QuotedLine, facts: &OfferFacts, now: Timestamp) -> LineProblem {
    match quote_line(position, &line.wanted, facts, now) {
        Err(problem) => problem,
        Ok(priced) if priced.price != line.price => {
            LineProblem { position, name: facts.name.clone(), problem: "price_changed", left: None, price_now: Some(priced.price) }
        }
        // Alone it could be had: another line of the same offer took the rest.
        Ok(_) => LineProblem { position, name: facts.name.clone(), problem: "sold_out", left: None, price_now: None },
    }
}

/// The most by which weighing may raise the total: goods by weight, each line by its own tolerance.
/// A line whose buyer named an amount of money never costs more than that.
#[must_use]
pub fn tolerance(lines: &[QuotedLine]) -> Rupiah {
    lines
        .iter()
        .filter(|line| line.sold_by == Unit::Weight && line.wanted.amount.is_none())
        .map(|line| line.estimate.share(line.tolerance))
        .sum()
}

/// The delivery fee: a base, and for each kilometre begun on the road beyond the first.
#[must_use]
pub fn delivery_fee(base: Rupiah, per_km: Rupiah, market: Point, door: Point) -> Rupiah {
    let metres = market.metres_to(door) * DETOUR_PERCENT / 100;
    let begun = (metres - 1_000).max(0).div_euclid(1_000) + i64::from((metres - 1_000).max(0) % 1_000 > 0);
    base + Rupiah(per_km.amount() * begun)
}

/// An order's number: the local date and six signs that are not mistaken for each other when read aloud.
#[must_use]
pub fn order_number(date: kernel::BusinessDate, secret: [u8; 16]) -> String {
    const SIGNS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let (year, month, day) = date.ymd();
    let tail: String = secret[..6].iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    format!("{:02}{month:02}{day:02}-{tail}", year % 100)
}

/// Four digits, evenly spread but for one part in 16 million.
#[must_use]
pub fn pin(secret: [u8; 16]) -> String {
    let number = u64::from_be_bytes([0, 0, secret[6], secret[7], secret[8], secret[9], secret[10], secret[11]]);
    format!("{:04}", number % 10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delivery_costs_a_base_and_each_begun_kilometre_after_the_first() {
        let market = Point { lat_e6: -7_968_651, lng_e6: 112_628_225 };
        let (base, per_km) = (Rupiah(5_000), Rupiah(1_500));
        // A thousandth of a degree of latitude is about 111 m, times 1.3 on the road.
        for (north_e6, expected) in [(0, 5_000), (6_000, 5_000), (7_500, 6_500), (20_000, 8_000)] {
            let door = Point { lat_e6: market.lat_e6 + north_e6, ..market };
            assert_eq!(delivery_fee(base, per_km, market, door), Rupiah(expected), "{north_e6}");
        }
    }

    #[test]
    fn numbers_and_pins_have_their_shape() {
        let date = kernel::BusinessDate::from_ymd(2026, 11, 21).unwrap();
        assert_eq!(order_number(date, [0; 16]), "261121-222222");
        assert_eq!(order_number(date, [255; 16]).len(), 13);
        for byte in 0..=255 {
            assert_eq!(pin([byte; 16]).len(), 4);
        }
    }
}

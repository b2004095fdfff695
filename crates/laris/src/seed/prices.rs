//! Believable prices: a spread around the level, round as traders make them, never above a ceiling.

use std::collections::HashMap;

use kernel::random::SplitMix;
use market::catalogue::Ceiling;

use super::files::GoodsRow;

/// Below this price traders round to Rp100, from here on to Rp500.
const COARSE_FROM: i64 = 20_000;

/// The ceilings of commodities for a kilogram or a litre.
#[derive(Debug)]
pub struct Ceilings<'a>(HashMap<(&'a str, &'a str), i64>);

impl<'a> Ceilings<'a> {
    /// The lowest of several ceilings for the same goods counts.
    pub fn new(ceilings: &'a [Ceiling]) -> Self {
        let mut lowest = HashMap::new();
        for ceiling in ceilings {
            let high = lowest.entry((ceiling.commodity.as_str(), ceiling.unit.as_str())).or_insert(i64::MAX);
            *high = ceiling.high.amount().min(*high);
        }
        Self(lowest)
    }

    /// The highest price of one unit of these goods, rounded down; `None` where the state sets none.
    pub fn highest(&self, goods: &GoodsRow) -> Option<i64> {
        let commodity = goods.commodity.as_deref()?;
        let contents = [("kg", if goods.sold_by == "weight" { Some(1_000) } else { goods.pack_grams }), ("liter", goods.pack_ml)];
        contents.into_iter().filter_map(|(unit, content)| Some(self.0.get(&(commodity, unit))?.saturating_mul(content?) / 1_000)).min()
    }
}

/// A price for these goods: `level` percent of the usual one, give or take the spread, in rupiah.
pub fn price(goods: &GoodsRow, level_permille: i64, ceilings: &Ceilings<'_>, chance: &mut SplitMix) -> i64 {
    let spread = chance.between(-goods.spread_percent * 10, goods.spread_percent * 10);
    let exact = goods.price * level_permille / 1_000 * (1_000 + spread) / 1_000;
    capped(rounded(exact), ceilings.highest(goods))
}

/// To the nearest Rp100 or Rp500, at least Rp100.
pub fn rounded(price: i64) -> i64 {
    let step = step(price);
    ((price + step / 2) / step * step).max(100)
}

/// Not above the ceiling, rounded down.
pub fn capped(price: i64, highest: Option<i64>) -> i64 {
    match highest {
        Some(highest) if price > highest => (highest / step(highest) * step(highest)).max(1),
        _ => price,
    }
}

const fn step(price: i64) -> i64 {
    if price < COARSE_FROM { 100 } else { 500 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_round_and_capped() {
        for (exact, highest, expected) in [
            (14_733, None, 14_700),
            (14_733, Some(14_900), 14_700),
            (15_020, Some(14_900), 14_900),
            (15_020, Some(14_970), 14_900),
            (73_740, Some(74_500), 73_500),
            (75_300, Some(74_999), 74_500),
            (30, None, 100),
        ] {
            assert_eq!(capped(rounded(exact), highest), expected, "{exact} {highest:?}");
        }
    }
}

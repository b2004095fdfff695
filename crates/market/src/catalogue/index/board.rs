//! The price board: what each followed commodity costs at the stalls, and how that moved in a week.
//!
//! Only prices for the unit in which the commodity is followed are compared. A stall that does not sell it, or
//! did not a week ago, is left out and not counted as zero; the number of stalls that report is always told.

use kernel::id::MarketId;
use kernel::{BusinessDate, Rupiah, Unit};

use super::Catalogue;
use crate::catalogue::model::{ComparableUnit, Product};
use crate::catalogue::rules::comparable;

/// One commodity on the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardRow {
    /// Position in [`Catalogue::commodities`].
    pub commodity: usize,
    /// The lowest price of a stall.
    pub low: Rupiah,
    /// The highest.
    pub high: Rupiah,
    /// The middle one; of an even number the mean of the two in the middle, rounded half up.
    pub median: Rupiah,
    /// Stalls that report today.
    pub stalls: usize,
    /// The middle price a week ago of the stalls that report both then and now.
    pub week_ago: Option<Rupiah>,
    /// How the middle price of those stalls moved. **Units:** basis points, rounded toward zero.
    pub change_bp: Option<i64>,
    /// How many stalls that is.
    pub stalls_compared: usize,
    /// The ceiling in force, where there is one.
    pub ceiling: Option<Rupiah>,
    /// `het` or `hap`.
    pub ceiling_kind: Option<String>,
    /// Stalls above the ceiling.
    pub above_ceiling: usize,
}

/// The board of the whole city or of one market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    /// In the order of the commodities; one that no stall reports is left out.
    pub rows: Vec<BoardRow>,
    /// The day whose ceilings apply.
    pub day: BusinessDate,
}

/// A stall's price today and a week ago.
type Report = (i64, Option<i64>);

impl Catalogue {
    /// The board of the whole city; reckoned once for each snapshot.
    #[must_use]
    pub fn board(&self) -> &Board {
        self.board.get_or_init(|| self.board_of(None))
    }

    /// The board of one market, or of the city.
    #[must_use]
    pub fn board_of(&self, market: Option<MarketId>) -> Board {
        let day = BusinessDate::of(self.fixed.loaded, self.fixed.offset_minutes);
        let rows = (0..).take(self.fixed.commodities.len()).filter_map(|commodity| self.board_row(commodity, market, day)).collect();
        Board { rows, day }
    }

    /// The `count` commodities whose price moved most in a week, the largest move first.
    #[must_use]
    pub fn movers(&self, count: usize) -> Vec<&BoardRow> {
        let mut rows: Vec<&BoardRow> = self.board().rows.iter().filter(|row| row.change_bp.is_some_and(|change| change != 0)).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.change_bp.map_or(0, i64::abs)));
        rows.truncate(count);
        rows
    }

    fn board_row(&self, commodity: u32, market: Option<MarketId>, day: BusinessDate) -> Option<BoardRow> {
        let followed = &self.fixed.commodities[commodity as usize];
        let reports = self.reports(commodity, &followed.watch_unit, market);
        let mut today: Vec<i64> = reports.iter().map(|(now, _)| *now).collect();
        let (mut then, mut since): (Vec<i64>, Vec<i64>) = reports.iter().filter_map(|(now, before)| Some(((*before)?, *now))).unzip();
        let (median, week_ago) = (median(&mut today)?, self::median(&mut then));
        let change_bp = week_ago.zip(self::median(&mut since)).map(|(before, now)| (now - before) * 10_000 / before.max(1));
        let ceiling = self.ceiling(&followed.slug, &followed.watch_unit, day);
        Some(BoardRow {
            commodity: commodity as usize,
            low: Rupiah(*today.first()?),
            high: Rupiah(*today.last()?),
            median: Rupiah(median),
            stalls: today.len(),
            week_ago: week_ago.map(Rupiah),
            change_bp,
            stalls_compared: then.len(),
            ceiling: ceiling.map(|ceiling| ceiling.high),
            ceiling_kind: ceiling.map(|ceiling| ceiling.kind.clone()),
            above_ceiling: ceiling.map_or(0, |ceiling| today.iter().filter(|price| **price > ceiling.high.amount()).count()),
        })
    }

    /// One report of each stall: its price for exactly the followed unit, else its cheapest pack reckoned to it.
    fn reports(&self, commodity: u32, watch_unit: &str, market: Option<MarketId>) -> Vec<Report> {
        let mut found: Vec<(u32, bool, Report)> = Vec::new();
        for &product in self.fixed.products_of_commodity.of(commodity) {
            let goods = &self.fixed.products[product as usize];
            for &at in self.fixed.offers_of_product.of(product) {
                let (offer, before) = (&self.offers[at as usize], self.fixed.week_ago[at as usize]);
                if offer.is_withdrawn || market.is_some_and(|market| offer.market != market) {
                    continue;
                }
                let Some(today) = price_for(offer.price, goods, watch_unit) else { continue };
                let then = if before > 0 { price_for(Rupiah(before), goods, watch_unit) } else { None };
                found.push((self.fixed.links[at as usize].stall, goods.unit != watch_unit, (today, then)));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(stall, ..)| *stall);
        found.into_iter().map(|(.., report)| report).collect()
    }
}

/// The price for one `watch_unit`, where it can be told: the unit itself, or packs and loose goods of known content.
fn price_for(price: Rupiah, product: &Product, watch_unit: &str) -> Option<i64> {
    if product.unit == watch_unit {
        return Some(price.amount());
    }
    if !matches!(product.sold_by, Unit::Weight | Unit::Pack) {
        return None;
    }
    let found = comparable(price, product)?;
    let is_same = match found.unit {
        ComparableUnit::Kilogram => watch_unit == "kg",
        ComparableUnit::Litre => watch_unit == "liter",
    };
    is_same.then(|| found.price.amount())
}

/// Sorts, and gives the middle; of an even number the mean of the two in the middle, rounded half up.
fn median(prices: &mut [i64]) -> Option<i64> {
    prices.sort_unstable();
    let middle = prices.len() / 2;
    if prices.len() % 2 == 1 {
        return prices.get(middle).copied();
    }
    let (low, high) = (prices.get(middle.checked_sub(1)?)?, prices.get(middle)?);
    Some((low + high + 1).div_euclid(2))
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_in_the_middle() {
        for (prices, expected) in
            [(vec![], None), (vec![3], Some(3)), (vec![9, 1], Some(5)), (vec![4, 1], Some(3)), (vec![5, 1, 3], Some(3))]
        {
            assert_eq!(median(&mut prices.clone()), expected, "{prices:?}");
        }
    }
}

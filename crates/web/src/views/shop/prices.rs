//! `/harga`: today's prices in the city's markets, what they say, and how they moved.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::cards::{ChipLink, PriceMove};
use crate::views::page::Page;

/// The price board.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "shop/prices.html")]
pub struct PricesView {
    /// Around the content.
    pub page: Page,
    /// `Sabtu, 21 Nov`.
    pub date: String,
    /// What the prices say today, as a sentence: the title of the chart.
    pub finding: String,
    /// `Dari 812 lapak di 6 pasar`: how many reported.
    pub coverage: String,
    /// The largest moves, as bars.
    pub bars: Vec<Bar>,
    /// All, one market, one group.
    pub filters: Vec<ChipLink>,
    /// What stands in the filter field (`?nama=`).
    pub filter: String,
    /// Address of the same as CSV.
    pub csv: String,
    /// One row per commodity.
    pub rows: Vec<PriceRow>,
}

/// A bar of the chart. **Units:** per mille of the width, 0–1000; the largest move is 1000.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Bar {
    /// Commodity.
    pub name: String,
    /// Since last week.
    pub change: PriceMove,
    /// Length.
    pub length: u32,
}

/// A commodity's price today.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PriceRow {
    /// Anchor of the row and slug of the commodity.
    pub slug: String,
    /// Name.
    pub name: String,
    /// Address of its picture.
    pub picture: String,
    /// `/cari?q=…`.
    pub href: String,
    /// `kg`.
    pub unit: String,
    /// The middle price: `Rp45.000`; empty when nobody reported.
    pub price: String,
    /// `Rp40.000–52.000`.
    pub range: String,
    /// How many stalls reported, formatted.
    pub reports: String,
    /// Since last week.
    pub change: Option<PriceMove>,
    /// `HET Rp13.500`; empty when the state sets none.
    pub ceiling: String,
    /// Whether the middle price lies above it.
    pub is_above_ceiling: bool,
    /// The last days, oldest first; fewer than two draw no line. **Units:** rupiah.
    pub history: Vec<i64>,
}

impl PriceRow {
    /// The line of the last days for `<polyline points>` in a box of 80 by 24.
    #[must_use]
    pub fn points(&self) -> String {
        let (low, high) = match (self.history.iter().min(), self.history.iter().max()) {
            (Some(low), Some(high)) if self.history.len() > 1 => (*low, *high),
            _ => return String::new(),
        };
        let steps = i64::try_from(self.history.len() - 1).unwrap_or(1).max(1);
        let span = (high - low).max(1);
        let point = |(index, price): (i64, &i64)| format!("{},{}", index * 76 / steps + 2, 22 - (price - low) * 20 / span);
        (0..).zip(&self.history).map(point).collect::<Vec<_>>().join(" ")
    }

    /// Where the line ends: `(x, y)`.
    #[must_use]
    pub fn end(&self) -> (String, String) {
        let points = self.points();
        let last = points.rsplit(' ').next().unwrap_or_default();
        let (x, y) = last.split_once(',').unwrap_or(("0", "0"));
        (x.to_owned(), y.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::PriceRow;

    #[test]
    fn a_line_fills_its_box_and_needs_two_days() {
        let row = |history: &[i64]| PriceRow { history: history.to_vec(), ..PriceRow::default() };
        assert_eq!(row(&[40_000, 50_000, 45_000]).points(), "2,22 40,2 78,12");
        assert_eq!(row(&[40_000, 40_000]).points(), "2,22 78,22");
        assert_eq!(row(&[40_000]).points(), "");
        assert_eq!(row(&[40_000, 50_000]).end(), ("78".to_owned(), "2".to_owned()));
    }
}

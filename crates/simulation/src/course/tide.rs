//! How the price of a commodity moves from day to day: chillies strongly, rice hardly. The last day is the level that is known, the
//! days before lead to it. How far each strays follows what the statistics office reports of volatile foods.
//!
//! Source: Badan Pusat Statistik, "Indeks Harga Konsumen", component "harga bergejolak" (chillies, shallots, vegetables, eggs, chicken).

use kernel::Rupiah;
use kernel::random::SplitMix;
use market::catalogue::Commodity;

use super::season::Season;

/// What is asked is pulled back to the usual: by one in so many of the distance each day.
const PULL: i64 = 14;
/// Below this price traders round to Rp100, from here on to Rp500.
const COARSE_FROM: i64 = 20_000;

/// The levels of a commodity, in thousandths of the last day's.
#[derive(Debug)]
pub struct Tide(Vec<i64>);

impl Tide {
    /// Plans one level for each day of the season.
    pub fn plan(commodity: &Commodity, season: &Season, chance: &mut SplitMix) -> Self {
        let (step, reach) = temper(&commodity.slug, &commodity.group);
        let days = usize::try_from(season.days).unwrap_or_default();
        let mut levels = vec![1_000; days];
        let mut level = 1_000;
        for place in levels.iter_mut().rev().skip(1) {
            level += chance.between(-step, step) - (level - 1_000) / PULL;
            level = level.clamp(1_000 - reach * 2 / 3, 1_000 + reach);
            *place = level;
        }
        for (day, level) in (0..).zip(levels.iter_mut()) {
            *level += season.haste(day) * reach / 200;
        }
        Self(levels)
    }

    /// The level of a day of the past; the last one afterwards.
    pub fn level(&self, day: usize) -> i64 {
        self.0.get(day).or(self.0.last()).copied().unwrap_or(1_000)
    }
}

/// The most that a price moves in a day, and how far it strays at most; in thousandths.
fn temper(slug: &str, group: &str) -> (i64, i64) {
    match (slug, group) {
        (slug, _) if slug.starts_with("cabai") => (75, 600),
        ("tomat", _) => (55, 350),
        ("bawang-merah", _) => (35, 280),
        ("telur-ayam-ras" | "daging-ayam-ras", _) => (16, 140),
        ("bawang-putih", _) => (12, 100),
        ("daging-sapi", _) => (4, 40),
        (_, "sayur") => (35, 220),
        (_, "ikan" | "buah") => (20, 140),
        (_, "beras") => (2, 20),
        _ => (5, 40),
    }
}

/// As traders round: to Rp100 or Rp500, at least Rp100.
pub fn rounded(price: i64) -> Rupiah {
    let step = if price < COARSE_FROM { 100 } else { 500 };
    Rupiah(((price + step / 2) / step * step).max(100))
}

#[cfg(test)]
mod tests {
    use kernel::BusinessDate;

    use super::*;

    fn spread(slug: &str, group: &str) -> i64 {
        let commodity = Commodity {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            group: group.to_owned(),
            watch_unit: "kg".to_owned(),
            phrases: Vec::new(),
            position: 0,
        };
        let season = Season::plan(BusinessDate::from_days(20_000), BusinessDate::from_days(20_060), &[]);
        let tide = Tide::plan(&commodity, &season, &mut SplitMix::new(7));
        assert_eq!((tide.level(60), tide.level(99)), (1_000, 1_000), "the last day is the level that is known");
        let levels: Vec<i64> = (0..60).map(|day| tide.level(day)).collect();
        levels.iter().max().unwrap() - levels.iter().min().unwrap()
    }

    #[test]
    fn chillies_move_and_rice_hardly_does() {
        let (chillies, greens, rice) = (spread("cabai-rawit-merah", "bumbu"), spread("kangkung", "sayur"), spread("beras-medium", "beras"));
        assert!(chillies > 300 && chillies > greens && greens > 60 && rice < 40, "{chillies} {greens} {rice}");
    }

    #[test]
    fn prices_are_round() {
        for (exact, expected) in [(14_733, 14_700), (73_740, 73_500), (30, 100)] {
            assert_eq!(rounded(exact), Rupiah(expected), "{exact}");
        }
    }
}

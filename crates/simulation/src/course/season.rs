//! How busy a day is: paydays, and one peak. Two weeks before Idul Fitri kitchens are full; where a past has none, it is a week of
//! hajatan, the weddings and circumcisions for which a kampung cooks together.

use kernel::BusinessDate;
use registry::holidays::{Holiday, HolidayKind};

/// The feast as the ministers' decree names it.
const FEAST: &str = "Idul Fitri";
/// Days of the peak before the feast.
const FEAST_DAYS: i64 = 14;
/// The peak of a past without the feast: so many days, so many before its end.
const HAJATAN: (i64, i64) = (5, 8);
/// A past shorter than this has no peak of its own.
const PEAK_DAYS_MIN: i64 = 12;
/// The greatest addition of a peak, in percent.
const PEAK_PERCENT: i64 = 70;
/// What payday adds from the 25th of a month to the 2nd, in percent.
const PAYDAY_PERCENT: i64 = 14;

/// The days from the first until before the last, and their peak.
#[derive(Debug)]
pub struct Season {
    /// How many days it covers, the one after it included.
    pub days: i64,
    first_day: BusinessDate,
    peak: Option<Peak>,
}

#[derive(Debug)]
struct Peak {
    name: &'static str,
    from: BusinessDate,
    to: BusinessDate,
    /// Almost nobody sells on the feast itself and the day after.
    feast: Option<BusinessDate>,
}

impl Season {
    /// Plans the days from the first to the last; `holidays` reach further.
    pub fn plan(first_day: BusinessDate, last_day: BusinessDate, holidays: &[Holiday]) -> Self {
        let is_feast = |holiday: &&Holiday| holiday.kind == HolidayKind::National && holiday.name.contains(FEAST);
        let feast = holidays.iter().filter(is_feast).map(|holiday| holiday.day).min();
        let days = last_day.days() - first_day.days() + 1;
        let of_feast = feast.filter(|feast| feast.plus_days(-FEAST_DAYS) <= last_day).map(|feast| Peak {
            name: "the two weeks before Idul Fitri",
            from: feast.plus_days(-FEAST_DAYS),
            to: feast.plus_days(-1),
            feast: Some(feast),
        });
        let of_hajatan = (days >= PEAK_DAYS_MIN).then(|| {
            let from = last_day.plus_days(-HAJATAN.1);
            Peak { name: "pekan hajatan", from, to: from.plus_days(HAJATAN.0 - 1), feast: None }
        });
        Self { days, first_day, peak: of_feast.or(of_hajatan) }
    }

    /// In percent of the usual.
    pub fn busy(&self, date: BusinessDate) -> u64 {
        let (_, _, day) = date.ymd();
        let payday = if day >= 25 || day <= 2 { PAYDAY_PERCENT } else { 0 };
        let feast = self.peak.as_ref().and_then(|peak| peak.feast);
        if feast.is_some_and(|feast| date >= feast && date <= feast.plus_days(1)) {
            return 12;
        }
        u64::try_from(100 + payday + self.haste(self.day_of(date)) * PEAK_PERCENT / 100).unwrap_or(100)
    }

    /// How much of its peak is reached on a day of the past, in percent: it rises towards its end.
    pub fn haste(&self, day: i64) -> i64 {
        let Some(peak) = &self.peak else { return 0 };
        let date = self.first_day.plus_days(day);
        if date < peak.from || date > peak.to {
            return 0;
        }
        let length = (peak.to.days() - peak.from.days()).max(1);
        40 + 60 * (date.days() - peak.from.days()) / length
    }

    /// Name and days of the peak.
    pub fn peak(&self) -> Option<String> {
        self.peak.as_ref().map(|peak| format!("{}, {} to {}", peak.name, peak.from, peak.to))
    }

    fn day_of(&self, date: BusinessDate) -> i64 {
        date.days() - self.first_day.days()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> BusinessDate {
        BusinessDate::parse(text).unwrap()
    }

    #[test]
    fn the_feast_is_the_peak_where_there_is_one() {
        let feast = Holiday { day: date("2026-03-21"), name: "Hari Raya Idul Fitri".to_owned(), kind: HolidayKind::National };
        let season = Season::plan(date("2026-02-10"), date("2026-04-10"), &[feast]);
        assert_eq!(season.peak().unwrap(), "the two weeks before Idul Fitri, 2026-03-07 to 2026-03-20");
        for (day, expected) in
            [("2026-02-16", 100), ("2026-02-26", 114), ("2026-03-07", 128), ("2026-03-20", 170), ("2026-03-21", 12), ("2026-03-23", 100)]
        {
            assert_eq!(season.busy(date(day)), expected, "{day}");
        }
    }

    #[test]
    fn another_past_has_a_peak_of_its_own() {
        let season = Season::plan(date("2026-09-23"), date("2026-11-22"), &[]);
        assert_eq!(season.peak().unwrap(), "pekan hajatan, 2026-11-14 to 2026-11-18");
        assert_eq!((season.busy(date("2026-11-13")), season.busy(date("2026-11-18"))), (100, 170));
        assert_eq!(Season::plan(date("2026-11-15"), date("2026-11-22"), &[]).peak(), None);
    }
}

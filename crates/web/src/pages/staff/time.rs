//! Times as staff read them.

use kernel::time::MINUTE;
use kernel::{BusinessDate, Timestamp};
use market::orders::{Slot, SlotKind};

use crate::app::App;
use crate::extract::Who;
use crate::format;
use crate::views::staff::bits::Countdown;

/// Less than this left, and it is urgent. **Units:** microseconds.
const URGENT: i64 = 3 * MINUTE;

/// `06.12`.
#[must_use]
pub fn clock(app: &App, who: &Who, at: Timestamp) -> String {
    format::clock(who.lang, at.minute_of_day(app.offset_minutes()))
}

/// `Sabtu, 21 Nov`.
#[must_use]
pub fn day(who: &Who, date: BusinessDate) -> String {
    format::day(who.lang, date.days())
}

/// `Sabtu, 21 Nov, 06.12 WIB`.
#[must_use]
pub fn moment(app: &App, who: &Who, at: Timestamp) -> String {
    format::date_time(who.lang, at.micros(), app.offset_minutes())
}

/// When something ends by itself: the day when it is its beginning, else the moment.
#[must_use]
pub fn until(app: &App, who: &Who, at: Timestamp) -> String {
    if at.minute_of_day(app.offset_minutes()) == 0 { day(who, app.desk.city.date(at)) } else { moment(app, who, at) }
}

/// `07.00–08.30`, or `Secepatnya 07.00–08.30`.
#[must_use]
pub fn slot(app: &App, who: &Who, slot: &Slot) -> String {
    let offset = app.offset_minutes();
    let hours = format::clock_range(who.lang, slot.starts.minute_of_day(offset), slot.ends.minute_of_day(offset));
    match slot.kind {
        SlotKind::Window => hours,
        SlotKind::Asap => who.t.with("manager-asap", &[("hours", &hours)]),
    }
}

/// The hours of the slot with this id; empty when it is not among them.
#[must_use]
pub fn slot_of(app: &App, who: &Who, slots: &[Slot], id: kernel::id::SlotId) -> String {
    slots.iter().find(|other| other.id == id).map(|found| slot(app, who, found)).unwrap_or_default()
}

/// What is left until then.
#[must_use]
pub fn countdown(now: Timestamp, until: Timestamp) -> Countdown {
    let left = (until.micros() - now.micros()).max(0);
    let seconds = left / 1_000_000;
    Countdown { until_ms: until.micros() / 1_000, left: format!("{}.{:02}", seconds / 60, seconds % 60), is_urgent: left < URGENT }
}

/// Whole minutes since then.
#[must_use]
pub const fn minutes_since(now: Timestamp, then: Timestamp) -> i64 {
    let passed = now.micros() - then.micros();
    if passed < 0 { 0 } else { passed / MINUTE }
}

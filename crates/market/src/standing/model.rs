//! A standing order, its days, and what keeps a day from being as it was meant.

use kernel::id::{MarketId, OrderId, PersonId, SlotId};
use kernel::{BusinessDate, Phone, Rupiah, Timestamp};
use registry::addresses::DeliveryAddress;
use serde::{Deserialize, Serialize};

use crate::ids::StandingId;
use crate::named;
use crate::orders::model::WantedLine;

named! {
    /// Where a standing order stands.
    StandingState {
        /// Comes on its days.
        Active = "active",
        /// Rests until its owner goes on.
        Paused = "paused",
        /// Ended.
        Stopped = "stopped",
    }
}

named! {
    /// Where one day stands.
    RunState {
        /// Priced; its owner may agree until the cut-off.
        Waiting = "waiting",
        /// Ordered.
        Placed = "placed",
        /// Its owner did not want this day.
        Skipped = "skipped",
        /// Could not be prepared.
        Impossible = "impossible",
    }
}

/// One line with the price that its owner saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingLine {
    /// What is wanted.
    pub wanted: WantedLine,
    /// Price of a unit when it was saved.
    pub price: Rupiah,
}

/// A basket that comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingOrder {
    /// Its id.
    pub id: StandingId,
    /// Whose.
    pub person: PersonId,
    /// From which market.
    pub market: MarketId,
    /// Where it stands.
    pub state: StandingState,
    /// Monday is bit 0, Sunday bit 6.
    pub weekdays: i64,
    /// When its window begins, minutes after midnight.
    pub starts_minute: i64,
    /// What.
    pub lines: Vec<StandingLine>,
    /// Who receives it.
    pub recipient: String,
    /// The recipient's number.
    #[serde(skip)]
    pub phone: Phone,
    /// Where.
    pub address: DeliveryAddress,
    /// Which payment provider collects.
    pub payment: String,
    /// Placed by itself up to this, tolerance included; asked about each time when none.
    pub total_max: Option<Rupiah>,
    /// The next day to be prepared.
    pub next_day: BusinessDate,
    /// When that is due.
    pub due: Timestamp,
    /// When it was made.
    pub made: Timestamp,
    /// Goes up with every change.
    pub version: i64,
}

/// A line that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The goods, in Indonesian.
    pub name: String,
    /// `sold_out`, `withdrawn`, `too_much` or `dearer`.
    pub problem: String,
    /// The price now, when dearer.
    pub price_now: Option<Rupiah>,
}

/// One day of a standing order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingRun {
    /// Of which.
    pub standing: StandingId,
    /// Which local date.
    pub day: BusinessDate,
    /// Where it stands.
    pub state: RunState,
    /// `market_closed`, `no_slot`, `nothing_left`, `holiday`, `asks`; empty when it was to place itself.
    pub why: String,
    /// Goods that are gone or dearer.
    pub problems: Vec<Problem>,
    /// Estimated total when it was prepared.
    pub total: Rupiah,
    /// Its window.
    pub slot: Option<SlotId>,
    /// The order, once placed.
    pub order: Option<OrderId>,
    /// Until when its owner may agree.
    pub confirm_by: Timestamp,
    /// When it was prepared or skipped.
    pub at: Timestamp,
}

/// A standing order with its newest days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandingDetail {
    /// The standing order.
    pub order: StandingOrder,
    /// Newest first; at most 20.
    pub runs: Vec<StandingRun>,
}

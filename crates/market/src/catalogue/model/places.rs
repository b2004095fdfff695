//! Markets, their delivery windows and their stalls.

use kernel::area::Point;
use kernel::id::{MarketId, SellerId, StallId};
use kernel::{Rupiah, Timestamp};
use serde::{Deserialize, Serialize};

use super::names::{Cluster, MarketKind, PinPrecision, StallKind};

/// The place one basket is bought from: a market, or the hub of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Market {
    /// Its id.
    pub id: MarketId,
    /// Its name in addresses: `oro-oro-dowo`.
    pub slug: String,
    /// As people call it.
    pub name: String,
    /// What sort of market.
    pub kind: MarketKind,
    /// Which cluster.
    pub cluster: Cluster,
    /// Street and number, empty when unknown.
    pub street: String,
    /// The ward it lies in, where known.
    pub ward_code: Option<String>,
    /// Its place on the map, where known.
    pub pin: Option<Point>,
    /// How well the place is known.
    pub pin_precision: PinPrecision,
    /// Whether orders are delivered from here.
    pub does_deliver: bool,
    /// **Units:** minutes of the local day.
    pub opens_minute: i64,
    /// **Units:** minutes of the local day; not after midnight.
    pub closes_minute: i64,
    /// Delivery fee before distance.
    pub delivery_base: Rupiah,
    /// Delivery fee for each kilometre.
    pub delivery_km: Rupiah,
    /// The city's fee on each order.
    pub service_fee: Rupiah,
    /// What else is known.
    pub facts: MarketFacts,
    /// Closed for a while until then; a time past means open.
    pub closed_until: Timestamp,
}

/// Facts about a market for its page; kept as JSON, never queried.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MarketFacts {
    /// The pattern of its tile picture: `kawung`.
    pub tile: String,
    /// Welcome in Indonesian.
    pub welcome_id: String,
    /// Welcome in Javanese.
    pub welcome_jv: String,
    /// Welcome in English.
    pub welcome_en: String,
    /// Year of founding.
    pub founded_year: Option<i64>,
    /// **Units:** square metres.
    pub area_m2: Option<i64>,
    /// Traders by the city's count, not by our stalls.
    pub traders: Option<i64>,
    /// Kiosks by the city's count.
    pub kiosks: Option<i64>,
    /// Open stalls by the city's count.
    pub open_stalls: Option<i64>,
    /// Whether it delivered by WhatsApp in 2020.
    pub delivered_2020: bool,
    /// What a reader should know about the source.
    pub note: String,
}

/// A delivery window that a market offers every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotPlan {
    /// Whose.
    pub market: MarketId,
    /// **Units:** minutes of the local day.
    pub starts_minute: i64,
    /// **Units:** minutes of the local day.
    pub ends_minute: i64,
    /// Orders close so many minutes before it starts.
    pub cutoff_minutes: i64,
    /// Orders it takes.
    pub capacity: i64,
    /// Whether it is also offered on Sundays.
    pub is_on_sunday: bool,
}

/// A stall (lapak) in a market, or a shop of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stall {
    /// Its id.
    pub id: StallId,
    /// Where it stands.
    pub market: MarketId,
    /// Whose it is.
    pub seller: SellerId,
    /// Its name in addresses, unique in the city.
    pub slug: String,
    /// As people call it.
    pub name: String,
    /// What it is built as.
    pub kind: StallKind,
    /// `A`; empty for a shop of a cluster.
    pub block: String,
    /// Number in the block.
    pub number: i64,
    /// Place on the runner's walk through the market, from 1.
    pub walking_order: i64,
    /// The ward of a shop outside a market.
    pub ward_code: Option<String>,
    /// The street of a shop outside a market, else empty.
    pub street: String,
    /// **Units:** minutes of the local day.
    pub opens_minute: i64,
    /// **Units:** minutes of the local day.
    pub closes_minute: i64,
    /// Closed for a while until then; a time past means open.
    pub closed_until: Timestamp,
    /// How it is paid: `cash`, `transfer`.
    pub payout_method: String,
}

//! What markets and stalls look like from outside.

use kernel::Timestamp;
use kernel::id::{MarketId, StallId};
use market::catalogue::{self, StallView, rules};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::moment;
use crate::api::names::{Cluster, MarketKind, StallKind};
use crate::i18n::Lang;

/// When and for whom something is shown.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// The moment.
    pub now: Timestamp,
    /// Minutes east of UTC.
    pub offset_minutes: i64,
    /// The reader's language.
    pub lang: Lang,
}

impl View {
    /// An instant with the city's offset.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        moment::text(at, self.offset_minutes)
    }

    /// An instant that is still to come.
    fn coming(&self, at: Timestamp) -> Option<String> {
        (at > self.now).then(|| self.moment(at))
    }
}

/// A minute of the day as `05:30`.
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The place one basket is bought from: a market, or the hub of a cluster.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Market {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: MarketId,
    /// Its name in addresses; wherever a market is asked for, this does as well as the id.
    #[schema(example = "oro-oro-dowo")]
    pub slug: String,
    /// As people call it.
    #[schema(example = "Pasar Oro-oro Dowo")]
    pub name: String,
    /// What sort of market.
    pub kind: MarketKind,
    /// Which cluster.
    pub cluster: Cluster,
    /// Street and number; empty when unknown.
    pub street: String,
    /// The ward it lies in, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ward_code: Option<String>,
    /// Its place on the map, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
    /// Whether orders are delivered from here.
    pub does_deliver: bool,
    /// Whether it is open now.
    pub is_open: bool,
    /// Opens daily at this local time; the same as `closes` when it never shuts.
    #[schema(example = "05:00")]
    pub opens: String,
    /// Shuts daily at this local time.
    #[schema(example = "14:00")]
    pub closes: String,
    /// Closed for a while until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_until: Option<String>,
    /// Rupiah for a delivery before distance.
    pub delivery_base_rupiah: i64,
    /// Rupiah for each kilometre begun after the first.
    pub delivery_km_rupiah: i64,
    /// Rupiah of the city's fee on an order.
    pub service_fee_rupiah: i64,
}

impl Market {
    /// As it is now.
    #[must_use]
    pub fn of(market: &catalogue::Market, view: &View) -> Self {
        Self {
            id: market.id,
            slug: market.slug.clone(),
            name: market.name.clone(),
            kind: market.kind.into(),
            cluster: market.cluster.into(),
            street: market.street.clone(),
            ward_code: market.ward_code.clone(),
            pin: market.pin.map(Pin::from),
            does_deliver: market.does_deliver,
            is_open: rules::is_market_open(market, view.now, view.offset_minutes),
            opens: clock(market.opens_minute),
            closes: clock(market.closes_minute),
            closed_until: view.coming(market.closed_until),
            delivery_base_rupiah: market.delivery_base.amount(),
            delivery_km_rupiah: market.delivery_km.amount(),
            service_fee_rupiah: market.service_fee.amount(),
        }
    }
}

/// A point on the map.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Degrees north.
    #[schema(minimum = -90, maximum = 90, example = -7.968_651)]
    pub lat: f64,
    /// Degrees east.
    #[schema(minimum = -180, maximum = 180, example = 112.628_225)]
    pub lng: f64,
}

impl From<kernel::area::Point> for Pin {
    #[expect(clippy::cast_precision_loss, reason = "millionths of a degree fit a float exactly")]
    fn from(point: kernel::area::Point) -> Self {
        Self { lat: point.lat_e6 as f64 / 1e6, lng: point.lng_e6 as f64 / 1e6 }
    }
}

/// A stall in a market, or a shop of a cluster.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Stall {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: StallId,
    /// Its name in addresses; wherever a stall is asked for, this does as well as the id.
    pub slug: String,
    /// Where it stands.
    #[schema(value_type = String, format = Uuid)]
    pub market_id: MarketId,
    /// As people call it.
    pub name: String,
    /// The name of the business.
    pub seller: String,
    /// What it is built as.
    pub kind: StallKind,
    /// Its block in the market; empty for a shop.
    #[schema(example = "B")]
    pub block: String,
    /// Its number in the block.
    pub number: i64,
    /// Its place on the walk through the market, from 1.
    pub walking_order: i64,
    /// The ward of a shop outside a market.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ward_code: Option<String>,
    /// The street of a shop outside a market, else empty.
    pub street: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// Opens daily at this local time.
    pub opens: String,
    /// Shuts daily at this local time.
    pub closes: String,
    /// Closed for a while until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub closed_until: Option<String>,
}

impl Stall {
    /// As it is now.
    #[must_use]
    pub fn of(found: &StallView<'_>, view: &View) -> Self {
        let stall = found.stall;
        Self {
            id: stall.id,
            slug: stall.slug.clone(),
            market_id: stall.market,
            name: stall.name.clone(),
            seller: found.seller.to_owned(),
            kind: stall.kind.into(),
            block: stall.block.clone(),
            number: stall.number,
            walking_order: stall.walking_order,
            ward_code: stall.ward_code.clone(),
            street: stall.street.clone(),
            is_open: found.is_open(view.now),
            opens: clock(stall.opens_minute),
            closes: clock(stall.closes_minute),
            closed_until: view.coming(stall.closed_until),
        }
    }
}

//! What orders look like from outside.

use kernel::id::{OrderId, SellerOrderId, SlotId, StallId};
use market::orders;
use serde::Serialize;
use utoipa::ToSchema;

use super::goods::{OrderLine, Substitution};
use crate::api::catalogue::model::{Pin, View};
use crate::api::names::{OrderState, SellerOrderState};

/// An order in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderNote {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: OrderId,
    /// What people say.
    #[schema(example = "261121-7KQ4MX")]
    pub number: String,
    /// From which market.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// Where it stands.
    pub state: OrderState,
    /// The local date it is delivered on.
    #[schema(format = Date)]
    pub business_date: String,
    /// What the buyer pays: the final total once picked, else the estimate.
    pub total_rupiah: i64,
    /// When it was placed.
    #[schema(format = DateTime)]
    pub placed: String,
}

impl OrderNote {
    /// As it is now.
    #[must_use]
    pub fn of(order: &orders::Order, view: &View) -> Self {
        Self {
            id: order.id,
            number: order.number.clone(),
            market_id: order.market.to_string(),
            state: order.state.into(),
            business_date: order.business_date.to_string(),
            total_rupiah: order.total_final.unwrap_or_else(|| order.total_estimate()).amount(),
            placed: view.moment(order.placed),
        }
    }
}

/// An order with all its parts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Order {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: OrderId,
    /// What people say.
    #[schema(example = "261121-7KQ4MX")]
    pub number: String,
    /// From which market.
    #[schema(format = Uuid)]
    pub market_id: String,
    /// Where it stands.
    pub state: OrderState,
    /// When it comes.
    #[schema(value_type = String, format = Uuid)]
    pub slot_id: SlotId,
    /// The local date it is delivered on.
    #[schema(format = Date)]
    pub business_date: String,
    /// Who receives it.
    pub recipient: String,
    /// The recipient's number.
    pub phone: String,
    /// Where.
    pub address: OrderAddress,
    /// Which way of paying.
    #[schema(example = "cash")]
    pub payment: String,
    /// Sum of the lines' estimates, in rupiah.
    pub goods_estimate_rupiah: i64,
    /// For bringing it.
    pub delivery_fee_rupiah: i64,
    /// The city's fee.
    pub service_fee_rupiah: i64,
    /// Goods and fees before weighing.
    pub total_estimate_rupiah: i64,
    /// The most that is charged without asking.
    pub total_max_rupiah: i64,
    /// Sum of what was picked, once the final total stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goods_final_rupiah: Option<i64>,
    /// Added or taken off so that cash comes out even.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounding_rupiah: Option<i64>,
    /// What the buyer pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_final_rupiah: Option<i64>,
    /// What the buyer tells the runner at the door; shown to the buyer only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "4711")]
    pub pin: Option<String>,
    /// Who walks and brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = Uuid)]
    pub runner_id: Option<String>,
    /// Why it was cancelled or failed; empty otherwise.
    pub reason: String,
    /// When it was placed.
    #[schema(format = DateTime)]
    pub placed: String,
    /// When it was delivered, failed or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub finished: Option<String>,
    /// Goes up with every change.
    pub version: i64,
    /// Its parts by stall.
    pub seller_orders: Vec<SellerOrderNote>,
    /// By position.
    pub lines: Vec<OrderLine>,
    /// Oldest first.
    pub substitutions: Vec<Substitution>,
    /// Oldest first.
    pub events: Vec<OrderEvent>,
}

/// Where an order goes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderAddress {
    /// Street and house number.
    pub street: String,
    /// Rukun tetangga.
    pub rt: i64,
    /// Rukun warga.
    pub rw: i64,
    /// The ward's code.
    pub ward_code: String,
    /// What to look for.
    pub landmark: String,
    /// The door on the map, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin: Option<Pin>,
}

/// One stall's part of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SellerOrderNote {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: SellerOrderId,
    /// Which stall.
    #[schema(value_type = String, format = Uuid)]
    pub stall_id: StallId,
    /// Where it stands.
    pub state: SellerOrderState,
    /// The timer decides then.
    #[schema(format = DateTime)]
    pub decide_by: String,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub decided: Option<String>,
    /// Nobody answered: the default decided.
    pub decided_by_timer: bool,
}

impl SellerOrderNote {
    /// As it is now.
    #[must_use]
    pub fn of(part: &orders::SellerOrder, view: &View) -> Self {
        Self {
            id: part.id,
            stall_id: part.stall,
            state: part.state.into(),
            decide_by: view.moment(part.decide_by),
            decided: part.decided.map(|at| view.moment(at)),
            decided_by_timer: part.decided_by_timer,
        }
    }
}

/// Something that happened to an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderEvent {
    /// What: `placed`, `line_picked`, `delivered`.
    pub kind: String,
    /// By the server's clock.
    #[schema(format = DateTime)]
    pub at: String,
    /// By the device's clock, when it told one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub device: Option<String>,
}

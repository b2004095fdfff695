//! What orders look like from outside.

use kernel::id::{LineId, OfferId, OrderId, SellerOrderId, SlotId, StallId, SubstitutionId};
use kernel::{Lang, Rupiah};
use market::catalogue::Catalogue;
use market::orders;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::catalogue::model::{Pin, View};
use crate::api::names::{LineState, OrderState, SellerOrderState, SlotKind, SoldBy, SubstitutionPolicy, SubstitutionState};

/// A delivery window.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Slot {
    /// To be given when the order is placed.
    #[schema(value_type = String, format = Uuid)]
    pub id: SlotId,
    /// What it promises.
    pub kind: SlotKind,
    /// The local date.
    #[schema(format = Date)]
    pub day: String,
    /// Delivery begins.
    #[schema(format = DateTime)]
    pub starts: String,
    /// Delivery is over.
    #[schema(format = DateTime)]
    pub ends: String,
    /// Orders are taken until then.
    #[schema(format = DateTime)]
    pub cutoff: String,
    /// Places left.
    pub places_left: i64,
}

impl Slot {
    /// As it is now.
    #[must_use]
    pub fn of(slot: &orders::Slot, view: &View) -> Self {
        Self {
            id: slot.id,
            kind: slot.kind.into(),
            day: slot.day.to_string(),
            starts: view.moment(slot.starts),
            ends: view.moment(slot.ends),
            cutoff: view.moment(slot.cutoff),
            places_left: slot.capacity - slot.taken,
        }
    }
}

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

/// One line of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderLine {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: LineId,
    /// Of which order.
    #[schema(value_type = String, format = Uuid)]
    pub order_id: OrderId,
    /// In which stall's part.
    #[schema(value_type = String, format = Uuid)]
    pub seller_order_id: SellerOrderId,
    /// The stall that supplies it now.
    #[schema(value_type = String, format = Uuid)]
    pub stall_id: StallId,
    /// What was ordered.
    #[schema(value_type = String, format = Uuid)]
    pub offer_id: OfferId,
    /// What it is called, in the reader's language.
    pub name: String,
    /// Place in the buyer's list, from 0.
    pub position: i64,
    /// How it is measured.
    pub sold_by: SoldBy,
    /// The unit as people see it.
    pub unit: String,
    /// How much was ordered, in thousandths of the unit.
    pub quantity_milli: i64,
    /// The buyer's amount of money, when that is what was ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_rupiah: Option<i64>,
    /// Rupiah for one unit, frozen.
    pub price_rupiah: i64,
    /// Rupiah for the ordered quantity.
    pub estimate_rupiah: i64,
    /// How far the weight may go over, in basis points.
    pub tolerance_bp: i64,
    /// To the seller.
    pub note: String,
    /// What to do when it is missing.
    pub substitution: SubstitutionPolicy,
    /// Where it stands.
    pub state: LineState,
    /// Why it is missing or short; empty otherwise.
    pub reason: String,
    /// Weighed or counted, in thousandths of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked_milli: Option<i64>,
    /// The substitute that was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    pub picked_offer_id: Option<OfferId>,
    /// Rupiah for one unit as picked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked_price_rupiah: Option<i64>,
    /// What is charged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_rupiah: Option<i64>,
    /// Goes up with every change; to be given with `record_pick`.
    pub version: i64,
}

impl OrderLine {
    /// As it is now.
    #[must_use]
    pub fn of(line: &orders::OrderLine, catalogue: &Catalogue, lang: Lang) -> Self {
        Self {
            id: line.id,
            order_id: line.order,
            seller_order_id: line.seller_order,
            stall_id: line.stall,
            offer_id: line.offer,
            name: name_of_offer(catalogue, line.offer, lang),
            position: line.position,
            sold_by: line.sold_by.into(),
            unit: line.unit.clone(),
            quantity_milli: line.quantity.milli(),
            amount_rupiah: line.amount.map(Rupiah::amount),
            price_rupiah: line.price.amount(),
            estimate_rupiah: line.estimate.amount(),
            tolerance_bp: line.tolerance.0,
            note: line.note.clone(),
            substitution: line.policy.into(),
            state: line.state.into(),
            reason: line.reason.clone(),
            picked_milli: line.picked.map(kernel::Quantity::milli),
            picked_offer_id: line.picked_offer,
            picked_price_rupiah: line.picked_price.map(Rupiah::amount),
            total_rupiah: line.total.map(Rupiah::amount),
            version: line.version,
        }
    }
}

/// A proposed replacement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Substitution {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: SubstitutionId,
    /// For which line.
    #[schema(value_type = String, format = Uuid)]
    pub line_id: LineId,
    /// What instead.
    #[schema(value_type = String, format = Uuid)]
    pub offer_id: OfferId,
    /// What that is called, in the reader's language.
    pub name: String,
    /// How much of it, in thousandths of its unit.
    pub quantity_milli: i64,
    /// Rupiah for one unit, frozen.
    pub price_rupiah: i64,
    /// Rupiah for the quantity.
    pub total_rupiah: i64,
    /// Where it stands.
    pub state: SubstitutionState,
    /// Agreed by the line's rule, without asking.
    pub is_by_rule: bool,
    /// When it was proposed.
    #[schema(format = DateTime)]
    pub asked: String,
    /// Without an answer the line is dropped then.
    #[schema(format = DateTime)]
    pub answer_by: String,
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

/// What an offer is called; empty for one that is not in the catalogue.
#[must_use]
pub fn name_of_offer(catalogue: &Catalogue, offer: OfferId, lang: Lang) -> String {
    catalogue.offer(offer).map(|found| found.product.name(lang).to_owned()).unwrap_or_default()
}

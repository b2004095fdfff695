//! What the goods of an order look like from outside: its lines, and what stands in for them.

use kernel::id::{LineId, OfferId, OrderId, SellerOrderId, StallId, SubstitutionId};
use kernel::{Lang, Rupiah};
use market::catalogue::Catalogue;
use market::orders;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::names::{LineState, SoldBy, SubstitutionPolicy, SubstitutionState};

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
    /// What the substitute is called, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub picked_name: Option<String>,
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
            picked_name: line.picked_offer.map(|offer| name_of_offer(catalogue, offer, lang)),
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

/// What an offer is called; empty for one that is not in the catalogue.
#[must_use]
pub fn name_of_offer(catalogue: &Catalogue, offer: OfferId, lang: Lang) -> String {
    catalogue.offer(offer).map(|found| found.product.name(lang).to_owned()).unwrap_or_default()
}

//! What offers look like from outside.

use kernel::id::{MarketId, OfferId, ProductId, StallId};
use market::catalogue::{self, OfferView};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::View;
use crate::api::names::{Availability, SoldBy, StockKind};

/// A stall's price and stock for one product.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Offer {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: OfferId,
    /// Where it is sold.
    #[schema(value_type = String, format = Uuid)]
    pub market_id: MarketId,
    /// Who sells it.
    #[schema(value_type = String, format = Uuid)]
    pub stall_id: StallId,
    /// What it is.
    pub product: ProductNote,
    /// How it is measured.
    pub sold_by: SoldBy,
    /// The unit as people see it.
    #[schema(example = "kg")]
    pub unit: String,
    /// Rupiah for one unit.
    pub price_rupiah: i64,
    /// Its price for a kilogram or litre, where the content is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparable: Option<ComparablePrice>,
    /// The price a week ago, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_ago_rupiah: Option<i64>,
    /// Whether one can have it now.
    pub availability: Availability,
    /// Back by itself from then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub back_from: Option<String>,
    /// How the stock is known.
    pub stock_kind: StockKind,
    /// What is left, in thousandths of the unit; absent when the trader is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_milli: Option<i64>,
    /// The least one can order, in thousandths of the unit.
    pub min_milli: i64,
    /// Ordered in multiples of this, in thousandths of the unit.
    pub step_milli: i64,
    /// How far the weighed quantity may go over, in basis points.
    pub tolerance_bp: i64,
    /// When anything of it last changed.
    #[schema(format = DateTime)]
    pub updated: String,
}

/// What an offer is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProductNote {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    pub id: ProductId,
    /// Its name in addresses.
    #[schema(example = "cabai-rawit-merah")]
    pub slug: String,
    /// Its name in the reader's language.
    #[schema(example = "Cabai rawit merah")]
    pub name: String,
    /// The shelf it stands on.
    #[schema(example = "sayur")]
    pub group: String,
    /// The commodity whose price the city follows, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commodity: Option<String>,
    /// Minutes a kitchen needs to make it; 0 when it is ready.
    pub ready_minutes: i64,
}

/// A price by which packs of different content can be compared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparablePrice {
    /// Rupiah, rounded half up.
    pub price_rupiah: i64,
    /// For what: `kg` or `liter`.
    #[schema(example = "kg")]
    pub unit: String,
}

impl Offer {
    /// As it is now.
    #[must_use]
    pub fn of(found: &OfferView<'_>, view: &View) -> Self {
        let (offer, product) = (found.offer, found.product);
        let state = found.availability(view.now);
        let back_from = match state {
            catalogue::Availability::ClosedToday { until } | catalogue::Availability::SoldOut { until: Some(until) } => {
                Some(view.moment(until))
            }
            catalogue::Availability::Open | catalogue::Availability::SoldOut { until: None } | catalogue::Availability::Withdrawn => None,
        };
        let is_counted = offer.stock_kind == catalogue::StockKind::Counted;
        Self {
            id: offer.id,
            market_id: offer.market,
            stall_id: offer.stall,
            product: ProductNote {
                id: product.id,
                slug: product.slug.clone(),
                name: product.name(view.lang).to_owned(),
                group: product.group.clone(),
                commodity: product.commodity.clone(),
                ready_minutes: product.ready_minutes,
            },
            sold_by: product.sold_by.into(),
            unit: product.unit.clone(),
            price_rupiah: offer.price.amount(),
            comparable: found.comparable().map(|it| ComparablePrice { price_rupiah: it.price.amount(), unit: it.unit.name().to_owned() }),
            week_ago_rupiah: found.week_ago.map(kernel::Rupiah::amount),
            availability: state.into(),
            back_from,
            stock_kind: offer.stock_kind.into(),
            stock_milli: is_counted.then(|| offer.stock.milli()),
            min_milli: product.min.milli(),
            step_milli: product.step.milli(),
            tolerance_bp: product.tolerance.0,
            updated: view.moment(offer.updated),
        }
    }
}

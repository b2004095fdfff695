//! Commodities, products and offers.

use kernel::id::{MarketId, OfferId, ProductId, StallId};
use kernel::{BasisPoints, BusinessDate, Lang, Quantity, Rupiah, Timestamp, Unit};

use super::names::{Cluster, StockKind};

/// What the inflation team follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commodity {
    /// `cabai-rawit-merah`.
    pub slug: String,
    /// As it is called.
    pub name: String,
    /// The group it is listed in: `beras`.
    pub group: String,
    /// The unit its price is followed in: `kg`, `liter`, `tabung`.
    pub watch_unit: String,
    /// What else people call it, in Indonesian and Javanese.
    pub phrases: Vec<String>,
    /// Place in lists, from 0.
    pub position: i64,
}

/// The highest price the state allows (HET) or refers to (HAP) for a commodity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    /// Which commodity.
    pub commodity: String,
    /// `het` or `hap`.
    pub kind: String,
    /// The lower bound of the reference band, where there is one.
    pub low: Option<Rupiah>,
    /// The ceiling.
    pub high: Rupiah,
    /// `kg` or `liter`.
    pub unit: String,
    /// In force since this day.
    pub since: BusinessDate,
}

/// A shared description of goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// `beras-premium-5kg`.
    pub slug: String,
    /// The followed commodity it is, if any.
    pub commodity: Option<String>,
    /// The name of its drawing.
    pub illustration: String,
    /// Name in Indonesian.
    pub name_id: String,
    /// Name in Javanese.
    pub name_jv: String,
    /// Name in English.
    pub name_en: String,
    /// The cluster whose stalls sell it.
    pub cluster: Cluster,
    /// The shelf it stands on: `sayur`.
    pub group: String,
    /// How it is measured.
    pub sold_by: Unit,
    /// The unit as people see it: `kg`, `ikat`, `sak 5 kg`.
    pub unit: String,
    /// **Units:** grams in one unit, where known.
    pub pack_grams: Option<i64>,
    /// **Units:** millilitres in one unit, where known.
    pub pack_ml: Option<i64>,
    /// How far the weighed quantity may differ from the ordered one.
    pub tolerance: BasisPoints,
    /// Ordered in multiples of this.
    pub step: Quantity,
    /// Ordered at least so much.
    pub min: Quantity,
    /// What else people call it.
    pub phrases: Vec<String>,
    /// Slugs of what may stand in for it, best first.
    pub substitutes: Vec<String>,
    /// **Units:** minutes a kitchen needs to make it, 0 when it is ready.
    pub ready_minutes: i64,
}

impl Product {
    /// Its name in the reader's language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.name_id,
            Lang::Jv => &self.name_jv,
            Lang::En => &self.name_en,
        }
    }
}

/// A stall's price and stock for one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// Who sells.
    pub stall: StallId,
    /// Where.
    pub market: MarketId,
    /// What.
    pub product: ProductId,
    /// **Units:** rupiah for one unit of the product (a kilogram when sold by weight).
    pub price: Rupiah,
    /// How the stock is known.
    pub stock_kind: StockKind,
    /// What is left; meaningless when the trader is asked.
    pub stock: Quantity,
    /// Sold out until then; a time past means not.
    pub sold_out_until: Timestamp,
    /// No longer sold.
    pub is_withdrawn: bool,
    /// When anything of it last changed.
    pub updated: Timestamp,
}

//! The list of a day, what a trader makes of it, and why it comes back.

use kernel::id::{OfferId, ProductId, StallId};
use kernel::{Quantity, Rupiah, Timestamp};
use serde::Serialize;
use store::{FromRow, Row, StoreError};

use crate::catalogue::model::StockKind;

/// The most goods of one list.
pub const OFFERS_MAX: usize = 200;

/// One of the usual goods as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferToday {
    /// Which offer.
    pub offer: OfferId,
    /// What it is.
    pub product: ProductId,
    /// Its price now, for one unit.
    pub price: Rupiah,
    /// Its price when the local day began; `None` when it is new.
    pub yesterday: Option<Rupiah>,
    /// Sold out until then; a time past means not.
    pub sold_out_until: Timestamp,
    /// How its stock is known.
    pub stock_kind: StockKind,
    /// What is left, where it is counted.
    pub stock: Quantity,
    /// Grows with each change of price or mark.
    pub version: i64,
}

impl FromRow for OfferToday {
    fn from_row(row: &mut Row) -> Result<Self, StoreError> {
        Ok(Self {
            offer: row.take()?,
            product: row.take()?,
            price: Rupiah(row.take()?),
            sold_out_until: row.take()?,
            stock_kind: row.take()?,
            stock: row.take()?,
            version: row.take()?,
            yesterday: row.take::<Option<i64>>()?.map(Rupiah),
        })
    }
}

impl OfferToday {
    /// Whether nobody can have it at `now`.
    #[must_use]
    pub fn is_out(&self, now: Timestamp) -> bool {
        self.sold_out_until > now || self.is_used_up()
    }

    /// Whether its counted stock is gone.
    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.stock_kind == StockKind::Counted && self.stock == Quantity::ZERO
    }
}

/// What somebody makes of one of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PriceChange {
    /// Which offer.
    pub offer: OfferId,
    /// The version that was shown.
    pub version: i64,
    /// The price for one unit.
    pub price: Rupiah,
    /// Sold out for the rest of the day, or there again.
    pub is_out: bool,
    /// The price that was confirmed after the question about a jump.
    pub confirmed: Option<Rupiah>,
}

/// A list as it is sent: only goods that somebody changed need stand in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavePrices {
    /// Whose goods.
    pub stall: StallId,
    /// At most [`OFFERS_MAX`], each offer once.
    pub changes: Vec<PriceChange>,
}

/// Somebody else changed an offer meanwhile, to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// Place in the list that was sent, from 0.
    pub position: usize,
    /// The offer as it stands now.
    pub now: OfferToday,
}

/// A price so far from the last that it may be a slip of the finger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    /// Place in the list that was sent, from 0.
    pub position: usize,
    /// Which offer.
    pub offer: OfferId,
    /// Yesterday's price, or the price now when there is none.
    pub from: Rupiah,
    /// The price that was sent.
    pub to: Rupiah,
}

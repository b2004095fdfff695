//! Markets, stalls, commodities, products and offers; what they cost, whether one can have them now, and search over them.
//!
//! | an offer is    | because                                             | until                       |
//! |----------------|-----------------------------------------------------|-----------------------------|
//! | open           | nothing below holds                                 |                             |
//! | sold out       | the trader said so, or counted stock is used up     | the given time, or new stock |
//! | closed today   | its stall or its market is closed for a while       | the given time, by itself   |
//! | withdrawn      | the trader no longer sells it; history stays        | it is added again           |
//!
//! It deliberately does not reserve stock: placing an order does, in the order's own transaction.

pub mod error;
pub mod index;
pub mod model;
pub mod rules;
#[cfg(test)]
mod samples;
pub mod search;
pub mod service;
pub mod store;
pub mod today;

pub use error::CatalogueError;
pub use index::{Catalogue, LiveCatalogue, OfferView, StallView};
pub use model::{
    Availability, Ceiling, Cluster, Commodity, Comparable, ComparableUnit, Market, MarketFacts, MarketKind, Offer, PinPrecision, Product,
    SlotPlan, Stall, StallKind, StockKind,
};
pub use service::{NewStock, Outcome};

//! The types of the catalogue.

mod goods;
mod names;
mod places;
mod state;

pub use goods::{Ceiling, Commodity, Offer, Product};
pub use names::{Cluster, MarketKind, PinPrecision, StallKind, StockKind};
pub use places::{Market, MarketFacts, SlotPlan, Stall};
pub use state::{Availability, Comparable, ComparableUnit};

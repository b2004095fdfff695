//! Search over a snapshot: what people type, in Indonesian and Javanese, with typing errors and amounts.
//!
//! Every word must fit an offer by its goods, its group, or its stall; when no offer fits them all, those that fit most
//! are shown. Order: how well it fits, then what one can have now, then the price. An amount such as `5kg` picks no
//! goods; it only lifts packs of that content.

mod amount;
mod facets;
mod run;
#[cfg(test)]
mod tests;
mod words;

use kernel::id::MarketId;
use kernel::{Rupiah, Timestamp};

pub use facets::Facets;
pub use run::search;
pub(in crate::catalogue) use words::Words;

use super::index::{OfferView, StallView};
use super::model::Cluster;

/// The most offers of one page.
pub const PAGE_MAX: usize = 100;

/// What is looked for; an empty text looks for everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query<'q> {
    /// As typed.
    pub text: &'q str,
    /// Only this market.
    pub market: Option<MarketId>,
    /// Only this cluster.
    pub cluster: Option<Cluster>,
    /// Only this group.
    pub group: Option<&'q str>,
    /// Not cheaper.
    pub price_min: Option<Rupiah>,
    /// Not dearer.
    pub price_max: Option<Rupiah>,
    /// Only of stalls that are open now.
    pub open_now: bool,
    /// Only what one can have.
    pub in_stock: bool,
    /// How many offers to skip.
    pub offset: usize,
    /// How many offers to show, at most [`PAGE_MAX`].
    pub limit: usize,
}

/// What was found.
#[derive(Debug)]
pub struct Found<'a> {
    /// All that fit, on all pages.
    pub total: usize,
    /// This page, best first.
    pub offers: Vec<OfferView<'a>>,
    /// Stalls and shops called so, at most twelve, in walking order.
    pub stalls: Vec<StallView<'a>>,
    /// The text with its typing errors mended, to ask "did you mean".
    pub suggestion: Option<String>,
    /// Goods that sound like ours but are not sold here.
    pub other_goods: Vec<String>,
    /// How the result divides; each count ignores its own filter.
    pub facets: Facets<'a>,
}

impl super::index::Catalogue {
    /// Searches this snapshot.
    #[must_use]
    pub fn search(&self, query: &Query<'_>, now: Timestamp) -> Found<'_> {
        search(self, query, now)
    }
}

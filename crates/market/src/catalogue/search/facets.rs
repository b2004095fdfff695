//! How a result divides among markets, clusters and groups.

use crate::catalogue::index::Catalogue;
use crate::catalogue::model::{Cluster, Market};
use kernel::Rupiah;

/// Counts of offers; each ignores the filter on its own kind, so that another choice can be offered.
#[derive(Debug, Default)]
pub struct Facets<'a> {
    /// Markets with finds.
    pub markets: Vec<(&'a Market, usize)>,
    /// Clusters with finds.
    pub clusters: Vec<(Cluster, usize)>,
    /// Groups with finds.
    pub groups: Vec<(&'a str, usize)>,
    /// The lowest price found.
    pub price_low: Option<Rupiah>,
    /// The highest price found.
    pub price_high: Option<Rupiah>,
    /// Of the finds, those one can have now.
    pub available: usize,
}

/// Which filters an offer passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passes {
    pub(super) market: bool,
    pub(super) cluster: bool,
    pub(super) group: bool,
    pub(super) rest: bool,
}

/// The counts by position while they grow.
#[derive(Debug)]
pub(super) struct Tally {
    markets: Vec<usize>,
    clusters: [usize; 4],
    groups: Vec<usize>,
    low: i64,
    high: i64,
    available: usize,
}

impl Tally {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        Self {
            markets: vec![0; catalogue.markets.len()],
            clusters: [0; 4],
            groups: vec![0; catalogue.fixed.groups.len()],
            low: i64::MAX,
            high: 0,
            available: 0,
        }
    }

    /// Counts an offer where it would stand; whether it passes every filter.
    pub(super) fn count(&mut self, passes: Passes, market: usize, cluster: Cluster, group: usize) -> bool {
        if !passes.rest {
            return false;
        }
        if passes.cluster && passes.group {
            self.markets[market] += 1;
        }
        if passes.market && passes.group {
            self.clusters[cluster as usize] += 1;
        }
        if passes.market && passes.cluster {
            self.groups[group] += 1;
        }
        passes.market && passes.cluster && passes.group
    }

    /// Counts an offer that is shown.
    pub(super) fn shown(&mut self, price: Rupiah, is_open: bool) {
        self.low = self.low.min(price.amount());
        self.high = self.high.max(price.amount());
        self.available += usize::from(is_open);
    }

    pub(super) fn finish(self, catalogue: &Catalogue) -> Facets<'_> {
        let is_any = self.high > 0;
        Facets {
            markets: catalogue.markets.iter().zip(self.markets).filter(|(_, count)| *count > 0).collect(),
            clusters: Cluster::ALL.iter().copied().zip(self.clusters).filter(|(_, count)| *count > 0).collect(),
            groups: catalogue.fixed.groups.iter().map(AsRef::as_ref).zip(self.groups).filter(|(_, count)| *count > 0).collect(),
            price_low: is_any.then_some(Rupiah(self.low)),
            price_high: is_any.then_some(Rupiah(self.high)),
            available: self.available,
        }
    }
}

//! Why a run ends early.

use market::MarketError;
use market::catalogue::CatalogueError;
use store::StoreError;

/// The run itself cannot go on: no finding about the product.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The database cannot be read.
    #[error("the database cannot be read")]
    Store(#[from] StoreError),
    /// A service that only reads refused.
    #[error("a service that only reads refused")]
    Market(#[from] MarketError),
    /// The catalogue refused.
    #[error("the catalogue cannot be read")]
    Catalogue(#[from] CatalogueError),
    /// The city's name makes no printed code.
    #[error("no printed code can be made")]
    Code(#[from] qris::BuildError),
    /// No folder for pictures can be made.
    #[error("no folder for pictures can be made")]
    Folder(#[source] std::io::Error),
    /// There is nothing to simulate.
    #[error("the database holds no city with {0}")]
    Lacking(&'static str),
}

/// A rule that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule, in a few words.
    pub rule: &'static str,
    /// What was found and what was expected.
    pub what: String,
    /// Whom it is about: order, offer, payout, market; nobody for the whole city.
    pub subject: Option<kernel::id::RawId>,
}

/// Ends the run.
#[derive(Debug)]
pub enum Stop {
    /// Rules did not hold.
    Broken(Vec<Finding>),
    /// The run cannot go on.
    Failed(SimulationError),
}

impl<E: Into<SimulationError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Findings of one look.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a finding when found and expected differ.
    pub fn same<T: PartialEq + std::fmt::Debug>(
        &mut self,
        rule: &'static str,
        subject: Option<kernel::id::RawId>,
        found: &T,
        expected: &T,
    ) {
        if found != expected {
            self.add(rule, subject, format!("found {found:?}, expected {expected:?}"));
        }
    }

    /// Adds a finding.
    pub fn add(&mut self, rule: &'static str, subject: Option<kernel::id::RawId>, what: String) {
        self.0.push(Finding { rule, what, subject });
    }

    /// Ends the run if there is any.
    pub fn end(self) -> Result<(), Stop> {
        if self.0.is_empty() { Ok(()) } else { Err(Stop::Broken(self.0)) }
    }
}

//! An act of somebody: what it is called, on what, how it may be refused, what it is meant to do.

use kernel::id::{OrderId, RawId};

use crate::audit::Outcome;

/// What a service is asked for when a key is used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// What was meant.
    Same,
    /// Something else.
    Other,
}

/// How an act bears being sent twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It takes a key: the same answer again, and nothing changes.
    Keyed,
    /// It takes none, but doing it again changes nothing.
    Harmless,
}

/// An act of somebody.
#[derive(Debug, Clone)]
pub struct Act {
    /// `place_order`.
    pub name: &'static str,
    /// Who does what, for the story.
    pub says: String,
    /// On which order, when on one that was acknowledged.
    pub order: Option<OrderId>,
    /// What else it is about: a payout, a refund, a market.
    pub about: Option<RawId>,
    /// How it bears being sent twice.
    pub repeat: Repeat,
    /// The refusals that may be given, by code.
    pub refusals: &'static [&'static str],
    /// What it is meant to do to the order.
    pub outcome: Outcome,
}

impl Act {
    /// An act with a key.
    pub fn keyed(name: &'static str, says: String) -> Self {
        Self { name, says, order: None, about: None, repeat: Repeat::Keyed, refusals: &[], outcome: Outcome::default() }
    }

    /// An act without a key that may be done again.
    pub fn harmless(name: &'static str, says: String) -> Self {
        Self { repeat: Repeat::Harmless, ..Self::keyed(name, says) }
    }

    /// On this order, which may move to one of these states; none means that its state stays.
    #[must_use]
    pub fn on(mut self, order: OrderId, to: &'static [market::orders::OrderState]) -> Self {
        self.order = Some(order);
        self.outcome.to = to;
        self
    }

    /// About this.
    #[must_use]
    pub fn about(mut self, subject: impl Into<RawId>) -> Self {
        self.about = Some(subject.into());
        self
    }

    /// May be refused so.
    #[must_use]
    pub fn may(mut self, refusals: &'static [&'static str]) -> Self {
        self.refusals = refusals;
        self
    }
}

//! What sorts of things the feed speaks of.

/// The sort of thing that changed; its id is the change's subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// An order, by its order id.
    Order,
    /// A stall's part of an order, by its seller order id.
    SellerOrder,
    /// What is known of a market: open, closed, described anew; by market id.
    Market,
    /// A stall or shop: open, closed today, described anew; by stall id.
    Stall,
    /// An offer's price, stock or availability; by offer id.
    Offer,
    /// A market's board: orders placed, assigned, moved on; by market id.
    Board,
    /// Cash counted or returned; by market id.
    Cash,
    /// A payout prepared, approved or paid; by payout id.
    Payout,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Self; 8] =
        [Self::Order, Self::SellerOrder, Self::Market, Self::Stall, Self::Offer, Self::Board, Self::Cash, Self::Payout];

    /// The name kept in the database and sent to browsers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::SellerOrder => "seller_order",
            Self::Market => "market",
            Self::Stall => "stall",
            Self::Offer => "offer",
            Self::Board => "board",
            Self::Cash => "cash",
            Self::Payout => "payout",
        }
    }

    /// From its name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }
}

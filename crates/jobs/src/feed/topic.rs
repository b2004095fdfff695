//! What sorts of things the feed speaks of, and how a row of it names them.

use kernel::id::RawId;

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

/// Several subjects as one text: `order:0190f0a2-… board:0190f0a3-…`.
pub(super) fn write(subjects: &[(Topic, RawId)]) -> String {
    let words: Vec<String> = subjects.iter().map(|(topic, subject)| format!("{}:{subject}", topic.name())).collect();
    words.join(" ")
}

/// The subjects of a row; those of a topic that this program does not know are left out, since another release may run beside it.
pub(super) fn read(subjects: &str) -> impl Iterator<Item = (Topic, RawId)> {
    subjects.split_ascii_whitespace().filter_map(|word| {
        let (topic, subject) = word.split_once(':')?;
        Some((Topic::parse(topic)?, subject.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_unknown_left_out() {
        let subjects: Vec<(Topic, RawId)> =
            Topic::ALL.into_iter().zip(1_u128..).map(|(topic, number)| (topic, RawId::from_u128(number))).collect();
        assert_eq!(read(&write(&subjects)).collect::<Vec<_>>(), subjects);
        let mixed = format!("comet:{} {} order: order", RawId::from_u128(7), write(&subjects[..1]));
        assert_eq!(read(&mixed).collect::<Vec<_>>(), subjects[..1]);
        assert_eq!(read("").count(), 0);
    }
}

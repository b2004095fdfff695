//! Rules broken on purpose, behind the services' back, to prove that each is missed. Nothing of this reaches the product:
//! it is SQL of the simulation, on the simulation's own database.

mod store;

use kernel::Rupiah;
use kernel::id::{OrderId, RawId};
use market::orders::OrderState;

use crate::stop::Stop;
use crate::wire::Act;
use crate::world::World;

/// Acts before a rule is broken, so that the city is alive.
const STEPS_BEFORE: u64 = 200;

/// A rule to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// The hold of a new order is forgotten.
    LostHold,
    /// A delivered order's charge is another amount than what was said.
    ChangedAmount,
    /// An order takes no stock: the same goods are sold again.
    Oversold,
    /// A line of an acknowledged order is gone.
    LostLine,
    /// A payout is booked a second time.
    PaidTwice,
    /// An acknowledged order is gone.
    LostOrder,
    /// A slot forgets that it was taken.
    FreedPlace,
    /// Keys are forgotten at once, so that a repeated act is done again.
    ForgottenKeys,
    /// Money that came by code is booked a second time.
    BookedTwice,
    /// What was paid too much is kept.
    LostReturn,
    /// A transfer back to a buyer is booked a second time.
    ReturnedTwice,
}

impl Sabotage {
    /// Every rule that can be broken.
    pub const ALL: [Self; 11] = [
        Self::LostHold,
        Self::ChangedAmount,
        Self::Oversold,
        Self::LostLine,
        Self::PaidTwice,
        Self::LostOrder,
        Self::FreedPlace,
        Self::ForgottenKeys,
        Self::BookedTwice,
        Self::LostReturn,
        Self::ReturnedTwice,
    ];

    /// As on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LostHold => "lost-hold",
            Self::ChangedAmount => "changed-amount",
            Self::Oversold => "oversold",
            Self::LostLine => "lost-line",
            Self::PaidTwice => "paid-twice",
            Self::LostOrder => "lost-order",
            Self::FreedPlace => "freed-place",
            Self::ForgottenKeys => "forgotten-keys",
            Self::BookedTwice => "booked-twice",
            Self::LostReturn => "lost-return",
            Self::ReturnedTwice => "returned-twice",
        }
    }

    /// From the command line.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Where a rule can be broken: right after this act.
    const fn moment(self) -> &'static str {
        match self {
            Self::LostHold | Self::Oversold | Self::LostLine | Self::LostOrder | Self::FreedPlace => "assign",
            Self::ChangedAmount | Self::BookedTwice | Self::LostReturn => "hand_over",
            Self::PaidTwice => "pay_payout",
            Self::ReturnedTwice => "confirm_return",
            // Keys are forgotten all the time, before an act is sent again.
            Self::ForgottenKeys => "",
        }
    }
}

/// Breaks the rule, once, when the moment has come.
///
/// # Errors
/// When the database fails.
pub async fn meddle(world: &mut World, act: &Act) -> Result<(), Stop> {
    let Some(rule) = world.settings.sabotage.filter(|_| world.step > STEPS_BEFORE) else { return Ok(()) };
    let Some(subject) = act.order.map(RawId::from).or(act.about) else { return Ok(()) };
    if world.is_sabotaged || !act.outcome.worked || act.name != rule.moment() {
        return Ok(());
    }
    let fits = match (rule, act.order) {
        (Sabotage::ChangedAmount | Sabotage::ReturnedTwice, Some(_)) | (Sabotage::PaidTwice, None) => true,
        (Sabotage::Oversold, Some(order)) => holds_counted(world, order),
        (Sabotage::BookedTwice, Some(order)) => paid_ahead(world, order) > Rupiah::ZERO,
        (Sabotage::LostReturn, Some(order)) => paid_ahead(world, order) > total(world, order),
        (_, Some(order)) => world.model.orders.get(&order).is_some_and(|known| known.detail.order.state == OrderState::Placed),
        (_, None) => false,
    };
    if !fits {
        return Ok(());
    }
    world.is_sabotaged = true;
    let slot = act.order.and_then(|order| world.model.orders.get(&order)).map(|known| RawId::from(known.detail.order.slot));
    store::break_rule(&world.machine.desk, rule, subject, slot.unwrap_or(subject)).await?;
    world.tell(&[subject], &format!("(sabotage: {})", rule.name()));
    Ok(())
}

/// Forgets every key before an act is sent again.
///
/// # Errors
/// When the database fails.
pub async fn before_again(world: &World) -> Result<(), Stop> {
    if world.settings.sabotage == Some(Sabotage::ForgottenKeys) && world.step > STEPS_BEFORE {
        store::break_rule(&world.machine.desk, Sabotage::ForgottenKeys, RawId::nil(), RawId::nil()).await?;
    }
    Ok(())
}

/// What came by code for an order, before it was handed over.
fn paid_ahead(world: &World, order: OrderId) -> Rupiah {
    world.model.payments.purse(order).map_or(Rupiah::ZERO, |purse| Rupiah(purse.booked))
}

fn total(world: &World, order: OrderId) -> Rupiah {
    world.model.orders.get(&order).and_then(|known| known.detail.order.total_final).unwrap_or_default()
}

fn holds_counted(world: &World, order: OrderId) -> bool {
    let lines = world.model.orders.get(&order).map(|known| known.detail.lines.as_slice()).unwrap_or_default();
    lines.iter().any(|line| line.state == market::orders::LineState::Open && world.model.stock.contains_key(&line.offer))
}

#[cfg(test)]
mod tests {
    use super::Sabotage;

    #[test]
    fn names_are_read_back() {
        for rule in Sabotage::ALL {
            assert_eq!(Sabotage::parse(rule.name()), Some(rule));
        }
        assert_eq!(Sabotage::parse("nothing"), None);
    }
}

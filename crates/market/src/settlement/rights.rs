//! Who may see a market's money. Pure.

use kernel::id::MarketId;
use kernel::{Actor, Role, Scope};

use crate::error::MarketError;

/// The city's treasurers, auditors and administrators see the money of every market.
pub(crate) fn sees_all(actor: &Actor) -> bool {
    [Role::Treasurer, Role::Auditor, Role::Admin].into_iter().any(|role| actor.holds(role, Scope::City))
}

/// Whether the actor sees a market's money: its manager, and those who see all.
pub(crate) fn sees(actor: &Actor, market: MarketId) -> bool {
    actor.manages(market) || sees_all(actor)
}

/// # Errors
/// [`MarketError::NotAllowed`] for those who do not see the market's money.
pub(crate) fn must_see(actor: &Actor, market: MarketId) -> Result<(), MarketError> {
    if sees(actor, market) { Ok(()) } else { Err(refusal(actor)) }
}

/// # Errors
/// [`MarketError::NotAllowed`] for others than the market's managers.
pub(crate) fn must_manage(actor: &Actor, market: MarketId) -> Result<(), MarketError> {
    if actor.manages(market) { Ok(()) } else { Err(refusal(actor)) }
}

/// Nobody learns more from the refusal than whether they are signed in.
pub(crate) fn refusal(actor: &Actor) -> MarketError {
    if actor.person.is_some() || actor.is_system { MarketError::NotAllowed } else { MarketError::SignInFirst }
}

/// The markets the actor runs, by grant.
pub(crate) fn managed(actor: &Actor) -> Vec<MarketId> {
    let of_market = |scope| if let Scope::Market(market) = scope { Some(market) } else { None };
    actor.grants.iter().filter(|grant| grant.role == Role::Manager).filter_map(|grant| of_market(grant.scope)).collect()
}

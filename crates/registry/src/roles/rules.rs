//! Which role holds where. Pure.

use kernel::actor::Grant;
use kernel::{Role, Scope};

/// Whether the role may hold over that kind of place. None but the city's own roles span the city,
/// so that a slip at one market never opens another.
#[must_use]
pub const fn fits(grant: Grant) -> bool {
    match grant.role {
        Role::Seller => matches!(grant.scope, Scope::Stall(_)),
        Role::Runner | Role::Manager => matches!(grant.scope, Scope::Market(_)),
        Role::Treasurer | Role::Auditor | Role::Admin => matches!(grant.scope, Scope::City),
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::{MarketId, RawId, StallId};

    use super::*;

    #[test]
    fn each_role_has_its_kind_of_place() {
        let (market, stall) = (Scope::Market(MarketId(RawId::nil())), Scope::Stall(StallId(RawId::nil())));
        for (role, city, at_market, at_stall) in [
            (Role::Seller, false, false, true),
            (Role::Runner, false, true, false),
            (Role::Manager, false, true, false),
            (Role::Treasurer, true, false, false),
            (Role::Auditor, true, false, false),
            (Role::Admin, true, false, false),
        ] {
            let fitting = [Scope::City, market, stall].map(|scope| fits(Grant { role, scope }));
            assert_eq!(fitting, [city, at_market, at_stall], "{role:?}");
        }
    }
}

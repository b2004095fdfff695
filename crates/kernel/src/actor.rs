//! Who acts, in which language, and what they may do: rights are values.

use serde::{Deserialize, Serialize};

use crate::id::{CityId, MarketId, PersonId, StallId};

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Indonesian.
    #[default]
    Id,
    /// Javanese.
    Jv,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Id, Self::Jv, Self::En];

    /// ISO 639-1 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Jv => "jv",
            Self::En => "en",
        }
    }

    /// The language of a tag; case and region do not matter (`en-GB` is English).
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary.trim()))
    }

    /// The language's own name.
    #[must_use]
    pub const fn native_name(self) -> &'static str {
        match self {
            Self::Id => "Indonesia",
            Self::Jv => "Basa Jawa",
            Self::En => "English",
        }
    }
}

/// What a person may be. Everybody who is signed in is a buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sells at a stall (scope: stall).
    Seller,
    /// Walks the stalls and delivers (scope: market).
    Runner,
    /// Runs a market: assigns, closes, prepares settlements (scope: market).
    Manager,
    /// Approves what managers prepare (scope: city).
    Treasurer,
    /// Reads everything, changes nothing (scope: city).
    Auditor,
    /// Runs the city's installation (scope: city).
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [Self::Seller, Self::Runner, Self::Manager, Self::Treasurer, Self::Auditor, Self::Admin];

    /// The name kept in the database.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Runner => "runner",
            Self::Manager => "manager",
            Self::Treasurer => "treasurer",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }

    /// Whether it works for the city or a market: such people need a second factor.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Manager | Self::Treasurer | Self::Auditor | Self::Admin => true,
            Self::Seller | Self::Runner => false,
        }
    }

    /// From the name kept in the database.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Where a role holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// The whole city.
    City,
    /// One market.
    Market(MarketId),
    /// One stall.
    Stall(StallId),
}

/// A role somebody holds somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

/// Who asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The city in which everything happens.
    pub city: CityId,
    /// Nobody when a visitor looks around.
    pub person: Option<PersonId>,
    /// The reader's language.
    pub lang: Lang,
    /// What the person may do beyond buying.
    pub grants: Vec<Grant>,
    /// True for jobs and seeding: the house itself.
    pub is_system: bool,
}

impl Actor {
    /// A visitor who is not signed in.
    #[must_use]
    pub const fn visitor(city: CityId, lang: Lang) -> Self {
        Self { city, person: None, lang, grants: Vec::new(), is_system: false }
    }

    /// The house itself, for jobs, seeding and simulation.
    #[must_use]
    pub const fn system(city: CityId) -> Self {
        Self { city, person: None, lang: Lang::Id, grants: Vec::new(), is_system: true }
    }

    /// Whether the actor holds `role` over `scope`; a city-wide grant covers everything inside.
    #[must_use]
    pub fn holds(&self, role: Role, scope: Scope) -> bool {
        self.is_system || self.grants.iter().any(|grant| grant.role == role && (grant.scope == scope || grant.scope == Scope::City))
    }

    /// Whether the actor holds `role` anywhere.
    #[must_use]
    pub fn holds_anywhere(&self, role: Role) -> bool {
        self.is_system || self.grants.iter().any(|grant| grant.role == role)
    }

    /// May run this market: its manager, or the city's administrator.
    #[must_use]
    pub fn manages(&self, market: MarketId) -> bool {
        self.holds(Role::Manager, Scope::Market(market)) || self.holds(Role::Admin, Scope::City)
    }

    /// May sell at this stall.
    #[must_use]
    pub fn sells_at(&self, stall: StallId) -> bool {
        self.holds(Role::Seller, Scope::Stall(stall))
    }

    /// May run deliveries of this market.
    #[must_use]
    pub fn runs_for(&self, market: MarketId) -> bool {
        self.holds(Role::Runner, Scope::Market(market))
    }
}

//! The market's surroundings in one city.

use std::sync::Arc;

use kernel::id::CityId;
use kernel::{Actor, BusinessDate, Timestamp};
use providers::payments::PaymentProvider;
use registry::areas::Areas;
use registry::cities::City;
use store::House;

/// The provider that takes cash at the door.
pub const CASH: &str = "cash";

/// What every service of the market run is given.
#[derive(Clone)]
pub struct Desk {
    /// Database, clock and ids.
    pub house: House,
    /// The city and its settings.
    pub city: Arc<City>,
    /// Its wards.
    pub areas: Arc<Areas>,
    /// By name; the first is the default.
    pub payments: Vec<Arc<dyn PaymentProvider>>,
}

impl Desk {
    /// The city's id.
    #[must_use]
    pub fn city_id(&self) -> CityId {
        self.city.id
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.house.now()
    }

    /// The city's local date now.
    #[must_use]
    pub fn today(&self) -> BusinessDate {
        BusinessDate::of(self.now(), self.city.offset_minutes)
    }

    /// The house itself as actor, for timers.
    #[must_use]
    pub fn system(&self) -> Actor {
        Actor::system(self.city.id)
    }

    /// The payment provider of that name.
    #[must_use]
    pub fn payment(&self, name: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.payments.iter().find(|provider| provider.name() == name)
    }

    /// Who makes codes to scan: the named provider, or the first one that does if that takes cash or opens a wallet.
    #[must_use]
    pub fn code_provider(&self, name: &str) -> Option<&Arc<dyn PaymentProvider>> {
        let makes_codes = |provider: &&Arc<dyn PaymentProvider>| provider.name() != CASH && !provider.opens_wallet();
        self.payment(name).filter(makes_codes).or_else(|| self.payments.iter().find(makes_codes))
    }

    /// Who opens a wallet by a link: the named provider, if it does.
    #[must_use]
    pub fn wallet_provider(&self, name: &str) -> Option<&Arc<dyn PaymentProvider>> {
        self.payment(name).filter(|provider| provider.opens_wallet())
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("city", &self.city.slug).finish_non_exhaustive()
    }
}

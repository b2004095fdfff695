//! Typed UUIDv7 identifiers and where new ones come from.
//!
//! Ids are made by the application, never by a database sequence; version 7 sorts by time, so
//! keyset pages agree on both databases. Source: RFC 9562, section 5.7.

use std::sync::Mutex;

use uuid::Uuid;

use crate::random::SplitMix;
use crate::time::Timestamp;

/// Makes an id type: an id of one thing cannot be passed for another.
#[macro_export]
macro_rules! id_type {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, $crate::id::Serialize, $crate::id::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::id::RawId);

        impl From<$crate::id::RawId> for $name {
            fn from(raw: $crate::id::RawId) -> Self { Self(raw) }
        }
        impl From<$name> for $crate::id::RawId {
            fn from(id: $name) -> Self { id.0 }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::id::InvalidId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name).map_err(|_| $crate::id::InvalidId)
            }
        }
    )+};
}

pub use serde::{Deserialize, Serialize};
/// The untyped id inside every id type.
pub type RawId = Uuid;

/// The text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct InvalidId;

id_type!(
    /// A tenant: one city with its own people, goods and books.
    CityId,
    /// A person who may sign in.
    PersonId,
    /// A market or a cluster hub: the place one basket is bought from.
    MarketId,
    /// A stall (lapak) in a market, or a shop in a cluster hub.
    StallId,
    /// A business that sells at one or more stalls.
    SellerId,
    /// A shared description of goods.
    ProductId,
    /// A stall's price, unit and stock for one product.
    OfferId,
    /// A buyer's or visitor's basket.
    BasketId,
    /// One line of a basket.
    BasketLineId,
    /// Prices and fees frozen for a short while.
    QuoteId,
    /// A delivery window of one market.
    SlotId,
    /// What a buyer ordered, over many stalls.
    OrderId,
    /// The part of an order that one stall must supply.
    SellerOrderId,
    /// One line of an order.
    LineId,
    /// A proposed replacement for a line.
    SubstitutionId,
    /// A saved delivery address.
    AddressId,
    /// An account of the ledger.
    AccountId,
    /// A transfer between two accounts.
    TransferId,
    /// A settlement of one market and business date.
    SettlementId,
    /// Money to be paid to one stall or runner.
    PayoutId,
    /// A count of cash at closing or at a runner's return.
    CashCountId,
    /// A queued job.
    JobId,
    /// An entry of the change feed.
    ChangeId,
    /// An entry of the audit trail.
    AuditId,
);

/// Hands the name of every id type to a macro, for crates that implement something for each.
#[macro_export]
macro_rules! each_id {
    ($to:ident) => {
        $to!(
            CityId,
            PersonId,
            MarketId,
            StallId,
            SellerId,
            ProductId,
            OfferId,
            BasketId,
            BasketLineId,
            QuoteId,
            SlotId,
            OrderId,
            SellerOrderId,
            LineId,
            SubstitutionId,
            AddressId,
            AccountId,
            TransferId,
            SettlementId,
            PayoutId,
            CashCountId,
            JobId,
            ChangeId,
            AuditId,
        );
    };
}

/// Where new ids come from; an argument of every service.
pub trait Ids: Send + Sync {
    /// A new raw id whose leading bits carry `now`.
    fn raw(&self, now: Timestamp) -> RawId;
    /// Sixteen bytes nobody can guess, for secrets such as session tokens.
    fn secret(&self) -> [u8; 16];
}

/// A new id of the wanted type.
pub fn new_id<T: From<RawId>>(ids: &dyn Ids, now: Timestamp) -> T {
    T::from(ids.raw(now))
}

/// An id that sorts before every id made at `at` or later. Source: RFC 9562, section 5.7: 48 bits of Unix milliseconds lead.
#[must_use]
pub fn first_id<T: From<RawId>>(at: Timestamp) -> T {
    let millis = u128::try_from(at.micros() / 1_000).unwrap_or(0);
    T::from(RawId::from_u128(millis << 80))
}

fn compose(now: Timestamp, entropy: [u8; 10]) -> RawId {
    let millis = u64::try_from(now.micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &entropy).into_uuid()
}

/// Ids from the operating system's randomness.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn raw(&self, now: Timestamp) -> RawId {
        let mut entropy = [0; 10];
        fill(&mut entropy);
        compose(now, entropy)
    }

    fn secret(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        fill(&mut bytes);
        bytes
    }
}

fn fill(bytes: &mut [u8]) {
    // A machine without randomness cannot keep sessions or money safe: stop rather than go on.
    #[expect(clippy::expect_used, reason = "no safe way to go on without randomness")]
    getrandom::fill(bytes).expect("the operating system gives random bytes");
}

/// Repeatable ids for seeds, tests and simulation. Its secrets are guessable: never serve with it.
#[derive(Debug)]
pub struct SeededIds(Mutex<SplitMix>);

impl SeededIds {
    /// The same seed gives the same ids in the same order.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(SplitMix::new(seed)))
    }

    fn words(&self) -> (u64, u64) {
        let mut source = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        (source.next_u64(), source.next_u64())
    }
}

impl Ids for SeededIds {
    fn raw(&self, now: Timestamp) -> RawId {
        let (high, low) = self.words();
        let mut entropy = [0; 10];
        entropy[..8].copy_from_slice(&high.to_be_bytes());
        entropy[8..].copy_from_slice(&low.to_be_bytes()[..2]);
        compose(now, entropy)
    }

    fn secret(&self) -> [u8; 16] {
        let (high, low) = self.words();
        ((u128::from(high) << 64) | u128::from(low)).to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_repeat_by_seed() {
        let early = SeededIds::new(7).raw(Timestamp::from_micros(1_000_000));
        let late = SeededIds::new(1).raw(Timestamp::from_micros(2_000_000));
        assert!(early < late);
        assert_eq!(early, SeededIds::new(7).raw(Timestamp::from_micros(1_000_000)));
    }

    #[test]
    fn the_first_id_sorts_before_ids_of_its_time_and_after_earlier_ones() {
        let ids = SeededIds::new(3);
        for micros in [1_000, 1_999, 2_000, 1_795_213_800_000_000] {
            let at = Timestamp::from_micros(micros);
            let (earlier, first, own): (_, RawId, _) = (ids.raw(at.plus(-1_000)), first_id(at), ids.raw(at));
            assert!(earlier < first && first < own, "{micros}");
        }
    }
}

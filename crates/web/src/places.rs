//! Places for what holds memory while it lasts: few enough, and shared so that nobody takes all of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::id::PersonId;

use crate::extract::Who;

/// How many places there are.
#[derive(Debug, Clone, Copy)]
pub struct Shares {
    /// In this process.
    pub all: usize,
    /// Of these, the most of people who are not signed in: those who work always find one.
    pub strangers: usize,
    /// The most from one network of people who are not signed in; whole neighbourhoods share one.
    pub network: usize,
    /// The most of one person.
    pub person: usize,
}

/// Live connections; of one person six tabs on each of three devices.
pub const LIVE: Shares = Shares { all: 2_000, strangers: 1_000, network: 200, person: 18 };
/// Large uploads that are read at once; each may take 16 MiB of memory. Strangers' are small and need none.
pub const UPLOADS: Shares = Shares { all: 16, strangers: 0, network: 0, person: 2 };

/// Who wants a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Somebody signed in.
    Person(PersonId),
    /// Somebody else, from a network; none for this very machine.
    Stranger(Option<String>),
}

impl Holder {
    /// Whoever asks.
    #[must_use]
    pub fn of(who: &Who) -> Self {
        who.actor.person.map_or_else(|| Self::Stranger(who.network.clone()), Self::Person)
    }
}

/// Who has how many places.
#[derive(Debug, Clone)]
pub struct Places {
    shares: Shares,
    held: Arc<Mutex<Held>>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    strangers: usize,
    by: HashMap<Holder, usize>,
}

/// A place, given back when dropped.
#[derive(Debug)]
pub struct Place {
    places: Places,
    holder: Holder,
}

impl Places {
    /// All free.
    #[must_use]
    pub fn new(shares: Shares) -> Self {
        Self { shares, held: Arc::default() }
    }

    /// How many are taken.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.held().all
    }

    /// A place, unless there is none, or the holder has enough.
    #[must_use]
    pub fn take(&self, holder: Holder) -> Option<Place> {
        let (mut held, shares) = (self.held(), self.shares);
        let has = held.by.get(&holder).copied().unwrap_or_default();
        let is_stranger = matches!(holder, Holder::Stranger(_));
        let most = match &holder {
            Holder::Person(_) => shares.person,
            Holder::Stranger(Some(_)) => shares.network,
            Holder::Stranger(None) => shares.strangers,
        };
        if held.all >= shares.all || has >= most || (is_stranger && held.strangers >= shares.strangers) {
            return None;
        }
        held.all += 1;
        held.strangers += usize::from(is_stranger);
        held.by.insert(holder.clone(), has + 1);
        Some(Place { places: self.clone(), holder })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.held();
        held.all -= 1;
        held.strangers -= usize::from(matches!(self.holder, Holder::Stranger(_)));
        if let Some(count) = held.by.get_mut(&self.holder) {
            *count -= 1;
            if *count == 0 {
                held.by.remove(&self.holder);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u128) -> Holder {
        Holder::Person(PersonId::from(kernel::id::RawId::from_u128(number)))
    }

    fn network(number: usize) -> Holder {
        Holder::Stranger(Some(format!("203.0.113.{number}")))
    }

    #[test]
    fn nobody_takes_all_places() {
        let places = Places::new(LIVE);
        let take_all = |holder: Holder| std::iter::from_fn(|| places.take(holder.clone())).collect::<Vec<_>>();
        let (mine, one) = (take_all(person(1)), take_all(network(1)));
        assert_eq!((mine.len(), one.len(), places.taken()), (18, 200, 218));
        let others: Vec<_> = (2..20).flat_map(|number| take_all(network(number))).collect();
        assert_eq!(one.len() + others.len(), 1_000);
        assert!(places.take(network(99)).is_none() && places.take(Holder::Stranger(None)).is_none());
        assert!(places.take(person(2)).is_some(), "who works finds a place");
        drop((mine, one, others));
        assert_eq!(places.taken(), 0);
        assert!(places.held().by.is_empty(), "who left is forgotten");
    }

    #[test]
    fn there_is_an_end_for_people_too() {
        let places = Places::new(LIVE);
        let held: Vec<_> = (0..200).flat_map(|number| std::iter::from_fn(|| places.take(person(number))).collect::<Vec<_>>()).collect();
        assert_eq!(held.len(), 2_000);
    }
}

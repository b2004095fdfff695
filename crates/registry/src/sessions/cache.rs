//! Who a token belongs to, remembered for a few seconds, so that a page with ten requests asks the database once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernel::Timestamp;
use kernel::id::{CityId, PersonId};
use kernel::time::SECOND;

use super::model::Known;

/// How long an answer is trusted, in microseconds: another process's sign-out takes effect within this.
const TRUSTED_FOR: i64 = 10 * SECOND;
/// The most answers kept.
const ENTRIES_MAX: usize = 4_096;

type Key = (CityId, [u8; 32]);

/// Remembered actors of one process.
#[derive(Debug, Default)]
pub struct SessionCache(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    entries: HashMap<Key, Entry>,
    /// Counts what was forgotten: an answer read before that is not kept after it.
    forgotten: u64,
}

#[derive(Debug)]
struct Entry {
    known: Known,
    until: Timestamp,
}

impl Entry {
    /// Not past its end, nor kept by a clock that ran fast: else who was signed out by another process would stay signed in here
    /// for as long as the clock was wrong.
    const fn is_trusted(&self, now: Timestamp) -> bool {
        self.until.is_coming(now, TRUSTED_FOR)
    }
}

impl SessionCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything about a person: after a change of role, name or language.
    pub fn forget_person(&self, city: CityId, person: PersonId) {
        let mut inner = self.inner();
        inner.forgotten += 1;
        inner.entries.retain(|(of_city, _), entry| *of_city != city || entry.known.actor.person != Some(person));
    }

    pub(super) fn forget(&self, key: &Key) {
        let mut inner = self.inner();
        inner.forgotten += 1;
        inner.entries.remove(key);
    }

    pub(super) fn get(&self, key: &Key, now: Timestamp) -> Option<Known> {
        let inner = self.inner();
        inner.entries.get(key).filter(|entry| entry.is_trusted(now)).map(|entry| entry.known.clone())
    }

    /// To be taken before the database is asked and handed to [`Self::keep`].
    pub(super) fn mark(&self) -> u64 {
        self.inner().forgotten
    }

    /// Keeps an answer unless something was forgotten since `mark`, and never past the session's end.
    pub(super) fn keep(&self, key: Key, known: &Known, expires: Timestamp, now: Timestamp, mark: u64) {
        let mut inner = self.inner();
        if inner.forgotten != mark {
            return;
        }
        if inner.entries.len() >= ENTRIES_MAX {
            inner.entries.retain(|_, entry| entry.is_trusted(now));
        }
        if inner.entries.len() >= ENTRIES_MAX {
            inner.entries.clear();
        }
        inner.entries.insert(key, Entry { known: known.clone(), until: expires.min(now.plus(TRUSTED_FOR)) });
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use kernel::id::RawId;
    use kernel::{Actor, Lang};

    use super::*;
    use crate::sessions::Second;

    const CITY: CityId = CityId(RawId::nil());

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * SECOND)
    }

    fn somebody() -> Known {
        let actor = Actor { person: Some(PersonId(RawId::max())), ..Actor::visitor(CITY, Lang::Id) };
        Known { actor, second: Second::NotNeeded }
    }

    #[test]
    fn an_answer_is_trusted_for_ten_seconds_and_not_past_the_session() {
        let usual = [(100, 9, true), (100, 10, false), (5, 4, true), (5, 5, false)];
        let clock_set_back = [(100, -1, false), (100, -3_600, false), (5, -6, false)];
        for (expires, asked, is_there) in usual.into_iter().chain(clock_set_back) {
            let cache = SessionCache::new();
            cache.keep((CITY, [1; 32]), &somebody(), at(expires), at(0), cache.mark());
            assert_eq!(cache.get(&(CITY, [1; 32]), at(asked)).is_some(), is_there, "{expires} {asked}");
        }
    }

    #[test]
    fn what_was_forgotten_meanwhile_is_not_kept() {
        let cache = SessionCache::new();
        let mark = cache.mark();
        cache.forget_person(CITY, PersonId(RawId::max()));
        cache.keep((CITY, [1; 32]), &somebody(), at(100), at(0), mark);
        assert_eq!(cache.get(&(CITY, [1; 32]), at(0)), None);
    }

    #[test]
    fn it_stays_small() {
        let cache = SessionCache::new();
        for number in 0..10_000_u32 {
            let mut hash = [0; 32];
            hash[..4].copy_from_slice(&number.to_be_bytes());
            cache.keep((CITY, hash), &somebody(), at(100), at(0), cache.mark());
        }
        assert!(cache.inner().entries.len() <= ENTRIES_MAX);
    }
}

//! What every service is given: the database, the time and where new ids come from.

use std::sync::Arc;

use kernel::id::{RawId, new_id};
use kernel::{Clock, Ids, Timestamp};

use crate::db::Db;

/// The services' surroundings; clones share them.
#[derive(Clone)]
pub struct House {
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where new ids and secrets come from.
    pub ids: Arc<dyn Ids>,
}

impl House {
    /// Now, by this house's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new id of the wanted type.
    #[must_use]
    pub fn id<T: From<RawId>>(&self) -> T {
        new_id(&*self.ids, self.clock.now())
    }
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("House").field("db", &self.db).finish_non_exhaustive()
    }
}

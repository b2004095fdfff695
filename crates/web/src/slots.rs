//! Delivery slots as of two seconds ago, so that pages everybody looks at need no SQL. Ordering reads them afresh.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::Timestamp;
use kernel::id::MarketId;
use kernel::time::SECOND;
use market::orders::{Slot, slots};
use market::{Desk, MarketError};

/// How long slots are shown before they are read again, in microseconds.
const TRUSTED_FOR: i64 = 2 * SECOND;

type Kept = HashMap<MarketId, (Timestamp, Arc<[Slot]>)>;

/// Remembered slots of one process.
#[derive(Debug, Default)]
pub struct SlotCache(Mutex<Kept>);

impl SlotCache {
    /// The slots of a market that can still be chosen, soonest first.
    ///
    /// # Errors
    /// [`MarketError::Store`].
    pub async fn of(&self, desk: &Desk, market: MarketId) -> Result<Arc<[Slot]>, MarketError> {
        let now = desk.now();
        let kept = self.kept().get(&market).filter(|(until, _)| until.is_coming(now, TRUSTED_FOR)).map(|(_, slots)| Arc::clone(slots));
        if let Some(slots) = kept {
            return Ok(slots.iter().filter(|slot| slots::is_choosable(slot, now)).cloned().collect());
        }
        let slots: Arc<[Slot]> = slots::list(desk, market).await?.into();
        self.kept().insert(market, (now.plus(TRUSTED_FOR), Arc::clone(&slots)));
        Ok(slots)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

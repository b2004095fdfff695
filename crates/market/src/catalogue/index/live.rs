//! The snapshot kept fresh: changes from the feed are read again and put into a new snapshot.
//!
//! Every replica runs one of these, so what a trader changes on one is seen on all within a second.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use jobs::feed::{Change, Topic};
use kernel::id::{CityId, MarketId, OfferId, StallId};
use store::{House, StoreError};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::Instant;

use super::Catalogue;
use crate::catalogue::store as rows;
use crate::pictures::store as picture_rows;

/// Changes that come so close together are applied at once.
const GATHER: Duration = Duration::from_millis(50);
/// After a failure the whole city is read again, so much later.
const RETRY: Duration = Duration::from_secs(1);
/// The whole city is read again at least so often: the price of a week ago moves on.
const REFRESH: Duration = Duration::from_secs(3_600);

/// The city's catalogue as of less than a second ago.
pub struct LiveCatalogue {
    house: House,
    current: ArcSwap<Catalogue>,
}

/// What must be read again.
#[derive(Debug, Default, PartialEq, Eq)]
struct Stale {
    is_all: bool,
    markets: BTreeSet<MarketId>,
    stalls: BTreeSet<StallId>,
    offers: BTreeSet<OfferId>,
}

impl Stale {
    fn note(&mut self, change: &Change) {
        match change.topic {
            Topic::Market => drop(self.markets.insert(change.subject.into())),
            Topic::Stall => drop(self.stalls.insert(change.subject.into())),
            Topic::Offer => drop(self.offers.insert(change.subject.into())),
            Topic::Order | Topic::SellerOrder | Topic::Board | Topic::Cash | Topic::Payout => {}
        }
    }
}

impl LiveCatalogue {
    /// Reads the city and follows its changes until the last handle is dropped. Subscribe before calling: what changes
    /// while the city is read is applied afterwards.
    ///
    /// # Errors
    /// [`StoreError`] when the city cannot be read now.
    pub async fn start(house: House, city: CityId, offset_minutes: i64, changes: Receiver<Change>) -> Result<Arc<Self>, StoreError> {
        let catalogue = Catalogue::load(&mut house.db.reader().await?, city, offset_minutes, house.now()).await?;
        let live = Arc::new(Self { house, current: ArcSwap::from_pointee(catalogue) });
        tokio::spawn(follow(Arc::downgrade(&live), changes));
        Ok(live)
    }

    /// The snapshot to read from, for the length of one request. Do not hold it across waits: use [`Self::snapshot`].
    #[must_use]
    pub fn read(&self) -> Guard<Arc<Catalogue>> {
        self.current.load()
    }

    /// The snapshot, to keep.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Catalogue> {
        self.current.load_full()
    }

    /// Reads everything again.
    ///
    /// # Errors
    /// [`StoreError`]; the old snapshot stays.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let old = self.snapshot();
        let mut tx = self.house.db.reader().await?;
        let fresh = Catalogue::load(&mut tx, old.city(), old.offset_minutes(), self.house.now()).await?;
        self.current.store(Arc::new(fresh));
        Ok(())
    }

    /// Reads again what is stale; everything, when something is new.
    async fn renew(&self, stale: &Stale) -> Result<(), StoreError> {
        let old = self.snapshot();
        let names = &old.fixed.names;
        let is_known = stale.markets.iter().all(|id| names.markets.contains_key(id))
            && stale.stalls.iter().all(|id| names.stalls.contains_key(id))
            && stale.offers.iter().all(|id| names.offers.contains_key(id));
        if stale.is_all || !is_known {
            return self.reload().await;
        }
        let mut tx = self.house.db.reader().await?;
        let (mut markets, mut stalls, mut offers) = (Arc::clone(&old.markets), Arc::clone(&old.stalls), Arc::clone(&old.offers));
        for id in &stale.markets {
            if let Some(market) = rows::find_market(&mut tx, old.city(), *id).await? {
                Arc::make_mut(&mut markets)[names.markets[id] as usize] = market;
            }
        }
        let ids: Vec<StallId> = stale.stalls.iter().copied().collect();
        for stall in rows::find_stalls(&mut tx, old.city(), &ids).await? {
            let at = names.stalls[&stall.id] as usize;
            Arc::make_mut(&mut stalls)[at] = stall;
        }
        let ids: Vec<OfferId> = stale.offers.iter().copied().collect();
        for offer in rows::find_offers(&mut tx, old.city(), &ids).await? {
            let at = names.offers[&offer.id] as usize;
            Arc::make_mut(&mut offers)[at] = offer;
        }
        let mut pictures = Arc::clone(&old.pictures);
        let found = picture_rows::find_pictures(&mut tx, old.city(), &ids).await?;
        if !found.is_empty() || ids.iter().any(|id| pictures.contains_key(id)) {
            let pictures = Arc::make_mut(&mut pictures);
            pictures.retain(|offer, _| !stale.offers.contains(offer));
            pictures.extend(found.into_iter().map(|picture| (picture.offer, picture)));
        }
        let fresh = Catalogue { fixed: Arc::clone(&old.fixed), markets, stalls, offers, pictures, board: OnceLock::new() };
        self.current.store(Arc::new(fresh));
        Ok(())
    }
}

impl std::fmt::Debug for LiveCatalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveCatalogue").field("city", &self.read().city()).finish_non_exhaustive()
    }
}

/// Applies changes until nobody reads the catalogue or the feed ends.
async fn follow(live: Weak<LiveCatalogue>, mut changes: Receiver<Change>) {
    let mut refresh_at = Instant::now() + REFRESH;
    loop {
        let Some(stale) = next_stale(&mut changes, refresh_at).await else { return };
        let Some(live) = live.upgrade() else { return };
        if stale.is_all {
            refresh_at = Instant::now() + REFRESH;
        }
        let mut outcome = if stale == Stale::default() { Ok(()) } else { live.renew(&stale).await };
        while let Err(error) = outcome {
            tracing::warn!(%error, "the catalogue cannot be read; its old state is shown");
            tokio::time::sleep(RETRY).await;
            outcome = live.reload().await;
        }
    }
}

/// Waits for a change, at most until everything is due to be read again, then gathers what comes right after it.
/// `None` when the feed has ended.
async fn next_stale(changes: &mut Receiver<Change>, refresh_at: Instant) -> Option<Stale> {
    let mut stale = Stale::default();
    match tokio::time::timeout_at(refresh_at, changes.recv()).await {
        Ok(Ok(change)) => stale.note(&change),
        Ok(Err(RecvError::Lagged(_))) | Err(_) => stale.is_all = true,
        Ok(Err(RecvError::Closed)) => return None,
    }
    if stale == Stale::default() {
        return Some(stale);
    }
    tokio::time::sleep(GATHER).await;
    loop {
        match changes.try_recv() {
            Ok(change) => stale.note(&change),
            Err(TryRecvError::Lagged(_)) => stale.is_all = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(stale),
        }
    }
}

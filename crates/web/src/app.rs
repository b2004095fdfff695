//! What every handler is given: the services' surroundings, the catalogue in memory, and the edge's own keys and caches.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use jobs::feed::Feed;
use kernel::id::PersonId;
use kernel::time::SECOND;
use kernel::{Phone, Role, Timestamp};
use market::Desk;
use market::catalogue::LiveCatalogue;
use market::pictures::Studio;
use providers::messages::{DemoMessages, MessageProvider};
use registry::people::Person;
use registry::sessions::{Secrets, SecretsError, SessionCache};
use sandbox::Sandbox;
use store::StoreError;
use tokio::sync::{OnceCell, watch};

use crate::api::limit::Limiter;
use crate::extract::seal::Seal;
use crate::imports::Imports;
use crate::metrics::Metrics;
use crate::places::{self, Places};
use crate::slots::SlotCache;

/// How long a person's name is trusted, in microseconds.
const NAME_TRUSTED_FOR: i64 = 30 * SECOND;
/// The most names kept.
const NAMES_MAX: usize = 4_096;

/// Shared by all requests; clones are cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an [`App`] is made of.
pub struct Inner {
    /// City, database, clock, ids, wards, payment providers.
    pub desk: Desk,
    /// The catalogue in memory.
    pub catalogue: Arc<LiveCatalogue>,
    /// News of changes.
    pub feed: Feed,
    /// For sign-in codes.
    pub secrets: Secrets,
    /// For cookies and forms.
    pub seal: Seal,
    /// The acquirer that takes no money; only in a demonstration.
    pub sandbox: Option<Sandbox>,
    /// Sends messages to phones.
    pub messages: Arc<dyn MessageProvider>,
    /// The messages kept to be shown, in demo mode.
    pub demo_messages: Option<Arc<DemoMessages>>,
    /// Whose part one can take, in demo mode.
    pub demo_people: Vec<DemoPart>,
    /// The same people as found in the registry, once somebody asked.
    pub demo_cast: OnceCell<Vec<(DemoPart, Person)>>,
    /// Where pictures are made and kept.
    pub studio: Studio,
    /// Imports that this process carries out.
    pub imports: Imports,
    /// Delivery slots, remembered for seconds.
    pub slots: SlotCache,
    /// Whose token it is, remembered for seconds.
    pub sessions: SessionCache,
    /// Scheme and host for canonical links, without slash at the end; taken from the request when empty.
    pub origin: String,
    /// Version and commit, for `/healthz` and the API.
    pub build: Build,
    /// Places for live connections.
    pub live_places: Places,
    /// Places for large uploads that are read into memory.
    pub upload_places: Places,
    /// How often callers of the API asked.
    pub limiter: Limiter,
    /// What is counted for Prometheus.
    pub metrics: Metrics,
    names: Mutex<HashMap<PersonId, (String, Timestamp)>>,
    closing: watch::Sender<bool>,
}

/// What is running.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// Version of the package.
    pub version: String,
}

/// An invented person whose part one can take in demo mode; found by phone number.
#[derive(Debug, Clone)]
pub struct DemoPart {
    /// The number.
    pub phone: Phone,
    /// The part; none for a buyer.
    pub role: Option<Role>,
    /// Slug of the market, for those who work at one.
    pub market: Option<&'static str>,
    /// Slug of the stall, for sellers.
    pub stall: Option<&'static str>,
}

/// What is needed to make an [`App`].
pub struct Parts {
    /// See [`Inner::desk`].
    pub desk: Desk,
    /// See [`Inner::catalogue`].
    pub catalogue: Arc<LiveCatalogue>,
    /// See [`Inner::feed`].
    pub feed: Feed,
    /// The server's secret, 32 bytes at least.
    pub secret: Vec<u8>,
    /// See [`Inner::messages`].
    pub messages: Arc<dyn MessageProvider>,
    /// See [`Inner::sandbox`].
    pub sandbox: Option<Sandbox>,
    /// See [`Inner::demo_messages`].
    pub demo_messages: Option<Arc<DemoMessages>>,
    /// See [`Inner::demo_people`]; nobody outside demo mode.
    pub demo_people: Vec<DemoPart>,
    /// See [`Inner::studio`].
    pub studio: Studio,
    /// See [`Inner::origin`].
    pub origin: String,
    /// See [`Inner::build`].
    pub build: Build,
}

impl App {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`SecretsError`] when the secret is too short.
    pub fn new(parts: Parts) -> Result<Self, SecretsError> {
        let metrics = Metrics::of(&parts.desk);
        Ok(Self(Arc::new(Inner {
            secrets: Secrets::new(&parts.secret)?,
            seal: Seal::new(&parts.secret)?,
            desk: parts.desk,
            catalogue: parts.catalogue,
            feed: parts.feed,
            messages: parts.messages,
            sandbox: parts.sandbox,
            demo_messages: parts.demo_messages,
            demo_people: parts.demo_people,
            demo_cast: OnceCell::new(),
            studio: parts.studio,
            imports: Imports::default(),
            slots: SlotCache::default(),
            sessions: SessionCache::new(),
            origin: parts.origin,
            build: parts.build,
            live_places: Places::new(places::LIVE),
            upload_places: Places::new(places::UPLOADS),
            limiter: Limiter::default(),
            metrics,
            names: Mutex::default(),
            closing: watch::Sender::new(false),
        })))
    }
}

impl Inner {
    /// Whether everyone in the city is invented.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.desk.city.is_demo
    }

    /// Minutes east of UTC.
    #[must_use]
    pub fn offset_minutes(&self) -> i64 {
        self.desk.city.offset_minutes
    }

    /// The city's name as people say it after "Kota": `Malang`.
    #[must_use]
    pub fn city_name(&self) -> &str {
        let name = self.desk.city.name.as_str();
        name.strip_prefix("Kota ").unwrap_or(name)
    }

    /// A person's name, remembered for half a minute; empty for one who has not told it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn name_of(&self, person: PersonId) -> Result<String, StoreError> {
        let now = self.desk.now();
        if let Some((name, until)) = self.names().get(&person)
            && until.is_coming(now, NAME_TRUSTED_FOR)
        {
            return Ok(name.clone());
        }
        let mut tx = self.desk.house.db.reader().await?;
        let found = registry::people::find(&mut tx, self.desk.city_id(), person).await?;
        let name = found.map(|person| person.name).unwrap_or_default();
        let mut names = self.names();
        if names.len() >= NAMES_MAX {
            names.clear();
        }
        names.insert(person, (name.clone(), now.plus(NAME_TRUSTED_FOR)));
        Ok(name)
    }

    /// Forgets what is remembered of a person: after a change of name, language or role.
    pub fn forget_person(&self, person: PersonId) {
        self.names().remove(&person);
        self.sessions.forget_person(self.desk.city_id(), person);
    }

    /// Ends live connections, so that the server can stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Turns true when the server is about to stop.
    #[must_use]
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    fn names(&self) -> std::sync::MutexGuard<'_, HashMap<PersonId, (String, Timestamp)>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("desk", &self.desk).finish_non_exhaustive()
    }
}

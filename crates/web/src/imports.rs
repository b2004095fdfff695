//! Imports under way and just ended: each runs beside the requests, can be left and found again.
//!
//! They are kept by this process and forgotten with it. A file that was cut off by a stop has written nothing; it is sent again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use kernel::Actor;
use kernel::id::{MarketId, RawId};
use market::imports::{self, FileFault, ImportError, Mode, Progress, Report};

use crate::app::App;
use crate::errors::sentence_key;
use crate::i18n::T;

/// The most that are remembered; of those that ended the oldest are forgotten first.
const KEPT_MAX: usize = 40;
/// The most under way at once.
const AT_ONCE_MAX: usize = 2;

/// What became of an import.
pub type Outcome = Result<Report, ImportError>;

/// One import.
#[derive(Debug)]
pub struct Run {
    /// For its address.
    pub id: RawId,
    /// Into which market.
    pub market: MarketId,
    /// Name of the file.
    pub name: String,
    /// Whether it only looks.
    pub mode: Mode,
    /// How far it is.
    pub progress: Arc<Progress>,
    outcome: OnceLock<Outcome>,
}

impl Run {
    /// What became of it; none while it runs.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.get()
    }
}

/// The imports of this process.
#[derive(Debug, Default)]
pub struct Imports {
    runs: Mutex<VecDeque<Arc<Run>>>,
}

impl Imports {
    /// Those into a market, newest first.
    #[must_use]
    pub fn of_market(&self, market: MarketId) -> Vec<Arc<Run>> {
        self.lock().iter().filter(|run| run.market == market).cloned().collect()
    }

    /// One of them.
    #[must_use]
    pub fn find(&self, market: MarketId, id: RawId) -> Option<Arc<Run>> {
        self.lock().iter().find(|run| run.id == id && run.market == market).cloned()
    }

    /// Starts one, unless too many are under way.
    #[must_use]
    pub fn start(&self, app: &App, actor: &Actor, market: MarketId, file: (String, Vec<u8>), mode: Mode) -> Option<Arc<Run>> {
        let (name, bytes) = file;
        let id = app.desk.house.ids.raw(app.desk.now());
        let run = Arc::new(Run { id, market, name, mode, progress: Arc::default(), outcome: OnceLock::new() });
        let mut runs = self.lock();
        if runs.iter().filter(|run| run.outcome().is_none()).count() >= AT_ONCE_MAX {
            return None;
        }
        runs.push_front(Arc::clone(&run));
        while runs.len() > KEPT_MAX
            && let Some(oldest) = runs.iter().rposition(|run| run.outcome().is_some())
        {
            runs.remove(oldest);
        }
        drop(runs);
        let (app, actor, begun) = (app.clone(), actor.clone(), Arc::clone(&run));
        tokio::spawn(async move {
            let outcome = imports::run(&app.desk, &actor, market, bytes, mode, &begun.progress).await;
            // Set once: nobody else has this run to end.
            let _ = begun.outcome.set(outcome);
        });
        Some(run)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Run>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a file or row is not taken, in the reader's language; the bare code when there is no sentence for it.
#[must_use]
pub fn reason_sentence(t: T, reason: &FileFault) -> String {
    t.find_with(&sentence_key(reason.code), &reason.details).unwrap_or_else(|| reason.code.to_owned())
}

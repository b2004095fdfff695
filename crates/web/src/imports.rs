//! Imports that this process carries out, each beside the requests. It does not keep what becomes of them: that is in the database,
//! for every replica; see [`runs`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::Actor;
use kernel::id::MarketId;
use market::ids::ImportId;
use market::imports::runs::{self, NewRun, Reason};
use market::imports::{FileFault, ImportError, Mode, Progress};

use crate::app::App;
use crate::errors::sentence_key;
use crate::i18n::T;

/// The most under way at once in one process.
const AT_ONCE_MAX: usize = 2;

/// The imports that this process carries out now.
#[derive(Debug, Default)]
pub struct Imports {
    under_way: Mutex<HashMap<ImportId, Arc<Progress>>>,
}

impl Imports {
    /// How far an import of this process is: rows done and rows in all. None when it ended, or another process carries it out.
    #[must_use]
    pub fn rows(&self, id: ImportId) -> Option<(usize, usize)> {
        self.lock().get(&id).map(|progress| progress.rows())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ImportId, Arc<Progress>>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Starts one in this process, unless too many are under way here.
///
/// # Errors
/// [`ImportError::NotAllowed`], `Store`.
pub async fn start(
    app: &App,
    actor: &Actor,
    market: MarketId,
    (name, bytes): (String, Vec<u8>),
    mode: Mode,
) -> Result<Option<ImportId>, ImportError> {
    let id: ImportId = app.desk.house.id();
    let progress = Arc::<Progress>::default();
    let Some(place) = Place::take(app, id, &progress) else { return Ok(None) };
    let new = NewRun { id, market, name, mode };
    runs::begin(&app.desk, actor, &new).await?;
    let (app, actor) = (app.clone(), actor.clone());
    tokio::spawn(async move {
        if let Err(error) = runs::carry_out(&app.desk, &actor, &new, bytes, &progress).await {
            tracing::warn!(%error, "what became of an import could not be kept; it is shown as broken off");
        }
        drop(place);
    });
    Ok(Some(id))
}

/// One of the places for imports; free again when it goes, also when the import panicked.
struct Place {
    app: App,
    id: ImportId,
}

impl Place {
    fn take(app: &App, id: ImportId, progress: &Arc<Progress>) -> Option<Self> {
        let mut under_way = app.imports.lock();
        if under_way.len() >= AT_ONCE_MAX {
            return None;
        }
        under_way.insert(id, Arc::clone(progress));
        Some(Self { app: app.clone(), id })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.app.imports.lock().remove(&self.id);
    }
}

/// Why a file or row is not taken, in the reader's language; the bare code when there is no sentence for it.
#[must_use]
pub fn reason_sentence(t: T, reason: &FileFault) -> String {
    t.find_with(&sentence_key(reason.code), &reason.details).unwrap_or_else(|| reason.code.to_owned())
}

/// As [`reason_sentence`], of a reason that was kept.
#[must_use]
pub fn kept_sentence(t: T, reason: &Reason) -> String {
    t.find_with(&sentence_key(&reason.code), &reason.details).unwrap_or_else(|| reason.code.clone())
}

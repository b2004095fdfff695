//! The database handle: reads through lent sessions, writes through one closure API.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use futures::FutureExt as _;
use kernel::random::SplitMix;
use tokio::sync::{oneshot, watch};

use crate::error::StoreError;
use crate::postgres::{self, PgSession};
use crate::sqlite::{self, Finish, Lite, LiteSession};
use crate::tls;
use crate::tx::Tx;

/// What a transaction closure returns.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How often a collided transaction is tried before its error is given to the caller.
const TRIES_MAX: u32 = 12;

/// Where the data lives.
#[derive(Clone)]
pub enum Options {
    /// One file, used by one process.
    Sqlite {
        /// The file; made when it is not there, its folder must exist.
        path: PathBuf,
        /// Reading connections beside the writer.
        readers: usize,
    },
    /// A server that several processes share.
    Postgres {
        /// `postgres://user@host:port/database`.
        url: String,
        /// Connections of this process; 2 to 8 for each core of the server in total over all processes.
        connections: usize,
    },
}

impl Options {
    /// A SQLite file with as many readers as suit a small machine.
    #[must_use]
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self::Sqlite { path: path.into(), readers: 4 }
    }

    /// `sqlite` or `postgresql`, for people.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres { .. } => "postgresql",
        }
    }

    /// Whether what is said to the server can be read on the way: it is on another machine, and no TLS was asked for.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        match self {
            Self::Sqlite { .. } => false,
            Self::Postgres { url, .. } => tls::is_exposed(url),
        }
    }

    /// A PostgreSQL server with 12 connections.
    #[must_use]
    pub fn postgres(url: impl Into<String>) -> Self {
        Self::Postgres { url: url.into(), connections: 12 }
    }
}

/// Without the address of a server, which may hold a password.
impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path, .. } => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres { .. } => f.write_str("Postgres"),
        }
    }
}

#[derive(Debug)]
enum Backend {
    Lite(Lite),
    Pg(Pool),
}

/// How busy a database's connections are, in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The most there may be; on SQLite those that read.
    pub connections: usize,
    /// In use.
    pub busy: usize,
    /// Who waits for one; PostgreSQL only.
    pub awaited: usize,
    /// Transactions that wait for the one writer; SQLite only.
    pub writes_waiting: usize,
}

/// A database; clones share it.
#[derive(Debug, Clone)]
pub struct Db {
    backend: Arc<Backend>,
    options: Arc<Options>,
    commits: Arc<watch::Sender<u64>>,
}

impl Db {
    /// Opens the database without changing its schema; see [`crate::migrate::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the file or server cannot be reached.
    pub async fn open(options: &Options) -> Result<Self, StoreError> {
        let commits = Arc::new(watch::Sender::new(0));
        let backend = match options {
            Options::Sqlite { path, readers } => {
                let bell = Arc::clone(&commits);
                Backend::Lite(Lite::open(path, *readers, move || bell.send_modify(|count| *count += 1))?)
            }
            Options::Postgres { url, connections } => {
                let pool = postgres::pool(url, *connections)?;
                drop(pool.get().await.map_err(|error| StoreError::Unavailable(Box::new(error)))?);
                Backend::Pg(pool)
            }
        };
        Ok(Self { backend: Arc::new(backend), options: Arc::new(options.clone()), commits })
    }

    /// Opens a SQLite file that is only looked at: nothing is written, and no file is made beside it. For backups.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the file cannot be read.
    pub fn open_to_read(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        let backend = Backend::Lite(Lite::open_to_read(&path)?);
        let options = Options::Sqlite { path, readers: 1 };
        Ok(Self { backend: Arc::new(backend), options: Arc::new(options), commits: Arc::new(watch::Sender::new(0)) })
    }

    /// Where it was opened, for another connection to the same data.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// How busy the connections are now.
    #[must_use]
    pub fn load(&self) -> Load {
        match &*self.backend {
            Backend::Lite(lite) => lite.load(),
            Backend::Pg(pool) => {
                let status = pool.status();
                let busy = status.size.saturating_sub(status.available);
                Load { connections: status.max_size, busy, awaited: status.waiting, writes_waiting: 0 }
            }
        }
    }

    /// `sqlite` or `postgresql`, for people and benchmarks; never to branch on.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match *self.backend {
            Backend::Lite(_) => "sqlite",
            Backend::Pg(_) => "postgresql",
        }
    }

    /// Changes whenever this process committed something to the change feed. Other processes' commits are found by polling.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// A session for reading; each statement sees its own snapshot. It must not write.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reader(&self) -> Result<Tx, StoreError> {
        match &*self.backend {
            Backend::Lite(lite) => Ok(Tx::Lite(lite.reader().await?)),
            Backend::Pg(pool) => Ok(Tx::Pg(Box::new(PgSession::begin(pool, None).await?))),
        }
    }

    /// Runs `work` in a transaction and commits it; on any error nothing is written.
    ///
    /// `work` may run more than once (PostgreSQL asks to retry collided transactions), so it has no effect outside
    /// the database: effects leave through the outbox. It awaits nothing but `Tx`. `context` is lent to each run.
    ///
    /// # Errors
    /// What `work` returns, or the [`StoreError`] of the commit.
    pub async fn write<C, T, E, F>(&self, context: C, work: F) -> Result<T, E>
    where
        C: Send + Sync + 'static,
        T: Send + 'static,
        E: From<StoreError> + IsCollision + Send + 'static,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        match &*self.backend {
            Backend::Lite(lite) => write_lite(lite, context, work).await,
            Backend::Pg(pool) => self.write_pg(pool, &context, &work).await,
        }
    }

    async fn write_pg<C, T, E, F>(&self, pool: &Pool, context: &C, work: &F) -> Result<T, E>
    where
        C: Sync,
        E: From<StoreError> + IsCollision,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>>,
    {
        let mut jitter = SplitMix::new(std::ptr::from_ref(context).addr() as u64);
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_pg(pool, context, work).await {
                Err(error) if error.is_collision() && tries < TRIES_MAX => {
                    let ceiling = 2_u64 << tries.min(7);
                    tokio::time::sleep(Duration::from_millis(1 + jitter.below(ceiling))).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn try_pg<C, T, E, F>(&self, pool: &Pool, context: &C, work: &F) -> Result<T, E>
    where
        C: Sync,
        E: From<StoreError>,
        F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>>,
    {
        let mut tx = Tx::Pg(Box::new(PgSession::begin(pool, Some("BEGIN")).await?));
        let run = AssertUnwindSafe(async { work(&mut tx, context).await });
        let result = run.catch_unwind().await.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
        let Tx::Pg(session) = tx else { return Err(StoreError::Suspended.into()) };
        match result {
            Ok(value) => {
                if session.commit().await? {
                    self.commits.send_modify(|count| *count += 1);
                }
                Ok(value)
            }
            Err(error) => {
                session.rollback().await;
                Err(error)
            }
        }
    }
}

/// Whether an error means that the transaction should be tried again.
pub trait IsCollision {
    /// True for a serialization failure or deadlock.
    fn is_collision(&self) -> bool;
}

impl IsCollision for StoreError {
    fn is_collision(&self) -> bool {
        matches!(self, Self::Collision(_))
    }
}

/// Implements [`IsCollision`] for an error enum that has a variant `Store(StoreError)`.
#[macro_export]
macro_rules! collides {
    ($error:ty) => {
        impl $crate::db::IsCollision for $error {
            fn is_collision(&self) -> bool {
                matches!(self, Self::Store(error) if error.is_collision())
            }
        }
    };
}

struct Answer<T, E> {
    result: Option<Result<T, E>>,
    wakes: bool,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T: Send, E: From<StoreError> + Send> Finish for Answer<T, E> {
    fn keeps(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }

    fn wakes(&self) -> bool {
        self.wakes && self.keeps()
    }

    fn answer(self: Box<Self>, committed: Result<(), StoreError>) {
        let outcome = match (self.result, committed) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreError::Suspended.into()),
        };
        // The caller may have gone (its request was dropped); the commit stands all the same.
        let _ = self.reply.send(outcome);
    }
}

async fn write_lite<C, T, E, F>(lite: &Lite, context: C, work: F) -> Result<T, E>
where
    C: Send + Sync + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
    F: for<'t> Fn(&'t mut Tx, &'t C) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
{
    let (reply, answer) = oneshot::channel();
    lite.submit(Box::new(move |session: Option<LiteSession>| {
        let (result, wakes) = session.map_or((None, false), |session| {
            let mut tx = Tx::Lite(session);
            let result = std::panic::catch_unwind(AssertUnwindSafe(|| {
                let mut future = work(&mut tx, &context);
                sqlite::poll_once(future.as_mut()).unwrap_or_else(|error| Err(error.into()))
            }));
            let wakes = matches!(&tx, Tx::Lite(session) if session.wakes);
            let is_void = matches!(&tx, Tx::Lite(session) if session.is_void);
            let result = match result {
                Ok(Ok(_)) if is_void => Err(StoreError::Void.into()),
                Ok(result) => result,
                Err(_) => Err(StoreError::Panicked.into()),
            };
            (Some(result), wakes)
        });
        Box::new(Answer { result, wakes, reply }) as Box<dyn Finish>
    }))?;
    answer.map(|outcome| outcome.unwrap_or_else(|_| Err(StoreError::Unavailable("the writer has stopped".into()).into()))).await
}

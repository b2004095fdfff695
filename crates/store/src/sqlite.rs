//! SQLite: one thread owns the writing connection and commits whatever is queued as one group;
//! a small pool of query-only connections reads beside it.

use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::db::Load;
use crate::error::StoreError;
use crate::row::Row;
use crate::statement::{Marks, Statement};
use crate::value::Value;

/// The most jobs one commit carries; bounds how long the first of them waits.
const GROUP_MAX: usize = 64;

/// A connection lent to a transaction or reader.
#[derive(Debug)]
pub struct LiteSession {
    connection: Arc<Mutex<Connection>>,
    pub(crate) wakes: bool,
    /// A statement failed: as on PostgreSQL the transaction accepts no other and is not committed.
    pub(crate) is_void: bool,
    lent: Option<Lent>,
}

impl LiteSession {
    pub(crate) const fn new(connection: Arc<Mutex<Connection>>) -> Self {
        Self { connection, wakes: false, is_void: false, lent: None }
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn exec(&mut self, text: &str, params: &[Value<'_>], at: &'static Statement) -> Result<u64, StoreError> {
        self.guarded(|session| session.run(text, params, at))
    }

    /// Rows, each mapped as it is read: of a long list there is never a second copy.
    pub(crate) fn rows<T>(
        &mut self,
        text: &str,
        params: &[Value<'_>],
        at: &'static Statement,
        read: impl Fn(Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.guarded(|session| session.query(text, params, at, read))
    }

    fn guarded<T>(&mut self, call: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.is_void {
            return Err(StoreError::Void);
        }
        let outcome = call(self);
        self.is_void = outcome.is_err() && self.lent.is_none();
        outcome
    }

    /// Whether the text can be prepared.
    pub(crate) fn check(&self, text: &str, at: &'static Statement) -> Result<(), StoreError> {
        self.lock().prepare(text).map(drop).map_err(|error| fault(error, at))
    }

    fn run(&self, text: &str, params: &[Value<'_>], at: &'static Statement) -> Result<u64, StoreError> {
        Value::check(params)?;
        let connection = self.lock();
        let mut prepared = connection.prepare_cached(text).map_err(|error| fault(error, at))?;
        let touched = if prepared.column_count() > 0 {
            let mut rows = prepared.query(rusqlite::params_from_iter(params)).map_err(|error| fault(error, at))?;
            let mut count = 0;
            while rows.next().map_err(|error| fault(error, at))?.is_some() {
                count += 1;
            }
            count
        } else {
            prepared.execute(rusqlite::params_from_iter(params)).map_err(|error| fault(error, at))?
        };
        Ok(touched as u64)
    }

    pub(crate) fn exec_each(&mut self, at: &'static Statement, fixed: &[Value<'_>], items: &[Value<'_>]) -> Result<u64, StoreError> {
        let text = at.expanded(items.len() / at.per().max(1), Marks::Question);
        let params: Vec<Value<'_>> = fixed.iter().chain(items).cloned().collect();
        self.exec(&text, &params, at)
    }

    fn query<T>(
        &self,
        text: &str,
        params: &[Value<'_>],
        at: &'static Statement,
        read: impl Fn(Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        Value::check(params)?;
        let connection = self.lock();
        let mut prepared = connection.prepare_cached(text).map_err(|error| fault(error, at))?;
        let columns = prepared.column_count();
        let mut found = prepared.query(rusqlite::params_from_iter(params)).map_err(|error| fault(error, at))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next().map_err(|error| fault(error, at))? {
            let cells = (0..columns).map(|column| cell(row, column)).collect::<Result<_, _>>().map_err(|error| fault(error, at))?;
            rows.push(read(Row::new(cells))?);
        }
        Ok(rows)
    }

    pub(crate) fn batch(&self, text: &str) -> Result<(), StoreError> {
        self.lock().execute_batch(text).map_err(classify)
    }
}

fn cell(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Value<'static>> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::from(bytes.to_vec()),
        ValueRef::Real(_) => return Err(rusqlite::Error::InvalidColumnType(column, "real".into(), rusqlite::types::Type::Real)),
    })
}

/// Sorts a driver error into the façade's kinds; one without a better kind names its statement.
fn fault(error: rusqlite::Error, at: &'static Statement) -> StoreError {
    match classify(error) {
        StoreError::Statement { source, .. } => StoreError::Statement { place: at.place(), source },
        other => other,
    }
}

pub(crate) fn classify(error: rusqlite::Error) -> StoreError {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID, SQLITE_CONSTRAINT_UNIQUE};
    let codes = error.sqlite_error().map(|inner| (inner.code, inner.extended_code));
    match codes {
        Some((ErrorCode::ConstraintViolation, SQLITE_CONSTRAINT_PRIMARYKEY | SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_ROWID)) => {
            StoreError::Duplicate(Box::new(error))
        }
        Some((ErrorCode::ConstraintViolation, _)) => StoreError::Refused(Box::new(error)),
        Some((
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase,
            _,
        )) => StoreError::Unavailable(Box::new(error)),
        _ => StoreError::Statement { place: "SQLite".into(), source: Box::new(error) },
    }
}

/// Work for the writer: runs inside a savepoint; the answer is given after the commit. Without a session it must not run.
pub(crate) type Job = Box<dyn FnOnce(Option<LiteSession>) -> Box<dyn Finish> + Send>;

/// What a job leaves behind once it ran: whether to keep its writes, and its answer.
pub(crate) trait Finish {
    fn keeps(&self) -> bool;
    fn wakes(&self) -> bool;
    fn answer(self: Box<Self>, committed: Result<(), StoreError>);
}

/// The writer's end of the queue and the readers.
#[derive(Debug)]
pub struct Lite {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    readers: usize,
    idle: Arc<Mutex<Vec<Arc<Mutex<Connection>>>>>,
    permits: Arc<tokio::sync::Semaphore>,
}

#[derive(Debug)]
struct Lent {
    connection: Arc<Mutex<Connection>>,
    idle: Arc<Mutex<Vec<Arc<Mutex<Connection>>>>>,
    _permit: tokio::sync::OwnedSemaphorePermit,
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(Arc::clone(&self.connection));
    }
}

impl Lite {
    /// Opens or makes the file, starts the writer thread and `readers` readers.
    pub(crate) fn open(path: &Path, readers: usize, committed: impl Fn() + Send + 'static) -> Result<Self, StoreError> {
        let writer = Connection::open(path).map_err(classify)?;
        pragmas(&writer)?;
        writer
            .execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8000; PRAGMA cache_size=-65536;")
            .map_err(classify)?;
        let (jobs, queue) = channel();
        let connection = Arc::new(Mutex::new(writer));
        let waiting = Arc::new(AtomicUsize::new(0));
        let taken = Arc::clone(&waiting);
        std::thread::Builder::new()
            .name("laris-writer".into())
            .spawn(move || serve(&connection, &Queue { jobs: queue, waiting: taken }, &committed))
            .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        Self::with_readers(path, readers, jobs, waiting)
    }

    /// Without a writer: whoever wants to write is told that it has stopped.
    pub(crate) fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        Self::with_readers(path, 1, channel().0, Arc::default())
    }

    fn with_readers(path: &Path, readers: usize, jobs: Sender<Job>, waiting: Arc<AtomicUsize>) -> Result<Self, StoreError> {
        let mut idle = Vec::with_capacity(readers);
        for _ in 0..readers {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
            let reader = Connection::open_with_flags(path, flags).map_err(classify)?;
            pragmas(&reader)?;
            idle.push(Arc::new(Mutex::new(reader)));
        }
        Ok(Self { jobs, waiting, readers, idle: Arc::new(Mutex::new(idle)), permits: Arc::new(tokio::sync::Semaphore::new(readers)) })
    }

    pub(crate) fn load(&self) -> Load {
        let busy = self.readers.saturating_sub(self.permits.available_permits());
        Load { connections: self.readers, busy, awaited: 0, writes_waiting: self.waiting.load(Ordering::Relaxed) }
    }

    pub(crate) fn submit(&self, job: Job) -> Result<(), StoreError> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.jobs.send(job).map_err(|_| StoreError::Unavailable("the writer has stopped".into()))
    }

    pub(crate) async fn reader(&self) -> Result<LiteSession, StoreError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = idle.pop().ok_or_else(|| StoreError::Unavailable("no reader is free".into()))?;
        drop(idle);
        let lent = Lent { connection: Arc::clone(&connection), idle: Arc::clone(&self.idle), _permit: permit };
        Ok(LiteSession { connection, wakes: false, is_void: false, lent: Some(lent) })
    }
}

fn pragmas(connection: &Connection) -> Result<(), StoreError> {
    connection.set_prepared_statement_cache_capacity(512);
    // A plan depends on no value that is bound; else SQLite would prepare almost every kept statement anew at each use.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(classify)?;
    connection
        .execute_batch(
            "PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;",
        )
        .map_err(classify)
}

/// The writer's end of the queue, counted.
struct Queue {
    jobs: Receiver<Job>,
    waiting: Arc<AtomicUsize>,
}

impl Queue {
    /// Waits for a job; none when nobody can send one any more.
    fn wait(&self) -> Option<Job> {
        self.counted(self.jobs.recv().ok())
    }

    /// The next job, if there is one already.
    fn next(&self) -> Option<Job> {
        self.counted(self.jobs.try_recv().ok())
    }

    fn counted(&self, job: Option<Job>) -> Option<Job> {
        if job.is_some() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        job
    }
}

/// The writer: whatever queued during the last commit is the next group. Ends when the queue's senders are gone.
fn serve(connection: &Arc<Mutex<Connection>>, queue: &Queue, committed: &dyn Fn()) {
    let session = LiteSession::new(Arc::clone(connection));
    while let Some(first) = queue.wait() {
        let mut finished = Vec::new();
        let mut begun = session.batch("BEGIN IMMEDIATE");
        let mut next = Some(first);
        while let Some(job) = next {
            finished.push(match begun {
                Ok(()) => run_in_savepoint(connection, job, &mut begun),
                Err(_) => job(None),
            });
            next = if finished.len() < GROUP_MAX { queue.next() } else { None };
        }
        let outcome = begun.and_then(|()| session.batch("COMMIT"));
        if outcome.is_err() {
            // Already failing: the rollback's own error would hide the first one.
            let _ = session.batch("ROLLBACK");
        } else if finished.iter().any(|done| done.wakes()) {
            committed();
        }
        for done in finished {
            done.answer(copy(&outcome));
        }
    }
}

/// Marks of a group and its jobs, prepared once.
fn mark(connection: &Mutex<Connection>, text: &str) -> Result<(), StoreError> {
    let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
    connection.prepare_cached(text).and_then(|mut prepared| prepared.execute([])).map(drop).map_err(classify)
}

fn run_in_savepoint(connection: &Arc<Mutex<Connection>>, job: Job, group: &mut Result<(), StoreError>) -> Box<dyn Finish> {
    if let Err(error) = mark(connection, "SAVEPOINT job") {
        *group = Err(error);
        return job(None);
    }
    let done = job(Some(LiteSession::new(Arc::clone(connection))));
    let undone = if done.keeps() { Ok(()) } else { mark(connection, "ROLLBACK TO job") };
    if let Err(error) = undone.and_then(|()| mark(connection, "RELEASE job")) {
        *group = Err(error);
    }
    done
}

fn copy(outcome: &Result<(), StoreError>) -> Result<(), StoreError> {
    match outcome {
        Ok(()) => Ok(()),
        Err(error) => Err(StoreError::Unavailable(error.to_string().into())),
    }
}

/// Polls a transaction's future once: on SQLite nothing in it suspends.
pub(crate) fn poll_once<T>(future: Pin<&mut (dyn Future<Output = T> + Send + '_)>) -> Result<T, StoreError> {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(StoreError::Suspended),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus::RePrepare;

    use super::*;

    /// Source: SQLite, "Query Planner Stability Guarantee" in "The Next-Generation Query Planner".
    #[test]
    fn a_kept_statement_is_prepared_once() {
        let connection = Connection::open_in_memory().unwrap();
        pragmas(&connection).unwrap();
        connection.execute_batch("CREATE TABLE line (city, number, place); CREATE INDEX line_place ON line (city, place)").unwrap();
        for value in 0..10 {
            let mut kept = connection.prepare_cached("SELECT number FROM line WHERE city = ?1 AND place = ?2").unwrap();
            kept.query((1, value)).unwrap().next().unwrap();
            assert_eq!(kept.get_status(RePrepare), 0);
        }
    }
}

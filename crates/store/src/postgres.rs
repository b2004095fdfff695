//! PostgreSQL: pooled connections, statements prepared once, pipelined where results allow.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};
use futures::future::{join_all, try_join_all};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{NoTls, Statement as Prepared};

use crate::error::StoreError;
use crate::row::Row;
use crate::statement::{Marks, Statement};
use crate::tls::{Door, unavailable};
use crate::tx::Call;
use crate::value::Value;

/// The types that cross the façade. NUMERIC, for example, does not: `CAST(SUM(x) AS BIGINT)`.
const TYPES: &[Type] = &[Type::INT8, Type::INT4, Type::TEXT, Type::VARCHAR, Type::NAME, Type::BYTEA, Type::UUID, Type::BOOL];

/// Opens a pool. Every connection limits how long a statement or an idle transaction may take.
pub(crate) fn pool(url: &str, connections: usize) -> Result<Pool, StoreError> {
    let Door { mut config, tls } = Door::parse(url)?;
    config.options("-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c lock_timeout=10000");
    config.connect_timeout(Duration::from_secs(5)).keepalives_idle(Duration::from_secs(30)).application_name("laris");
    let manners = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = match tls {
        Some(tls) => Manager::from_config(config, tls, manners),
        None => Manager::from_config(config, NoTls, manners),
    };
    Pool::builder(manager)
        .max_size(connections)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(Duration::from_secs(10)))
        .build()
        .map_err(|error| StoreError::Unavailable(Box::new(error)))
}

/// A connection lent to a transaction or reader.
#[derive(Debug)]
pub struct PgSession {
    client: Object,
    /// BEGIN travels with the first statement.
    begin: Option<&'static str>,
    queued: Vec<Call>,
    pub(crate) wakes: bool,
    /// A statement failed: the server refuses the rest, and its COMMIT would silently roll back.
    is_void: bool,
    is_reading: bool,
    is_done: bool,
}

impl PgSession {
    pub(crate) async fn begin(pool: &Pool, begin: Option<&'static str>) -> Result<Self, StoreError> {
        let client = pool.get().await.map_err(unavailable)?;
        Ok(Self { client, begin, queued: Vec::new(), wakes: false, is_void: false, is_reading: begin.is_none(), is_done: begin.is_none() })
    }

    pub(crate) fn queue(&mut self, call: Call) {
        self.queued.push(call);
    }

    pub(crate) async fn exec(&mut self, _: Arc<str>, params: &[Value<'_>], at: &'static Statement) -> Result<u64, StoreError> {
        self.exec_call(Call::new(at, params)).await
    }

    pub(crate) async fn exec_call(&mut self, call: Call) -> Result<u64, StoreError> {
        Ok(self.run(vec![call], None).await?.pop().map_or(0, |(touched, _)| touched))
    }

    pub(crate) async fn rows(&mut self, _: Arc<str>, params: &[Value<'_>], at: &'static Statement) -> Result<Vec<Row>, StoreError> {
        Ok(self.run(vec![Call::new(at, params)], None).await?.pop().map(|(_, rows)| rows).unwrap_or_default())
    }

    pub(crate) async fn all(&mut self, calls: Vec<Call>) -> Result<Vec<Vec<Row>>, StoreError> {
        Ok(self.run(calls, None).await?.into_iter().map(|(_, rows)| rows).collect())
    }

    /// Sends what is queued together with COMMIT. COMMIT answers well even after an error (it then rolls back),
    /// so the statements' own results decide.
    pub(crate) async fn commit(mut self) -> Result<bool, StoreError> {
        let outcome = if self.is_void { Err(StoreError::Void) } else { self.run(Vec::new(), Some("COMMIT")).await };
        if let Err(error) = outcome {
            self.rollback().await;
            return Err(error);
        }
        self.is_done = true;
        Ok(self.wakes)
    }

    pub(crate) async fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        self.run(Vec::new(), None).await?;
        self.client.batch_execute(text).await.map_err(classify)
    }

    pub(crate) async fn rollback(mut self) {
        self.is_done = self.begin.is_some() || self.client.batch_execute("ROLLBACK").await.is_ok();
    }

    /// Runs queued calls, then `calls`, then `last`, in one pipeline; gives the results of `calls`.
    async fn run(&mut self, calls: Vec<Call>, last: Option<&'static str>) -> Result<Vec<(u64, Vec<Row>)>, StoreError> {
        if self.is_void {
            return Err(StoreError::Void);
        }
        let outcome = self.pipeline(calls, last).await;
        self.is_void = outcome.is_err() && !self.is_reading;
        outcome
    }

    async fn pipeline(&mut self, calls: Vec<Call>, last: Option<&'static str>) -> Result<Vec<(u64, Vec<Row>)>, StoreError> {
        let skipped = self.queued.len();
        let mut batch = std::mem::take(&mut self.queued);
        batch.extend(calls);
        batch.iter().try_for_each(|call| Value::check(&call.params))?;
        // Prepared before anything is sent: an unprepared statement would be overtaken by those that are.
        let prepared = try_join_all(batch.iter().map(|call| self.prepare(call))).await?;
        let begin = self.begin.take();
        let client = &self.client;
        let bracket = |text: Option<&'static str>| async move {
            match text {
                Some(text) => client.batch_execute(text).await.map_err(classify),
                None => Ok(()),
            }
        };
        let work = join_all(batch.iter().zip(&prepared).map(|(call, statement)| query(client, call, statement)));
        let (begun, done, ended) = futures::join!(bracket(begin), work, bracket(last));
        begun?;
        let results = done.into_iter().collect::<Result<Vec<_>, _>>()?;
        ended?;
        Ok(results.into_iter().skip(skipped).collect())
    }

    /// Prepares a call and looks at its types: only those that [`Value`] carries may appear.
    pub(crate) async fn check(&self, call: &Call) -> Result<(), StoreError> {
        let prepared = self.prepare(call).await?;
        let odd_parameter = prepared.params().iter().find(|ty| !TYPES.contains(ty)).map(|ty| format!("a parameter is {ty}"));
        let odd_column = || prepared.columns().iter().find(|column| !TYPES.contains(column.type_()));
        let odd = odd_parameter.or_else(|| odd_column().map(|column| format!("column {} is {}", column.name(), column.type_())));
        match odd {
            Some(what) => Err(StoreError::Statement { place: call.statement.place(), source: what.into() }),
            None => Ok(()),
        }
    }

    async fn prepare(&self, call: &Call) -> Result<Prepared, StoreError> {
        self.client.prepare_cached(&call.text(Marks::Dollar)).await.map_err(|error| fault(error, call.statement))
    }
}

impl Drop for PgSession {
    /// A transaction that was neither committed nor rolled back (its request was dropped) takes its connection with it.
    fn drop(&mut self) {
        if !self.is_done && self.begin.is_none() {
            self.client.__private_api_close();
        }
    }
}

async fn query(client: &Object, call: &Call, statement: &Prepared) -> Result<(u64, Vec<Row>), StoreError> {
    let params: Vec<&(dyn ToSql + Sync)> = call.params.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
    let found = |error| fault(error, call.statement);
    if statement.columns().is_empty() {
        return Ok((client.execute(statement, &params).await.map_err(found)?, Vec::new()));
    }
    let rows = client.query(statement, &params).await.map_err(found)?;
    let rows = rows.iter().map(cells).collect::<Result<Vec<_>, _>>().map_err(found)?;
    Ok((rows.len() as u64, rows))
}

fn cells(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
    values(row).map(Row::new)
}

/// The values of a row.
pub(crate) fn values(row: &tokio_postgres::Row) -> Result<Vec<Value<'static>>, tokio_postgres::Error> {
    let mut cells = Vec::with_capacity(row.len());
    for (index, column) in row.columns().iter().enumerate() {
        let cell = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(index)?.map(Value::from),
            Type::INT4 => row.try_get::<_, Option<i32>>(index)?.map(Value::from),
            Type::BOOL => row.try_get::<_, Option<bool>>(index)?.map(Value::from),
            Type::UUID => row.try_get::<_, Option<uuid::Uuid>>(index)?.map(Value::from),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index)?.map(Value::from),
            _ => row.try_get::<_, Option<String>>(index)?.map(Value::from),
        };
        cells.push(cell.unwrap_or(Value::Null));
    }
    Ok(cells)
}

fn fault(error: tokio_postgres::Error, at: &'static Statement) -> StoreError {
    match classify(error) {
        StoreError::Statement { source, .. } => StoreError::Statement { place: at.place(), source },
        other => other,
    }
}

pub(crate) fn classify(error: tokio_postgres::Error) -> StoreError {
    let Some(code) = error.code().cloned() else {
        return if error.is_closed() || std::error::Error::source(&error).is_some_and(|cause| cause.is::<std::io::Error>()) {
            unavailable(error)
        } else {
            StoreError::Statement { place: "PostgreSQL".into(), source: Box::new(error) }
        };
    };
    match code {
        SqlState::UNIQUE_VIOLATION => StoreError::Duplicate(Box::new(error)),
        SqlState::FOREIGN_KEY_VIOLATION | SqlState::CHECK_VIOLATION | SqlState::NOT_NULL_VIOLATION => StoreError::Refused(Box::new(error)),
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => StoreError::Collision(Box::new(error)),
        // 55P03 a lock that was not given back in time; 25006 read-only; class 08 connection, 53 resources, 57 operator.
        SqlState::LOCK_NOT_AVAILABLE => unavailable(error),
        _ if ["08", "53", "57"].iter().any(|class| code.code().starts_with(class)) || code.code() == "25006" => unavailable(error),
        _ => StoreError::Statement { place: "PostgreSQL".into(), source: Box::new(error) },
    }
}

//! Forward-only migrations: one portable file each, applied once, with a checksum.

use crate::db::{BoxFuture, Db};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::{params, sql, statistics};

/// A step of the schema: its number, name and text with type tokens.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// From 1, without gaps.
    pub number: i64,
    /// Says what it adds.
    pub name: &'static str,
    /// Statements ending in `;`, with `{int}`, `{text}`, `{bool}`, `{bytes}`, `{id}` and `{table}` tokens.
    pub text: &'static str,
}

macro_rules! migrations {
    ($($number:literal $name:literal),+ $(,)?) => {
        /// Every step, in order.
        pub const MIGRATIONS: &[Migration] = &[$(
            Migration { number: $number, name: $name, text: include_str!(concat!("../migrations/", $name, ".sql")) }
        ),+];
    };
}

migrations!(
    1 "0001_house", 2 "0002_registry", 3 "0003_ledger", 4 "0004_catalogue", 5 "0005_orders", 6 "0006_settlement", 7 "0007_unassigned",
    8 "0008_security", 9 "0009_trade", 10 "0010_ledger_checkpoint", 11 "0011_goods", 12 "0012_slim", 13 "0013_payments", 14 "0014_reconcile",
    15 "0015_payouts", 16 "0016_static", 17 "0017_statements", 18 "0018_tellings", 19 "0019_imports",
);

/// The schema's own record.
const STEPS: &str =
    "CREATE TABLE IF NOT EXISTS schema_step (number {int} PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL){table};";

/// Brings the schema to this program's state; gives the numbers of the steps applied now.
/// Two programs that start together are serialised by the row each step inserts first.
///
/// # Errors
/// [`StoreError::Schema`] when a step was changed after it ran or the database is newer than the program.
pub async fn migrate(db: &Db) -> Result<Vec<i64>, StoreError> {
    let kind = db.kind();
    run(db, portable(STEPS, kind)).await?;
    let known = known(db).await?;
    compare(&known)?;
    let mut applied = Vec::new();
    for step in MIGRATIONS.iter().filter(|step| known.iter().all(|(number, _)| *number != step.number)) {
        if apply(db, *step).await? {
            applied.push(step.number);
        }
    }
    if kind == "sqlite" {
        statistics::tell(db, !applied.is_empty()).await?;
    }
    Ok(applied)
}

/// Numbers and checksums of the steps a database has; its table of steps must be there.
async fn known(db: &Db) -> Result<Vec<(i64, String)>, StoreError> {
    db.reader().await?.rows(sql!("SELECT number, checksum FROM schema_step ORDER BY number"), params![]).await
}

/// How many steps this program knows that the database lacks.
///
/// # Errors
/// [`StoreError::Schema`] as [`migrate`]; [`StoreError::Statement`] when there is no schema at all.
pub async fn pending(db: &Db) -> Result<usize, StoreError> {
    let known = known(db).await?;
    compare(&known)?;
    Ok(MIGRATIONS.len().saturating_sub(known.len()))
}

/// Refuses steps that this program does not know, or knows otherwise.
pub(crate) fn compare(known: &[(i64, String)]) -> Result<(), StoreError> {
    for (number, checksum) in known {
        match MIGRATIONS.iter().find(|step| step.number == *number) {
            None => {
                let newest = MIGRATIONS.len();
                let what = format!("it has step {number}, this program knows {newest}; start the newer release of Laris that made it");
                return Err(StoreError::Schema(what));
            }
            Some(step) if self::checksum(step) != *checksum => {
                return Err(StoreError::Schema(format!("step {number} was changed after it ran")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The texts that make the whole schema in an empty database, its record of steps included.
pub(crate) fn texts(kind: &str) -> Vec<String> {
    let steps = MIGRATIONS.iter().flat_map(|step| {
        let (number, name, checksum) = (step.number, step.name, checksum(step));
        [portable(step.text, kind), format!("INSERT INTO schema_step (number, name, checksum) VALUES ({number}, '{name}', '{checksum}');")]
    });
    std::iter::once(portable(STEPS, kind)).chain(steps).collect()
}

async fn apply(db: &Db, step: Migration) -> Result<bool, StoreError> {
    let kind = db.kind();
    db.write((step, kind), |tx, (step, kind)| {
        Box::pin(async move {
            let checksum = checksum(step);
            let claim = sql!("INSERT INTO schema_step (number, name, checksum) VALUES ($1, $2, $3) ON CONFLICT (number) DO NOTHING");
            if tx.exec(claim, params![step.number, step.name, &checksum]).await? == 0 {
                return Ok(false);
            }
            tx.batch(&portable(step.text, kind)).await?;
            Ok(true)
        }) as BoxFuture<'_, Result<bool, StoreError>>
    })
    .await
}

pub(crate) async fn run(db: &Db, text: String) -> Result<(), StoreError> {
    db.write(text, |tx, text| Box::pin(async move { tx.batch(text).await })).await
}

impl Tx {
    /// Runs migration text, several statements without parameters.
    async fn batch(&mut self, text: &str) -> Result<(), StoreError> {
        match self {
            Self::Lite(session) => session.batch(text),
            Self::Pg(session) => session.batch(text).await,
        }
    }
}

/// FNV-1a over the text with white space folded: a check against edits, not against forgery.
fn checksum(step: &Migration) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in step.text.split_whitespace().collect::<Vec<_>>().join(" ").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

/// Replaces the type tokens. SQLite tables are STRICT and WITHOUT ROWID: typed, and a fifth smaller.
fn portable(text: &str, kind: &str) -> String {
    let tokens = if kind == "sqlite" {
        [
            ("{int}", "INTEGER"),
            ("{text}", "TEXT"),
            ("{bool}", "INTEGER"),
            ("{bytes}", "BLOB"),
            ("{id}", "BLOB"),
            ("{table}", " STRICT, WITHOUT ROWID"),
        ]
    } else {
        [("{int}", "BIGINT"), ("{text}", "TEXT"), ("{bool}", "BOOLEAN"), ("{bytes}", "BYTEA"), ("{id}", "UUID"), ("{table}", "")]
    };
    tokens.iter().fold(text.to_owned(), |text, (token, meaning)| text.replace(token, meaning))
}

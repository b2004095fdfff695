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

migrations!(1 "0001_house", 2 "0002_registry", 3 "0003_ledger", 4 "0004_catalogue", 5 "0005_orders", 6 "0006_settlement", 7 "0007_unassigned");

/// Brings the schema to this program's state; gives the numbers of the steps applied now.
/// Two programs that start together are serialised by the row each step inserts first.
///
/// # Errors
/// [`StoreError::Schema`] when a step was changed after it ran or the database is newer than the program.
pub async fn migrate(db: &Db) -> Result<Vec<i64>, StoreError> {
    let kind = db.kind();
    run(
        db,
        portable(
            "CREATE TABLE IF NOT EXISTS schema_step (number {int} PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL){table};",
            kind,
        ),
    )
    .await?;
    let known: Vec<(i64, String)> =
        db.reader().await?.rows(sql!("SELECT number, checksum FROM schema_step ORDER BY number"), params![]).await?;
    for (number, checksum) in &known {
        match MIGRATIONS.iter().find(|step| step.number == *number) {
            None => return Err(StoreError::Schema(format!("step {number} is newer than this program"))),
            Some(step) if self::checksum(step) != *checksum => {
                return Err(StoreError::Schema(format!("step {number} was changed after it ran")));
            }
            Some(_) => {}
        }
    }
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

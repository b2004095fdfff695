//! Runs one test body on a fresh SQLite file and on a fresh PostgreSQL database.

use std::panic::{AssertUnwindSafe, catch_unwind};

use store::Db;
use store::db::Options;
use store::migrate::migrate;

use crate::house::TestHouse;
use crate::postgres::Scratch;
use crate::runtime::block_on;

/// Runs `test` on SQLite and on PostgreSQL, each time with an empty, migrated database of its own.
/// Both runs happen even when the first one fails.
///
/// # Panics
/// When a run panicked; the message names the databases it failed on.
pub fn both<F: AsyncFn(TestHouse)>(test: F) {
    let failed: Vec<&str> = [("SQLite", run(|| on_sqlite(&test))), ("PostgreSQL", run(|| on_postgres(&test)))]
        .into_iter()
        .filter_map(|(name, passed)| (!passed).then_some(name))
        .collect();
    assert!(failed.is_empty(), "the test failed on {}", failed.join(" and on "));
}

fn run(test: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(test)).is_ok()
}

fn on_sqlite<F: AsyncFn(TestHouse)>(test: &F) {
    let folder = tempfile::tempdir().expect("a folder for the test's database");
    let options = Options::sqlite(folder.path().join("test.sqlite"));
    announced("SQLite", || {
        block_on(async {
            let db = Db::open(&options).await.expect("the database opens");
            migrate(&db).await.expect("migrations run");
            test(TestHouse::new(db)).await;
        });
    });
}

fn on_postgres<F: AsyncFn(TestHouse)>(test: &F) {
    // Outside the runtime: dropped, and the database with it, after the runtime ended and when the test panicked.
    let scratch = Scratch::make();
    announced("PostgreSQL", || {
        block_on(async {
            let db = Db::open(&Options::postgres(scratch.url())).await.expect("the database opens");
            test(TestHouse::new(db)).await;
        });
    });
}

/// Prints which database a panic belongs to, right below the panic's own message.
fn announced(database: &str, test: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(test)) {
        eprintln!("    ^ on {database}");
        std::panic::resume_unwind(panic);
    }
}

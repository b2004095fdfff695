//! A database of one test, copied from a migrated template.

use std::sync::atomic::{AtomicU32, Ordering};

use store::Db;
use store::db::Options;
use store::migrate::{MIGRATIONS, migrate};
use store::testing::Admin;

use super::{server_url, with_database};
use crate::runtime::block_on;

/// The lock under which a template is made; any number that nobody else uses.
const TEMPLATE_LOCK: i64 = 20_261_121;

/// An empty, migrated database; dropping it removes it.
#[derive(Debug)]
pub struct Scratch {
    name: String,
    url: String,
}

impl Scratch {
    /// Makes a database on the shared server.
    ///
    /// # Panics
    /// When the server cannot be had.
    #[must_use]
    pub fn make() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let server = server_url();
        block_on(async {
            let admin = Admin::connect(server).await.expect("the test server answers");
            let template = template(server, &admin).await;
            // Left behind by a process with the same number that was killed.
            admin.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.expect("the old database goes");
            admin.run(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.expect("the database is made");
        });
        Self { url: with_database(server, &name), name }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let text = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        block_on(async {
            // A server that is gone took its databases along.
            if let Ok(admin) = Admin::connect(server_url()).await
                && let Err(error) = admin.run(&text).await
            {
                eprintln!("a test database was left behind: {error}");
            }
        });
    }
}

/// The name of the template of these migrations; makes it when it is not there. Only a finished one is marked as a template.
async fn template(server: &str, admin: &Admin) -> String {
    let name = format!("laris_template_{:016x}", fingerprint());
    let is_ready = format!("SELECT 1 FROM pg_database WHERE datname = '{name}' AND datistemplate");
    if !admin.run(&is_ready).await.expect("the catalogue is readable").is_empty() {
        return name;
    }
    admin.run(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await.expect("the lock is free soon");
    if admin.run(&is_ready).await.expect("the catalogue is readable").is_empty() {
        admin.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.expect("half a template goes");
        let make = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
        admin.run(&make).await.expect("the template is made");
        let db = Db::open(&Options::Postgres { url: with_database(server, &name), connections: 2 }).await.expect("the template opens");
        migrate(&db).await.expect("migrations run on PostgreSQL");
        drop(db);
        // Something with connections cannot be copied: no new ones, the old ones ended, and only then it is a template.
        admin.run(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await.expect("the template is closed");
        let end = format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        admin.run(&end).await.expect("its connections end");
        admin.run(&format!("ALTER DATABASE {name} WITH IS_TEMPLATE true")).await.expect("the template is marked");
    }
    admin.run(&format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})")).await.expect("the lock is given back");
    name
}

/// FNV-1a over all migrations, so that a changed schema gets another template.
fn fingerprint() -> u64 {
    let bytes = MIGRATIONS.iter().flat_map(|step| step.text.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

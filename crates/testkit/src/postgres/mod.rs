//! PostgreSQL for tests: a cluster that starts and ends by itself, and a database for each test.
//!
//! `LARIS_TEST_POSTGRES_URL` names a server to use instead; `cargo xtask test` sets it, so that all tests share one.

mod cluster;
mod lock;
mod programs;
mod scratch;

use std::sync::OnceLock;

pub use cluster::{Cluster, Durability, Stop};
pub use lock::Lock;
pub use programs::{Account, programs};
pub use scratch::Scratch;

/// The address of the server all tests of this process share; starts one when the environment names none.
///
/// # Panics
/// When there is no server and none can be started; the message says what is missing.
#[must_use]
pub fn server_url() -> &'static str {
    static URL: OnceLock<String> = OnceLock::new();
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    URL.get_or_init(|| match std::env::var("LARIS_TEST_POSTGRES_URL") {
        Ok(url) if !url.is_empty() => url,
        _ => {
            let cluster = Cluster::start(Durability::Off).unwrap_or_else(|error| panic!("no PostgreSQL for the tests: {error:#}"));
            // A static is never dropped; the cluster's keeper sees this process end.
            CLUSTER.get_or_init(|| cluster).url().to_owned()
        }
    })
}

/// The same server's address with another database: `postgres://user@host/old?x=y` to `…/new?x=y`.
#[must_use]
pub fn with_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let start = address.find("://").map_or(0, |at| at + 3);
    let host = address[start..].find('/').map_or(address, |slash| &address[..start + slash]);
    query.map_or_else(|| format!("{host}/{database}"), |query| format!("{host}/{database}?{query}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn addresses_change_their_database() {
        for (url, expected) in [
            ("postgres://u@h:5432/a", "postgres://u@h:5432/b"),
            ("postgres://u@h:5432", "postgres://u@h:5432/b"),
            ("postgres://u@%2Ftmp%2Fx/a?connect_timeout=3", "postgres://u@%2Ftmp%2Fx/b?connect_timeout=3"),
        ] {
            assert_eq!(with_database(url, "b"), expected);
        }
    }
}

//! The kit's own promises.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed expectation is a failed test")]

use testkit::{both, morning};

#[test]
fn a_body_runs_on_both_databases() {
    let kinds = std::sync::Mutex::new(Vec::new());
    both(async |house| {
        assert_eq!(house.now(), morning());
        kinds.lock().unwrap().push(house.db.kind());
    });
    assert_eq!(*kinds.lock().unwrap(), ["sqlite", "postgresql"]);
}

#[test]
#[should_panic(expected = "the test failed on PostgreSQL")]
fn a_failure_names_its_database() {
    both(async |house| assert_eq!(house.db.kind(), "sqlite"));
}

//! The browser tests alone.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed expectation is a failed test")]
use ::jobs as _;
use ::ledger as _;
use ::registry as _;
use market as _;
use providers as _;
use web as _;
#[path = "it/browser/mod.rs"]
mod browser;
#[path = "it/town.rs"]
mod town;

//! The one integration binary: what only holds when every crate is linked, and what crosses them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed expectation is a failed test")]

// Linked for their registered statements, also where no test names them.
use ::jobs as _;
use ::ledger as _;
use ::registry as _;
use market as _;
use providers as _;
use sandbox as _;
use simulation as _;
use web as _;

mod api;
mod audit_chain;
mod baskets;
mod browser;
mod catalogue;
mod goods;
mod jobs;
mod ledger;
mod market_run;
mod operation;
mod payments;
mod payouts;
mod printed;
mod privacy;
mod reconcile;
mod registry;
mod returns;
mod rights;
mod safety;
mod schema;
mod search_engines;
mod second_factor;
mod seed;
mod settlement;
mod sign_in_limits;
mod simulate;
mod statements;
mod storage;
mod town;
mod trade;

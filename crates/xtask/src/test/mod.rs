//! `cargo xtask test`: sets up what the tests need, then runs everything and says how it went.

mod install;
mod postgres;
mod suite;

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::{prove, shell, tidy};

pub use postgres::{Durability, Postgres};

/// How much is run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Everything, after installing what is missing.
    Full,
    /// Tidy, format and tests, with what is there.
    Quick,
}

/// What is checked before the tests, with the arguments of cargo.
const CHECKS: &[(&str, Depth, &[&str])] = &[
    ("format", Depth::Quick, &["fmt", "--all", "--check"]),
    ("clippy", Depth::Full, &["clippy", "--quiet", "--workspace", "--all-targets", "--features=testkit/browser", "--", "-D", "warnings"]),
    ("docs", Depth::Full, &["doc", "--quiet", "--workspace", "--no-deps", "--document-private-items"]),
];

/// Runs all steps, also after one failed, and ends with the line `N passed, N failed`.
///
/// The sum is over all test binaries; a failed check counts as one failed test.
pub fn run(depth: Depth) -> Result<()> {
    if depth == Depth::Full {
        install::missing()?;
    }
    let mut failed = Vec::new();
    step("tidy", &mut failed, tidy::run);
    for (name, needs, arguments) in CHECKS {
        if *needs == Depth::Quick || depth == Depth::Full {
            step(name, &mut failed, || shell::run(shell::cargo(arguments).env("RUSTDOCFLAGS", "-D warnings")));
        }
    }
    let mut tally = suite::Tally::default();
    step("tests", &mut failed, || suite::run(&mut tally));
    if depth == Depth::Full {
        step("proofs", &mut failed, prove::short);
    }
    let failures = tally.failed + failed.len();
    println!();
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("{} passed, {failures} failed", tally.passed);
    ensure!(failures == 0, "something failed, see above");
    Ok(())
}

fn step(name: &'static str, failed: &mut Vec<&'static str>, work: impl FnOnce() -> Result<()>) {
    println!("== {name}");
    let started = Instant::now();
    let outcome = work();
    let seconds = started.elapsed().as_secs();
    match outcome {
        Ok(()) => println!("== {name}: done in {seconds} s"),
        Err(error) => {
            println!("== {name}: failed after {seconds} s: {error:#}");
            failed.push(name);
        }
    }
}

//! The tests themselves: plain `cargo test`, its output shown as it comes, its results added up.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use super::{Durability, Postgres};
use crate::shell;

/// The variable that names a server for testkit.
const SERVER: &str = "LARIS_TEST_POSTGRES_URL";

/// How many tests went well and how many did not.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    /// Adds a line such as `test result: ok. 23 passed; 0 failed; …`; other lines add nothing.
    fn add(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        let number = |word: &str| {
            let before = result.split(word).next()?;
            before.split_whitespace().last()?.parse::<usize>().ok()
        };
        self.passed += number(" passed;").unwrap_or(0);
        self.failed += number(" failed;").unwrap_or(0);
    }
}

/// Runs all tests of the workspace against one server and adds them to the tally; fails when a binary did not build or
/// ended without a result. A server that the environment names is used instead of one of our own.
pub fn run(tally: &mut Tally) -> Result<()> {
    let everything = ["test", "--workspace", "--features=testkit/browser", "--no-fail-fast"];
    let own = if std::env::var_os(SERVER).is_some() { None } else { Some(Postgres::start(Durability::Off)?) };
    let mut command = shell::cargo(&everything);
    if let Some(server) = &own {
        command.env(SERVER, server.url());
    }
    let mut tests = command.stdout(Stdio::piped()).spawn().context("start cargo test")?;
    for line in BufReader::new(tests.stdout.take().context("the tests' output")?).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        tally.add(&line);
    }
    let status = tests.wait()?;
    drop(own);
    ensure!(status.success() || tally.failed > 0, "a test binary did not build or did not end");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_are_added() {
        let mut tally = Tally::default();
        for line in [
            "running 3 tests",
            "test result: ok. 23 passed; 0 failed; 0 ignored; 0 measured; 6 filtered out; finished in 2.13s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 16.43s",
        ] {
            tally.add(line);
        }
        assert_eq!(tally, Tally { passed: 25, failed: 1 });
    }
}

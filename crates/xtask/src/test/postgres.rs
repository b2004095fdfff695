//! One PostgreSQL cluster for all test processes, held by testkit's program until we let go of its input.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::shell;

/// Whether commits wait for the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// For tests.
    Off,
    /// For benchmarks.
    On,
}

/// A running cluster; ends when dropped, and also when this process is killed.
pub struct Postgres {
    holder: Child,
    url: String,
}

impl Postgres {
    /// Builds testkit's program where that was not done, and starts it.
    pub fn start(durability: Durability) -> Result<Self> {
        // With the tests' features, so that nothing is built twice.
        let features = ["--quiet", "--package=testkit", "--features=testkit/browser", "--bin=laris-test-postgres"];
        let mut command = shell::cargo(&[&["run"], features.as_slice(), &["--"]].concat());
        if durability == Durability::On {
            command.arg("--durable");
        }
        let mut holder = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("start the test server")?;
        let mut url = String::new();
        BufReader::new(holder.stdout.take().context("the test server's output")?).read_line(&mut url)?;
        let url = url.trim().to_owned();
        ensure!(url.starts_with("postgres://"), "PostgreSQL did not start, see above");
        Ok(Self { holder, url })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        // One that has ended already needs no end.
        let _ = self.holder.wait();
    }
}

//! `laris serve` as a process of its own, started, asked and stopped as an administrator would.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use laris::cli::Place;

use crate::client::Client;

/// A running server; dropping it kills it.
pub struct Server {
    child: Child,
    /// `127.0.0.1:port`.
    pub address: String,
    /// From its start to its first answer.
    pub answered: Duration,
}

impl Server {
    /// Starts it and waits for its first answer.
    pub async fn start(binary: &Path, place: &Place) -> anyhow::Result<Self> {
        let begun = Instant::now();
        let mut command = Command::new(binary);
        command.arg("serve").args(["--host", "127.0.0.1", "--port", "0"]).arg("--data").arg(&place.data);
        if let Some(url) = &place.database_url {
            command.args(["--database-url", url]);
        }
        let child = command.env("LARIS_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut server = Self {
            child: child.with_context(|| format!("{} does not start", binary.display()))?,
            address: String::new(),
            answered: Duration::ZERO,
        };
        server.address = address(&mut server.child).context("the server did not say where it listens")?;
        Client::connect(&server.address).await?.get("/", "").await?;
        server.answered = begun.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, as `kill -9` does, and waits until it is gone.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Tells it to stop, waits until it has, and gives how long that took.
    pub fn stop(mut self) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        Command::new("kill").arg(self.pid().to_string()).status().context("tell the server to stop")?;
        let status = self.child.wait()?;
        anyhow::ensure!(status.success(), "the server ended with {status}");
        Ok(begun.elapsed())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that was stopped is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What stands behind `http://` in one of its first lines.
fn address(child: &mut Child) -> Option<String> {
    let mut lines = BufReader::new(child.stdout.take()?).lines();
    let found = lines.by_ref().map_while(Result::ok).find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()));
    // Whatever it says later is read, so that it never waits for us.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
    found
}

/// The server's binary beside this program: `target/release/bench` and `target/release/laris`.
pub fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let binary = own.parent().map(|folder| folder.join("laris")).filter(|file| file.is_file());
    binary.context("the server's binary is not built: `cargo build --release`, or name it with --laris")
}

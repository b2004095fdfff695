//! One PostgreSQL cluster in a temporary folder, reached through a Unix socket, ended by its keeper.
//!
//! The keeper is a shell that waits for the end of its input, a pipe this process holds: however the process ends,
//! also by a crash, the pipe closes, and the keeper stops the server and removes the folder.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use super::lock::Lock;
use super::programs::{Account, programs};

/// How long a start may take.
const START_MAX: Duration = Duration::from_secs(60);

/// Arguments: the folder, then the server's command line. A line it reads is the signal after which it starts the server anew.
/// SIGINT is PostgreSQL's fast shutdown.
const KEEPER: &str = r#"folder="$1"; shift
begin() { "$@" >>"$folder/log" 2>&1 </dev/null & server=$!; }
begin "$@"
while read -r signal; do
  kill "-$signal" "$server" 2>/dev/null
  wait "$server"
  begin "$@"
done
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$folder""#;

/// Whether commits wait for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// For tests: a crash of the machine may lose everything.
    Off,
    /// For benchmarks: as in production.
    On,
}

/// How a server ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// In order; running transactions are rolled back.
    Fast,
    /// At once, as when its machine loses power; the next start recovers from its log.
    Crash,
}

/// A running cluster; dropping it stops the server and removes its data.
#[derive(Debug)]
pub struct Cluster {
    keeper: Child,
    folder: PathBuf,
    url: String,
}

impl Cluster {
    /// Makes a cluster (UTF-8, C collation) and starts it.
    ///
    /// # Errors
    /// When the programs are missing or do not start, with what they said.
    pub fn start(durability: Durability) -> Result<Self> {
        Self::start_with(durability, None)
    }

    /// The same, with a network address that speaks TLS only.
    ///
    /// # Errors
    /// When the programs are missing or do not start, with what they said.
    pub fn encrypted(lock: &Lock) -> Result<Self> {
        Self::start_with(Durability::Off, Some(lock))
    }

    fn start_with(durability: Durability, lock: Option<&Lock>) -> Result<Self> {
        let bin = programs()?;
        let account = Account::needed()?;
        let folder = tempfile::Builder::new().prefix("laris-pg-").tempdir()?;
        if let Some(account) = account {
            std::os::unix::fs::chown(folder.path(), Some(account.user), Some(account.group))?;
        }
        make(&bin, folder.path(), account)?;
        if let Some(lock) = lock {
            lock.fit(&folder.path().join("data"), account)?;
        }
        // From here on the keeper removes it.
        let folder = folder.keep();
        let keeper = keep(&bin, &folder, account, (durability, lock))?;
        let url = match lock {
            None => format!("postgres://laris@{}:5432/postgres", folder.to_string_lossy().replace('/', "%2F")),
            Some(lock) => format!("postgres://laris@localhost:{}/postgres", lock.port),
        };
        let cluster = Self { keeper, folder, url };
        cluster.wait_until_ready()?;
        Ok(cluster)
    }

    /// `postgres://…/postgres`
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its Unix socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    /// Ends the server and starts it again, on the same data; every connection breaks.
    ///
    /// # Errors
    /// When it does not come back.
    pub fn restart(&mut self, stop: Stop) -> Result<()> {
        let before = self.process().context("the server is not running")?;
        let signal = match stop {
            Stop::Fast => "INT",
            Stop::Crash => "QUIT",
        };
        writeln!(self.keeper.stdin.as_mut().context("the keeper has no ear")?, "{signal}")?;
        let asked = Instant::now();
        while self.process().is_none_or(|now| now == before) || !self.is_ready() {
            ensure!(asked.elapsed() < START_MAX, "PostgreSQL did not come back after {} s", START_MAX.as_secs());
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// The number of its first process.
    fn process(&self) -> Option<u32> {
        self.lock_line(0)?.parse().ok()
    }

    fn is_ready(&self) -> bool {
        self.lock_line(7).is_some_and(|state| state == "ready")
    }

    /// A line of the lock file that the server keeps while it runs.
    fn lock_line(&self, number: usize) -> Option<String> {
        let lock = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        lock.lines().nth(number).map(|line| line.trim().to_owned())
    }

    fn wait_until_ready(&self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < START_MAX {
            if self.is_ready() {
                return Ok(());
            }
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            ensure!(!log.contains("FATAL"), "PostgreSQL did not start: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("PostgreSQL was not ready after {} s", START_MAX.as_secs())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // A keeper that is gone has nothing left to stop.
        let _ = self.keeper.wait();
    }
}

/// Prepares a command to run in `folder` as `account`.
fn command(program: &Path, folder: &Path, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("LC_ALL", "C");
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    command
}

fn make(bin: &Path, folder: &Path, account: Option<Account>) -> Result<()> {
    let output = command(&bin.join("initdb"), folder, account)
        .args(["--username=laris", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions", "--pgdata"])
        .arg(folder.join("data"))
        .output()
        .context("run initdb")?;
    ensure!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn keep(bin: &Path, folder: &Path, account: Option<Account>, (durability, lock): (Durability, Option<&Lock>)) -> Result<Child> {
    let mut keeper = command(Path::new("/bin/sh"), folder, account);
    keeper.args(["-c", KEEPER, "laris-pg-keeper"]).arg(folder).arg(bin.join("postgres"));
    keeper.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    match lock {
        None => keeper.args(["-c", "listen_addresses="]),
        Some(lock) => keeper.args(["-c", "listen_addresses=localhost", "-c", &format!("port={}", lock.port), "-c", "ssl=on"]),
    };
    for setting in ["max_connections=300", "shared_buffers=128MB", "jit=off", "timezone=UTC"] {
        keeper.args(["-c", setting]);
    }
    if durability == Durability::Off {
        for setting in ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "deadlock_timeout=200ms"] {
            keeper.args(["-c", setting]);
        }
    }
    // A group of its own: an interrupt from the keyboard ends the tests first, then the keeper does its work.
    keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    keeper.spawn().context("start PostgreSQL's keeper")
}

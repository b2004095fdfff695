//! The processes behind a browser: `chromedriver`, Chromium, and the keeper that ends both.
//!
//! As with PostgreSQL the keeper waits for the end of a pipe that this process holds, so a crashed test leaves no browser.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long the driver may take to answer.
const START_MAX: Duration = Duration::from_secs(30);

/// Arguments: the folder, then the driver's command line. The driver and its browser share a session of their own.
const KEEPER: &str = r#"folder="$1"; shift
setsid "$@" </dev/null &
driver=$!
exec >/dev/null
read -r _
kill -KILL "-$driver" 2>/dev/null
wait "$driver" 2>/dev/null
rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }"#;

/// A running `chromedriver` on a free port.
#[derive(Debug)]
pub(super) struct Driver {
    /// Its input is the pipe: closed when this is dropped.
    _keeper: Child,
    chromium: PathBuf,
    profile: PathBuf,
    url: String,
}

impl Driver {
    pub(super) async fn start() -> Result<Self> {
        let chromium = find(&["chromium", "chromium-browser", "google-chrome"])
            .context("Chromium is not installed; on Debian: apt-get install chromium")?;
        let program = find(&["chromedriver"]).context("chromedriver is not installed; on Debian: apt-get install chromium-driver")?;
        let folder = tempfile::Builder::new().prefix("laris-browser-").tempdir()?.keep();
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "laris-browser-keeper"]).arg(&folder).arg(program).arg("--port=0");
        // What the browser writes for itself lands in the folder, too.
        keeper.env("HOME", &folder).env("TMPDIR", &folder);
        keeper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut keeper = keeper.spawn().context("start chromedriver's keeper")?;
        let output = keeper.stdout.take().context("the driver's output")?;
        let port = tokio::time::timeout(START_MAX, port(BufReader::new(output))).await.context("chromedriver does not answer")??;
        let profile = folder.join("profile");
        Ok(Self { _keeper: keeper, chromium, profile, url: format!("http://127.0.0.1:{port}") })
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn chromium(&self) -> String {
        self.chromium.to_string_lossy().into_owned()
    }

    /// Chromium's command line: no window, no sandbox (tests may run as root), no calls to its maker.
    pub(super) fn arguments(&self) -> Vec<String> {
        let fixed = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--hide-scrollbars",
            "--lang=id",
        ];
        let profile = format!("--user-data-dir={}", self.profile.display());
        fixed.into_iter().map(str::to_owned).chain([profile]).collect()
    }
}

fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file()))
}

/// Reads `ChromeDriver was started successfully on port 41234.`
async fn port(output: BufReader<impl tokio::io::AsyncRead + Unpin>) -> Result<u16> {
    let mut lines = output.lines();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return Ok(port.trim_end_matches('.').parse()?);
        }
    }
    anyhow::bail!("chromedriver ended at once")
}

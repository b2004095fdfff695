//! Installs what the tests need beside Rust and a C compiler, where this user may.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// A need: Debian's package, and how to tell that it is there.
type Need = (&'static str, fn() -> bool);

const NEEDS: &[Need] = &[
    ("postgresql", has_postgres),
    ("chromium", || ["chromium", "chromium-browser", "google-chrome"].iter().any(|name| shell::program(name).is_some())),
    ("chromium-driver", || shell::program("chromedriver").is_some()),
];

/// Installs what is missing with apt-get; fails with a clear message where that is not possible.
pub fn missing() -> Result<()> {
    let packages: Vec<&str> = NEEDS.iter().filter(|(_, is_there)| !is_there()).map(|(package, _)| *package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    println!("== installing {}", packages.join(", "));
    let by_hand = format!("the tests need these packages: apt-get install {}", packages.join(" "));
    let Some(prefix) = privilege() else { bail!("{by_hand}\n(this user may not: neither root nor sudo without a password)") };
    if shell::program("apt-get").is_none() {
        bail!("{by_hand}\n(there is no apt-get here: install them in your system's way)");
    }
    apt(prefix, &["update", "-q"]).context("apt-get update")?;
    apt(prefix, &[&["install", "-q", "-y", "--no-install-recommends"], packages.as_slice()].concat()).context(by_hand.clone())?;
    match NEEDS.iter().find(|(_, is_there)| !is_there()) {
        Some((package, _)) => bail!("{package} was installed, but its programs are not found\n{by_hand}"),
        None => Ok(()),
    }
}

/// What to put before a command that needs root.
fn privilege() -> Option<&'static [&'static str]> {
    if shell::output(Command::new("id").arg("-u")).is_ok_and(|user| user == "0") {
        return Some(&[]);
    }
    shell::output(Command::new("sudo").args(["-n", "true"])).is_ok().then_some(&["sudo", "-n"])
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Result<()> {
    let words: Vec<&str> = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], arguments].concat();
    shell::run(Command::new(words[0]).args(&words[1..]))
}

/// As `testkit::postgres::programs` looks for them.
fn has_postgres() -> bool {
    let packaged = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut packaged = packaged.map(|version| version.path().join("bin/initdb"));
    (shell::program("initdb").is_some() && shell::program("postgres").is_some()) || packaged.any(|initdb| initdb.is_file())
}

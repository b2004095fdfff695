//! Programs of others that look at ours: fetched once, from npm and PyPI, in the versions named here, into `target/tools`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::shell;

/// Rules for accessible pages; MPL-2.0, fetched and never shipped.
const AXE: &str = "axe-core@4.14.1";
/// Scores of pages; Apache-2.0.
const LIGHTHOUSE: &str = "lighthouse@12.8.2";
/// Asks an API what its document allows; MIT.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";

/// axe-core's `axe.min.js`.
pub fn axe() -> Result<PathBuf> {
    node(AXE, "node_modules/axe-core/axe.min.js")
}

/// Lighthouse's program.
pub fn lighthouse() -> Result<PathBuf> {
    node(LIGHTHOUSE, "node_modules/.bin/lighthouse")
}

/// Schemathesis' program.
pub fn schemathesis() -> Result<PathBuf> {
    let folder = folder("python", SCHEMATHESIS)?;
    let program = folder.join("bin/schemathesis");
    if !program.is_file() {
        let python = shell::program("python3").context("python3 is not installed; on Debian: apt-get install python3-venv")?;
        shell::run(Command::new(python).args(["-m", "venv"]).arg(&folder))?;
        shell::run(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS]))?;
    }
    ensure!(program.is_file(), "{SCHEMATHESIS} was installed, but its program is not there");
    Ok(program)
}

fn node(package: &str, file: &str) -> Result<PathBuf> {
    let folder = folder("node", package)?;
    let wanted = folder.join(file);
    if !wanted.is_file() {
        let npm = shell::program("npm").context("npm is not installed; on Debian: apt-get install npm")?;
        let mut command = Command::new(npm);
        command.current_dir(&folder).args(["install", "--silent", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", package]);
        shell::run(&mut command).with_context(|| format!("{package} cannot be fetched from npm"))?;
    }
    ensure!(wanted.is_file(), "{package} was installed, but {file} is not there");
    Ok(wanted)
}

/// A folder for one version of one package, so that a newer one is fetched anew.
fn folder(kind: &str, package: &str) -> Result<PathBuf> {
    let name: String = package.chars().map(|sign| if sign.is_alphanumeric() || sign == '.' { sign } else { '-' }).collect();
    let folder = shell::target().join("tools").join(kind).join(name);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

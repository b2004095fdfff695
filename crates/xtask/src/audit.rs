//! `cargo xtask audit`: known vulnerabilities of the packages in the lock file, by whatever checker is installed.
//!
//! It needs the network for the advisory database, so it is no part of `tidy` and `test`. A checker that is missing, or a database that
//! cannot be fetched, is said and is a failure: silence must not look like a clean bill.

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell;

/// Checkers in the order in which they are tried: program, and its arguments after `cargo`.
const CHECKERS: &[(&str, &[&str])] = &[
    ("cargo-deny", &["deny", "--all-features", "check", "advisories", "bans", "sources"]),
    ("cargo-audit", &["audit", "--deny", "warnings"]),
];

/// What came of a checker.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Clean,
    Found,
    /// It could not look: the database could not be fetched.
    Blind,
}

/// Runs the first checker that is installed.
pub fn run() -> Result<()> {
    let Some((program, arguments)) = CHECKERS.iter().find(|(program, _)| shell::program(program).is_some()) else {
        bail!(
            "audit: NOT DONE: neither cargo-deny nor cargo-audit is installed, so nobody looked for known vulnerabilities. \
             Install one: cargo install --locked cargo-deny"
        );
    };
    let mut command = shell::cargo(arguments);
    let (said, is_clean) = output(&mut command)?;
    eprint!("{said}");
    match judge(is_clean, &said) {
        Outcome::Clean => println!("audit: {program} found nothing"),
        Outcome::Found => bail!("audit: {program} found something; docs/SECURITY.md says how soon it is mended"),
        Outcome::Blind => bail!("audit: NOT DONE: {program} could not fetch the advisory database; try where github.com is reachable"),
    }
    Ok(())
}

fn output(command: &mut Command) -> Result<(String, bool)> {
    let output = command.output().with_context(|| format!("start {}", command.get_program().to_string_lossy()))?;
    let said = [output.stdout, output.stderr].concat();
    Ok((String::from_utf8_lossy(&said).into_owned(), output.status.success()))
}

fn judge(is_clean: bool, said: &str) -> Outcome {
    // As cargo-audit and cargo-deny say it when the network or the repository is away.
    const BLIND: [&str; 4] = [
        "failed to fetch advisory database",
        "couldn't fetch advisory database",
        "failed to load advisory database",
        "error loading advisory database",
    ];
    let said = said.to_lowercase();
    match is_clean {
        true => Outcome::Clean,
        false if BLIND.iter().any(|words| said.contains(words)) => Outcome::Blind,
        false => Outcome::Found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checker_that_could_not_look_found_nothing_and_is_not_clean() {
        for (is_clean, said, expected) in [
            (true, "advisories ok", Outcome::Clean),
            (false, "error: couldn't fetch advisory database: git operation failed", Outcome::Blind),
            (false, "2026-11-22 [ERROR] failed to fetch advisory database https://github.com/RustSec/advisory-db", Outcome::Blind),
            (false, "error[vulnerability]: Use after free", Outcome::Found),
            (false, "", Outcome::Found),
        ] {
            assert_eq!(judge(is_clean, said), expected, "{said}");
        }
    }
}

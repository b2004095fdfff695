//! `cargo xtask prove`: builds for release, fetches what others' tools are needed, proves, and writes the dated page.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{shell, tools};

/// What can be proved, and what it is.
const PROOFS: &[(&str, &str)] = &[
    ("crash", "kill -9 at random moments under load, on both databases"),
    ("outage", "PostgreSQL cut off, restarted and crashed under load"),
    ("payments", "10,000 payments told of badly, the server killed ten times; three sets of books agree"),
    ("rush", "200 buyers for 50 pieces"),
    ("copies", "a backup under load, restored; from SQLite to PostgreSQL and back"),
    ("simulation", "many seeds of market days with faults, without a violation"),
    ("sabotage", "rules broken on purpose, each found"),
    ("contract", "Schemathesis against the OpenAPI document"),
    ("axe", "axe-core on every page"),
    ("lighthouse", "Lighthouse on the pages a buyer sees first"),
];

/// Options of the proving program that take a value.
const VALUED: &[&str] = &["--kills", "--outages", "--payments", "--payment-kills", "--seeds", "--days", "--orders", "--examples"];

/// Proves all, or what is named; what begins with `--` goes to the proving program (`--kills 5`). All together make a page.
pub fn run(arguments: &[&str]) -> Result<()> {
    let names = names(arguments)?;
    let wants = |name: &str| names.is_empty() || names.contains(&name);
    build(wants("axe"))?;
    let mut command = Command::new(release("prove"));
    command.current_dir(shell::root());
    for argument in arguments {
        if names.contains(argument) {
            command.arg("--only");
        }
        command.arg(argument);
    }
    if wants("contract") {
        command.arg("--schemathesis").arg(tools::schemathesis()?);
    }
    if wants("lighthouse") {
        command.arg("--lighthouse").arg(tools::lighthouse()?);
    }
    if wants("axe") {
        command.arg("--axe").arg(tools::axe()?).arg("--tour").arg(release("examples/screenshots"));
    }
    let date = shell::output(Command::new("date").arg("+%Y-%m-%d"))?;
    let commit = shell::output(Command::new("git").current_dir(shell::root()).args(["rev-parse", "--short", "HEAD"]))?;
    command.args(["--date", &date, "--commit", &commit]).stderr(Stdio::inherit());
    let output = command.output().context("the proving program does not start")?;
    let page = String::from_utf8(output.stdout)?;
    if names.is_empty() {
        let file = shell::root().join(format!("docs/proofs/{date}.md"));
        std::fs::create_dir_all(file.with_file_name(""))?;
        std::fs::write(&file, page)?;
        println!("written: {}", file.display());
    } else {
        println!("{page}");
    }
    if output.status.success() { Ok(()) } else { bail!("there were faults, see the page") }
}

fn build(has_tour: bool) -> Result<()> {
    shell::run(&mut shell::cargo(&["build", "--release", "--quiet", "--package=laris", "--package=proof", "--bins"]))?;
    if has_tour {
        shell::run(&mut shell::cargo(&["build", "--release", "--quiet", "--package=laris", "--example=screenshots"]))?;
    }
    Ok(())
}

fn release(program: &str) -> PathBuf {
    shell::target().join("release").join(program)
}

/// A short form of each proof, on the debug build, for `cargo xtask test`; the simulation's is among the tests.
pub fn short() -> Result<()> {
    let debug = shell::target().join("debug");
    shell::run(&mut shell::cargo(&["build", "--quiet", "--package=laris", "--package=proof", "--bins", "--features=testkit/browser"]))?;
    shell::run(&mut shell::cargo(&["build", "--quiet", "--package=laris", "--example=screenshots", "--features=testkit/browser"]))?;
    let mut command = Command::new(debug.join("prove"));
    command.current_dir(shell::root()).args([
        "--kills",
        "3",
        "--outages",
        "8",
        "--payments",
        "300",
        "--payment-kills",
        "2",
        "--examples",
        "3",
        "--phases",
        "fuzzing",
        "--history-days",
        "7",
        "--untimed",
    ]);
    for name in ["crash", "outage", "payments", "rush", "copies", "contract", "axe", "lighthouse"] {
        command.args(["--only", name]);
    }
    command.arg("--schemathesis").arg(tools::schemathesis()?).arg("--lighthouse").arg(tools::lighthouse()?);
    command.arg("--axe").arg(tools::axe()?).arg("--tour").arg(debug.join("examples/screenshots"));
    for page in ["home", "product", "basket", "board"] {
        command.args(["--page", page]);
    }
    shell::run(command.stdout(Stdio::null()))
}

/// The proofs that are named.
fn names<'a>(arguments: &[&'a str]) -> Result<Vec<&'a str>> {
    let (mut names, mut is_value) = (Vec::new(), false);
    for argument in arguments {
        if is_value || argument.starts_with("--") {
            is_value = !is_value && VALUED.contains(argument);
        } else if PROOFS.iter().any(|(name, _)| name == argument) {
            names.push(*argument);
        } else {
            let known: Vec<String> = PROOFS.iter().map(|(name, what)| format!("  {name:<12} {what}")).collect();
            bail!("no proof {argument}; there is:\n{}", known.join("\n"));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_told_from_options() {
        for (given, expected) in [
            (vec![], Some(vec![])),
            (vec!["crash", "--kills", "3"], Some(vec!["crash"])),
            (vec!["--kills=3", "outage", "axe"], Some(vec!["outage", "axe"])),
            (vec!["nothing"], None),
        ] {
            assert_eq!(names(&given).ok(), expected, "{given:?}");
        }
    }
}

//! `cargo xtask bench`: builds for release, then measures.
//!
//! The measuring program names the machine and the versions itself, since a figure without them is worth nothing. It also
//! starts and stops its PostgreSQL cluster, with fsync on.

use anyhow::{Result, bail};

use crate::shell;

/// What can be measured, and what it is.
const BENCHES: &[(&str, &str)] = &[
    ("seed", "making the demonstration city"),
    ("place_order", "the service in process: five lines over three stalls, 1, 16 and 64 callers, and all for one slot"),
    ("search", "search in process"),
    ("qris", "a payment code read, made and drawn"),
    ("curve", "what an order costs after 10,000 to 1,000,000 (half an hour, only when named)"),
    ("callbacks", "an acquirer tells of payments: verified, kept, asked about and booked, in process"),
    ("reconcile", "a day of 100,000 payments compared with its statement"),
    ("start", "from the start of the server to its first answer"),
    ("pages", "home, market, product, lists and search over HTTP"),
    ("checkout", "quote, windows, order, read back over HTTP"),
    ("memory", "of the server, idle and after load"),
    ("payouts", "a batch of 5,000 traders: prepared, approved, filed, answered"),
];

/// Options of the measuring program that take a value.
const VALUED: &[&str] = &["--seconds", "--database", "--laris", "--orders"];

/// Runs the named benchmarks, or all; what begins with `--` goes to the measuring program (`--seconds 3`, `--json`).
pub fn run(arguments: &[&str]) -> Result<()> {
    let chosen = chosen(arguments)?;
    // The server is measured too, so both are built, with one set of features.
    shell::run(&mut shell::cargo(&["build", "--release", "--quiet", "--package=laris", "--package=proof", "--bins"]))?;
    let mut command = shell::cargo(&["run", "--release", "--quiet", "--package=proof", "--bin=bench", "--"]);
    shell::run(command.args(chosen))
}

/// The measuring program's own arguments: each name becomes `--only name`.
fn chosen<'a>(arguments: &[&'a str]) -> Result<Vec<&'a str>> {
    let (mut chosen, mut is_value) = (Vec::new(), false);
    for argument in arguments {
        if is_value || argument.starts_with("--") {
            is_value = !is_value && (VALUED.contains(argument) || *argument == "--only");
        } else if BENCHES.iter().any(|(name, _)| name == argument) {
            chosen.push("--only");
        } else {
            let known: Vec<String> = BENCHES.iter().map(|(name, what)| format!("  {name:<12} {what}")).collect();
            bail!("no benchmark {argument}; there is:\n{}", known.join("\n"));
        }
        chosen.push(*argument);
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn names_are_told_from_options() {
        for (given, expected) in [
            (vec![], Some(vec![])),
            (vec!["search"], Some(vec!["--only", "search"])),
            (vec!["--seconds", "3", "--json", "pages"], Some(vec!["--seconds", "3", "--json", "--only", "pages"])),
            (vec!["--only", "pages", "seed"], Some(vec!["--only", "pages", "--only", "seed"])),
            (vec!["--database=sqlite", "memory"], Some(vec!["--database=sqlite", "--only", "memory"])),
            (vec!["nothing"], None),
        ] {
            assert_eq!(chosen(&given).ok(), expected, "{given:?}");
        }
    }
}

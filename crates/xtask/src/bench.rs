//! `cargo xtask bench`: names the machine and the versions, then measures.
//!
//! A figure without the machine it was taken on is worth nothing, so the head is part of the output.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// A measurement, by the name it is asked for.
type Bench = (&'static str, fn() -> Result<()>);

/// What can be measured.
const BENCHES: &[Bench] = &[];

/// Runs the named benchmarks, or all.
pub fn run(names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| BENCHES.iter().all(|(known, _)| known != *name)) {
        let known: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
        bail!("no benchmark {unknown}; there is: {}", known.join(", "));
    }
    for (what, value) in machine() {
        println!("{what:<12} {value}");
    }
    for (name, bench) in BENCHES.iter().filter(|(name, _)| names.is_empty() || names.contains(name)) {
        println!("\n== {name}");
        bench()?;
    }
    Ok(())
}

fn machine() -> Vec<(&'static str, String)> {
    let says = |program: &str, arguments: &[&str]| {
        shell::output(Command::new(program).current_dir(shell::root()).args(arguments)).unwrap_or_else(|_| "unknown".into())
    };
    vec![
        ("processor", field("/proc/cpuinfo", "model name")),
        ("cores", std::thread::available_parallelism().map_or_else(|_| "unknown".into(), |cores| cores.to_string())),
        ("memory", field("/proc/meminfo", "MemTotal")),
        ("load", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned()),
        ("system", says("uname", &["-sr"])),
        ("rust", says("rustc", &["--version"])),
        ("postgresql", says("postgres", &["--version"])),
        ("commit", says("git", &["describe", "--always", "--dirty"])),
    ]
}

/// The value after `name :` in a file of `/proc`.
fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
    line.map_or_else(|| "unknown".into(), |(_, value)| value.trim().to_owned())
}

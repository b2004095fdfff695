//! The machine and the versions: a figure without them is worth nothing.

use std::process::Command;

use serde::Serialize;

/// What was measured on.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The processor's model.
    pub processor: String,
    /// Cores this program may use.
    pub cores: usize,
    /// The machine's memory.
    pub memory: String,
    /// Load of the last minutes when the run began: other work on the machine spoils figures.
    pub load: String,
    /// Kernel.
    pub system: String,
    /// Compiler.
    pub rustc: String,
    /// How the measured programs were built.
    pub build: &'static str,
}

impl Machine {
    /// This machine.
    pub fn look() -> Self {
        Self {
            processor: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory: field("/proc/meminfo", "MemTotal"),
            load: std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned(),
            system: says("uname", &["-sr"]),
            rustc: says("rustc", &["--version"]),
            build: if cfg!(debug_assertions) { "debug: these figures mean nothing" } else { "release" },
        }
    }
}

fn says(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(|_| "unknown".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The value after `name :` in a file of `/proc`.
fn field(file: &str, name: &str) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':'));
    value.map_or_else(|| "unknown".into(), |(_, value)| value.trim().to_owned())
}

//! What was proved: a page for people, dated, with everything that was not as it should be.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::machine::Machine;

/// One proof.
#[derive(Debug, Clone)]
pub struct Part {
    /// What was tried.
    pub title: String,
    /// What came of it.
    pub lines: Vec<String>,
    /// What was not as it should be.
    pub faults: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

impl Part {
    /// Tries something; that it could not be tried is a fault too.
    pub async fn of(title: &str, work: impl Future<Output = anyhow::Result<(Vec<String>, Vec<String>)>>) -> Self {
        eprintln!("== {title}");
        let begun = Instant::now();
        let (lines, faults) = work.await.unwrap_or_else(|error| (Vec::new(), vec![format!("could not be tried: {error:#}")]));
        for line in lines.iter().chain(&faults) {
            eprintln!("   {line}");
        }
        Self { title: title.to_owned(), lines, faults, took: begun.elapsed() }
    }
}

/// The whole page, in Markdown.
pub fn page(date: &str, command: &str, commit: &str, parts: &[Part]) -> String {
    let machine = Machine::look();
    let faults: usize = parts.iter().map(|part| part.faults.len()).sum();
    let verdict = if faults == 0 { "Nothing was found that should not be.".to_owned() } else { format!("**{faults} faults, see below.**") };
    let mut text = format!("# Proofs of {date}\n\n{verdict} Made by `{command}` at commit {commit}.\n\n");
    let _ = writeln!(
        text,
        "{}, {} cores, {}; {}; {}; {} build; load when this was written: {}\n",
        machine.processor, machine.cores, machine.memory, machine.system, machine.rustc, machine.build, machine.load
    );
    for part in parts {
        let _ = writeln!(text, "## {}\n\n{:.0} s, {} faults.\n", part.title, part.took.as_secs_f64(), part.faults.len());
        for line in &part.lines {
            let _ = writeln!(text, "- {line}");
        }
        for fault in &part.faults {
            let _ = writeln!(text, "- **fault:** {fault}");
        }
        text.push('\n');
    }
    text
}

//! What was measured, and how it is shown: a table for people, one object for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::database::Kind;
use crate::load::Load;
use crate::machine::Machine;

/// A run under load.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// What was asked for.
    pub what: String,
    /// On which database; none where it makes no difference.
    pub database: Option<&'static str>,
    /// How many asked at once.
    pub callers: usize,
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers came within so many milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 answers came within so many milliseconds.
    pub p99_ms: f64,
    /// The slowest, in milliseconds.
    pub worst_ms: f64,
    /// Answers counted.
    pub answers: usize,
    /// Refusals, which are no answers.
    pub refused: u64,
    /// Processor time of one answer in microseconds, by who spent it.
    pub cpu_us: BTreeMap<&'static str, f64>,
    /// What else is to be known.
    pub note: String,
}

/// A single figure.
#[derive(Debug, Clone, Serialize)]
pub struct Single {
    /// What was measured.
    pub what: String,
    /// On which database.
    pub database: Option<&'static str>,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
}

/// Everything that came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    machine: Machine,
    /// Version and durable settings of each database.
    databases: BTreeMap<&'static str, String>,
    seconds: u64,
    runs: Vec<Run>,
    singles: Vec<Single>,
    /// What was left out, and why.
    skipped: Vec<String>,
    /// Broken invariants and refusals; empty when all is well.
    faults: Vec<String>,
}

impl Report {
    /// An empty report of runs of so many seconds.
    pub fn new(seconds: u64) -> Self {
        Self {
            machine: Machine::look(),
            databases: BTreeMap::new(),
            seconds,
            runs: Vec::new(),
            singles: Vec::new(),
            skipped: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Whether no invariant was broken and nothing was refused.
    pub fn is_well(&self) -> bool {
        self.faults.is_empty()
    }

    /// Notes a database's version and settings.
    pub fn database(&mut self, kind: Kind, what: String) {
        self.databases.insert(kind.name(), what);
    }

    /// Notes a run.
    pub fn run(&mut self, what: &str, kind: Option<Kind>, load: &Load, note: String) {
        let answers = load.micros.len();
        let part =
            |percent: usize| load.micros.get((answers * percent / 100).min(answers.saturating_sub(1))).map_or(0.0, |us| *us as f64 / 1e3);
        let cpu = |spent: f64| if answers == 0 { 0.0 } else { spent * 1e6 / answers as f64 };
        let run = Run {
            what: what.to_owned(),
            database: kind.map(Kind::name),
            callers: load.callers,
            per_second: answers as f64 / load.time.as_secs_f64(),
            p50_ms: part(50),
            p99_ms: part(99),
            worst_ms: part(100),
            answers,
            refused: load.refused,
            cpu_us: load.cpu.iter().map(|(name, spent)| (*name, cpu(spent.as_secs_f64()))).collect(),
            note,
        };
        eprintln!("{}", line(&run));
        if let Some(refusal) = &load.refusal {
            self.faults.push(format!("{what}, {} callers: {} refused, the first: {refusal}", load.callers, load.refused));
        }
        self.runs.push(run);
    }

    /// Notes a single figure.
    pub fn single(&mut self, what: &str, kind: Option<Kind>, value: f64, unit: &'static str) {
        let single = Single { what: what.to_owned(), database: kind.map(Kind::name), value, unit };
        eprintln!("{}", single_line(&single));
        self.singles.push(single);
    }

    /// Notes what was left out.
    pub fn skip(&mut self, what: String) {
        eprintln!("skipped: {what}");
        self.skipped.push(what);
    }

    /// Notes what went wrong.
    pub fn fault(&mut self, what: String) {
        eprintln!("FAULT: {what}");
        self.faults.push(what);
    }

    /// Prints the table, or the object.
    pub fn show(&self, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            println!("{}", serde_json::to_string(self)?);
        } else {
            print!("{}", self.table()?);
        }
        Ok(())
    }

    fn table(&self) -> Result<String, std::fmt::Error> {
        let (mut out, machine) = (String::new(), &self.machine);
        writeln!(out, "\nprocessor    {} ({} cores), memory {}, load {}", machine.processor, machine.cores, machine.memory, machine.load)?;
        writeln!(out, "system       {}, {}, {} build, {} s a run", machine.system, machine.rustc, machine.build, self.seconds)?;
        for (name, what) in &self.databases {
            writeln!(out, "{name:<12} {what}")?;
        }
        writeln!(out, "\n{}", head())?;
        for run in &self.runs {
            writeln!(out, "{}", line(run))?;
        }
        writeln!(out)?;
        for single in &self.singles {
            writeln!(out, "{}", single_line(single))?;
        }
        for what in &self.skipped {
            writeln!(out, "skipped: {what}")?;
        }
        for what in &self.faults {
            writeln!(out, "FAULT: {what}")?;
        }
        writeln!(out, "{}", if self.is_well() { "every invariant holds, nothing was refused" } else { "not well, see above" })?;
        Ok(out)
    }
}

fn head() -> String {
    format!(
        "{:<34} {:<10} {:>7} {:>9} {:>8} {:>8} {:>8}  processor time of one answer",
        "what", "database", "callers", "per s", "p50 ms", "p99 ms", "worst ms"
    )
}

fn line(run: &Run) -> String {
    let cpu: Vec<String> = run.cpu_us.iter().map(|(name, us)| format!("{name} {us:.0} µs")).collect();
    let note = if run.note.is_empty() { String::new() } else { format!("  ({})", run.note) };
    format!(
        "{:<34} {:<10} {:>7} {:>9.0} {:>8.2} {:>8.2} {:>8.1}  {}{note}",
        run.what,
        run.database.unwrap_or("-"),
        run.callers,
        run.per_second,
        run.p50_ms,
        run.p99_ms,
        run.worst_ms,
        cpu.join(", ")
    )
}

fn single_line(single: &Single) -> String {
    format!("{:<34} {:<10} {:>9.1} {}", single.what, single.database.unwrap_or("-"), single.value, single.unit)
}

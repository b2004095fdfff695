//! What came of a run.

use std::collections::BTreeMap;

use serde::Serialize;

/// A rule that was found broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The run's seed.
    pub seed: u64,
    /// Which day of the run, from 1.
    pub day: u32,
    /// After which step.
    pub step: u64,
    /// Which rule, in a few words.
    pub rule: String,
    /// What was found and what was expected.
    pub what: String,
    /// The last events that concern the order or account, oldest first.
    pub story: Vec<String>,
    /// The command line that repeats it.
    pub command: String,
}

/// Counts of a run. But for `database`, the same seed gives the same report on every database.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Where all chance came from.
    pub seed: u64,
    /// Days that were run.
    pub days: u32,
    /// Orders that buyers tried to place on an ordinary day.
    pub orders_per_day: u32,
    /// `sqlite` or `postgresql`.
    pub database: String,
    /// Orders acknowledged to a buyer.
    pub orders_placed: u64,
    /// Of these, handed over.
    pub orders_delivered: u64,
    /// Of these, called off.
    pub orders_cancelled: u64,
    /// Of these, brought back.
    pub orders_failed: u64,
    /// Of these, still open at the end.
    pub orders_open: u64,
    /// What buyers paid for goods and delivery, in rupiah.
    pub charged_rupiah: i64,
    /// Of that, what was not paid in cash, in rupiah.
    pub paid_by_code_rupiah: i64,
    /// The same by the way in which buyers meant to pay, in rupiah.
    pub used_rupiah: BTreeMap<String, i64>,
    /// What was handed out to stalls and runners, in rupiah.
    pub paid_out_rupiah: i64,
    /// All debits less all credits of the ledger, in rupiah: zero.
    pub ledger_sum_rupiah: i64,
    /// The busiest time of a past, with its days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak: Option<String>,
    /// Acts and moments of the run; after each, what it touched was compared.
    pub steps: u64,
    /// Times the whole database was compared.
    pub whole_checks: u64,
    /// How often each fault was tried, by name.
    pub faults: BTreeMap<String, u64>,
    /// How often each refusal was given, by code.
    pub refusals: BTreeMap<String, u64>,
    /// How often each act was done, by name.
    pub acts: BTreeMap<String, u64>,
    /// Rules found broken; the run ends with the first step that breaks any.
    pub violations: Vec<Violation>,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}, {} days, {} orders a day, {}", self.seed, self.days, self.orders_per_day, self.database)?;
        writeln!(
            f,
            "orders: {} placed, {} delivered, {} cancelled, {} failed, {} open",
            self.orders_placed, self.orders_delivered, self.orders_cancelled, self.orders_failed, self.orders_open
        )?;
        writeln!(
            f,
            "money: {} charged, {} of it paid by code, {} paid out, ledger sum {}",
            kernel::Rupiah(self.charged_rupiah),
            kernel::Rupiah(self.paid_by_code_rupiah),
            kernel::Rupiah(self.paid_out_rupiah),
            self.ledger_sum_rupiah
        )?;
        let used: Vec<String> = self.used_rupiah.iter().map(|(way, used)| format!("{way} {}", kernel::Rupiah(*used))).collect();
        writeln!(f, "used for orders: {}", used.join(", "))?;
        writeln!(f, "steps: {}, the whole compared {} times", self.steps, self.whole_checks)?;
        for (title, counts) in [("faults", &self.faults), ("refusals", &self.refusals), ("acts", &self.acts)] {
            let counts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            writeln!(f, "{title}: {}", counts.join(", "))?;
        }
        for violation in &self.violations {
            writeln!(f, "\nBROKEN on day {}, step {} of seed {}: {}", violation.day, violation.step, violation.seed, violation.rule)?;
            writeln!(f, "  {}", violation.what)?;
            for line in &violation.story {
                writeln!(f, "  | {line}")?;
            }
            writeln!(f, "  again: {}", violation.command)?;
        }
        if self.violations.is_empty() { writeln!(f, "No rule was broken.") } else { Ok(()) }
    }
}

//! `laris simulate` as an administrator would run it: many seeds without a violation, and broken rules that are found.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, ensure};
use futures::{StreamExt as _, stream};
use serde_json::Value;
use simulation::Sabotage;
use tokio::process::Command;

use super::Told;

/// Runs at once: one for each core.
fn jobs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// So many seeds, so many days, so many orders a day.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// How many seeds, from 1.
    pub seeds: u64,
    /// Days of each.
    pub days: u32,
    /// Orders of each day.
    pub orders: u32,
}

/// Every seed, each in a process of its own.
pub async fn seeds(binary: &Path, span: Span) -> anyhow::Result<Told> {
    let runs = stream::iter(1..=span.seeds).map(|seed| run(binary, seed, span, None)).buffered(jobs());
    let reports: Vec<anyhow::Result<Value>> = runs.inspect(|report| eprintln!("   {}", sketch(report))).collect().await;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (seed, report) in (1..).zip(reports) {
        match report {
            Ok(report) => {
                faults.extend(violations(&report).map(|violation| format!("seed {seed}: {violation}")));
                if report["ledger_sum_rupiah"] != 0 {
                    faults.push(format!("seed {seed}: the ledger sums to {}", report["ledger_sum_rupiah"]));
                }
                lines.push(format!("seed {seed}: {}", sketch(&Ok(report))));
            }
            Err(error) => faults.push(format!("seed {seed}: {error:#}")),
        }
    }
    Ok((lines, faults))
}

/// Every rule that can be broken, broken once: each must be missed.
pub async fn sabotage(binary: &Path) -> anyhow::Result<Told> {
    let span = Span { seeds: 1, days: 3, orders: 60 };
    let runs = stream::iter(Sabotage::ALL).map(|rule| run(binary, 1, span, Some(rule))).buffered(jobs());
    let reports: Vec<anyhow::Result<Value>> = runs.collect().await;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (rule, report) in Sabotage::ALL.into_iter().zip(reports) {
        let report = report.with_context(|| rule.name().to_owned())?;
        match report["violations"].as_array().and_then(|all| all.first()) {
            Some(found) => lines.push(how_found(rule, found)),
            None => faults.push(format!("`{}` was not found", rule.name())),
        }
    }
    Ok((lines, faults))
}

/// How a broken rule showed: which rule missed it, where, and the command that shows it again.
fn how_found(rule: Sabotage, found: &Value) -> String {
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    format!(
        "`{}` was found on day {}, step {}, by the rule \"{}\": {}. Again: `{}`",
        rule.name(),
        found["day"],
        found["step"],
        text("rule"),
        text("what"),
        text("command")
    )
}

async fn run(binary: &Path, seed: u64, span: Span, rule: Option<Sabotage>) -> anyhow::Result<Value> {
    let mut command = Command::new(binary);
    command.arg("simulate").arg("--json").args(["--seed", &seed.to_string(), "--days", &span.days.to_string()]);
    command.args(["--orders-per-day", &span.orders.to_string()]);
    if let Some(rule) = rule {
        command.args(["--break", rule.name()]);
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).output().await?;
    let report: Value = serde_json::from_slice(&output.stdout).context("no report came back")?;
    let is_broken = violations(&report).next().is_some();
    ensure!(output.status.success() != is_broken, "status {} with {} violations", output.status, violations(&report).count());
    Ok(report)
}

fn violations(report: &Value) -> impl Iterator<Item = String> {
    let all = report["violations"].as_array().into_iter().flatten();
    all.map(|violation| violation.as_str().map_or_else(|| violation.to_string(), str::to_owned))
}

/// What of it was not cash, by the way in which it was paid.
fn ways(report: &Value) -> String {
    let used = report["used_rupiah"].as_object().into_iter().flatten();
    used.map(|(way, used)| format!("{way} {used}")).collect::<Vec<_>>().join(", ")
}

fn sketch(report: &anyhow::Result<Value>) -> String {
    match report {
        Err(error) => format!("{error:#}"),
        Ok(report) => format!(
            "{} placed, {} delivered, {} cancelled, Rp{} charged ({}), ledger {}, {} violations, {:.0} s",
            report["orders_placed"],
            report["orders_delivered"],
            report["orders_cancelled"],
            report["charged_rupiah"],
            ways(report),
            report["ledger_sum_rupiah"],
            violations(report).count(),
            report["seconds"].as_f64().unwrap_or_default()
        ),
    }
}

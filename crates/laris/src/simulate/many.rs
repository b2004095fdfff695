//! `laris simulate --seeds`: many runs, several at a time, each with a thread, a database and a runtime of its own.

use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Instant;

use anyhow::Context as _;
use simulation::Report;
use store::Options;

use super::{print_json, run, scratch, settings};
use crate::cli::{Seeds, SimulateOptions};

/// A run that ended, and how many seconds it took.
struct Ended {
    report: Report,
    seconds: f64,
}

/// What all runs came to.
#[derive(Default)]
struct Sum {
    runs: u64,
    orders: u64,
    steps: u64,
    broken: Vec<u64>,
}

impl Sum {
    fn add(&mut self, report: &Report) {
        self.runs += 1;
        self.orders += report.orders_placed;
        self.steps += report.steps;
        if !report.violations.is_empty() {
            self.broken.push(report.seed);
        }
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} seeds, {} orders, {} steps: ", self.runs, self.orders, self.steps)?;
        if self.broken.is_empty() { write!(f, "no rule was broken") } else { write!(f, "rules were broken with seeds {:?}", self.broken) }
    }
}

/// Runs every seed, prints each as it ends and a sum at the end; fails when any rule was found broken.
///
/// # Errors
/// The first run that could not go on; those under way end first.
pub fn simulate(wanted: &SimulateOptions, seeds: Seeds) -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let waiting = Mutex::new(seeds.first..=seeds.last);
    let (told, heard) = mpsc::channel();
    let sum = std::thread::scope(|threads| {
        for _ in 0..wanted.jobs {
            let (told, waiting) = (told.clone(), &waiting);
            threads.spawn(move || work(wanted, waiting, &told));
        }
        drop(told);
        listen(wanted, &waiting, &heard)
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    // With --json standard output has nothing but objects.
    if wanted.json {
        eprintln!("{sum} ({seconds:.1} s)")
    } else {
        println!("{sum} ({seconds:.1} s)")
    }
    Ok(if sum.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn next(waiting: &Mutex<RangeInclusive<u64>>) -> Option<u64> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).next()
}

/// Takes one seed after the other; ends when none is left or nobody listens.
fn work(wanted: &SimulateOptions, waiting: &Mutex<RangeInclusive<u64>>, told: &mpsc::Sender<anyhow::Result<Ended>>) {
    while let Some(seed) = next(waiting) {
        let ended = run_seed(wanted, seed).with_context(|| format!("the run of seed {seed} cannot go on"));
        if told.send(ended).is_err() {
            return;
        }
    }
}

fn run_seed(wanted: &SimulateOptions, seed: u64) -> anyhow::Result<Ended> {
    let begun = Instant::now();
    let folder = scratch().context("a temporary folder cannot be made")?;
    let options = Options::sqlite(folder.path().join("laris.sqlite"));
    let settings = settings(seed, wanted.days, wanted.orders_per_day, wanted.sabotage);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(run(options, settings))?;
    Ok(Ended { report, seconds: begun.elapsed().as_secs_f64() })
}

fn listen(
    wanted: &SimulateOptions,
    waiting: &Mutex<RangeInclusive<u64>>,
    heard: &mpsc::Receiver<anyhow::Result<Ended>>,
) -> anyhow::Result<Sum> {
    let mut sum = Sum::default();
    let mut failure = None;
    for ended in heard {
        match ended.and_then(|ended| print(wanted, &ended).map(|()| ended)) {
            Ok(ended) => sum.add(&ended.report),
            Err(error) => {
                failure.get_or_insert(error);
                // Nobody begins another seed.
                waiting.lock().unwrap_or_else(PoisonError::into_inner).by_ref().for_each(drop);
            }
        }
    }
    failure.map_or(Ok(sum), Err)
}

fn print(wanted: &SimulateOptions, ended: &Ended) -> anyhow::Result<()> {
    let Ended { report, seconds } = ended;
    if wanted.json {
        return print_json(report, *seconds);
    }
    let outcome = if report.violations.is_empty() { "no rule was broken" } else { "BROKEN" };
    println!("seed {:>6}: {:>6} orders, {:>8} steps, {:>7.1} s, {outcome}", report.seed, report.orders_placed, report.steps, seconds);
    if !report.violations.is_empty() {
        println!("{report}");
    }
    Ok(())
}

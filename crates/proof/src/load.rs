//! A closed load: so many callers, each asking again as soon as it was answered, for so long.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::process;

/// Before the time counts: caches fill, statements are prepared.
const WARM: Duration = Duration::from_millis(700);
/// What is prepared beforehand is prepared so many at once.
const TOGETHER_MAX: usize = 64;
/// After so many refusals in a row a caller gives up.
const REFUSALS_MAX: u32 = 20;

const WARMING: u8 = 0;
const COUNTING: u8 = 1;
const OVER: u8 = 2;

/// Somebody who asks again and again.
pub trait Caller: Send + 'static {
    /// Asks once. No two calls of a run get the same number.
    fn ask(&mut self, number: u64) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// Processes whose processor time is charged to what they did.
#[derive(Debug, Clone, Default)]
pub struct Meters {
    /// Name, process, and whether its children count too.
    pub processes: Vec<(&'static str, u32, bool)>,
    /// Name, and the name of a thread of this process.
    pub thread: Option<(&'static str, &'static str)>,
}

impl Meters {
    fn read(&self) -> Vec<(&'static str, Duration)> {
        let time = |pid, has_family| if has_family { process::cpu_of_family(pid) } else { process::cpu(pid) };
        let processes = self.processes.iter().map(|(name, pid, has_family)| (*name, time(*pid, *has_family)));
        processes.chain(self.thread.map(|(name, thread)| (name, process::cpu_of_thread(thread)))).collect()
    }
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Load {
    /// How many asked at once.
    pub callers: usize,
    /// For how long it was counted.
    pub time: Duration,
    /// Microseconds of each answer, sorted.
    pub micros: Vec<u64>,
    /// Refusals, and what the first one said.
    pub refused: u64,
    /// What the first refusal said.
    pub refusal: Option<String>,
    /// Processor time by name.
    pub cpu: Vec<(&'static str, Duration)>,
}

/// How far a run is.
struct Course {
    phase: AtomicU8,
    /// The next caller's number.
    next: AtomicU64,
    /// How many numbers there are.
    most: u64,
    used_up: Notify,
}

/// Lets all callers ask for `time`, or until `most` have asked, and gives them back with the figures.
pub async fn run<C: Caller>(callers: Vec<C>, time: Duration, most: u64, meters: &Meters) -> anyhow::Result<(Load, Vec<C>)> {
    let course = Arc::new(Course { phase: AtomicU8::new(WARMING), next: AtomicU64::new(0), most, used_up: Notify::new() });
    let tasks: Vec<_> = callers.into_iter().map(|caller| tokio::spawn(go_on(caller, Arc::clone(&course)))).collect();
    tokio::time::sleep(WARM).await;
    let before = meters.read();
    let begun = Instant::now();
    course.phase.store(COUNTING, Ordering::Relaxed);
    let _ = tokio::time::timeout(time, course.used_up.notified()).await;
    course.phase.store(OVER, Ordering::Relaxed);
    let mut load = Load { callers: tasks.len(), time: begun.elapsed(), ..Load::default() };
    load.cpu = meters.read().into_iter().zip(before).map(|((name, after), (_, before))| (name, after.saturating_sub(before))).collect();
    let mut callers = Vec::with_capacity(tasks.len());
    for task in tasks {
        let (caller, micros, refused, refusal) = task.await?;
        callers.push(caller);
        load.micros.extend(micros);
        load.refused += refused;
        load.refusal = load.refusal.or(refusal);
    }
    load.micros.sort_unstable();
    Ok((load, callers))
}

async fn go_on<C: Caller>(mut caller: C, course: Arc<Course>) -> (C, Vec<u64>, u64, Option<String>) {
    let (mut micros, mut refused, mut refusal, mut in_a_row) = (Vec::new(), 0, None, 0);
    while course.phase.load(Ordering::Relaxed) != OVER && in_a_row < REFUSALS_MAX {
        let number = course.next.fetch_add(1, Ordering::Relaxed);
        if number >= course.most {
            course.used_up.notify_one();
            break;
        }
        let begun = Instant::now();
        let outcome = caller.ask(number).await;
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        match outcome {
            Ok(()) => in_a_row = 0,
            Err(error) => {
                refused += 1;
                in_a_row += 1;
                refusal.get_or_insert_with(|| format!("{error:#}"));
                continue;
            }
        }
        if course.phase.load(Ordering::Relaxed) == COUNTING {
            micros.push(took);
        }
    }
    (caller, micros, refused, refusal)
}

/// Does the work for each item, so many at once, and gives the results in the items' order.
pub async fn together<I, T, W, F>(items: I, work: W) -> anyhow::Result<Vec<T>>
where
    I: IntoIterator,
    T: Send + 'static,
    W: Fn(I::Item) -> F,
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let (mut running, mut done) = (VecDeque::new(), Vec::new());
    for item in items {
        if running.len() >= TOGETHER_MAX
            && let Some(first) = running.pop_front()
        {
            done.push(settled(first).await?);
        }
        running.push_back(tokio::spawn(work(item)));
    }
    for rest in running {
        done.push(settled(rest).await?);
    }
    Ok(done)
}

async fn settled<T>(task: JoinHandle<anyhow::Result<T>>) -> anyhow::Result<T> {
    task.await?
}

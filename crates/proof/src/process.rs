//! What the kernel tells of processes: processor time and memory, from `/proc`.

use std::time::Duration;

/// Clock ticks a second in `/proc/*/stat`; Linux has shown this number to programs on every machine since 2.6.
const TICKS: u64 = 100;

/// The parent of a process.
pub fn parent(pid: u32) -> Option<u32> {
    stat(&format!("/proc/{pid}/stat"))?.get(1)?.parse().ok()
}

/// Processor time of one process, with that of its children that have ended.
pub fn cpu(pid: u32) -> Duration {
    ticks(&format!("/proc/{pid}/stat"), 11..15)
}

/// Processor time of a process and of all its children.
pub fn cpu_of_family(pid: u32) -> Duration {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    cpu(pid) + pids.filter(|child| parent(*child) == Some(pid)).map(cpu).sum::<Duration>()
}

/// Processor time of this process's threads of that name.
pub fn cpu_of_thread(name: &str) -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let named = tasks.filter(|task| std::fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim() == name));
    named.map(|task| ticks(&task.path().join("stat").to_string_lossy(), 11..13)).sum()
}

/// Memory of a process in megabytes (MiB): resident now, of that not backed by files, and the most there ever was.
pub fn memory(pid: u32) -> Option<[f64; 3]> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mib = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kib| kib / 1_024.0)
    };
    Some([mib("VmRSS")?, mib("RssAnon")?, mib("VmHWM")?])
}

/// Lets the most memory there ever was of this process be counted anew; none where the kernel does not let it.
pub fn forget_peak() -> Option<()> {
    std::fs::write("/proc/self/clear_refs", "5").ok()
}

/// The fields after the program's name, which may hold spaces: the state is the first.
fn stat(path: &str) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(path).ok()?;
    let (_, rest) = text.rsplit_once(") ")?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

fn ticks(path: &str, fields: std::ops::Range<usize>) -> Duration {
    let fields = stat(path).and_then(|all| all.get(fields).map(<[String]>::to_vec)).unwrap_or_default();
    let ticks: u64 = fields.iter().filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS)
}

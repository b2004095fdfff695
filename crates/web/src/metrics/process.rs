//! How this process stands: memory, live connections, connections to the database and who waits for one.

use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::app::App;

/// See the help texts.
#[derive(Debug)]
pub(super) struct Gauges {
    memory: Gauge,
    live: Gauge,
    connections: Gauge,
    connections_busy: Gauge,
    connections_awaited: Gauge,
    writes_waiting: Gauge,
}

impl Gauges {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let all = Self {
            memory: gauge("process_resident_memory_bytes", "Memory of this process"),
            live: gauge("laris_live_connections", "Pages that follow changes"),
            connections: gauge(
                "laris_database_connections",
                "Connections to the database this process may have; on SQLite those that read",
            ),
            connections_busy: gauge("laris_database_connections_busy", "Of these, in use"),
            connections_awaited: gauge("laris_database_connections_awaited", "Who waits for one; PostgreSQL only"),
            writes_waiting: gauge("laris_database_writes_waiting", "Transactions waiting for the writer; SQLite only"),
        };
        let labels = [("version", env!("CARGO_PKG_VERSION"))];
        registry.register("laris_build", "What runs", Info::new(labels));
        all
    }

    pub(super) fn refresh(&self, app: &App) {
        self.memory.set(resident_bytes().unwrap_or(0));
        self.live.set(number(app.live_places.taken()));
        let load = app.desk.house.db.load();
        self.connections.set(number(load.connections));
        self.connections_busy.set(number(load.busy));
        self.connections_awaited.set(number(load.awaited));
        self.writes_waiting.set(number(load.writes_waiting));
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Source: proc(5), `VmRSS` of /proc/self/status, in kibibytes. None on other systems.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<i64>().ok()? * 1_024)
}

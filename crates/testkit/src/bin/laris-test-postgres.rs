//! Starts a PostgreSQL cluster, prints its address, and ends it when its input closes: for `cargo xtask`.
//! `--durable` keeps fsync on, for benchmarks.

use std::io::{Read as _, Write as _};

use testkit::postgres::{Cluster, Durability};

fn main() -> anyhow::Result<()> {
    let is_durable = std::env::args().any(|argument| argument == "--durable");
    let cluster = Cluster::start(if is_durable { Durability::On } else { Durability::Off })?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", cluster.url())?;
    out.flush()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

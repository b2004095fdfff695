//! The command line. Every option may also come from the environment.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Runs a city's small-business economy: markets, orders, delivery, settlement.
#[derive(Debug, Parser)]
#[command(name = "laris", version, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `laris` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a demo city if there is none, and serve it on this machine.
    Demo(DemoOptions),
    /// Serve the city.
    Serve(ServeOptions),
    /// Bring the database's schema up to date.
    Migrate(Place),
    /// Fill an empty database with a demonstration city.
    Seed {
        /// Which city.
        city: SeedCity,
        /// Where the data lives.
        #[command(flatten)]
        place: Place,
    },
}

/// Cities that can be made.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SeedCity {
    /// Malang, East Java.
    Malang,
}

/// Where the data lives.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Folder for the SQLite file and the server's secret; made when it is not there.
    #[arg(long = "data", env = "LARIS_DATA", value_name = "DIR", default_value = "./laris-data")]
    pub data: PathBuf,
    /// A PostgreSQL server instead of the SQLite file: `postgres://user@host:5432/database`.
    #[arg(long, env = "LARIS_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,
}

/// Options of `laris demo`.
#[derive(Debug, Clone, Args)]
pub struct DemoOptions {
    /// Where the data lives.
    #[command(flatten)]
    pub place: Place,
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, env = "LARIS_PORT", default_value_t = 8080)]
    pub port: u16,
}

/// Options of `laris serve`.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    /// Where the data lives.
    #[command(flatten)]
    pub place: Place,
    /// Address to listen on.
    #[arg(long, env = "LARIS_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "LARIS_PORT", default_value_t = 8080)]
    pub port: u16,
    /// Slug of the city to serve; without it the one that was made first.
    #[arg(long, env = "LARIS_CITY", value_name = "SLUG")]
    pub city: Option<String>,
    /// Scheme and host as people see them, `https://laris.malangkota.go.id`; without it each request's own.
    #[arg(long, env = "LARIS_ORIGIN", value_name = "URL", default_value = "")]
    pub origin: String,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}

//! The command line. Every option may also come from the environment.

mod acts;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::gateways::Gateways;
use crate::history;
use crate::operation::qris::QrisOptions;

pub use acts::{AuditAct, AuditOptions, CityAct, CityOptions, UserAct, UserOptions};

/// The longest past.
const HISTORY_DAYS_MAX: i64 = 366;
/// The most seeds of one command.
const SEEDS_MAX: u64 = 100_000;

/// Runs a city's small-business economy: markets, orders, delivery, settlement.
#[derive(Debug, Parser)]
#[command(name = "laris", version, arg_required_else_help = true)]
pub struct Cli {
    /// A file with settings (TOML); what the command line or the environment says goes before it.
    #[arg(long, global = true, env = "LARIS_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to log: `info`, or by part, `warn,laris=info,web=debug`; `web=debug` writes a line for each request.
    #[arg(long, global = true, env = "LARIS_LOG", value_name = "FILTER", default_value = "warn,laris=info,simulation=info")]
    pub log: String,
    /// How log lines look: text for people, json for programs.
    #[arg(long, global = true, env = "LARIS_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// An OpenTelemetry collector's address for traces, OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`; without it none are kept.
    #[arg(long, global = true, env = "LARIS_OTLP", value_name = "URL")]
    pub otlp: Option<String>,
    /// Of how many of a hundred requests traces are kept, where the caller has not decided.
    #[arg(long, global = true, env = "LARIS_OTLP_PERCENT", value_name = "PERCENT", default_value_t = 100, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub otlp_percent: u8,
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
    Serve(Box<ServeOptions>),
    /// Bring the database's schema up to date.
    Migrate(Place),
    /// Fill an empty database with a demonstration city.
    Seed {
        /// Which city.
        city: SeedCity,
        /// Days of its past: they are made through the real services, and end yesterday.
        #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=HISTORY_DAYS_MAX))]
        history_days: u32,
        /// Where the data lives.
        #[command(flatten)]
        place: Place,
    },
    /// Write a checked backup into a new file, while serving.
    Backup(BackupOptions),
    /// Fill an empty place from a backup.
    Restore(RestoreOptions),
    /// Copy everything into an empty database of either kind, and compare row by row.
    CopyDb(CopyOptions),
    /// Look at everything that could be wrong, and say what to do; ends with status 1 when something is bad.
    Doctor(DoctorOptions),
    /// Enter stalls, sellers and goods of a market from a spreadsheet: all of it or nothing.
    Import(ImportOptions),
    /// Give people roles: the first administrator, for example.
    User(UserOptions),
    /// Show or change what the city decides for itself: times, limits, shares, banks.
    City(CityOptions),
    /// Look whether anybody changed the audit trail behind Laris's back.
    Audit(AuditOptions),
    /// Read QRIS payment codes, or put an amount into them; one payload a line comes in.
    Qris(QrisOptions),
    /// Show the settings.
    Config(ConfigOptions),
    /// Run market days with faults through the real services, on an empty database, and check every rule after every step.
    Simulate(SimulateOptions),
}

/// Options of `laris simulate`.
#[derive(Debug, Clone, Args)]
pub struct SimulateOptions {
    /// Where all chance comes from: the same seed gives the same days.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Many runs, one for each seed from the first to the last: `1..20`. Each has a temporary SQLite file of its own.
    #[arg(long, value_name = "FIRST..LAST", value_parser = parse_seeds, conflicts_with_all = ["seed", "data", "database_url"])]
    pub seeds: Option<Seeds>,
    /// Runs at the same time, with `--seeds`; each keeps one core busy.
    #[arg(long, default_value_t = 1, requires = "seeds", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: u32,
    /// Market days.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=3_660))]
    pub days: u32,
    /// Orders that buyers try to place on an ordinary day.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub orders_per_day: u32,
    /// Folder to keep the SQLite file in, which must hold no city; without it a temporary one.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// A PostgreSQL server instead, with an empty database: `postgres://user@host:5432/database`.
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// Print one JSON object instead of words; with `--seeds` one on a line for each seed.
    #[arg(long)]
    pub json: bool,
    /// Break a rule on purpose, to see that it is missed.
    #[arg(long = "break", value_name = "RULE", value_parser = parse_sabotage)]
    pub sabotage: Option<simulation::Sabotage>,
}

fn parse_sabotage(name: &str) -> Result<simulation::Sabotage, String> {
    let known = simulation::Sabotage::ALL.map(simulation::Sabotage::name);
    simulation::Sabotage::parse(name).ok_or_else(|| format!("one of {}", known.join(", ")))
}

/// Seeds from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeds {
    /// The first.
    pub first: u64,
    /// The last.
    pub last: u64,
}

fn parse_seeds(text: &str) -> Result<Seeds, String> {
    let ends = text.split_once("..").and_then(|(first, last)| Some((first.trim().parse().ok()?, last.trim().parse().ok()?)));
    let (first, last) = ends.ok_or_else(|| "two numbers with two dots between, as in 1..20".to_owned())?;
    if first > last || last - first >= SEEDS_MAX {
        return Err(format!("the first seed is not after the last, and there are at most {SEEDS_MAX}"));
    }
    Ok(Seeds { first, last })
}

/// Cities that can be made.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SeedCity {
    /// Malang, East Java.
    Malang,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
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
    /// Days of the city's past, when it is made: orders, prices and payouts that end yesterday. 0 makes a city without one.
    #[arg(long, value_name = "DAYS", default_value_t = history::DEMO_DAYS, value_parser = clap::value_parser!(u32).range(0..=HISTORY_DAYS_MAX))]
    pub history_days: u32,
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
    /// Address for Prometheus, `127.0.0.1:9464`; without it there are no metrics. It tells nothing of people, but keep it off the internet.
    #[arg(long, env = "LARIS_METRICS", value_name = "ADDRESS")]
    pub metrics: Option<SocketAddr>,
    /// Where pictures lie.
    #[command(flatten)]
    pub files: Files,
    /// Where payments come from.
    #[command(flatten)]
    pub gateways: Gateways,
    /// How long requests under way may take to end after a stop, in seconds.
    #[arg(long, env = "LARIS_STOP_SECONDS", value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=300))]
    pub stop_seconds: u64,
    /// Folder with backups, for `laris doctor` only: it looks how old the newest is.
    #[arg(long, env = "LARIS_BACKUPS", value_name = "DIR")]
    pub backups: Option<PathBuf>,
}

/// Where files that are no rows lie: pictures of goods.
#[derive(Debug, Clone, Args)]
pub struct Files {
    /// Folder for pictures, when no bucket is named; without it `pictures` in the data folder. Servers of one city share it.
    #[arg(long, env = "LARIS_PICTURES", value_name = "DIR")]
    pub pictures: Option<PathBuf>,
    /// Bucket for pictures in a store that speaks S3; without it they lie in a folder.
    #[arg(long, env = "LARIS_S3_BUCKET", value_name = "NAME")]
    pub s3_bucket: Option<String>,
    /// Where that store is; the bucket follows as the first part of the path.
    #[arg(long, env = "LARIS_S3_ENDPOINT", value_name = "URL", default_value = "https://s3.ap-southeast-3.amazonaws.com")]
    pub s3_endpoint: String,
    /// Its region; a store of one place takes any.
    #[arg(long, env = "LARIS_S3_REGION", value_name = "REGION", default_value = "ap-southeast-3")]
    pub s3_region: String,
    /// Name of the key that may put, get and delete objects there.
    #[arg(long, env = "LARIS_S3_ACCESS_KEY", value_name = "KEY", hide_env_values = true)]
    pub s3_access_key: Option<String>,
    /// The key itself; better in the environment or a file that only the server reads than on the command line.
    #[arg(long, env = "LARIS_S3_SECRET_KEY", value_name = "SECRET", hide_env_values = true)]
    pub s3_secret_key: Option<String>,
}

/// Options of `laris backup`.
#[derive(Debug, Clone, Args)]
pub struct BackupOptions {
    /// The file to write, which must not exist, or a folder that gets a file named by the time.
    #[arg(value_name = "FILE_OR_FOLDER")]
    pub to: PathBuf,
    /// Where the data lives.
    #[command(flatten)]
    pub place: Place,
    /// Say what was written as one JSON object.
    #[arg(long = "json")]
    pub is_json: bool,
}

/// Options of `laris restore`.
#[derive(Debug, Clone, Args)]
pub struct RestoreOptions {
    /// What `laris backup` wrote.
    pub backup: PathBuf,
    /// Where the data shall live: an empty database, or none yet.
    #[command(flatten)]
    pub place: Place,
}

/// Options of `laris copy-db`.
#[derive(Debug, Clone, Args)]
pub struct CopyOptions {
    /// `postgres://…`, a data folder, or a SQLite file.
    #[arg(long, value_name = "URL_OR_FOLDER")]
    pub from: String,
    /// The same, but empty.
    #[arg(long, value_name = "URL_OR_FOLDER")]
    pub to: String,
}

/// Options of `laris doctor`: as the server has them, so that it sees what the server sees.
#[derive(Debug, Clone, Args)]
pub struct DoctorOptions {
    /// Where the data lives.
    #[command(flatten)]
    pub place: Place,
    /// Address the server listens on.
    #[arg(long, env = "LARIS_HOST", default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Slug of the city; without it the one that was made first.
    #[arg(long, env = "LARIS_CITY", value_name = "SLUG")]
    pub city: Option<String>,
    /// Scheme and host as people see them.
    #[arg(long, env = "LARIS_ORIGIN", value_name = "URL", default_value = "")]
    pub origin: String,
    /// Folder with backups.
    #[arg(long, env = "LARIS_BACKUPS", value_name = "DIR")]
    pub backups: Option<PathBuf>,
    /// Say it as one JSON list.
    #[arg(long = "json")]
    pub is_json: bool,
}

/// Options of `laris import`.
#[derive(Debug, Clone, Args)]
pub struct ImportOptions {
    /// An XLSX or CSV file; one row for each of the goods of one stall.
    pub file: PathBuf,
    /// Slug of the market: `oro-oro-dowo`.
    #[arg(long, value_name = "SLUG")]
    pub market: String,
    /// Only say what would be done.
    #[arg(long = "dry-run")]
    pub is_dry_run: bool,
    /// A CSV file for every fault, with sheet, row, column and reason.
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// Language of the reasons: `id`, `jv`, `en`.
    #[arg(long, default_value = "id")]
    pub lang: String,
    /// In which city.
    #[command(flatten)]
    pub town: Town,
}

/// A city in a database.
#[derive(Debug, Clone, Args)]
pub struct Town {
    /// Where the data lives.
    #[command(flatten)]
    pub place: Place,
    /// Slug of the city; without it the one that was made first.
    #[arg(long, env = "LARIS_CITY", value_name = "SLUG")]
    pub city: Option<String>,
}

/// A role and where it holds.
#[derive(Debug, Clone, Args)]
pub struct Part {
    /// `seller`, `runner`, `manager`, `treasurer`, `auditor` or `admin`.
    #[arg(long)]
    pub role: String,
    /// `city`, `market:SLUG`, `stall:SLUG` or `stall:ID`.
    #[arg(long)]
    pub scope: String,
    /// In which city.
    #[command(flatten)]
    pub town: Town,
}

/// Options of `laris config`.
#[derive(Debug, Clone, Args)]
pub struct ConfigOptions {
    /// Print a file with every setting of `laris serve`, its meaning and its default.
    #[arg(long, required = true)]
    pub print_default: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn seeds_are_read() {
        for (text, expected) in
            [("1..20", Some((1, 20))), ("7..7", Some((7, 7))), ("5", None), ("9..3", None), ("a..b", None), ("1..9999999", None)]
        {
            assert_eq!(super::parse_seeds(text).ok().map(|seeds| (seeds.first, seeds.last)), expected, "{text}");
        }
    }

    /// What was typed wrongly is named, with what would be right.
    #[test]
    fn bad_arguments_of_a_simulation_are_named() {
        for (arguments, named) in [
            (&["--days", "0"][..], "--days"),
            (&["--orders-per-day", "many"], "--orders-per-day"),
            (&["--break", "nothing"], "lost-hold"),
            (&["--seeds", "3"], "as in 1..20"),
            (&["--seeds", "1..2", "--seed", "3"], "cannot be used with"),
            (&["--jobs", "2"], "--seeds"),
        ] {
            let line = ["laris", "simulate"].iter().chain(arguments);
            let error = super::Cli::command().try_get_matches_from(line).unwrap_err();
            assert!(error.to_string().contains(named) && error.exit_code() == 2, "{arguments:?}: {error}");
        }
    }
}

//! The `laris` binary: reads the command line and does one thing.

use std::process::ExitCode;

use clap::FromArgMatches as _;
use laris::cli::{Cli, Command, LogFormat, SeedCity};
use laris::{open, operation, serve, simulate};
use providers::traces::Traces;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// Many small allocations on many threads: a third less time in page rendering than the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match operation::config::matches(std::env::args_os().collect::<Vec<_>>()) {
        Ok(matches) => Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit()),
        Err(error) => {
            eprintln!("laris: {error:#}");
            return ExitCode::from(2);
        }
    };
    let traces = match cli.otlp.as_deref().map(|url| Traces::start(url, cli.otlp_percent)).transpose() {
        Ok(traces) => traces,
        Err(error) => {
            eprintln!("laris: the setting otlp: {error}");
            return ExitCode::from(2);
        }
    };
    log(&cli, traces.as_ref());
    use_small_pages();
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(cli)));
    if let Some(Err(error)) = traces.map(Traces::end) {
        tracing::warn!(error, "the collector did not take the last traces");
    }
    match outcome {
        Ok(status) => status,
        Err(error) => {
            eprintln!("laris: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Lines to standard error, spans to the collector when there is one.
fn log(cli: &Cli, traces: Option<&Traces>) {
    let (filter, refused) = match EnvFilter::try_new(&cli.log) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("warn,laris=info,simulation=info"), Some(error)),
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match cli.log_format {
        LogFormat::Text => lines.with_target(false).with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(traces.map(Traces::layer)).with(lines).init();
    if let Some(error) = refused {
        tracing::warn!(%error, filter = cli.log, "the filter of the log cannot be read; the default holds");
    }
}

/// Memory in pages of 4 KiB: of pages of 2 MiB, which Linux gives instead where it can, a city at rest kept a third for nothing.
fn use_small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "huge pages are not turned off, so more memory is taken");
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Demo(demo) => serve::demo(&demo).await?,
        Command::Serve(options) => serve::serve(&options).await?,
        Command::Migrate(place) => open::migrate(&place).await?,
        Command::Seed { city: SeedCity::Malang, history_days, place } => open::seed_malang(&place, history_days).await?,
        Command::Backup(options) => operation::backup::run(&options).await?,
        Command::Restore(options) => operation::restore::run(&options).await?,
        Command::CopyDb(options) => operation::copy_db::run(&options).await?,
        Command::Doctor(options) => {
            let is_well = operation::doctor::run(&options).await?;
            return Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Import(options) => {
            let has_landed = operation::import::run(&options).await?;
            return Ok(if has_landed { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Audit(options) => {
            let is_whole = operation::audit::run(&options).await?;
            return Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::Qris(options) => {
            let is_done = operation::qris::run(&options)?;
            return Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Command::User(options) => operation::user::run(&options).await?,
        Command::City(options) => operation::city::run(&options).await?,
        Command::Simulate(options) => return simulate::simulate(&options).await,
        Command::Config(_) => operation::config::print_default(),
    }
    Ok(ExitCode::SUCCESS)
}

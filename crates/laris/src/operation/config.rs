//! Settings from a file. A setting is an option of `laris serve` under its long name with underscores; the file's values
//! take the place of the built-in defaults, so that the command line and the environment go before them, and every command
//! that has such an option reads it from the same file.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow, bail};
use clap::{Arg, ArgMatches, Command, CommandFactory as _};

use crate::cli::Cli;

/// Options that a file cannot set: they are about this one call.
const NOT_SETTINGS: [&str; 3] = ["config", "help", "version"];

/// Reads the command line, with the file that it or `LARIS_CONFIG` names.
///
/// # Errors
/// When the file cannot be read, has an unknown setting, or a value that does not fit. A wrong command line ends the process,
/// as is usual with clap.
pub fn matches(arguments: impl IntoIterator<Item = OsString> + Clone) -> anyhow::Result<ArgMatches> {
    let bare = Cli::command().ignore_errors(true).get_matches_from(arguments.clone());
    let Some(path) = bare.try_get_one::<PathBuf>("config").ok().flatten() else {
        return Ok(Cli::command().get_matches_from(arguments));
    };
    let text = std::fs::read_to_string(path).with_context(|| format!("the settings in {} cannot be read", path.display()))?;
    let values = read(&text).with_context(|| format!("the settings in {} are refused", path.display()))?;
    Ok(with_defaults(Cli::command(), &values).get_matches_from(arguments))
}

/// The settings of a file: name and value, checked as if they stood on the command line.
///
/// # Errors
/// Names the line, the setting or the value that is wrong.
pub fn read(text: &str) -> anyhow::Result<Vec<(String, String)>> {
    let table: toml::Table = text.parse().map_err(|error| anyhow!("{error}"))?;
    let known = settings();
    let mut values = Vec::with_capacity(table.len());
    for (name, value) in table {
        if !known.iter().any(|arg| arg.get_id() == name.as_str()) {
            let names: Vec<&str> = known.iter().map(|arg| arg.get_id().as_str()).collect();
            bail!("there is no setting {name}; there are {}", names.join(", "));
        }
        let value = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            other => bail!("{name} is {}, it must be a text or a number", other.type_str()),
        };
        values.push((name, value));
    }
    check(&values)?;
    Ok(values)
}

/// Every option of `laris serve`, those of every command included.
fn settings() -> Vec<Arg> {
    let mut command = Cli::command();
    command.build();
    let serve = command.find_subcommand("serve").cloned().unwrap_or_default();
    serve.get_arguments().filter(|arg| !NOT_SETTINGS.contains(&arg.get_id().as_str())).cloned().collect()
}

fn check(values: &[(String, String)]) -> anyhow::Result<()> {
    for (name, value) in values {
        let option = format!("--{}={value}", name.replace('_', "-"));
        if let Err(error) = Cli::command().try_get_matches_from(["laris", "serve", &option]) {
            let words = error.to_string();
            bail!("{}", words.lines().next().unwrap_or(&words).trim_start_matches("error: "));
        }
    }
    Ok(())
}

/// The same commands, with the values as defaults wherever an option of that name is.
fn with_defaults(command: Command, values: &[(String, String)]) -> Command {
    let known: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    let command = values.iter().filter(|(name, _)| known.contains(name)).fold(command, |command, (name, value)| {
        let value = value.clone();
        command.mut_arg(name.clone(), move |arg| arg.default_value(value))
    });
    command.mut_subcommands(|sub| with_defaults(sub, values))
}

/// A file with every setting, its meaning and its default, each commented out.
#[must_use]
pub fn default_file() -> String {
    let mut text = String::from(
        "# Settings of Laris. The command line (--port 80) and the environment (LARIS_PORT=80) go before this file.\n\
         # Use it with `laris serve --config FILE` or LARIS_CONFIG=FILE; doctor, backup and the others read it too.\n\
         # The secret of cookies and codes is no setting: it is in the data folder, or in LARIS_SECRET.\n",
    );
    for arg in settings() {
        let help = arg.get_long_help().or(arg.get_help()).map(ToString::to_string).unwrap_or_default();
        let default = arg.get_default_values().first().and_then(|value| value.to_str()).unwrap_or_default();
        let is_number = !default.is_empty() && default.bytes().all(|byte| byte.is_ascii_digit());
        let shown = if is_number { default.to_owned() } else { format!("\"{default}\"") };
        let unset = if default.is_empty() { " (not set)" } else { "" };
        let variable = arg.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n# {help}\n# {variable}{unset}\n# {} = {shown}", arg.get_id());
    }
    text
}

/// `laris config --print-default`.
pub fn print_default() {
    print!("{}", default_file());
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;
    use crate::cli;
    use crate::gateways::Wallet;

    #[test]
    fn files_are_judged() {
        for (text, expected) in [
            ("port = 80\nhost = \"0.0.0.0\"", Ok(2)),
            ("", Ok(0)),
            ("prot = 80", Err("there is no setting prot; there are ")),
            ("port = \"many\"", Err("invalid value 'many' for '--port <PORT>'")),
            ("port = [80]", Err("port is array, it must be")),
            ("config = \"x\"", Err("there is no setting config")),
            ("stop_seconds = 0", Err("invalid value '0'")),
            ("port = ", Err("TOML parse error at line 1")),
        ] {
            match (read(text), expected) {
                (Ok(values), Ok(count)) => assert_eq!(values.len(), count, "{text}"),
                (Err(error), Err(start)) => assert!(error.to_string().starts_with(start), "{text}: {error}"),
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn the_command_line_goes_before_the_file() {
        let values = read("port = 81\nhost = \"::1\"\ndata = \"/srv/laris\"").unwrap();
        let matches = with_defaults(Cli::command(), &values).get_matches_from(["laris", "serve", "--port", "82"]);
        let cli::Command::Serve(options) = Cli::from_arg_matches(&matches).unwrap().command else { panic!("serve") };
        assert_eq!((options.port, options.host.to_string(), options.place.data.to_str().unwrap()), (82, "::1".into(), "/srv/laris"));
    }

    /// Settings that need each other may stand anywhere: each is read for itself.
    #[test]
    fn wallets_may_stand_in_the_file() {
        let values = read("midtrans_wallets = \"gopay,shopeepay\"\nmidtrans_return_url = \"https://laris.test/bayar/kembali\"").unwrap();
        let matches = with_defaults(Cli::command(), &values).get_matches_from(["laris", "serve"]);
        let cli::Command::Serve(options) = Cli::from_arg_matches(&matches).unwrap().command else { panic!("serve") };
        assert_eq!(options.gateways.midtrans_wallets, [Wallet::Gopay, Wallet::Shopeepay]);
        assert!(options.gateways.midtrans_return_url.is_some());
    }

    #[test]
    fn the_printed_file_is_read_back() {
        let set: String = default_file()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") && !setting.ends_with("\"\"") && !setting.contains('`') => setting,
                _ => line,
            })
            .collect::<Vec<_>>()
            .join("\n");
        assert!(read(&set).unwrap().len() >= 6, "{set}");
        assert!(read(&default_file()).unwrap().is_empty());
    }
}

//! `laris city`: what the city decides for itself, shown and changed at the terminal. Whoever may use the database may do this; it is
//! entered in the audit trail as an act of the house.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use kernel::Actor;
use registry::cities::{self, City, CitySettings};
use store::House;
use toml::Table;

use crate::cli::{CityAct, CityOptions};
use crate::open;

/// The one setting that may be unset, and so is in no table of defaults.
const MAY_BE_UNSET: &str = "staff_second_factor";

/// `laris city …`.
///
/// # Errors
/// When there is no such city, the settings are refused, or the database or the file fails.
pub async fn run(options: &CityOptions) -> anyhow::Result<()> {
    let said = match &options.act {
        CityAct::Show { town } => {
            let (_, city) = open::town(town).await?;
            text(&city.settings)?
        }
        CityAct::Set { settings, file, is_dry_run, town } => {
            let wanted = wanted(settings, file.as_deref())?;
            let (house, city) = open::town(town).await?;
            let changes = set(&house, &city, wanted, *is_dry_run).await?;
            summary(&changes, *is_dry_run)
        }
    };
    // A reader who has seen enough, such as `head`, closes the pipe: an error, not a panic.
    Ok(std::io::stdout().write_all(said.as_bytes())?)
}

/// All settings as TOML, which [`wanted`] reads back.
///
/// # Errors
/// When a setting has no form in TOML.
pub fn text(settings: &CitySettings) -> anyhow::Result<String> {
    let mut text = toml::to_string(settings)?;
    if settings.staff_second_factor.is_none() {
        text.insert_str(0, "# staff_second_factor is unset: yes in a real city, no in a demonstration\n");
    }
    Ok(text)
}

/// What was asked for: `NAME=VALUE` of the command line after what a file says.
///
/// # Errors
/// Names the file or the setting that cannot be read.
pub fn wanted(settings: &[String], file: Option<&Path>) -> anyhow::Result<Table> {
    let mut wanted = match file {
        None => Table::new(),
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
            text.parse().map_err(|error| anyhow!("{}: {error}", path.display()))?
        }
    };
    for setting in settings {
        let (name, value) = setting.split_once('=').with_context(|| format!("{setting} is not NAME=VALUE"))?;
        let read = format!("it = {value}").parse::<Table>().ok().and_then(|mut read| read.remove("it"));
        // A word needs no quotation marks: the shell has taken them away.
        wanted.insert(name.trim().to_owned(), read.unwrap_or_else(|| toml::Value::String(value.trim().to_owned())));
    }
    Ok(wanted)
}

/// Changes what is `wanted`, all of it or nothing, and leaves the rest; says what changed, as `NAME: BEFORE -> NOW`.
///
/// # Errors
/// When a setting is unknown, of another type or out of bounds, or the database fails.
pub async fn set(house: &House, city: &City, wanted: Table, is_dry_run: bool) -> anyhow::Result<Vec<String>> {
    let before = Table::try_from(&city.settings)?;
    let mut now = before.clone();
    for (name, value) in wanted {
        if !before.contains_key(&name) && name != MAY_BE_UNSET {
            let names: Vec<&str> = before.keys().map(String::as_str).collect();
            bail!("there is no setting {name}; there are {MAY_BE_UNSET}, {}", names.join(", "));
        }
        now.insert(name, value);
    }
    let changed = now.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    let changes: Vec<String> = changed
        .map(|(name, value)| match before.get(name) {
            Some(before) => format!("{name}: {before} -> {value}"),
            None => format!("{name}: unset -> {value}"),
        })
        .collect();
    let settings: CitySettings = now.try_into().map_err(|error| anyhow!("{error}"))?;
    cities::check_settings(&settings)?;
    if !is_dry_run && !changes.is_empty() {
        cities::change_settings(house, &Actor::system(city.id), settings).await?;
    }
    Ok(changes)
}

fn summary(changes: &[String], is_dry_run: bool) -> String {
    let end = match (changes, is_dry_run) {
        ([], _) => "Nothing is different.\n",
        (_, true) => "Nothing was changed: this was a dry run.\n",
        (_, false) => "Changed. Servers that run take it when they start again; orders that are placed keep what they were placed with.\n",
    };
    changes.iter().map(|change| format!("{change}\n")).collect::<String>() + end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_read() {
        for (given, expected) in [
            ("quote_minutes=20", Ok("quote_minutes = 20")),
            (" seller_default = reject", Ok("seller_default = \"reject\"")),
            ("seller_default=\"reject\"", Ok("seller_default = \"reject\"")),
            ("staff_second_factor=true", Ok("staff_second_factor = true")),
            ("quote_minutes", Err("quote_minutes is not NAME=VALUE")),
        ] {
            let found =
                wanted(&[given.to_owned()], None).map(|table| table.to_string().trim().to_owned()).map_err(|error| error.to_string());
            assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned), "{given}");
        }
    }

    #[test]
    fn every_setting_is_documented_with_its_default() {
        let page = include_str!("../../../../docs/OPERATIONS.md");
        for (name, value) in Table::try_from(CitySettings::default()).unwrap() {
            let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
            let default = value.as_str().map_or_else(|| value.to_string(), |word| format!("`{word}`"));
            let is_told = row.is_some_and(|row| value.is_array() || row.contains(&format!("| {default} |")));
            assert!(is_told, "{name} = {default}: {row:?}");
        }
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("city.toml");
        std::fs::write(&file, text(&CitySettings::default()).unwrap()).unwrap();
        let read: CitySettings = wanted(&[], Some(&file)).unwrap().try_into().unwrap();
        assert_eq!(read, CitySettings::default());
    }
}

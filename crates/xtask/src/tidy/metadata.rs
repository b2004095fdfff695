//! What `cargo metadata` says about the packages.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::shell;

/// All packages of the lock file.
pub struct Metadata {
    pub packages: Vec<Package>,
}

/// A package of ours or of others.
pub struct Package {
    pub name: String,
    pub licence: Option<String>,
    /// Ours: in this workspace.
    pub is_member: bool,
    /// Names of packages it is built with; not those of its tests.
    pub dependencies: Vec<String>,
    pub manifest: PathBuf,
}

/// Asks cargo.
pub fn read() -> Result<Metadata> {
    let text = shell::output(&mut shell::cargo(&["metadata", "--format-version=1", "--all-features"]))?;
    let value: Value = serde_json::from_str(&text).context("read cargo's metadata")?;
    let members = strings(&value["workspace_members"]);
    let packages = value["packages"].as_array().context("cargo's metadata lists packages")?;
    Ok(Metadata { packages: packages.iter().map(|package| parse(package, &members)).collect() })
}

fn parse(package: &Value, members: &[String]) -> Package {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
    Package {
        name: text("name"),
        licence: package["license"].as_str().map(str::to_owned),
        is_member: members.contains(&text("id")),
        dependencies: dependencies
            .iter()
            .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
            .collect(),
        manifest: text("manifest_path").into(),
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

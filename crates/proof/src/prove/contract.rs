//! Schemathesis against the OpenAPI document of a seeded city, as several people: no answer of ours may be a 5xx or lie outside
//! its schema.

use std::path::Path;

use anyhow::{Context as _, ensure};
use kernel::{Phone, Role};
use tokio::process::Command;

use super::Told;
use crate::city::Town;
use crate::server::Server;

/// What is looked at in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,negative_data_rejection,unsupported_method,missing_required_header,ignored_auth";
/// Below what the API allows one person.
const RATE: &str = "1000/m";

/// Asks everything, as nobody, as a buyer, as a trader, as a market's manager and as the treasurer: all at once, since each has a
/// limit of their own.
pub async fn run(binary: &Path, schemathesis: &Path, town: Town, (phases, examples): (&str, u32)) -> anyhow::Result<Told> {
    let people = people(&town).await?;
    let place = town.place;
    drop(town.desk);
    let server = Server::start(binary, &place).await?;
    let base = format!("http://{}", server.address);
    let asking = people.iter().map(|(who, token)| ask(schemathesis, &base, who, token.as_deref(), (phases, examples)));
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for told in futures::future::try_join_all(asking).await? {
        lines.extend(told.0);
        faults.extend(told.1);
    }
    server.stop()?;
    Ok((lines, faults))
}

async fn ask(schemathesis: &Path, base: &str, who: &str, token: Option<&str>, (phases, examples): (&str, u32)) -> anyhow::Result<Told> {
    // Each in a folder of its own: what Schemathesis keeps between runs is neither shared nor left in the tree.
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(schemathesis);
    command.current_dir(folder.path()).env("PYTHONUNBUFFERED", "1");
    command.arg("run").arg(format!("{base}/api/openapi.json")).args(["--url", base, "--checks", CHECKS, "--rate-limit", RATE]);
    command.args(["--phases", phases, "--max-examples", &examples.to_string(), "--seed", "1", "--no-color"]);
    command.args(["--suppress-health-check", "all", "--request-timeout", "20", "--continue-on-failure"]);
    if let Some(token) = token {
        command.args(["--header", &format!("Authorization: Bearer {token}")]);
    }
    let output = command.output().await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let summary = said.lines().rev().find(|line| line.contains("passed") || line.contains("No issues")).unwrap_or_default();
    let line = format!("as {who}: {}", summary.trim_matches(|sign: char| !sign.is_alphanumeric()));
    let fault =
        (!output.status.success()).then(|| format!("as {who}:\n\n```\n{}\n{}\n```", tail(&said), String::from_utf8_lossy(&output.stderr)));
    Ok((vec![line], fault.into_iter().collect()))
}

/// Where the failures are told: from their heading on.
fn tail(said: &str) -> &str {
    said.find("FAILURES").or_else(|| said.find("ERRORS")).map_or(said, |at| &said[at..])
}

async fn people(town: &Town) -> anyhow::Result<Vec<(&'static str, Option<String>)>> {
    let mut all = vec![("nobody", None), ("a buyer", Some(session(town, town.plan.buyer(0).phone.clone()).await?))];
    for (who, role) in [("a trader", Role::Seller), ("a manager", Role::Manager), ("the treasurer", Role::Treasurer)] {
        let person = laris::seed::demo_people().into_iter().find(|person| person.role == Some(role)).context("nobody has the role")?;
        all.push((who, Some(session(town, person.phone).await?)));
    }
    Ok(all)
}

async fn session(town: &Town, phone: Phone) -> anyhow::Result<String> {
    let mut tx = town.desk.house.db.reader().await?;
    let person = registry::people::find_by_phone(&mut tx, town.desk.city_id(), &phone).await?;
    drop(tx);
    ensure!(person.is_some(), "nobody has this number");
    let person = person.context("nobody has this number")?;
    Ok(registry::sessions::demo_session(&town.desk.house, &town.desk.city, person.id).await?.token)
}

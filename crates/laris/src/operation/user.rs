//! `laris user`: roles given and taken at the terminal, above all the first administrator's. Whoever may use the database
//! may do this; it is entered in the audit trail as an act of the house.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use kernel::actor::Grant;
use kernel::id::{PersonId, RawId, StallId};
use kernel::{Actor, Phone, Role, Scope};
use market::catalogue::store as catalogue;
use market::privacy;
use registry::cities::City;
use registry::people::parse_name;
use registry::{people, roles, second_factor};
use store::{House, Tx};

use crate::cli::{Part, UserAct, UserOptions};
use crate::open;
use crate::operation::books;

/// `laris user …`.
///
/// # Errors
/// When the number, role or scope is not one, there is no such city, market, stall or person, or the database fails.
pub async fn run(options: &UserOptions) -> anyhow::Result<()> {
    match &options.act {
        UserAct::Add { phone, name, part } => {
            let (house, city) = open::town(&part.town).await?;
            println!("{}", add(&house, &city, phone, name.as_deref(), part).await?);
        }
        UserAct::List { town } => {
            let (house, city) = open::town(town).await?;
            let lines: String = list(&house, &city).await?.into_iter().map(|line| line + "\n").collect();
            // A reader who has seen enough, such as `head`, closes the pipe: an error, not a panic.
            std::io::stdout().write_all(lines.as_bytes())?;
        }
        UserAct::Export { phone, town } => {
            let (house, city) = open::town(town).await?;
            println!("{}", export(&house, &city, phone).await?);
        }
        UserAct::Erase { phone, town } => {
            let (house, city) = open::town(town).await?;
            println!("{}", erase(&house, &city, phone).await?);
        }
        UserAct::ResetSecondFactor { phone, town } => {
            let (house, city) = open::town(town).await?;
            println!("{}", reset_second_factor(&house, &city, phone).await?);
        }
        UserAct::RemoveRole { phone, part } => {
            let (house, city) = open::town(&part.town).await?;
            println!("{}", remove(&house, &city, phone, part).await?);
        }
    }
    Ok(())
}

/// Gives the role; says what was done.
///
/// # Errors
/// As [`run`].
pub async fn add(house: &House, city: &City, phone: &str, name: Option<&str>, part: &Part) -> anyhow::Result<String> {
    let number = number(phone)?;
    let name = name.map(parse_name).transpose()?;
    let grant = grant(&mut house.db.reader().await?, city, part).await?;
    let said = format!("{} is now {} ({}).", number.masked(), grant.role.name(), part.scope);
    roles::appoint(house, &Actor::system(city.id), number, name, grant).await?;
    Ok(said)
}

/// Takes the role; says what was done.
///
/// # Errors
/// As [`run`].
pub async fn remove(house: &House, city: &City, phone: &str, part: &Part) -> anyhow::Result<String> {
    let number = number(phone)?;
    let mut tx = house.db.reader().await?;
    let grant = grant(&mut tx, city, part).await?;
    let person = people::find_by_phone(&mut tx, city.id, &number).await?.context("nobody has this number")?;
    if !roles::grants_of(&mut tx, city.id, person.id).await?.contains(&grant) {
        bail!("{} is not {} ({})", number.masked(), grant.role.name(), part.scope);
    }
    drop(tx);
    roles::revoke(house, &Actor::system(city.id), person.id, grant).await?;
    Ok(format!("{} is no longer {} ({}).", number.masked(), grant.role.name(), part.scope))
}

/// Takes the second factor away; says what was done.
///
/// # Errors
/// When nobody has the number, there is no second factor, or the database fails.
pub async fn reset_second_factor(house: &House, city: &City, phone: &str) -> anyhow::Result<String> {
    let (number, person) = somebody(house, city, phone).await?;
    second_factor::reset(house, &Actor::system(city.id), person).await?;
    Ok(format!("{} has no second factor now and is signed out everywhere.", number.masked()))
}

/// All that is kept of a person, as JSON.
///
/// # Errors
/// When nobody has the number, or the database fails.
pub async fn export(house: &House, city: &City, phone: &str) -> anyhow::Result<String> {
    let (_, person) = somebody(house, city, phone).await?;
    let desk = books::desk(house, city.clone()).await?;
    Ok(serde_json::to_string_pretty(&privacy::export(&desk, &desk.system(), person).await?)?)
}

/// Forgets a person; says under which id the books know them.
///
/// # Errors
/// When nobody has the number, something is still open, or the database fails.
pub async fn erase(house: &House, city: &City, phone: &str) -> anyhow::Result<String> {
    let (number, person) = somebody(house, city, phone).await?;
    let desk = books::desk(house, city.clone()).await?;
    privacy::erase(&desk, &desk.system(), person).await?;
    Ok(format!("{} is forgotten; the books know {person}.", number.masked()))
}

async fn somebody(house: &House, city: &City, phone: &str) -> anyhow::Result<(Phone, PersonId)> {
    let number = number(phone)?;
    let found = people::find_by_phone(&mut house.db.reader().await?, city.id, &number).await?;
    Ok((number, found.context("nobody has this number")?.id))
}

/// A line for each role: number (masked), name, role, scope.
///
/// # Errors
/// When the database fails.
pub async fn list(house: &House, city: &City) -> anyhow::Result<Vec<String>> {
    let mut tx = house.db.reader().await?;
    let markets = catalogue::markets(&mut tx, city.id).await?;
    let stalls = catalogue::stalls(&mut tx, city.id).await?;
    let scope = |scope: Scope| match scope {
        Scope::City => "city".to_owned(),
        Scope::Market(id) => {
            markets.iter().find(|market| market.id == id).map_or_else(|| format!("market {id}"), |market| format!("market:{}", market.slug))
        }
        Scope::Stall(id) => {
            stalls.iter().find(|stall| stall.id == id).map_or_else(|| format!("stall:{id}"), |stall| format!("stall:{}", stall.slug))
        }
    };
    let line = |(_, name, phone, grant): roles::Holder| {
        format!("{:<16} {:<28} {:<10} {}", phone.masked(), name, grant.role.name(), scope(grant.scope))
    };
    Ok(roles::holders(&mut tx, city.id).await?.into_iter().map(line).collect())
}

fn number(text: &str) -> anyhow::Result<Phone> {
    Phone::parse(text).ok().with_context(|| format!("{text} is not an Indonesian phone number"))
}

async fn grant(tx: &mut Tx, city: &City, part: &Part) -> anyhow::Result<Grant> {
    let role = Role::parse(&part.role)
        .with_context(|| format!("there is no role {}; there are seller, runner, manager, treasurer, auditor and admin", part.role))?;
    let scope = match part.scope.split_once(':') {
        None if part.scope == "city" => Scope::City,
        Some(("market", slug)) => {
            let market = catalogue::market_by_slug(tx, city.id, slug).await?;
            Scope::Market(market.with_context(|| format!("there is no market {slug}"))?.id)
        }
        Some(("stall", name)) => Scope::Stall(stall(tx, city, name).await?),
        _ => bail!("{} is no scope; say city, market:SLUG, stall:SLUG or stall:ID", part.scope),
    };
    Ok(Grant { role, scope })
}

async fn stall(tx: &mut Tx, city: &City, name: &str) -> anyhow::Result<StallId> {
    let found = match name.parse::<RawId>() {
        Ok(id) => catalogue::find_stall(tx, city.id, StallId(id)).await?,
        Err(_) => catalogue::stall_by_slug(tx, city.id, name).await?,
    };
    Ok(found.with_context(|| format!("there is no stall {name}"))?.id)
}

//! Opening the database, bringing it up to date, seeding it, and the server's secret beside it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use kernel::{Clock as _, Ids as _, SystemClock, SystemIds};
use registry::cities::City;
use store::{Db, House};

use crate::cli::{Place, Town};
use crate::operation::place::{self, Lock};
use crate::{history, seed};

/// Bytes of a new secret.
const SECRET_BYTES: usize = 32;

/// Opens the database and brings its schema up to date.
///
/// # Errors
/// When the folder, the file or the server cannot be used, or the schema is newer than this program.
pub async fn house(place: &Place) -> anyhow::Result<House> {
    place::check(place)?;
    make_folder(&place.data).with_context(|| format!("the folder {} cannot be made", place.data.display()))?;
    let options = place.options();
    let db = Db::open(&options).await.with_context(|| format!("{} cannot be opened", place::name(&options)))?;
    let steps = store::migrate::migrate(&db).await.context("the schema cannot be brought up to date")?;
    if !steps.is_empty() {
        tracing::info!(steps = steps.len(), "the schema was brought up to date");
    }
    Ok(House { db, clock: Arc::new(SystemClock), ids: Arc::new(SystemIds) })
}

/// The city to serve: the named one, else the first.
///
/// # Errors
/// When the database fails.
pub async fn city(house: &House, slug: Option<&str>) -> anyhow::Result<Option<City>> {
    let mut tx = house.db.reader().await?;
    Ok(match slug {
        Some(slug) => registry::cities::find(&mut tx, slug).await?,
        None => registry::cities::first(&mut tx).await?,
    })
}

/// A city in its house, for commands.
///
/// # Errors
/// As [`house`]; when there is no such city.
pub async fn town(town: &Town) -> anyhow::Result<(House, City)> {
    let house = house(&town.place).await?;
    let city = city(&house, town.city.as_deref()).await?.context("there is no such city yet")?;
    Ok((house, city))
}

/// `laris migrate`.
///
/// # Errors
/// As [`house`].
pub async fn migrate(place: &Place) -> anyhow::Result<()> {
    let house = house(place).await?;
    println!("The schema is up to date ({}).", house.db.kind());
    Ok(())
}

/// `laris seed malang`.
///
/// # Errors
/// As [`house`]; when the city exists already.
pub async fn seed_malang(place: &Place, history_days: u32) -> anyhow::Result<()> {
    if history_days > 0 {
        place::check(place)?;
        let _lock = Lock::take(&place.options())?;
        return history::make(&place.options(), history_days, SystemClock.now()).await.map(drop);
    }
    let house = house(place).await?;
    make_malang(&house).await
}

/// Makes the demonstration city and says on the terminal how far it is.
///
/// # Errors
/// When it exists already or the database fails.
pub async fn make_malang(house: &House) -> anyhow::Result<()> {
    let report = seed::malang(house, &|what, percent| println!("{percent:>4} %  {what}")).await?;
    println!(
        "        {} wards, {} markets, {} stalls, {} shops, {} goods, {} offers",
        report.wards,
        report.markets,
        report.stalls,
        report.shops,
        report.products,
        report.market_offers + report.shop_offers
    );
    Ok(())
}

/// Makes a folder that only its owner reads: people's names, numbers and addresses lie in it.
pub(crate) fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Where a secret was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretFrom {
    /// `LARIS_SECRET`.
    Environment,
    /// The file `secret` in the data folder.
    File,
}

/// Where pictures lie when nothing else is said.
#[must_use]
pub fn pictures(place: &Place) -> std::path::PathBuf {
    place.data.join("pictures")
}

/// The server's secret: from the environment (`LARIS_SECRET`, hexadecimal), else from a file that only its owner may read, made when it is not there.
///
/// # Errors
/// When the file cannot be read or made, or holds no secret.
pub fn secret(data: &Path) -> anyhow::Result<Vec<u8>> {
    if let Some((_, secret)) = known_secret(data)? {
        return Ok(secret);
    }
    let path = data.join("secret");
    make_secret(&path).with_context(|| format!("{} cannot be made", path.display()))
}

/// Where the secret is, without making one.
///
/// # Errors
/// As [`secret`].
pub fn find_secret(data: &Path) -> anyhow::Result<Option<SecretFrom>> {
    Ok(known_secret(data)?.map(|(from, _)| from))
}

fn known_secret(data: &Path) -> anyhow::Result<Option<(SecretFrom, Vec<u8>)>> {
    if let Ok(text) = std::env::var("LARIS_SECRET") {
        let secret = unhex(&text).context("LARIS_SECRET is not 32 bytes or more in hexadecimal")?;
        return Ok(Some((SecretFrom::Environment, secret)));
    }
    let path = data.join("secret");
    match fs::read_to_string(&path) {
        Ok(text) => {
            let secret = unhex(&text).with_context(|| format!("{} holds no secret", path.display()))?;
            Ok(Some((SecretFrom::File, secret)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => bail!("{} cannot be read: {error}", path.display()),
    }
}

/// Written under another name first: half a secret would keep the server from starting.
fn make_secret(path: &Path) -> anyhow::Result<Vec<u8>> {
    let secret: Vec<u8> = [SystemIds.secret(), SystemIds.secret()].concat();
    let text: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let partial = path.with_extension(format!("partial-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&partial)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&partial, path)?;
    Ok(secret)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let pairs = text.as_bytes().as_chunks::<2>();
    if !pairs.1.is_empty() || pairs.0.len() < SECRET_BYTES {
        return None;
    }
    pairs.0.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{secret, unhex};

    #[test]
    fn a_secret_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = secret(folder.path()).unwrap();
        assert_eq!((first.len(), secret(folder.path()).unwrap() == first), (32, true));
        assert_eq!((unhex("zz"), unhex(&"0".repeat(63)), unhex(&"ab".repeat(32)).map(|bytes| bytes.len())), (None, None, Some(32)));
    }
}

//! Opening the database, bringing it up to date where that is asked for, seeding it, and the server's secret beside it.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use kernel::{Clock as _, Ids as _, SystemClock, SystemIds};
use registry::cities::City;
use store::{Db, House, Options, StoreError};

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
    let house = opened(place).await?;
    let steps = store::migrate::migrate(&house.db).await.context("the schema cannot be brought up to date")?;
    if !steps.is_empty() {
        tracing::info!(steps = steps.len(), "the schema was brought up to date");
    }
    Ok(house)
}

async fn opened(place: &Place) -> anyhow::Result<House> {
    let options = place.options();
    let db = Db::open(&options).await.with_context(|| format!("{} cannot be opened", place::name(&options)))?;
    Ok(House { db, clock: Arc::new(SystemClock), ids: Arc::new(SystemIds) })
}

/// Opens a database that is there and of this release. Neither is made so here: an older server may be serving it at this moment.
async fn house_as_it_is(place: &Place) -> anyhow::Result<House> {
    place::check_there(place)?;
    let house = opened(place).await?;
    let name = place::name(&place.options());
    match store::migrate::pending(&house.db).await {
        Ok(0) => Ok(house),
        Ok(_) => bail!("the schema of {name} is of an older release: stop the server, run `laris migrate`, start the new one"),
        Err(StoreError::Statement { .. }) => bail!("there is no city in {name} yet"),
        Err(error) => Err(error).with_context(|| format!("the schema of {name} cannot be used")),
    }
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

/// A city in its house, for commands. They make nothing and leave the schema as it is.
///
/// # Errors
/// When there is no database or no such city, or the schema is not of this release.
pub async fn town(town: &Town) -> anyhow::Result<(House, City)> {
    let house = house_as_it_is(&town.place).await?;
    let city = city(&house, town.city.as_deref()).await?.context("there is no such city yet")?;
    Ok((house, city))
}

/// `laris migrate`.
///
/// # Errors
/// As [`house`]; when a SQLite file is being served.
pub async fn migrate(place: &Place) -> anyhow::Result<()> {
    place::check(place)?;
    let _lock = Lock::take(&place.options())?;
    let house = house(place).await?;
    println!("The schema is up to date ({}).", house.db.kind());
    Ok(())
}

/// `laris seed malang`.
///
/// # Errors
/// As [`migrate`]; when the city exists already.
pub async fn seed_malang(place: &Place, history_days: u32) -> anyhow::Result<()> {
    place::check(place)?;
    let _lock = Lock::take(&place.options())?;
    if history_days > 0 {
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
    make_secret(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    // Read back: what counts is the file that is there, and another process may have made it.
    let (_, secret) = known_secret(data)?.with_context(|| format!("{} is not there", path.display()))?;
    Ok(secret)
}

/// Whether servers that share this database would each have a secret of their own.
///
/// # Errors
/// As [`secret`].
pub fn has_own_secret(place: &Place) -> anyhow::Result<bool> {
    let is_shared = matches!(place.options(), Options::Postgres { .. });
    Ok(is_shared && find_secret(&place.data)? != Some(SecretFrom::Environment))
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

/// Written under another name first, which only its owner may read: half a secret would keep the server from starting. One that another
/// process has made meanwhile stays.
fn make_secret(path: &Path) -> anyhow::Result<()> {
    let secret: Vec<u8> = [SystemIds.secret(), SystemIds.secret()].concat();
    let text: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = path.parent().context("it has no folder")?;
    let mut partial = tempfile::Builder::new().prefix("secret.partial-").tempfile_in(folder)?;
    partial.write_all(text.as_bytes())?;
    partial.as_file().sync_all()?;
    match partial.persist_noclobber(path) {
        Err(refused) if refused.error.kind() != ErrorKind::AlreadyExists => Err(refused.error.into()),
        _ => Ok(()),
    }
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
    use std::sync::Barrier;

    use super::{Place, has_own_secret, secret, unhex};

    #[test]
    fn a_secret_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = secret(folder.path()).unwrap();
        assert_eq!((first.len(), secret(folder.path()).unwrap() == first), (32, true));
        assert_eq!((unhex("zz"), unhex(&"0".repeat(63)), unhex(&"ab".repeat(32)).map(|bytes| bytes.len())), (None, None, Some(32)));
    }

    #[test]
    fn processes_that_start_together_have_one_secret() {
        let folder = tempfile::tempdir().unwrap();
        let start = Barrier::new(8);
        let secrets: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let one = || {
                start.wait();
                secret(folder.path()).unwrap()
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|found| *found == secrets[0]));
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["secret"], "only its owner's file is left");
    }

    #[test]
    fn servers_of_one_database_are_told_of_a_secret_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        for (url, expected) in [(None, false), (Some("postgres://u@h/d"), true)] {
            let place = Place { data: folder.path().to_owned(), database_url: url.map(str::to_owned) };
            assert_eq!(has_own_secret(&place).unwrap(), expected, "{url:?}");
        }
    }
}

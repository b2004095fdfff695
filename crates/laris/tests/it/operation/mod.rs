//! What an administrator does beside serving, and what goes wrong with it.

mod backups;
mod cities;
mod clock;
mod copying;
mod damaged;
mod doctor;
mod metrics;
mod outages;
mod qris;
mod serving;
mod tls;
mod traces;
mod users;

use laris::cli::Place;
use store::{Db, Options};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on};

use crate::town::Town;

/// A town in which something has been ordered.
pub async fn busy_town(house: &TestHouse) -> Town {
    use market::orders::model::SubstitutionPolicy::{BestMatch, Refund};
    let town = Town::build(house).await;
    for number in 0..3 {
        let lines = vec![town.line("rawit-a", 250, BestMatch), town.line("beras-d", 1_000, Refund)];
        town.order(lines, &format!("before-copy-{number}")).await;
    }
    town
}

/// An empty house on another place.
pub async fn fresh(options: &Options) -> TestHouse {
    let db = Db::open(options).await.unwrap();
    store::migrate::migrate(&db).await.unwrap();
    TestHouse::new(db)
}

/// Runs a test on an empty data folder, and on one beside an empty server.
pub fn on_both_places(test: impl AsyncFn(Place)) {
    let folder = || {
        let folder = tempfile::tempdir().unwrap();
        // As the program makes it.
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        folder
    };
    let (first, second, scratch) = (folder(), folder(), Scratch::make());
    block_on(test(Place { data: first.path().to_owned(), database_url: None }));
    block_on(test(Place { data: second.path().to_owned(), database_url: Some(scratch.url().to_owned()) }));
}

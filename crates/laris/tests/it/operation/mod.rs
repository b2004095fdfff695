//! What an administrator does beside serving, and what goes wrong with it.

mod backups;
mod copying;
mod damaged;

use store::{Db, Options};
use testkit::TestHouse;

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

//! `laris copy-db`: there and back again, every row the same; and what it refuses.

use laris::operation::copy_db::between;
use laris::operation::place::Lock;
use store::copy::TableDigest;
use store::{Db, Options, Statement};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on, both};

use super::{busy_town, fresh};
use crate::settlement::check;
use crate::town::Town;

async fn copy(from: &Options, to: &Options) -> Vec<TableDigest> {
    between(from, to, &mut |_| {}).await.unwrap_or_else(|error| panic!("{error:#}"))
}

fn rows(tables: &[TableDigest], name: &str) -> i64 {
    tables.iter().find(|table| table.table == name).map_or(-1, |table| table.rows)
}

#[test]
fn a_city_goes_to_postgresql_and_back_unchanged() {
    let scratch = Scratch::make();
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let options = |name: &str| Options::sqlite(folder.path().join(name).join("laris.sqlite"));
        let (first, server, back) = (options("first"), Options::postgres(scratch.url()), options("back"));
        std::fs::create_dir(folder.path().join("first")).unwrap();
        let town = busy_town(&fresh(&first).await).await;
        let there = copy(&first, &server).await;
        assert_eq!((rows(&there, "market_order"), rows(&there, "order_line"), rows(&there, "city")), (3, 6, 1));
        assert_eq!(copy(&server, &back).await, there);
        // The city is whole on the server: its books hold, and the next order is placed there.
        let moved = moved(&town, &server).await;
        check(&moved).await;
        let line = moved.line("telur-d", 500, market::orders::model::SubstitutionPolicy::Refund);
        moved.order(vec![line], "after-the-move").await;
        check(&moved).await;
    });
}

/// The same town at another database.
async fn moved(town: &Town, options: &Options) -> Town {
    let house = TestHouse::new(Db::open(options).await.unwrap());
    // Ids repeat by seed: those of the first house are used up.
    for _ in 0..1_000 {
        let _: kernel::id::OrderId = house.id();
    }
    let mut desk = town.desk.clone();
    desk.house = house.house().clone();
    Town {
        house,
        desk,
        market: town.market,
        stalls: town.stalls.clone(),
        offers: town.offers.clone(),
        buyer: town.buyer,
        stranger: town.stranger,
        manager: town.manager,
        treasurer: town.treasurer,
        runners: town.runners,
        sellers: town.sellers.clone(),
        sandbox: town.sandbox.clone(),
    }
}

/// Every kind of value, at its ends, and texts whose order depends on who sorts them.
#[test]
fn values_and_orders_survive_the_way() {
    let scratch = Scratch::make();
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let options = |name: &str| Options::sqlite(folder.path().join(name));
        let (first, server, back) = (options("a.sqlite"), Options::postgres(scratch.url()), options("b.sqlite"));
        let house = fresh(&first).await;
        let town = Town::build(&house).await;
        let city = town.desk.city_id();
        let keys = ["Z", "a", "é", "ꦥꦱꦂ", "~", " ", "A b", "a\u{301}", "10", "9", "'\"\\$1\t\n", "😀", "\u{ffff}"];
        for (at, key) in keys.into_iter().enumerate() {
            let hash: Vec<u8> = (0..u8::try_from(at * 19).unwrap()).collect();
            let number = [i64::MIN, -1, 0, i64::MAX][at % 4];
            let write = house.db.write((key, hash, number), move |tx, (key, hash, number)| {
                Box::pin(async move {
                    let statement = store::sql!(
                        "INSERT INTO idempotency_key (city_id, actor_key, key, operation, request_hash, result, created_us)
                         VALUES ($1, $2, 'k', '', $3, $2, $4)"
                    );
                    tx.exec(statement, store::params![city, *key, hash.as_slice(), *number]).await
                })
            });
            write.await.unwrap();
        }
        let there = copy(&first, &server).await;
        assert_eq!(rows(&there, "idempotency_key"), i64::try_from(keys.len()).unwrap());
        assert_eq!(copy(&server, &back).await, there);
    });
}

#[test]
fn a_target_with_data_is_refused_and_stays_as_it_is() {
    both(async |house| {
        let town = busy_town(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let other = Options::sqlite(folder.path().join("other.sqlite"));
        Town::build(&fresh(&other).await).await;
        let refused = between(&other, house.db.options(), &mut |_| {}).await.unwrap_err();
        assert!(format!("{refused:#}").contains("holds data already"), "{refused:#}");
        check(&town).await;
        assert_eq!(town.stock("rawit-a").await, 5_000 - 3 * 250);
    });
}

static WITH_NUL: Statement =
    Statement::new("UPDATE stall SET name = 'Lapak' || char(0) || 'Dua' WHERE city_id = $1 AND number = 2", 0, 0, file!(), line!());

/// A row that PostgreSQL cannot keep: nothing of the copy stays, and after it is mended the copy goes through.
#[test]
fn a_copy_is_whole_or_nothing() {
    let scratch = Scratch::make();
    let folder = tempfile::tempdir().unwrap();
    block_on(async {
        let first = Options::sqlite(folder.path().join("a.sqlite"));
        let server = Options::postgres(scratch.url());
        let house = fresh(&first).await;
        let town = busy_town(&house).await;
        let city = town.desk.city_id();
        let name = |statement: &'static Statement| {
            house.db.write(statement, move |tx, statement| Box::pin(async move { tx.exec(statement, store::params![city]).await }))
        };
        // Written by SQLite itself: no parameter of ours may hold one.
        name(&WITH_NUL).await.unwrap();
        let refused = between(&first, &server, &mut |_| {}).await.unwrap_err();
        assert!(format!("{refused:#}").contains("table stall: name holds a NUL character"), "{refused:#}");
        name(store::sql!("UPDATE stall SET name = 'Lapak Dua' WHERE city_id = $1 AND number = 2")).await.unwrap();
        assert_eq!(rows(&copy(&first, &server).await, "stall"), 4);
    });
}

#[test]
fn a_folder_that_is_served_is_no_target() {
    both(async |house| {
        let folder = tempfile::tempdir().unwrap();
        let target = Options::sqlite(folder.path().join("laris.sqlite"));
        let lock = Lock::take(&target).unwrap();
        let refused = between(house.db.options(), &target, &mut |_| {}).await.unwrap_err();
        assert!(format!("{refused:#}").contains("another Laris"), "{refused:#}");
        assert!(!folder.path().join("laris.sqlite").exists());
        drop(lock);
        copy(house.db.options(), &target).await;
    });
}

#[test]
fn a_city_that_is_served_is_not_copied() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let options = |name: &str| Options::sqlite(folder.path().join(name));
        let (source, target) = (options("from/laris.sqlite"), options("to/laris.sqlite"));
        std::fs::create_dir(folder.path().join("from")).unwrap();
        busy_town(&fresh(&source).await).await;
        let lock = Lock::take(&source).unwrap();
        let refused = between(&source, &target, &mut |_| {}).await.unwrap_err();
        assert!(format!("{refused:#}").starts_with("stop the server of the source"), "{refused:#}");
        assert!(!folder.path().join("to").exists());
        drop(lock);
        let there = copy(&source, &target).await;
        assert_eq!(rows(&there, "market_order"), 3);
        // Two files of one folder have one lock: the copy does not stand in its own way.
        assert_eq!(copy(&target, &options("to/second.sqlite")).await, there);
    });
}

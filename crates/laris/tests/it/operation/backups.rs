//! Backups: taken while orders come in, whole when read again, and worth nothing when damaged.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use laris::operation::{backup, restore};
use market::orders::model::SubstitutionPolicy::{BestMatch, Refund};
use store::backup::verify;
use store::{Db, Options, params, sql};
use testkit::{TestHouse, both};

use super::busy_town;
use crate::town::Town;

async fn orders(options: &Options) -> i64 {
    let db = match options {
        Options::Sqlite { path, .. } => Db::open_to_read(path).unwrap(),
        Options::Postgres { .. } => Db::open(options).await.unwrap(),
    };
    let (count,): (i64,) =
        db.reader().await.unwrap().one(sql!("SELECT COUNT(*) FROM market_order WHERE city_id IS NOT NULL"), params![]).await.unwrap();
    count
}

async fn written(house: &TestHouse, to: &Path) -> backup::BackupReport {
    backup::write(house.db.options(), to, house.now(), true).await.unwrap_or_else(|error| panic!("{error:#}"))
}

/// Orders are placed before, during and after: the backup holds a moment in between, whole.
#[test]
fn a_backup_under_load_restores_to_a_consistent_city() {
    both(async |house| {
        let town = Arc::new(busy_town(&house).await);
        let folder = tempfile::tempdir().unwrap();
        let is_done = Arc::new(AtomicBool::new(false));
        let load = {
            let (town, is_done) = (Arc::clone(&town), Arc::clone(&is_done));
            async move {
                let mut placed = 0;
                while !is_done.load(Ordering::SeqCst) {
                    let lines = vec![town.line("telur-d", 50, BestMatch), town.line("bayam-a", 1_000, Refund)];
                    town.order(lines, &format!("during-{placed}")).await;
                    placed += 1;
                    tokio::task::yield_now().await;
                }
                placed
            }
        };
        let save = async {
            let reports = [written(&house, &folder.path().join("one")).await, written(&house, &folder.path().join("two")).await];
            is_done.store(true, Ordering::SeqCst);
            reports
        };
        let (placed, reports) = tokio::join!(load, save);
        assert!(placed > 0, "orders came in meanwhile");
        for (number, report) in reports.iter().enumerate() {
            assert_eq!(report.broken, Vec::<String>::new());
            let target = Options::sqlite(folder.path().join(number.to_string()).join("laris.sqlite"));
            let (manifest, broken) = restore::restore(&report.file, &target).await.unwrap_or_else(|error| panic!("{error:#}"));
            assert_eq!((manifest.checksum(), broken), (report.checksum.clone(), Vec::new()));
            let kept = orders(&target).await;
            assert!((3..=3 + placed).contains(&kept), "{kept} of {placed}");
        }
    });
}

#[test]
fn a_backup_restores_into_the_other_database_too() {
    let scratch = testkit::postgres::Scratch::make();
    let folder = tempfile::tempdir().unwrap();
    testkit::block_on(async {
        let house = super::fresh(&Options::sqlite(folder.path().join("a.sqlite"))).await;
        busy_town(&house).await;
        let first = written(&house, &folder.path().join("one")).await;
        let server = Options::postgres(scratch.url());
        restore::restore(&first.file, &server).await.unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(orders(&server).await, 3);
        let again = TestHouse::new(Db::open(&server).await.unwrap());
        assert_eq!(written(&again, &folder.path().join("two")).await.checksum, first.checksum);
    });
}

#[test]
fn a_restore_refuses_a_city_that_is_there() {
    both(async |house| {
        let town = Town::build(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let report = written(&house, folder.path()).await;
        let refused = restore::restore(&report.file, house.db.options()).await.unwrap_err();
        assert!(format!("{refused:#}").contains("holds data already"), "{refused:#}");
        crate::settlement::check(&town).await;
        let again = backup::write(house.db.options(), &report.file, house.now(), true).await.unwrap_err();
        assert!(format!("{again:#}").contains("a backup replaces nothing"), "{again:#}");
    });
}

/// One byte anywhere: in a page's head, in a row, cut off at the end, or not a backup at all. Each is said, and nothing is restored.
#[test]
fn a_damaged_backup_is_found() {
    both(async |house| {
        busy_town(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let report = written(&house, &folder.path().join("sound")).await;
        let sound = std::fs::read(&report.file).unwrap();
        let name = sound.windows(9).position(|bytes| bytes == b"Kota Cont").expect("the city's name is in the file");
        let damaged: [(&str, Vec<u8>); 5] = [
            ("in a row", with_byte(&sound, name, b'k')),
            ("in a page", with_byte(&sound, 4_096 * 3, 0xff)),
            ("cut off", sound[..sound.len() / 2].to_vec()),
            ("empty", Vec::new()),
            ("a letter", b"Kepada Yth. Bapak Wali Kota".to_vec()),
        ];
        for (what, bytes) in damaged {
            let file = folder.path().join("damaged");
            std::fs::write(&file, bytes).unwrap();
            let target = Options::sqlite(folder.path().join("target").join("laris.sqlite"));
            let refused = restore::restore(&file, &target).await.expect_err(what);
            assert!(format!("{refused:#}").contains("is not a sound backup"), "{what}: {refused:#}");
            assert!(!folder.path().join("target/laris.sqlite").exists(), "{what}");
        }
        verify(&report.file).await.unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("partial")), "{left:?}");
    });
}

fn with_byte(bytes: &[u8], at: usize, byte: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] = byte;
    bytes
}

/// A backup of a newer release is refused in words; one of an older release is brought up on the way.
#[test]
fn backups_of_other_releases() {
    both(async |house| {
        busy_town(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let report = written(&house, &folder.path().join("one")).await;
        store::testing::set_step(&report.file, 999).unwrap();
        let refused = restore::restore(&report.file, &Options::sqlite(folder.path().join("new/laris.sqlite"))).await.unwrap_err();
        assert!(format!("{refused:#}").contains("start the newer release"), "{refused:#}");

        let older = folder.path().join("older");
        store::testing::older_backup(&older, 5).await.unwrap();
        let target = Options::sqlite(folder.path().join("old/laris.sqlite"));
        restore::restore(&older, &target).await.unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(store::migrate::pending(&Db::open(&target).await.unwrap()).await.unwrap(), 0);
        let left = std::fs::read_dir(folder.path().join("old")).unwrap().count();
        assert!(left <= 4, "only the database, its log files and the lock stay");
    });
}

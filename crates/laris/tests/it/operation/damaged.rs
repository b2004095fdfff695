//! Data folders and databases that are not as they should be: each is said in words, and nothing is made over them.

use laris::cli::{Place, Town};
use laris::open;
use laris::operation::place::{FILE, Lock};
use store::{Options, params, sql};
use testkit::postgres::Scratch;
use testkit::{block_on, both};

fn place(folder: &std::path::Path) -> Place {
    Place { data: folder.to_owned(), database_url: None }
}

async fn refusal(place: &Place) -> String {
    match open::house(place).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => format!("{error:#}"),
    }
}

/// What a command such as `laris user` says there.
async fn command_refusal(place: &Place) -> String {
    match open::town(&Town { place: place.clone(), city: None }).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => format!("{error:#}"),
    }
}

#[test]
fn half_a_data_folder_is_not_opened() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("letter"), "x").unwrap();
        assert!(refusal(&place(&at("letter"))).await.contains("is a file; --data names a folder"));

        std::fs::create_dir(at("log")).unwrap();
        std::fs::write(at("log").join(format!("{FILE}-wal")), "rows that were acknowledged").unwrap();
        assert!(refusal(&place(&at("log"))).await.contains("copied or restored by half"));
        assert!(!at("log").join(FILE).exists(), "no empty city is made beside the log");

        // As a copy leaves it that a full disk cut off: SQLite would remove the log.
        std::fs::write(at("log").join(FILE), "").unwrap();
        for refused in [refusal(&place(&at("log"))).await, command_refusal(&place(&at("log"))).await] {
            assert!(refused.contains("copied or restored by half"), "{refused}");
        }
        assert_eq!(std::fs::read(at("log").join(FILE)).unwrap(), b"");
        assert_eq!(std::fs::read(at("log").join(format!("{FILE}-wal"))).unwrap(), b"rows that were acknowledged");

        std::fs::create_dir(at("noise")).unwrap();
        std::fs::write(at("noise").join(FILE), "not a database, but longer than a header of a hundred bytes ".repeat(9)).unwrap();
        assert!(refusal(&place(&at("noise"))).await.contains("file is not a database"));
    });
}

#[test]
fn a_cut_off_database_is_not_served() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let whole = folder.path().join("whole");
        {
            let house = super::fresh(&Options::sqlite(&whole)).await;
            super::busy_town(&house).await;
            // Everything into the one file, as after an orderly stop.
            store::testing::checkpoint(&whole).unwrap();
        }
        let bytes = std::fs::read(&whole).unwrap();
        std::fs::write(folder.path().join(FILE), &bytes[..bytes.len() / 3]).unwrap();
        assert!(refusal(&place(folder.path())).await.contains("malformed"));
    });
}

#[test]
fn an_older_program_does_not_open_a_newer_schema() {
    both(async |house| {
        let newer = house.db.write((), |tx, ()| {
            Box::pin(async move {
                let statement = store::sql!("INSERT INTO schema_step (number, name, checksum) VALUES (999, 'later', 'x')");
                tx.exec(statement, store::params![]).await
            })
        });
        newer.await.unwrap();
        let refused = store::migrate::migrate(&house.db).await.unwrap_err().to_string();
        assert!(refused.contains("step 999") && refused.contains("start the newer release"), "{refused}");
        assert!(store::migrate::pending(&house.db).await.is_err());
    });
}

#[test]
fn two_servers_do_not_share_a_file() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let _lock = Lock::take(&place(folder.path()).options()).unwrap();
        let options = laris::cli::DemoOptions { place: place(folder.path()), port: 0, history_days: 0 };
        let refused = laris::serve::demo(&options).await.unwrap_err().to_string();
        assert!(refused.contains("a SQLite file has one server"), "{refused}");
        for refused in [open::migrate(&options.place).await, open::seed_malang(&options.place, 0).await] {
            assert!(refused.unwrap_err().to_string().contains("a SQLite file has one server"));
        }
        assert!(!folder.path().join(FILE).exists());
    });
}

#[test]
fn commands_make_no_database() {
    let scratch = Scratch::make();
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        let refused = command_refusal(&place(&nowhere)).await;
        assert!(refused.contains("there is no database at") && refused.contains("--config (LARIS_CONFIG)"), "{refused}");
        assert!(!nowhere.exists());
        let server = Place { data: nowhere.clone(), database_url: Some(scratch.url().to_owned()) };
        let refused = command_refusal(&server).await;
        assert!(refused.contains("there is no such city yet"), "{refused}");
        assert!(!nowhere.exists());
    });
}

/// The older server that serves it would go on with a schema it does not know.
#[test]
fn commands_bring_no_schema_up() {
    super::on_both_places(async |place| {
        let house = super::fresh(&place.options()).await;
        super::busy_town(&house).await;
        assert!(open::town(&Town { place: place.clone(), city: None }).await.is_ok());
        let newest = i64::try_from(store::migrate::MIGRATIONS.len()).unwrap();
        let older = house.db.write(newest, |tx, newest| {
            Box::pin(async move { tx.exec(sql!("DELETE FROM schema_step WHERE number = $1"), params![*newest]).await })
        });
        assert_eq!(older.await.unwrap(), 1);
        let refused = command_refusal(&place).await;
        assert!(refused.contains("stop the server, run `laris migrate`, start the new one"), "{refused}");
        assert_eq!(store::migrate::pending(&house.db).await.unwrap(), 1, "it stays as it is");

        let newer = house.db.write(newest, |tx, newest| {
            let statement = sql!("INSERT INTO schema_step (number, name, checksum) VALUES ($1, 'later', 'x')");
            Box::pin(async move { tx.exec(statement, params![*newest + 1]).await })
        });
        newer.await.unwrap();
        let refused = command_refusal(&place).await;
        assert!(refused.contains("start the newer release"), "{refused}");
    });
}

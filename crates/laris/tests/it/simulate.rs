//! The simulation of market days: equal on both databases, without a violation, and able to miss what is broken.

use kernel::Phone;
use kernel::time::HOUR;
use laris::simulate;
use simulation::{Report, Sabotage, Settings, first_morning};
use store::migrate::migrate;
use store::{Db, Options};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on};

use crate::town::Town;

/// The short form of the long proof: the demonstration city, two days, on both databases.
#[test]
fn two_days_in_malang_are_equal_on_both_databases() {
    let settings = || simulate::settings(1, 2, 40, None);
    let run = |options| block_on(simulate::run(options, settings())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::make();
    let (mut on_sqlite, on_postgres) = std::thread::scope(|threads| {
        let sqlite = threads.spawn(|| run(Options::sqlite(folder.path().join("city.sqlite"))));
        let postgres = run(Options::postgres(scratch.url()));
        (sqlite.join().unwrap(), postgres)
    });
    assert!(on_sqlite.violations.is_empty(), "{on_sqlite}");
    assert_eq!(on_sqlite.ledger_sum_rupiah, 0);
    assert!(on_sqlite.orders_delivered > 40 && on_sqlite.orders_open == 0, "{on_sqlite}");
    assert_eq!(on_sqlite.database, "sqlite");
    on_sqlite.database.clone_from(&on_postgres.database);
    assert_eq!(on_sqlite, on_postgres, "the same seed gives the same days");
}

/// A run in the small town, on SQLite: what it finds does not depend on the database.
fn in_town(sabotage: Option<Sabotage>) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::sqlite(folder.path().join("town.sqlite"));
    let settings = Settings {
        seed: 3,
        days: 1,
        orders_per_day: 60,
        begins: first_morning(),
        buyers: vec![Phone::parse("081200000001").unwrap()],
        has_faults: true,
        sabotage,
        command: "laris simulate --seed 3".to_owned(),
    };
    block_on(async {
        let db = Db::open(&options).await.unwrap();
        migrate(&db).await.unwrap();
        let house = TestHouse::new(db);
        house.clock.set(first_morning().plus(-HOUR));
        Town::build(&house).await;
        drop(house);
        simulation::run(options, settings).await.unwrap()
    })
}

#[test]
fn a_town_left_alone_breaks_no_rule() {
    let report = in_town(None);
    assert!(report.violations.is_empty() && report.orders_delivered > 20, "{report}");
}

#[test]
fn every_rule_broken_on_purpose_is_missed() {
    for (rule, found) in [
        (Sabotage::LostHold, "an order holds what it may cost at most, once"),
        (Sabotage::ChangedAmount, "the ledger has what the order says"),
        (Sabotage::Oversold, "stock adds up"),
        (Sabotage::LostLine, "an order keeps its lines"),
        (Sabotage::PaidTwice, "a payout is paid once"),
        (Sabotage::LostOrder, "an acknowledged order is there"),
        (Sabotage::FreedPlace, "places of a slot add up"),
        (Sabotage::ForgottenKeys, "a repeated act gives the same answer"),
    ] {
        let report = in_town(Some(rule));
        let violation = report.violations.iter().find(|violation| violation.rule == found);
        let violation = violation.unwrap_or_else(|| panic!("{} was not missed as \"{found}\": {report}", rule.name()));
        assert!(violation.story.len() > 1 && violation.command.contains("--seed 3"), "{violation:?}");
    }
}

//! The simulation of market days: equal on both databases, without a violation, and able to miss what is broken.

use kernel::actor::Grant;
use kernel::time::HOUR;
use kernel::{BusinessDate, Phone, Role, Scope, Timestamp};
use laris::operation::books;
use laris::seed::OFFSET_MINUTES;
use laris::{history, simulate};
use market::catalogue::Catalogue;
use market::settlement::{self, invariants};
use simulation::{Purpose, Report, Sabotage, Settings, first_morning};
use store::migrate::migrate;
use store::{Db, Options};
use testkit::postgres::Scratch;
use testkit::{TestHouse, block_on};

use crate::town::Town;

/// The short form of the long proof: the demonstration city, a day and its end, on both databases.
#[test]
fn days_in_malang_are_equal_on_both_databases() {
    let run = |options| block_on(simulate::run(options, simulate::settings(1, 1, 9, None))).unwrap();
    let (mut on_sqlite, on_postgres) = on_both(run);
    assert!(on_sqlite.violations.is_empty(), "{on_sqlite}");
    assert_eq!(on_sqlite.ledger_sum_rupiah, 0);
    assert!(on_sqlite.orders_delivered > 3 && on_sqlite.orders_open == 0 && on_sqlite.faults.len() > 3, "{on_sqlite}");
    assert_eq!(on_sqlite.database, "sqlite");
    on_sqlite.database.clone_from(&on_postgres.database);
    assert_eq!(on_sqlite, on_postgres, "the same seed gives the same days");
}

/// Lets the same happen on a SQLite file that is not there yet and on an empty PostgreSQL database, at the same time.
fn on_both<T: Send>(run: impl Fn(Options) -> T + Sync) -> (T, T) {
    let folder = tempfile::tempdir().unwrap();
    let scratch = Scratch::make();
    std::thread::scope(|threads| {
        let sqlite = threads.spawn(|| run(Options::sqlite(folder.path().join("city.sqlite"))));
        let postgres = run(Options::postgres(scratch.url()));
        (sqlite.join().unwrap(), postgres)
    })
}

/// A run in the small town, on SQLite.
fn in_town(sabotage: Option<Sabotage>) -> Report {
    let folder = tempfile::tempdir().unwrap();
    in_town_on(Options::sqlite(folder.path().join("town.sqlite")), sabotage)
}

fn in_town_on(options: Options, sabotage: Option<Sabotage>) -> Report {
    let settings = Settings {
        seed: 3,
        days: 1,
        orders_per_day: 80,
        begins: first_morning(),
        buyers: vec![Phone::parse("081200000001").unwrap()],
        purpose: Purpose::Trial,
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
    for act in [
        "complain",
        "answer_complaint",
        "decide_complaint",
        "rate",
        "create_standing",
        "standing_day",
        "take_call",
        "ask_code",
        "pay_code",
        "hear",
    ] {
        assert!(report.acts.contains_key(act), "nobody did {act}: {report}");
    }
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
        (Sabotage::BookedTwice, "the ledger has what the order says"),
        (Sabotage::LostReturn, "what is to go back is on a list"),
        (Sabotage::ReturnedTwice, "the ledger has what the order says"),
    ] {
        let report = in_town(Some(rule));
        let violation = report.violations.iter().find(|violation| violation.rule == found);
        let violation = violation.unwrap_or_else(|| panic!("{} was not missed as \"{found}\": {report}", rule.name()));
        assert!(violation.story.len() > 1 && violation.command.contains("--seed 3"), "{violation:?}");
    }
}

/// SQL that looks and SQL that sabotages are each one text; one rule shows that they work on the other database too.
#[test]
fn a_rule_broken_on_postgresql_is_missed() {
    let scratch = Scratch::make();
    let report = in_town_on(Options::postgres(scratch.url()), Some(Sabotage::PaidTwice));
    assert_eq!((report.database.as_str(), report.violations.len()), ("postgresql", 1), "{report}");
    assert_eq!(report.violations[0].rule, "a payout is paid once");
}

/// The program itself; gives its exit status and the objects that it printed, one a line.
fn program(arguments: &[&str]) -> (Option<i32>, Vec<serde_json::Value>) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_laris"));
    let output = command.arg("simulate").args(arguments).args(["--json", "--log", "warn"]).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let objects = lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    (output.status.code(), objects)
}

#[test]
fn many_seeds_give_one_object_each() {
    let (status, mut objects) = program(&["--seeds", "1..2", "--jobs", "2", "--orders-per-day", "5"]);
    assert_eq!((status, objects.len()), (Some(0), 2), "{objects:?}");
    objects.sort_by_key(|object| object["seed"].as_u64());
    for (object, seed) in objects.iter().zip([1, 2]) {
        for field in ["orders_placed", "orders_delivered", "orders_cancelled", "steps", "seconds"] {
            assert!(object[field].is_number(), "{field}: {object}");
        }
        assert_eq!((&object["seed"], &object["days"], &object["ledger_sum_rupiah"]), (&seed.into(), &1.into(), &0.into()));
        assert_eq!(object["violations"], serde_json::json!([]));
    }
}

#[test]
fn a_broken_rule_is_told_by_the_exit_status() {
    let (status, objects) = program(&["--seed", "3", "--orders-per-day", "25", "--break", "lost-hold"]);
    assert_eq!((status, objects.len()), (Some(1), 1));
    let violation = &objects[0]["violations"][0];
    assert_eq!(violation["rule"], "an order holds what it may cost at most, once");
    let command = "laris simulate --seed 3 --days 1 --orders-per-day 25 --break lost-hold";
    assert_eq!(violation["command"], command, "{violation}");
}

/// The short form of the demonstration's past: a day that ended yesterday, with all books closed.
#[test]
fn a_past_is_whole_and_equal_on_both_databases() {
    let now = BusinessDate::from_ymd(2026, 11, 21).unwrap().at_minute(9 * 60, OFFSET_MINUTES);
    let (mut on_sqlite, on_postgres) = on_both(|options| {
        block_on(async {
            let report = history::make(&options, 1, now).await.unwrap();
            look(&options, now).await;
            report
        })
    });
    assert!(on_sqlite.orders_delivered > 10 && on_sqlite.orders_open == 0, "{on_sqlite}");
    assert_eq!(on_sqlite.orders_cancelled + on_sqlite.orders_failed + on_sqlite.orders_delivered, on_sqlite.orders_placed);
    on_sqlite.database.clone_from(&on_postgres.database);
    assert_eq!(on_sqlite, on_postgres, "the same moment gives the same past");
}

const fn everywhere(role: Role) -> Grant {
    Grant { role, scope: Scope::City }
}

/// Looks at a city with a past as somebody does who opens it now.
async fn look(options: &Options, now: Timestamp) {
    let house = TestHouse::new(Db::open(options).await.unwrap());
    house.clock.set(now);
    let city = ::registry::cities::first(&mut house.db.reader().await.unwrap()).await.unwrap().unwrap();
    let desk = books::desk(house.house(), city).await.unwrap();
    let (city, today) = (desk.city_id(), desk.today());
    let mut tx = house.db.reader().await.unwrap();
    assert_eq!(invariants::check(&mut tx, &desk).await.unwrap(), Vec::<String>::new());
    assert_eq!(settlement::days_not_closed(&mut tx, city, today).await.unwrap(), []);
    assert_eq!(settlement::batches_waiting(&mut tx, city, today).await.unwrap(), []);
    assert_eq!(settlement::orders_open_before(&mut tx, city, today).await.unwrap(), 0);
    let newest = settlement::newest_order(&mut tx, city).await.unwrap().unwrap();
    assert_eq!(BusinessDate::of(newest, desk.city.offset_minutes), today.plus_days(-1), "people buy until yesterday");
    let held = ledger::balances(&mut tx, city, ledger::AccountKind::ProviderReceivable).await.unwrap();
    assert!(held.iter().any(|balance| balance.amount > kernel::Rupiah::ZERO), "some paid by code");
    let manager = kernel::Actor { grants: vec![everywhere(Role::Admin)], ..kernel::Actor::visitor(city, kernel::Lang::Id) };
    drop(tx);
    let markets = market::catalogue::store::markets(&mut house.db.reader().await.unwrap(), city).await.unwrap();
    let mut open = 0;
    for market in &markets {
        let complaints = market::complaints::of_market(&desk, &manager, market.id).await.unwrap();
        open += complaints.iter().filter(|found| found.complaint.state.is_open()).count();
    }
    assert!(open > 0, "the last evening leaves a complaint to be decided");
    let mut tx = house.db.reader().await.unwrap();
    let catalogue = Catalogue::load(&mut tx, city, desk.city.offset_minutes, now).await.unwrap();
    assert!(catalogue.board().rows.iter().any(|row| row.change_bp.is_some_and(|change| change != 0)), "prices move");
}

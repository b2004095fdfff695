//! Doctor's verdicts: a healthy city has nothing bad, and each illness is named by its own check.

use kernel::Timestamp;
use kernel::time::{DAY, MINUTE};
use laris::cli::{DoctorOptions, Place};
use laris::operation::doctor::{Finding, Verdict, examine};
use market::orders::model::SubstitutionPolicy::Refund;
use store::{Statement, params, sql};

use super::{busy_town, fresh, on_both_places};
use crate::settlement::delivered;
use crate::town::Town;

fn options(place: &Place) -> DoctorOptions {
    let host = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    DoctorOptions { place: place.clone(), host, city: None, origin: String::new(), backups: None, is_json: false }
}

fn verdict(findings: &[Finding], check: &str) -> Verdict {
    let of = |finding: &&Finding| finding.check == check;
    findings.iter().filter(of).map(|finding| finding.verdict).max_by_key(|verdict| *verdict as u8).unwrap_or_else(|| panic!("{check}"))
}

async fn spoil(town: &Town, statement: &'static Statement) {
    let city = town.desk.city_id();
    let touched = town.house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(statement, params![city]).await }));
    assert!(touched.await.unwrap() > 0, "{}", statement.place());
}

#[test]
fn a_healthy_city_has_nothing_bad() {
    on_both_places(async |place| {
        let house = fresh(&place.options()).await;
        busy_town(&house).await;
        let now = house.now().plus(MINUTE);
        let mut options = options(&place);
        let folder = place.data.join("backups");
        std::fs::create_dir_all(&folder).unwrap();
        laris::operation::backup::write(&place.options(), &folder, now, true).await.unwrap();
        options.backups = Some(folder);
        laris::open::secret(&place.data).unwrap();
        let findings = examine(&options, now).await;
        let unwell: Vec<String> = findings.iter().filter(|finding| finding.verdict == Verdict::Bad).map(ToString::to_string).collect();
        // The town's clock stands in another time than the server's, and the tests' server does not wait for its disk.
        let is_the_tests = |line: &String| line.contains("clock  ") || line.contains("durability  ");
        assert!(unwell.iter().all(is_the_tests) && (house.db.kind() == "postgresql" || unwell.is_empty()), "{unwell:#?}");
        for check in ["database", "integrity", "schema", "books", "jobs", "closing", "settlement", "backup", "permissions", "orders"] {
            assert_eq!(verdict(&findings, check), Verdict::Ok, "{check}: {findings:#?}");
        }
        let json = serde_json::to_value(&findings).unwrap();
        assert_eq!((json[0]["check"].as_str(), json[0]["verdict"].as_str()), (Some("version"), Some("ok")));
    });
}

#[test]
fn each_illness_is_named() {
    on_both_places(async |place| {
        let house = fresh(&place.options()).await;
        let town = busy_town(&house).await;
        let now = house.now();
        let look = async |now: Timestamp| examine(&options(&place), now).await;

        assert_eq!(verdict(&look(now.plus(-2 * DAY)).await, "orders"), Verdict::Bad, "the clock went back");
        assert_eq!(verdict(&look(now.plus(2 * DAY)).await, "open orders"), Verdict::Warn);
        assert_eq!(verdict(&look(now).await, "backup"), Verdict::Warn, "nobody said where");

        delivered(&town, vec![town.line("telur-d", 500, Refund)], "doctor-order", town.runners[0]).await;
        assert_eq!(verdict(&look(now).await, "closing"), Verdict::Ok, "today may still be open");
        assert_eq!(verdict(&look(now.plus(2 * DAY)).await, "closing"), Verdict::Warn);

        let mut public = options(&place);
        public.host = std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
        assert_eq!(verdict(&examine(&public, now).await, "address"), Verdict::Bad, "a demonstration on a public address");

        spoil(&town, sql!("UPDATE slot SET taken = taken + 1 WHERE city_id = $1 AND taken > 0")).await;
        assert_eq!(verdict(&look(now).await, "books"), Verdict::Bad);
        spoil(&town, sql!("UPDATE slot SET taken = taken - 1 WHERE city_id = $1 AND taken > 0")).await;
        assert_eq!(verdict(&look(now).await, "books"), Verdict::Ok);

        spoil(&town, sql!("UPDATE job SET due_us = 0, state = 'ready' WHERE city_id = $1")).await;
        assert_eq!(verdict(&look(now).await, "jobs"), Verdict::Warn, "late");
        spoil(&town, sql!("UPDATE job SET state = 'dead', last_error = 'no provider' WHERE city_id = $1")).await;
        assert!(look(now).await.iter().any(|finding| finding.found.contains("failed for good: no provider")));

        spoil(&town, sql!("UPDATE city SET is_demo = FALSE WHERE city_id = $1")).await;
        assert_eq!(verdict(&look(now).await, "messages"), Verdict::Bad, "nobody can sign in");

        let newer = sql!("INSERT INTO schema_step (number, name, checksum) VALUES (999, 'later', 'x')");
        let write = house.db.write((), move |tx, ()| Box::pin(async move { tx.exec(newer, params![]).await }));
        write.await.unwrap();
        assert_eq!(verdict(&look(now).await, "schema"), Verdict::Bad);
    });
}

#[test]
fn a_missing_database_is_said_and_not_made() {
    testkit::block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data: folder.path().to_owned(), database_url: None };
        let findings = examine(&options(&place), testkit::morning()).await;
        assert_eq!(verdict(&findings, "database"), Verdict::Bad);
        assert!(!folder.path().join("laris.sqlite").exists());
        let place = Place { data: folder.path().to_owned(), database_url: Some("postgres://nobody@127.0.0.1:1/none".into()) };
        assert_eq!(verdict(&examine(&options(&place), testkit::morning()).await, "database"), Verdict::Bad);
    });
}

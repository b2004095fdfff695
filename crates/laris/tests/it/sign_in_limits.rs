//! Limits of signing in, on both databases: codes cannot be farmed, and nobody is kept out by strangers.

use ::registry::cities::{self, CitySettings};
use ::registry::sessions::{self, NewSession, Secrets, SignInError, Source};
use kernel::error::Kinded as _;
use kernel::id::CityId;
use kernel::time::{HOUR, MINUTE, SECOND};
use kernel::{Actor, Lang, Phone};
use providers::messages::DemoMessages;
use store::House;
use testkit::{TestHouse, both};
use web::api::limit::{Limiter, QUOTA};

use crate::town::Town;

const OWNER: &str = "081200000001";

fn secrets() -> Secrets {
    Secrets::new(&[7; 32]).unwrap()
}

fn number(last: u32) -> String {
    format!("0813{last:08}")
}

/// A browser and the network it comes from.
fn from(city: CityId, device: &str, address: Option<&str>) -> Source {
    Source::new(&secrets(), city, device, address)
}

async fn code(house: &House, city: CityId, phone: &str, source: Source) -> Result<String, SignInError> {
    let (messages, phone) = (DemoMessages::new(), Phone::parse(phone).unwrap());
    sessions::request_code(house, &secrets(), &messages, city, &phone, Lang::Id, source).await?;
    Ok(messages.last_to(&phone).unwrap().text[..6].to_owned())
}

async fn enter(house: &House, city: CityId, phone: &str, code: &str, source: Source) -> Result<NewSession, SignInError> {
    sessions::create_session(house, &secrets(), city, &Phone::parse(phone).unwrap(), code, Lang::Id, source).await
}

fn other(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn strangers_cannot_keep_a_known_device_out() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let phone = from(city, "phone", Some("203.0.113.1"));
        let sent = code(&house, city, OWNER, phone).await.unwrap();
        enter(&house, city, OWNER, &sent, phone).await.unwrap();
        let nameless = from(city, "", Some("203.0.113.1"));
        let sent = code(&house, city, OWNER, nameless).await.unwrap();
        enter(&house, city, OWNER, &sent, nameless).await.unwrap();
        // A day and more in which strangers from everywhere ask for codes to this number as often as they may.
        for round in 0..200 {
            house.clock.advance(10 * MINUTE);
            for stranger in 0..3 {
                let address = format!("198.51.{round}.{stranger}");
                let _ = code(&house, city, OWNER, from(city, &address, Some(&address))).await;
            }
        }
        let tablet = from(city, "tablet", Some("203.0.113.1"));
        assert_eq!(code(&house, city, OWNER, tablet).await.map_err(|error| error.code()), Err("code_too_many"), "a new device waits");
        let nobody = code(&house, city, OWNER, nameless).await.map_err(|error| error.code());
        assert_eq!(nobody, Err("code_too_many"), "who names no device is never a known one");
        let sent = code(&house, city, OWNER, phone).await.unwrap();
        let stranger = from(city, "stranger", Some("198.51.100.7"));
        for _ in 0..20 {
            assert!(enter(&house, city, OWNER, other(&sent), stranger).await.is_err());
        }
        enter(&house, city, OWNER, &sent, phone).await.unwrap();
        house.clock.advance(3 * HOUR);
        code(&house, city, OWNER, tablet).await.unwrap();
    });
}

#[test]
fn a_code_belongs_to_the_device_that_asked_for_it() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let (mine, theirs) = (from(city, "mine", None), from(city, "theirs", None));
        let sent = code(&house, city, OWNER, mine).await.unwrap();
        let refused = enter(&house, city, OWNER, &sent, theirs).await.map(drop).map_err(|error| error.code());
        assert_eq!(refused, Err("code_expired"), "seen over a shoulder it helps nobody");
        code(&house, city, OWNER, theirs).await.unwrap();
        enter(&house, city, OWNER, &sent, mine).await.unwrap();
    });
}

#[test]
fn one_network_farms_no_codes() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let mut sent = 0;
        for last in 0..70 {
            sent += i32::from(code(&house, city, &number(last), from(city, "farm", Some("198.51.100.7"))).await.is_ok());
        }
        assert_eq!(sent, 60);
        code(&house, city, &number(100), from(city, "b", Some("198.51.100.8"))).await.unwrap();
        house.clock.advance(30 * SECOND);
        code(&house, city, &number(101), from(city, "farm", Some("198.51.100.7"))).await.unwrap();
        // Guessing over many numbers is counted by network too.
        let mut tried = 0;
        for last in 0..120 {
            let guess = enter(&house, city, &number(last), "123456", from(city, "guess", Some("198.51.100.9"))).await;
            tried += i32::from(guess.is_err_and(|error| error.code() == "code_expired"));
        }
        assert_eq!(tried, 100);
    });
}

#[test]
fn a_city_pays_for_so_many_codes_an_hour() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let phone = from(city, "phone", Some("203.0.113.1"));
        let first = code(&house, city, OWNER, phone).await.unwrap();
        enter(&house, city, OWNER, &first, phone).await.unwrap();
        let settings = CitySettings { codes_per_hour: 10, ..CitySettings::default() };
        cities::change_settings(&house, &Actor::system(city), settings).await.unwrap();
        house.clock.advance(HOUR);
        let mut sent = 0;
        for last in 0..30 {
            let address = format!("198.51.100.{last}");
            sent += i32::from(code(&house, city, &number(last), from(city, &address, Some(&address))).await.is_ok());
        }
        assert_eq!(sent, 10);
        code(&house, city, OWNER, phone).await.unwrap();
    });
}

/// Whoever asks has an account or not: answer, waiting time and what is asked of the database are the same.
#[test]
fn no_answer_tells_whether_a_number_is_known() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let mut answers = Vec::new();
        for phone in [OWNER, "081399999999"] {
            let mut said = Vec::new();
            let source = from(city, phone, Some("198.51.100.7"));
            for _ in 0..4 {
                said.push(code(&house, city, phone, source).await.map(drop).map_err(|error| (error.code(), error.details())));
            }
            for typed in ["12", "000000", "000000", "000000", "000000", "000000", "000000"] {
                let refused = enter(&house, city, phone, typed, source).await.map(drop);
                said.push(refused.map_err(|error| (error.code(), error.details())));
            }
            answers.push(said);
        }
        assert_eq!(answers[0], answers[1]);
    });
}

/// Two servers on one database, each with its own memory.
#[test]
fn callers_of_the_api_have_one_bucket_over_all_servers() {
    both(async |house: TestHouse| {
        let city = Town::build(&house).await.desk.city_id();
        let servers = [Limiter::default(), Limiter::default()];
        let now = house.now();
        let mut given = 0;
        for _ in 0..20 {
            for server in &servers {
                for _ in 0..100 {
                    given += i64::from(server.take("198.51.100.7", now).is_allowed);
                }
                server.share(&house, &secrets(), city).await.unwrap();
            }
        }
        assert!((QUOTA..=QUOTA + QUOTA / 10 + 100).contains(&given), "{given}");
        for server in &servers {
            assert!(!server.take("198.51.100.7", now).is_allowed);
            assert!(server.take("198.51.100.8", now).is_allowed);
        }
    });
}

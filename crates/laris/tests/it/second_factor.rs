//! The second factor of staff on both databases: set up, given, lost, guessed at.

use ::registry::cities::{self, CitySettings};
use ::registry::people;
use ::registry::second_factor::{self, FactorState, code_at};
use ::registry::sessions::{self, FACTOR_LIFE, Known, Second, Secrets, SessionCache, Source};
use kernel::error::Kinded as _;
use kernel::id::{PersonId, RawId};
use kernel::time::{MINUTE, SECOND};
use kernel::{Actor, Lang};
use laris::operation::user;
use providers::messages::DemoMessages;
use store::{params, sql};
use testkit::{TestHouse, both};

use crate::town::Town;

fn secrets() -> Secrets {
    Secrets::new(&[7; 32]).unwrap()
}

/// A town's office, where staff sign in.
pub struct Office {
    house: TestHouse,
    pub town: Town,
}

impl Office {
    /// A town in which staff need a second factor.
    pub async fn open(house: &TestHouse) -> Self {
        let town = Town::build(house).await;
        let settings = CitySettings { staff_second_factor: Some(true), ..CitySettings::default() };
        cities::change_settings(house, &Actor::system(town.desk.city_id()), settings).await.unwrap();
        Self { house: house.clone(), town }
    }

    fn source(&self, device: &str) -> Source {
        Source::new(&secrets(), self.town.desk.city_id(), device, Some("203.0.113.1"))
    }

    /// Signs in with a code sent to the phone.
    pub async fn sign_in(&self, person: PersonId, device: &str) -> (String, Second) {
        let city = self.town.desk.city_id();
        let found = people::find(&mut self.house.db.reader().await.unwrap(), city, person).await.unwrap().unwrap();
        let messages = DemoMessages::new();
        let (phone, source) = (found.phone, self.source(device));
        sessions::request_code(&self.house, &secrets(), &messages, city, &phone, Lang::Id, source).await.unwrap();
        let code = messages.last_to(&phone).unwrap().text[..6].to_owned();
        let session = sessions::create_session(&self.house, &secrets(), city, &phone, &code, Lang::Id, source).await.unwrap();
        (session.token, session.second)
    }

    pub async fn known(&self, token: &str) -> Option<Known> {
        sessions::known(&self.house, &SessionCache::new(), self.town.desk.city_id(), token, Lang::Id).await.unwrap()
    }

    async fn actor(&self, token: &str) -> Actor {
        self.known(token).await.unwrap().actor
    }

    pub async fn prove(&self, token: &str, code: &str, device: &str) -> Result<String, &'static str> {
        let actor = self.actor(token).await;
        let proved = second_factor::prove(&self.house, &secrets(), &actor, token, code, self.source(device)).await;
        proved.map_err(|error| error.code())
    }

    /// Sets the manager up; gives the app's secret, the session's new token and the recovery codes.
    pub async fn enrol(&self, device: &str) -> (String, String, Vec<String>) {
        let (token, second) = self.sign_in(self.town.manager, device).await;
        assert_eq!(second, Second::Enrol);
        let actor = self.actor(&token).await;
        second_factor::begin(&self.house, &secrets(), &actor).await.unwrap();
        let FactorState::Begun(enrolment) = second_factor::state(&self.house, &secrets(), &actor).await.unwrap() else { panic!("begun") };
        let code = self.code(&enrolment.secret);
        let confirmed = second_factor::confirm(&self.house, &secrets(), &actor, &token, &code, self.source(device)).await.unwrap();
        (enrolment.secret, confirmed.token, confirmed.recovery)
    }

    pub fn code(&self, secret: &str) -> String {
        code_at(secret, self.house.now()).unwrap()
    }

    /// What the trail says of the manager's second factor, in its order.
    async fn actions(&self) -> Vec<String> {
        let statement = sql!("SELECT action FROM audit_entry WHERE city_id = $1 AND subject_id = $2 AND seq > 0 ORDER BY seq");
        let (city, person) = (self.town.desk.city_id(), RawId::from(self.town.manager));
        let rows: Vec<(String,)> = self.house.db.reader().await.unwrap().rows(statement, params![city, person]).await.unwrap();
        rows.into_iter().map(|(action,)| action).filter(|action| action.starts_with("second_factor.")).collect()
    }
}

#[test]
fn staff_have_their_roles_only_with_the_second_factor() {
    both(async |house: TestHouse| {
        let office = Office::open(&house).await;
        let market = office.town.market;
        let (first, _) = office.sign_in(office.town.manager, "tablet").await;
        assert!(!office.actor(&first).await.manages(market), "only the phone's code was given");
        let (secret, token, recovery) = office.enrol("tablet").await;
        assert!(office.actor(&token).await.manages(market));
        assert_eq!((office.known(&first).await, recovery.len()), (None, 10), "the other sessions ended");

        let (again, second) = office.sign_in(office.town.manager, "tablet").await;
        assert_eq!(second, Second::Ask);
        assert_eq!(office.prove(&again, &office.code(&secret), "tablet").await, Err("factor_wrong"), "a code used once is refused again");
        house.clock.advance(30 * SECOND);
        let code = office.code(&secret);
        let proved = office.prove(&again, &code, "tablet").await.unwrap();
        assert!(office.actor(&proved).await.manages(market));
        assert_eq!(office.known(&again).await, None, "the session has another token now");

        house.clock.advance(FACTOR_LIFE);
        let known = office.known(&proved).await.unwrap();
        assert_eq!((known.second, known.actor.manages(market)), (Second::Ask, false), "asked anew on the next day");
        let (_, second) = office.sign_in(office.town.buyer, "phone").await;
        assert_eq!(second, Second::NotNeeded);
    });
}

#[test]
fn one_code_opens_one_session_however_often_it_comes_at_once() {
    both(async |house: TestHouse| {
        let office = Office::open(&house).await;
        let (secret, ..) = office.enrol("tablet").await;
        house.clock.advance(MINUTE);
        let mut tokens = Vec::new();
        for device in ["a", "b", "c"] {
            house.clock.advance(4 * MINUTE);
            tokens.push((device, office.sign_in(office.town.manager, device).await.0));
        }
        let mut tasks = Vec::new();
        for (device, token) in tokens {
            let (house, actor, code, source) = (house.clone(), office.actor(&token).await, office.code(&secret), office.source(device));
            tasks.push(tokio::spawn(async move { second_factor::prove(&house, &secrets(), &actor, &token, &code, source).await.is_ok() }));
        }
        let mut opened = 0;
        for task in tasks {
            opened += i32::from(task.await.unwrap());
        }
        assert_eq!(opened, 1);
    });
}

#[test]
fn a_lost_phone_is_helped_by_recovery_codes_and_the_administrator() {
    both(async |house: TestHouse| {
        let office = Office::open(&house).await;
        let (_, token, recovery) = office.enrol("tablet").await;
        let (again, _) = office.sign_in(office.town.manager, "new").await;
        let proved = office.prove(&again, &recovery[0].to_lowercase(), "new").await.unwrap();
        let actor = office.actor(&proved).await;
        let state = second_factor::state(&house, &secrets(), &actor).await.unwrap();
        assert_eq!(state, FactorState::Confirmed { recovery_left: 9 });
        let (third, _) = office.sign_in(office.town.manager, "new").await;
        assert_eq!(office.prove(&third, &recovery[0], "new").await, Err("factor_wrong"), "each works once");

        let begun = second_factor::begin(&house, &secrets(), &actor).await.map_err(|error| error.code());
        assert_eq!(begun, Err("factor_in_use"), "a stolen session does not replace it");
        let reset = second_factor::reset(&house, &actor, office.town.manager).await.map_err(|error| error.code());
        assert_eq!(reset, Err("not_allowed"), "nor takes it away");
        let said = user::reset_second_factor(&house, &office.town.desk.city, "081200000003").await.unwrap();
        assert!(said.contains("signed out everywhere"), "{said}");
        assert_eq!(office.known(&token).await, None);
        house.clock.advance(10 * MINUTE);
        assert_eq!(office.sign_in(office.town.manager, "new").await.1, Second::Enrol);
        assert!(user::reset_second_factor(&house, &office.town.desk.city, "081200000003").await.is_err());
        let actions = office.actions().await;
        let expected = ["begun", "confirmed", "recovery_used", "refused", "reset"].map(|action| format!("second_factor.{action}"));
        assert_eq!(actions, expected);
    });
}

#[test]
fn guessing_slows_down_and_keeps_no_known_device_out() {
    both(async |house: TestHouse| {
        let office = Office::open(&house).await;
        let (secret, ..) = office.enrol("tablet").await;
        house.clock.advance(20 * MINUTE);
        let (thief, _) = office.sign_in(office.town.manager, "thief").await;
        let (tablet, _) = office.sign_in(office.town.manager, "tablet").await;
        for _ in 0..5 {
            assert_eq!(office.prove(&thief, "000000", "thief").await, Err("factor_wrong"));
        }
        assert_eq!(office.prove(&thief, &office.code(&secret), "thief").await, Err("factor_too_many"), "not even with the right one");
        house.clock.advance(14 * MINUTE);
        assert_eq!(office.prove(&thief, "000000", "thief").await, Err("factor_too_many"));
        office.prove(&tablet, &office.code(&secret), "tablet").await.unwrap();
        house.clock.advance(MINUTE);
        assert_eq!(office.prove(&thief, "000000", "thief").await, Err("factor_wrong"), "one more in a quarter of an hour");
        assert_eq!(office.prove(&thief, "12", "thief").await, Err("factor_malformed"));
    });
}

#[test]
fn the_secret_is_not_in_the_database() {
    both(async |house: TestHouse| {
        let office = Office::open(&house).await;
        let (secret, token, recovery) = office.enrol("tablet").await;
        let city = office.town.desk.city_id();
        let mut tx = house.db.reader().await.unwrap();
        let (sealed,): (Vec<u8>,) = tx.one(sql!("SELECT sealed FROM second_factor WHERE city_id = $1"), params![city]).await.unwrap();
        let hashes: Vec<(Vec<u8>,)> = tx.rows(sql!("SELECT code_hash FROM recovery_code WHERE city_id = $1"), params![city]).await.unwrap();
        let is_in = |text: &str, bytes: &[u8]| bytes.windows(6).any(|part| text.as_bytes().windows(6).any(|other| other == part));
        assert!(!is_in(&secret, &sealed) && hashes.iter().all(|(hash,)| recovery.iter().all(|code| !is_in(code, hash))));
        // Under another secret of the server it cannot be read, and nobody gets in by that.
        let (again, _) = office.sign_in(office.town.manager, "tablet").await;
        let actor = office.actor(&again).await;
        house.clock.advance(MINUTE);
        let other = Secrets::new(&[8; 32]).unwrap();
        let proved = second_factor::prove(&house, &other, &actor, &again, &office.code(&secret), office.source("tablet")).await;
        assert_eq!(proved.map_err(|error| error.code()), Err("factor_unreadable"));
        assert!(office.known(&token).await.is_some());
    });
}

#[test]
fn real_cities_ask_for_it_and_demonstrations_do_not() {
    both(async |house: TestHouse| {
        let town = Town::build(&house).await;
        let office = Office { house: house.clone(), town };
        assert_eq!(office.sign_in(office.town.manager, "tablet").await.1, Second::NotNeeded);
        let city = office.town.desk.city_id();
        let real = sql!("UPDATE city SET is_demo = FALSE WHERE city_id = $1");
        house.db.write(city, move |tx, city| Box::pin(async move { tx.exec(real, params![*city]).await })).await.unwrap();
        assert_eq!(office.sign_in(office.town.manager, "tablet").await.1, Second::Enrol);
        assert_eq!(office.sign_in(office.town.sellers[0], "phone").await.1, Second::NotNeeded);
    });
}

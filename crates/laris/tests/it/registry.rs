//! The registry on both databases: sign-in and its limits, sessions, roles, addresses, consents, areas, the trail.

#![expect(clippy::unwrap_used, reason = "test code: a failed expectation is a failed test")]

use ::registry::addresses::{self, AddressInput, DeliveryAddress};
use ::registry::areas::{self, Areas, District, Ward, area_of_geojson};
use ::registry::cities::{self, City, CitySettings, NewCity};
use ::registry::consents::{self, Purpose};
use ::registry::holidays::{self, Holiday, HolidayKind};
use ::registry::sellers::{self, NewSeller};
use ::registry::sessions::{self, NewSession, Secrets, SessionCache, SignInError, Source};
use ::registry::{audit, people, roles};
use kernel::actor::Grant;
use kernel::area::Area;
use kernel::error::Kinded as _;
use kernel::id::{CityId, MarketId, PersonId, RawId};
use kernel::time::{DAY, MINUTE, SECOND};
use kernel::{Actor, BusinessDate, Lang, Phone, Role, Scope};
use providers::messages::DemoMessages;
use serde_json::json;
use store::{House, StoreError};
use testkit::{TestHouse, both};

async fn city(house: &House, slug: &str, is_demo: bool) -> City {
    let new = NewCity {
        slug: slug.into(),
        name: "Kota Malang".into(),
        code: "35.73".into(),
        offset_minutes: 420,
        is_demo,
        settings: CitySettings::default(),
    };
    cities::create(house, new).await.unwrap()
}

fn phone(last: u32) -> Phone {
    Phone::parse(&format!("0812345{last:05}")).unwrap()
}

fn secrets() -> Secrets {
    Secrets::new(&[7; 32]).unwrap()
}

/// One browser on this very machine.
fn source(city: CityId) -> Source {
    Source::new(&secrets(), city, "browser", None)
}

/// Asks for a code and reads it off the demo screen.
async fn code_for(house: &House, city: CityId, phone: &Phone) -> Result<String, SignInError> {
    let messages = DemoMessages::new();
    sessions::request_code(house, &secrets(), &messages, city, phone, Lang::Id, source(city)).await?;
    Ok(messages.last_to(phone).unwrap().text[..6].to_owned())
}

async fn try_code(
    house: &House,
    city: CityId,
    phone: &Phone,
    code: &str,
) -> Result<NewSession, (&'static str, Vec<(&'static str, String)>)> {
    sessions::create_session(house, &secrets(), city, phone, code, Lang::Jv, source(city))
        .await
        .map_err(|error| (error.code(), error.details()))
}

async fn signed_in(house: &House, city: CityId, last: u32) -> Actor {
    let code = code_for(house, city, &phone(last)).await.unwrap();
    let session = try_code(house, city, &phone(last), &code).await.unwrap();
    sessions::actor_of(house, &SessionCache::new(), city, &session.token, Lang::Id).await.unwrap().unwrap()
}

fn wrong(code: &str) -> String {
    if code == "000000" { "000001".to_owned() } else { "000000".to_owned() }
}

#[test]
fn the_first_sign_in_makes_a_person_and_the_second_finds_them() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let code = code_for(&house, city.id, &phone(1)).await.unwrap();
        let first = try_code(&house, city.id, &phone(1), &code).await.unwrap();
        assert!(first.is_new);
        assert_eq!(try_code(&house, city.id, &phone(1), &code).await.unwrap_err().0, "code_expired", "a code works once");
        let code = code_for(&house, city.id, &phone(1)).await.unwrap();
        let second = try_code(&house, city.id, &phone(1), &code).await.unwrap();
        assert_eq!((second.person, second.is_new), (first.person, false));
        let mut tx = house.db.reader().await.unwrap();
        let person = people::find_by_phone(&mut tx, city.id, &phone(1)).await.unwrap().unwrap();
        assert_eq!((person.id, person.name.as_str(), person.lang), (first.person, "", Lang::Jv));
        let acts: Vec<String> = audit::list(&mut tx, city.id, first.person).await.unwrap().into_iter().map(|entry| entry.action).collect();
        assert_eq!(acts.iter().filter(|act| *act == "session.began").count(), 2);
        assert_eq!(acts.iter().filter(|act| *act == "person.created").count(), 1);
    });
}

#[test]
fn a_code_bears_five_attempts_also_at_once() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let code = code_for(&house, city.id, &phone(1)).await.unwrap();
        for left in (1..5).rev() {
            let refused = try_code(&house, city.id, &phone(1), &wrong(&code)).await.unwrap_err();
            assert_eq!(refused, ("code_wrong", vec![("left", left.to_string())]));
        }
        assert_eq!(try_code(&house, city.id, &phone(1), &wrong(&code)).await.unwrap_err().0, "code_exhausted");
        assert_eq!(try_code(&house, city.id, &phone(1), &code).await.unwrap_err().0, "code_exhausted", "the right one comes too late");

        let code = code_for(&house, city.id, &phone(2)).await.unwrap();
        let guesses = (0..20).map(|_| {
            let (house, bad, id) = (house.clone(), wrong(&code), city.id);
            tokio::spawn(async move { try_code(&house, id, &phone(2), &bad).await.unwrap_err() })
        });
        let mut counted = 0;
        for guess in guesses.collect::<Vec<_>>() {
            counted += i32::from(guess.await.unwrap().0 == "code_wrong");
        }
        assert_eq!(counted, 4, "the fifth exhausts");
    });
}

#[test]
fn one_code_begins_one_session_however_often_it_comes_at_once() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let code = code_for(&house, city.id, &phone(1)).await.unwrap();
        let tries = (0..4).map(|_| {
            let (house, code, id) = (house.clone(), code.clone(), city.id);
            tokio::spawn(async move { try_code(&house, id, &phone(1), &code).await.is_ok() })
        });
        let mut began = 0;
        for attempt in tries.collect::<Vec<_>>() {
            began += i32::from(attempt.await.unwrap());
        }
        assert_eq!(began, 1);
    });
}

#[test]
fn codes_expire_and_are_refused_when_malformed_or_never_sent() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let code = code_for(&house, city.id, &phone(1)).await.unwrap();
        house.clock.advance(5 * MINUTE);
        for (last, typed, refused) in [(1, code.as_str(), "code_expired"), (2, "123456", "code_expired"), (1, "12a", "code_malformed")] {
            assert_eq!(try_code(&house, city.id, &phone(last), typed).await.unwrap_err().0, refused, "{typed}");
        }
    });
}

#[test]
fn three_codes_in_ten_minutes_and_twenty_in_a_day() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        for _ in 0..3 {
            code_for(&house, city.id, &phone(1)).await.unwrap();
        }
        house.clock.advance(MINUTE);
        let refused = code_for(&house, city.id, &phone(1)).await.unwrap_err();
        assert_eq!(refused.code(), "code_too_many");
        assert_eq!(refused.details(), vec![("minutes", "3".to_owned()), ("seconds", "140".to_owned())]);
        code_for(&house, city.id, &phone(2)).await.unwrap();
        let mut sent = 3;
        for _ in 0..DAY / (10 * MINUTE) {
            house.clock.advance(10 * MINUTE);
            sent += i32::from(code_for(&house, city.id, &phone(1)).await.is_ok());
        }
        assert!((18..=20).contains(&sent), "{sent} in a day");
        house.clock.advance(DAY);
        code_for(&house, city.id, &phone(1)).await.unwrap();
    });
}

#[test]
fn sessions_end_by_time_by_sign_out_and_everywhere() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let cache = SessionCache::new();
        let person = signed_in(&house, city.id, 1).await.person.unwrap();
        let mut tokens = Vec::new();
        for _ in 0..3 {
            tokens.push(sessions::demo_session(&house, &city, person).await.unwrap().token);
        }
        let actor = async |token: &str| sessions::actor_of(&house, &cache, city.id, token, Lang::Id).await.unwrap();
        assert_eq!(actor(&tokens[0]).await.and_then(|actor| actor.person), Some(person));
        assert_eq!(actor("nonsense").await, None);
        sessions::sign_out(&house, &cache, city.id, &tokens[0]).await.unwrap();
        assert_eq!(actor(&tokens[0]).await, None, "the cache forgets at once");
        let me = actor(&tokens[1]).await.unwrap();
        assert_eq!(sessions::sign_out_everywhere(&house, &cache, &me).await.unwrap(), 3, "two here and the first sign-in");
        assert_eq!(actor(&tokens[1]).await, None);
        let token = sessions::demo_session(&house, &city, person).await.unwrap().token;
        assert!(actor(&token).await.is_some());
        house.clock.advance(90 * DAY);
        assert_eq!(actor(&token).await, None);
        sessions::prune(&house, city.id).await.unwrap();
    });
}

#[test]
fn shoes_are_changed_in_demo_cities_only_and_tokens_stay_in_their_city() {
    both(async |house: TestHouse| {
        let (demo, real) = (city(&house, "demo", true).await, city(&house, "malang", false).await);
        let person = signed_in(&house, real.id, 1).await.person.unwrap();
        assert_eq!(sessions::demo_session(&house, &real, person).await.map_err(|error| error.code()), Err("not_demo"));
        assert_eq!(sessions::demo_session(&house, &demo, person).await.map_err(|error| error.code()), Err("person_unknown"));
        let person = signed_in(&house, demo.id, 1).await.person.unwrap();
        let token = sessions::demo_session(&house, &demo, person).await.unwrap().token;
        assert_eq!(sessions::actor_of(&house, &SessionCache::new(), real.id, &token, Lang::Id).await.unwrap(), None);
    });
}

#[test]
fn roles_are_given_by_administrators_and_seen_within_ten_seconds() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let market: MarketId = house.id();
        let (manager, admin) = (signed_in(&house, city.id, 1).await, signed_in(&house, city.id, 2).await);
        let (person, grant) = (manager.person.unwrap(), Grant { role: Role::Manager, scope: Scope::Market(market) });
        let administration = Grant { role: Role::Admin, scope: Scope::City };
        let house_itself = Actor::system(city.id);
        roles::grant(&house, &house_itself, admin.person.unwrap(), administration).await.unwrap();
        let admin = Actor { grants: vec![administration], ..admin };

        let cache = SessionCache::new();
        let token = sessions::demo_session(&house, &city, person).await.unwrap().token;
        let rights = async || sessions::actor_of(&house, &cache, city.id, &token, Lang::Id).await.unwrap().unwrap().manages(market);
        assert!(!rights().await);
        roles::grant(&house, &admin, person, grant).await.unwrap();
        roles::grant(&house, &admin, person, grant).await.unwrap();
        assert!(!rights().await);
        house.clock.advance(10 * SECOND);
        assert!(rights().await);
        roles::revoke(&house, &admin, person, grant).await.unwrap();
        cache.forget_person(city.id, person);
        assert!(!rights().await);

        let stranger = PersonId(RawId::nil());
        let everywhere = Grant { role: Role::Manager, scope: Scope::City };
        for (outcome, code) in [
            (roles::grant(&house, &manager, person, grant).await, "not_allowed"),
            (roles::grant(&house, &admin, person, everywhere).await, "role_scope_mismatch"),
            (roles::grant(&house, &admin, stranger, grant).await, "person_unknown"),
            (roles::revoke(&house, &admin, admin.person.unwrap(), administration).await, "role_own_administration"),
        ] {
            assert_eq!(outcome.map_err(|error| error.code()), Err(code));
        }
        let mut tx = house.db.reader().await.unwrap();
        let admins = people::list_by_role(&mut tx, city.id, Role::Admin, Scope::City).await.unwrap();
        assert_eq!(admins.iter().map(|person| Some(person.id)).collect::<Vec<_>>(), vec![admin.person]);
        let acts = audit::list(&mut tx, city.id, person).await.unwrap();
        assert_eq!(acts.iter().filter(|entry| entry.action == "role.granted").count(), 1, "given twice, written once");
    });
}

fn ward(code: &str, name: &str, west: f64) -> Ward {
    let ring = [[west, -8.0], [west + 0.01, -8.0], [west + 0.01, -7.99], [west, -7.99]];
    let area: Area = area_of_geojson(&json!({"type": "Polygon", "coordinates": [ring]})).unwrap();
    Ward {
        code: code.into(),
        district_code: "35.73.02".into(),
        district: "Klojen".into(),
        name: name.into(),
        postcode: "65112".into(),
        rw_count: 10,
        rt_count: 97,
        centre: area.rings[0][0],
        area,
    }
}

async fn with_areas(house: &House, city: CityId) -> Areas {
    let wards = vec![ward("35.73.02.1009", "Oro-oro Dowo", 112.0), ward("35.73.02.1010", "Bareng", 112.01)];
    house
        .db
        .write((city, wards), |tx, (city, wards)| {
            Box::pin(async move {
                areas::insert_districts(tx, *city, &[District { code: "35.73.02".into(), name: "Klojen".into() }])?;
                areas::insert_wards(tx, *city, wards)
            })
        })
        .await
        .unwrap();
    Areas::load(&mut house.db.reader().await.unwrap(), city).await.unwrap()
}

#[test]
fn wards_round_trip_with_their_polygons() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let areas = with_areas(&house, city.id).await;
        assert_eq!(areas.wards().iter().map(|ward| ward.name.as_str()).collect::<Vec<_>>(), ["Bareng", "Oro-oro Dowo"]);
        assert_eq!(areas.ward("35.73.02.1009"), Some(&ward("35.73.02.1009", "Oro-oro Dowo", 112.0)));
        assert_eq!(with_areas(&house, city.id).await, areas, "loaded twice, kept once");
    });
}

#[test]
fn addresses_are_kept_once_and_by_their_owner_only() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let areas = with_areas(&house, city.id).await;
        let (owner, other) = (signed_in(&house, city.id, 1).await, signed_in(&house, city.id, 2).await);
        let typed = AddressInput {
            label: "Rumah".into(),
            street: "Jl. Guntur 12".into(),
            rt: "3".into(),
            rw: "5".into(),
            ward_code: "35.73.02.1009".into(),
            ..AddressInput::default()
        };
        let home = DeliveryAddress::parse(&typed, &areas).unwrap();
        let id = addresses::save(&house, &owner, home.clone()).await.unwrap();
        house.clock.advance(MINUTE);
        let pinned = AddressInput { lat: Some(-7.995), lng: Some(112.005), ..typed };
        let pinned = DeliveryAddress::parse(&pinned, &areas).unwrap();
        assert_eq!(addresses::save(&house, &owner, pinned.clone()).await.unwrap(), id, "the same door");
        let kept = addresses::list(&house, &owner).await.unwrap();
        assert_eq!(kept.iter().map(|kept| &kept.address).collect::<Vec<_>>(), vec![&pinned]);
        assert_eq!(addresses::list(&house, &other).await.unwrap(), vec![]);
        assert!(!addresses::remove(&house, &other, id).await.unwrap());
        for number in 1..20 {
            addresses::save(&house, &owner, DeliveryAddress { street: format!("Jl. Ijen {number}"), ..home.clone() }).await.unwrap();
        }
        let one_more = addresses::save(&house, &owner, DeliveryAddress { street: "Jl. Semeru".into(), ..home.clone() }).await;
        assert_eq!(one_more.map_err(|error| error.code()), Err("addresses_too_many"));
        assert!(addresses::remove(&house, &owner, id).await.unwrap());
        let visitor = Actor::visitor(city.id, Lang::Id);
        assert_eq!(addresses::save(&house, &visitor, home).await.map_err(|error| error.code()), Err("not_signed_in"));
    });
}

#[test]
fn consents_stand_once_and_nothing_is_overwritten() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let me = signed_in(&house, city.id, 1).await;
        for (text, minutes) in [("2026-11", 1), ("2026-11", 1), ("2026-12", 1)] {
            consents::give(&house, &me, Purpose::Promotion, text).await.unwrap();
            house.clock.advance(minutes * MINUTE);
        }
        let holds = async || {
            let mut tx = house.db.reader().await.unwrap();
            consents::holds(&mut tx, city.id, me.person.unwrap(), Purpose::Promotion).await.unwrap()
        };
        assert!(holds().await);
        consents::withdraw(&house, &me, Purpose::Promotion).await.unwrap();
        consents::withdraw(&house, &me, Purpose::Promotion).await.unwrap();
        assert!(!holds().await);
        let all = consents::list(&house, &me).await.unwrap();
        let texts: Vec<_> = all.iter().map(|consent| (consent.text_version.as_str(), consent.withdrawn.is_some())).collect();
        assert_eq!(texts, [("2026-12", true), ("2026-11", true)]);
        consents::give(&house, &me, Purpose::Promotion, "2026-12").await.unwrap();
        assert!(holds().await);
    });
}

#[test]
fn cities_settings_sellers_people_and_holidays() {
    both(async |house: TestHouse| {
        let malang = city(&house, "malang", true).await;
        let areas = with_areas(&house, malang.id).await;
        let again = NewCity {
            slug: "malang".into(),
            name: "Lain".into(),
            code: "35.07".into(),
            offset_minutes: 420,
            is_demo: false,
            settings: CitySettings::default(),
        };
        assert_eq!(cities::create(&house, again).await.map_err(|error| error.code()), Err("city_slug_taken"));
        let (me, system) = (signed_in(&house, malang.id, 1).await, Actor::system(malang.id));
        let settings = CitySettings { quote_minutes: 20, ..CitySettings::default() };
        assert_eq!(cities::change_settings(&house, &me, settings.clone()).await.map_err(|error| error.code()), Err("not_allowed"));
        cities::change_settings(&house, &system, settings.clone()).await.unwrap();
        people::rename(&house, &me, " Bu  Sri ").await.unwrap();
        people::set_lang(&house, &me, Lang::En).await.unwrap();
        let new = NewSeller { person: me.person.unwrap(), name: "Dapur Sri".into(), ward_code: Some("35.73.02.1010".into()) };
        assert_eq!(sellers::create(&house, &me, &areas, new.clone()).await.map_err(|error| error.code()), Err("not_allowed"));
        let seller = sellers::create(&house, &system, &areas, new).await.unwrap();
        let day = BusinessDate::parse("2026-12-25").unwrap();
        let natal = Holiday { day, name: "Hari Raya Natal".into(), kind: HolidayKind::National };
        house
            .db
            .write((malang.id, natal.clone()), |tx, (city, natal)| {
                Box::pin(async move { holidays::insert_all(tx, *city, std::slice::from_ref(natal)) })
            })
            .await
            .unwrap();

        let mut tx = house.db.reader().await.unwrap();
        let found = cities::find(&mut tx, "malang").await.unwrap().unwrap();
        assert_eq!((found.settings, cities::first(&mut tx).await.unwrap().map(|city| city.id)), (settings, Some(malang.id)));
        let person = people::find(&mut tx, malang.id, me.person.unwrap()).await.unwrap().unwrap();
        assert_eq!((person.name.as_str(), person.lang), ("Bu Sri", Lang::En));
        assert_eq!(
            sellers::find(&mut tx, malang.id, seller).await.unwrap(),
            sellers::of_person(&mut tx, malang.id, person.id).await.unwrap().pop()
        );
        assert_eq!(holidays::between(&mut tx, malang.id, day.plus_days(-1), day).await.unwrap(), vec![natal]);
        assert_eq!(holidays::between(&mut tx, malang.id, day.plus_days(1), day.plus_days(9)).await.unwrap(), vec![]);
    });
}

#[test]
fn an_act_that_fails_leaves_no_trace() {
    both(async |house: TestHouse| {
        let city = city(&house, "malang", true).await;
        let subject: RawId = house.id();
        let outcome: Result<(), StoreError> = house
            .db
            .write((house.house().clone(), city.id, subject), |tx, (house, city, subject)| {
                Box::pin(async move {
                    let actor = Actor::system(*city);
                    audit::log(tx, &actor, &*house.ids, house.now(), "test.act", "test", *subject, &json!({"a": 1})).await?;
                    Err(StoreError::NoRow)
                })
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(audit::list(&mut house.db.reader().await.unwrap(), city.id, subject).await.unwrap(), vec![]);
    });
}

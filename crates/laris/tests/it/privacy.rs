//! A person's data on both databases: given whole, forgotten without a trace, and the books stay as they were.

use ::registry::sessions::{self, Secrets, SessionCache, Source};
use ::registry::{audit, people};
use kernel::error::Kinded as _;
use kernel::{Lang, Phone};
use laris::operation::user;
use market::orders::SubstitutionPolicy::{Ask, Refund};
use market::orders::cancel;
use market::privacy;
use market::settlement::invariants;
use providers::messages::DemoMessages;
use store::{params, sql};
use testkit::{TestHouse, both};

use crate::settlement::delivered;
use crate::town::Town;

mod everywhere;

const NUMBER: &str = "081200000001";

async fn whole(town: &Town) {
    let broken = invariants::check(&mut town.house.db.reader().await.unwrap(), &town.desk).await.unwrap();
    assert!(broken.is_empty(), "{broken:#?}");
}

async fn total(town: &Town) -> i64 {
    let statement = sql!("SELECT CAST(SUM(amount_rupiah) AS BIGINT) FROM ledger_transfer WHERE city_id = $1");
    let (sum,) = town.house.db.reader().await.unwrap().one(statement, params![town.desk.city_id()]).await.unwrap();
    sum
}

/// A buyer with a session, an address in an order, a note, a delivered and a cancelled order.
async fn lived_in(house: &TestHouse) -> (Town, String) {
    let town = Town::build(house).await;
    let (city, phone, messages) = (town.desk.city_id(), Phone::parse(NUMBER).unwrap(), DemoMessages::new());
    let secrets = Secrets::new(&[7; 32]).unwrap();
    let source = Source::new(&secrets, city, "phone", Some("203.0.113.1"));
    sessions::request_code(house, &secrets, &messages, city, &phone, Lang::Id, source).await.unwrap();
    let code = messages.last_to(&phone).unwrap().text[..6].to_owned();
    let token = sessions::create_session(house, &secrets, city, &phone, &code, Lang::Id, source).await.unwrap().token;
    let mut line = town.line("telur-d", 500, Refund);
    line.note = "yang besar, untuk Bu Sari".into();
    delivered(&town, vec![line], "privacy-1", town.runners[0]).await;
    let second = town.order(vec![town.line("rawit-a", 250, Ask)], "privacy-2").await;
    let buyer = town.actor(town.buyer).await;
    cancel::cancel(&town.desk, &buyer, "privacy-cancel", second, "Sari sakit").await.unwrap();
    (town, token)
}

#[test]
fn a_person_is_given_all_that_is_kept() {
    both(async |house: TestHouse| {
        let (town, _) = lived_in(&house).await;
        let buyer = town.actor(town.buyer).await;
        let data = serde_json::to_value(privacy::export(&town.desk, &buyer, town.buyer).await.unwrap()).unwrap();
        let text = data.to_string();
        for expected in ["Sari", "6281200000001", "Jl. Contoh 1", "pagar hijau", "yang besar, untuk Bu Sari", "Sari sakit", "session.began"]
        {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert_eq!((data["orders"].as_array().unwrap().len(), data["person"]["sessions"].as_array().unwrap().len()), (2, 1));
        let stranger = town.actor(town.stranger).await;
        let refused = privacy::export(&town.desk, &stranger, town.buyer).await.map(drop).map_err(|error| error.code());
        assert_eq!(refused, Err("not_allowed"));
        let printed = user::export(&house, &town.desk.city, NUMBER).await.unwrap();
        assert!(printed.contains("Bu Sari"));
        let acts = audit::list(&mut house.db.reader().await.unwrap(), town.desk.city_id(), town.buyer).await.unwrap();
        assert_eq!(acts.iter().filter(|entry| entry.action == "person.exported").count(), 1, "what others take is written down");
    });
}

#[test]
fn a_forgotten_person_is_nowhere_and_the_books_stay() {
    both(async |house: TestHouse| {
        let (town, token) = lived_in(&house).await;
        let (city, buyer, before) = (town.desk.city_id(), town.actor(town.buyer).await, total(&town).await);
        privacy::erase(&town.desk, &buyer, town.buyer).await.unwrap();
        whole(&town).await;
        assert_eq!(total(&town).await, before);
        let data = serde_json::to_string(&privacy::export(&town.desk, &town.desk.system(), town.buyer).await.unwrap()).unwrap();
        for gone in ["Sari", "6281200000001", "Jl. Contoh 1", "pagar hijau", "yang besar", "sakit"] {
            assert!(!data.contains(gone), "{gone}: {data}");
        }
        let found = sessions::actor_of(&house, &SessionCache::new(), city, &token, Lang::Id).await.unwrap();
        assert_eq!(found, None, "signed out");
        let mut tx = house.db.reader().await.unwrap();
        assert_eq!(people::find_by_phone(&mut tx, city, &Phone::parse(NUMBER).unwrap()).await.unwrap(), None);
        let walk = audit::verify(&house, city, None).await.unwrap();
        assert_eq!(walk.broken, None);
        let acts = audit::list(&mut tx, city, town.buyer).await.unwrap();
        assert!(acts.iter().any(|entry| entry.action == "person.erased"));
        drop(tx);
        assert_eq!(privacy::export(&town.desk, &town.desk.system(), town.buyer).await.unwrap().orders.len(), 2, "the orders stay");
        assert!(user::erase(&house, &town.desk.city, NUMBER).await.is_err(), "nobody has this number now");
    });
}

#[test]
fn nobody_is_forgotten_while_something_is_open() {
    both(async |house: TestHouse| {
        let town = Town::build(&house).await;
        let buyer = town.actor(town.buyer).await;
        let refused = async |person| privacy::erase(&town.desk, &town.desk.system(), person).await.map_err(|error| error.code());
        town.order(vec![town.line("rawit-a", 250, Ask)], "privacy-open").await;
        assert_eq!(privacy::erase(&town.desk, &buyer, town.buyer).await.map_err(|error| error.code()), Err("erase_orders_open"));
        assert_eq!(refused(town.sellers[0]).await, Err("erase_roles_held"));
        delivered(&town, vec![town.line("telur-d", 500, Refund)], "privacy-money", town.runners[0]).await;
        assert_eq!(refused(town.runners[0]).await, Err("erase_money_open"), "the runner has the cash");
        assert_eq!(refused(town.sellers[3]).await, Err("erase_money_open"), "the stall is owed for the eggs");
        assert_eq!(refused(town.stranger).await, Ok(()));
        whole(&town).await;
    });
}

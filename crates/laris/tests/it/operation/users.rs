//! `laris user`: the first administrator is made, seen, and taken away again; each act is in the audit trail.

use kernel::id::PersonId;
use laris::cli::{Part, Place, Town as At};
use laris::operation::user;
use store::{params, sql};
use testkit::both;

use crate::town::Town;

fn part(role: &str, scope: &str) -> Part {
    let place = Place { data: "unused".into(), database_url: None };
    Part { role: role.into(), scope: scope.into(), town: At { place, city: None } }
}

#[test]
fn the_first_administrator_is_made() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (house, city) = (house.house(), &*town.desk.city);
        for _ in 0..2 {
            let said = user::add(house, city, "0812-3456-7890", Some("Bu Wali"), &part("admin", "city")).await.unwrap();
            assert!(said.ends_with("is now admin (city).") && !said.contains("3456"), "{said}");
        }
        user::add(house, city, "081234567890", None, &part("manager", "market:pasar-contoh")).await.unwrap();
        user::add(house, city, "081234567891", None, &part("seller", "stall:lapak-2")).await.unwrap();
        let lines = user::list(house, city).await.unwrap();
        let of = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
        assert_eq!((of("Bu Wali"), of("admin      city"), of("market:pasar-contoh"), of("stall:lapak-2")), (2, 1, 4, 2), "{lines:#?}");

        user::remove(house, city, "081234567890", &part("admin", "city")).await.unwrap();
        let again = user::remove(house, city, "081234567890", &part("admin", "city")).await.unwrap_err().to_string();
        assert!(again.contains("is not admin"), "{again}");

        let statement = sql!("SELECT action, person_id FROM audit_entry WHERE city_id = $1 ORDER BY audit_id");
        let trail: Vec<(String, Option<PersonId>)> = house.db.reader().await.unwrap().rows(statement, params![city.id]).await.unwrap();
        assert!(trail.iter().all(|(_, person)| person.is_none()), "acts of the house");
        let count = |action: &str| trail.iter().filter(|(name, _)| name == action).count();
        assert_eq!((count("person.added"), count("role.granted"), count("role.revoked")), (2, 3, 1), "{trail:?}");
    });
}

#[test]
fn nonsense_is_refused_and_nobody_is_made() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (house, city) = (house.house(), &*town.desk.city);
        let before = user::list(house, city).await.unwrap();
        for (phone, role, scope, expected) in [
            ("12", "admin", "city", "is not an Indonesian phone number"),
            ("081234567890", "king", "city", "there is no role king"),
            ("081234567890", "admin", "market:pasar-contoh", "does not hold this scope"),
            ("081234567890", "seller", "city", "does not hold this scope"),
            ("081234567890", "manager", "market:nowhere", "there is no market nowhere"),
            ("081234567890", "seller", "stall:nowhere", "there is no stall nowhere"),
            ("081234567890", "admin", "world", "is no scope"),
        ] {
            let refused = user::add(house, city, phone, None, &part(role, scope)).await.unwrap_err();
            assert!(format!("{refused:#}").contains(expected), "{expected}: {refused:#}");
        }
        assert_eq!(user::list(house, city).await.unwrap(), before);
    });
}

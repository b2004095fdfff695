//! The audit trail's chain on both databases: what is done behind its back is found, and named by its first trace.

use ::registry::audit::{self, Break, chain};
use kernel::actor::Grant;
use kernel::id::{AuditId, CityId};
use kernel::{Actor, Role, Scope};
use laris::operation::audit as command;
use store::{Statement, Value, params, sql};
use testkit::{TestHouse, both};

use crate::town::Town;

/// A town whose trail has six acts: the city was made, and five roles given.
async fn town(house: &TestHouse) -> Town {
    let town = Town::build(house).await;
    for person in &town.sellers {
        grant(&town, *person, Role::Auditor).await;
    }
    grant(&town, town.buyer, Role::Treasurer).await;
    town
}

async fn grant(town: &Town, person: kernel::id::PersonId, role: Role) {
    let wanted = Grant { role, scope: Scope::City };
    ::registry::roles::grant(town.house.house(), &Actor::system(town.desk.city_id()), person, wanted).await.unwrap();
}

async fn behind(house: &TestHouse, statement: &'static Statement, params: &[Value<'_>]) -> u64 {
    let owned: Vec<Value<'static>> = params.iter().map(Value::owned).collect();
    house.db.write(owned, move |tx, owned| Box::pin(async move { tx.exec(statement, owned).await })).await.unwrap()
}

async fn broken(house: &TestHouse, city: CityId) -> Option<Break> {
    audit::verify(house.house(), city, None).await.unwrap().broken
}

async fn ids(house: &TestHouse, city: CityId) -> Vec<AuditId> {
    let statement = sql!("SELECT audit_id FROM audit_entry WHERE city_id = $1 ORDER BY seq");
    let found: Vec<(AuditId,)> = house.db.reader().await.unwrap().rows(statement, params![city]).await.unwrap();
    found.into_iter().map(|(id,)| id).collect()
}

#[test]
fn an_untouched_trail_is_whole_and_keeps_its_old_heads() {
    both(async |house| {
        let town = town(&house).await;
        let city = &*town.desk.city;
        let kept = command::head(house.house(), city).await.unwrap();
        assert!(kept.starts_with("6:"), "{kept}");
        grant(&town, town.stranger, Role::Auditor).await;
        let walk = command::verify(house.house(), city, Some(&kept)).await.unwrap();
        assert_eq!((walk.broken.as_ref(), walk.kept_at, walk.head.map(|head| head.seq)), (None, Some(6), Some(7)));
        let hash_only = kept.split_once(':').unwrap().1;
        assert_eq!(command::verify(house.house(), city, Some(hash_only)).await.unwrap().kept_at, Some(6));
        let foreign = format!("6:{}", "ab".repeat(32));
        assert_eq!(command::verify(house.house(), city, Some(&foreign)).await.unwrap().broken, Some(Break::KeptUnknown));
        assert!(command::verify(house.house(), city, Some("6:zz")).await.is_err());
    });
}

#[test]
fn each_way_of_tampering_is_found() {
    both(async |house| {
        let town = town(&house).await;
        let (city, other) = (town.desk.city_id(), town.stranger);
        let ids = ids(&house, city).await;

        // A detail changed, and changed back.
        let change = sql!("UPDATE audit_entry SET detail = $3 WHERE city_id = $1 AND audit_id = $2");
        let before: (String,) = {
            let read = sql!("SELECT detail FROM audit_entry WHERE city_id = $1 AND audit_id = $2");
            house.db.reader().await.unwrap().one(read, params![city, ids[2]]).await.unwrap()
        };
        behind(&house, change, params![city, ids[2], "{}"]).await;
        assert_eq!(broken(&house, city).await, Some(Break::Changed { seq: 3, id: ids[2] }));
        behind(&house, change, params![city, ids[2], before.0.as_str()]).await;
        assert_eq!(broken(&house, city).await, None);

        // Another did it.
        behind(&house, sql!("UPDATE audit_entry SET person_id = $3 WHERE city_id = $1 AND audit_id = $2"), params![city, ids[0], other])
            .await;
        assert_eq!(broken(&house, city).await, Some(Break::Changed { seq: 1, id: ids[0] }));
        behind(&house, sql!("UPDATE audit_entry SET person_id = NULL WHERE city_id = $1 AND audit_id = $2"), params![city, ids[0]]).await;

        // Two change places.
        let place = sql!("UPDATE audit_entry SET seq = $3 WHERE city_id = $1 AND audit_id = $2");
        for (id, seq) in [(ids[3], 99), (ids[4], 4), (ids[3], 5)] {
            behind(&house, place, params![city, id, seq]).await;
        }
        assert_eq!(broken(&house, city).await, Some(Break::Changed { seq: 4, id: ids[4] }));
        for (id, seq) in [(ids[3], 99), (ids[4], 5), (ids[3], 4)] {
            behind(&house, place, params![city, id, seq]).await;
        }
        assert_eq!(broken(&house, city).await, None);

        // One put in: without a place, and behind the last with a place.
        let insert = sql!(
            "INSERT INTO audit_entry (city_id, audit_id, at_us, person_id, action, subject_kind, subject_id, detail, seq, hash)
             VALUES ($1, $2, 1, NULL, 'role.granted', 'person', $3, '{}', $4, NULL)"
        );
        let delete = sql!("DELETE FROM audit_entry WHERE city_id = $1 AND audit_id = $2");
        let forged: AuditId = house.id();
        for seq in [None, Some(7_i64)] {
            behind(&house, insert, params![city, forged, other, seq]).await;
            assert_eq!(broken(&house, city).await, Some(Break::Inserted { id: forged }), "{seq:?}");
            behind(&house, delete, params![city, forged]).await;
        }
        assert_eq!(broken(&house, city).await, None);

        // One removed: the last, with and without the head moved back, and one in the middle.
        let kept = command::head(house.house(), &town.desk.city).await.unwrap();
        behind(&house, delete, params![city, ids[5]]).await;
        assert_eq!(broken(&house, city).await, Some(Break::Missing { seq: 6 }));
        behind(&house, sql!("UPDATE audit_head SET seq = 5 WHERE city_id = $1"), params![city]).await;
        assert_eq!(broken(&house, city).await, Some(Break::HeadChanged { seq: 5 }));
        let back = sql!("UPDATE audit_head SET hash = (SELECT hash FROM audit_entry WHERE city_id = $1 AND seq = 5) WHERE city_id = $1");
        behind(&house, back, params![city]).await;
        assert_eq!(broken(&house, city).await, None, "this only a head kept elsewhere shows");
        assert_eq!(command::verify(house.house(), &town.desk.city, Some(&kept)).await.unwrap().broken, Some(Break::KeptUnknown));
        behind(&house, delete, params![city, ids[1]]).await;
        assert_eq!(broken(&house, city).await, Some(Break::Missing { seq: 2 }));
        behind(&house, sql!("DELETE FROM audit_head WHERE city_id = $1"), params![city]).await;
        assert_eq!(broken(&house, city).await, Some(Break::HeadMissing));
    });
}

#[test]
fn acts_at_once_stand_in_one_chain() {
    both(async |house| {
        let town = Town::build(&house).await;
        let people: Vec<_> = town.sellers.iter().copied().chain([town.buyer, town.stranger]).collect();
        let acts = people.iter().flat_map(|person| [Role::Auditor, Role::Treasurer, Role::Admin].map(|role| (*person, role)));
        let tasks: Vec<_> = acts
            .map(|(person, role)| {
                let (house, city) = (house.house().clone(), town.desk.city_id());
                tokio::spawn(async move {
                    let wanted = Grant { role, scope: Scope::City };
                    ::registry::roles::grant(&house, &Actor::system(city), person, wanted).await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let walk = audit::verify(house.house(), town.desk.city_id(), None).await.unwrap();
        assert_eq!((walk.broken, walk.head.map(|head| head.seq)), (None, Some(19)), "the city and 18 roles");
    });
}

#[test]
fn what_was_written_before_there_were_chains_is_adopted_once() {
    both(async |house| {
        let town = town(&house).await;
        let city = town.desk.city_id();
        behind(&house, sql!("UPDATE audit_entry SET seq = NULL, hash = NULL WHERE city_id = $1"), params![city]).await;
        behind(&house, sql!("DELETE FROM audit_head WHERE city_id = $1"), params![city]).await;
        let walk = audit::verify(house.house(), city, None).await.unwrap();
        assert_eq!((walk.head, walk.broken.as_ref()), (None, None));
        assert!(command::said(&walk).contains("the next act begins the chain"));
        grant(&town, town.stranger, Role::Auditor).await;
        let walk = audit::verify(house.house(), city, None).await.unwrap();
        assert_eq!((walk.broken, walk.head.map(|head| head.seq)), (None, Some(7)));
        assert_ne!(walk.head.unwrap().hash, chain::genesis(city).hash);
    });
}

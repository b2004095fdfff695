//! What is written comes back as it was.

use kernel::id::CityId;
use store::{Value, params, sql};
use testkit::{TestHouse, both};

/// Writes a value into a column of its type and reads it back.
async fn round_trip(house: &TestHouse, value: (i64, Option<i64>, &'static str, Option<&'static str>)) {
    let (city, job) = (house.id::<CityId>(), house.id::<kernel::id::JobId>());
    let context = (city, job, value);
    house
        .db
        .write(context, |tx, (city, job, (number, maybe_number, text, maybe_text))| {
            Box::pin(async move {
                let statement = sql!(
                    "INSERT INTO job (city_id, job_id, kind, body, state, due_us, attempts, created_us, claimed_until_us, last_error)
                     VALUES ($1, $2, 'test', $5, 'ready', $3, 0, 0, $4, $6)"
                );
                tx.exec(statement, params![*city, *job, *number, *maybe_number, *text, *maybe_text]).await
            })
        })
        .await
        .unwrap();
    let statement = sql!("SELECT due_us, claimed_until_us, body, last_error FROM job WHERE city_id = $1 AND job_id = $2");
    let found: (i64, Option<i64>, String, Option<String>) =
        house.db.reader().await.unwrap().one(statement, params![city, job]).await.unwrap();
    assert_eq!((found.0, found.1, found.2.as_str(), found.3.as_deref()), value);
}

#[test]
fn numbers_texts_and_nulls_come_back() {
    both(async |house| {
        for value in [
            (0, None, "", None),
            (i64::MAX, Some(i64::MIN), "cabai rawit ½ kg", Some("")),
            (-1, Some(0), "ꦥꦱꦂ 'quoted' \"double\" $1 ?1 \\ %", Some("a\nb\tc")),
        ] {
            round_trip(&house, value).await;
        }
    });
}

#[test]
fn bytes_come_back() {
    both(async |house| {
        for bytes in [vec![], vec![0], (0..=255).collect::<Vec<u8>>()] {
            let (city, key) = (house.id::<CityId>(), format!("{} bytes", bytes.len()));
            house
                .db
                .write((city, key.clone(), bytes.clone()), |tx, (city, key, bytes)| {
                    Box::pin(async move {
                        let statement = sql!(
                            "INSERT INTO idempotency_key (city_id, actor_key, key, operation, request_hash, result, created_us)
                             VALUES ($1, 'a', $2, 'o', $3, '', 0)"
                        );
                        tx.exec(statement, params![*city, key, bytes.as_slice()]).await
                    })
                })
                .await
                .unwrap();
            let statement = sql!("SELECT request_hash FROM idempotency_key WHERE city_id = $1 AND actor_key = 'a' AND key = $2");
            let (found,): (Vec<u8>,) = house.db.reader().await.unwrap().one(statement, params![city, &key]).await.unwrap();
            assert_eq!(found, bytes);
        }
    });
}

#[test]
fn ids_and_bools_come_back() {
    both(async |house| {
        for is_demo in [true, false] {
            let city = house.id::<CityId>();
            house
                .db
                .write((city, is_demo), |tx, (city, is_demo)| {
                    Box::pin(async move {
                        let statement = sql!(
                            "INSERT INTO city (city_id, slug, name, code, offset_minutes, is_demo, settings, created_us)
                             VALUES ($1, $2, 'Kota', '00', 420, $3, '{}', 0)"
                        );
                        tx.exec(statement, params![*city, city.to_string(), *is_demo]).await
                    })
                })
                .await
                .unwrap();
            let statement = sql!("SELECT city_id, is_demo FROM city WHERE city_id = $1 AND is_demo = $2");
            let found: (CityId, bool) = house.db.reader().await.unwrap().one(statement, params![city, is_demo]).await.unwrap();
            assert_eq!(found, (city, is_demo));
        }
    });
}

#[test]
fn a_wrong_type_is_an_error_not_a_guess() {
    both(async |house| {
        let (city, job) = super::insert_job(&house, 5).await;
        let statement = sql!("SELECT attempts FROM job WHERE city_id = $1 AND job_id = $2");
        let mut reader = house.db.reader().await.unwrap();
        assert!(reader.one::<(String,)>(statement, params![city, job]).await.is_err());
        assert!(reader.one::<(i64, i64)>(statement, params![city, job]).await.is_err());
        assert!(reader.one::<(i64,)>(statement, params![city, Value::Id(city.0)]).await.is_err());
    });
}

//! What the API refuses, and how it says so; and what it shares among all operations.

use kernel::Rupiah;
use market::catalogue::service;
use serde_json::{Value, json};
use testkit::both;

use super::client::Client;

/// A basket of one line, with what the case adds.
fn basket(client: &Client, line: Value) -> Value {
    let mut whole = json!({ "offer_id": client.town.offer("rawit-a") });
    whole.as_object_mut().unwrap().extend(line.as_object().unwrap().clone());
    json!({ "market": "pasar-contoh", "lines": [whole] })
}

#[test]
fn quantities_are_read_or_refused() {
    both(async |house| {
        let client = Client::new(&house).await;
        let cases = [
            (json!({ "quantity": "¼" }), Ok(250)),
            (json!({ "quantity": "1,5 kg" }), Ok(1_500)),
            (json!({ "quantity": "seprapat" }), Ok(250)),
            (json!({ "quantity_milli": 250 }), Ok(250)),
            (json!({ "amount_rupiah": 30_000 }), Ok(500)),
            (json!({ "quantity": "0" }), Err(("quantity_zero", "lines[0].quantity"))),
            (json!({ "quantity": "-1 kg" }), Err(("quantity_negative", "lines[0].quantity"))),
            (json!({ "quantity": "banyak" }), Err(("quantity_not_understood", "lines[0].quantity"))),
            (json!({ "quantity": "2 ikat" }), Err(("quantity_unit_mismatch", "lines[0].quantity"))),
            (json!({ "quantity_milli": 0 }), Err(("number_out_of_range", "lines[0].quantity_milli"))),
            (json!({ "quantity_milli": 1_000_000_000 }), Err(("number_out_of_range", "lines[0].quantity_milli"))),
            (json!({ "quantity_milli": -250 }), Err(("number_out_of_range", "lines[0].quantity_milli"))),
            (json!({ "quantity_milli": 1.5 }), Err(("field_wrong", "lines[0].quantity_milli"))),
            (json!({ "quantity_milli": "250" }), Err(("field_wrong", "lines[0].quantity_milli"))),
            (json!({ "quantity": "1 kg", "quantity_milli": 1 }), Err(("one_of", "lines[0].quantity"))),
            (json!({}), Err(("one_of", "lines[0].quantity"))),
            (json!({ "quantity": "1 kg", "warna": "merah" }), Err(("field_unknown", "lines[0].warna"))),
            (json!({ "quantity": "1 kg", "substitution": "maybe" }), Err(("field_wrong", "lines[0].substitution"))),
            (json!({ "quantity": "1 kg", "note": "a\u{0}b" }), Err(("text_not_allowed", "note"))),
        ];
        for (number, (line, expected)) in cases.iter().enumerate() {
            let key = format!("quantity-key-{number}");
            let answer = client.post("/quotes").key(&key).says(basket(&client, line.clone())).answer().await;
            match expected {
                Ok(milli) => assert_eq!(answer.is(201)["lines"][0]["quantity_milli"], *milli, "{line}"),
                Err((code, field)) => assert_eq!(answer.refused(422), ((*code).to_owned(), (*field).to_owned()), "{line}"),
            }
        }
    });
}

#[test]
fn requests_that_cannot_be_read_are_refused_by_name() {
    both(async |house| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.buyer).await;
        let orders = || client.post("/orders").by(&token);
        assert_eq!(orders().says(json!({})).answer().await.refused(400), ("idempotency_key_missing".into(), "Idempotency-Key".into()));
        assert_eq!(orders().key("short").says(json!({})).answer().await.refused(400).0, "idempotency_key_malformed");
        assert_eq!(orders().key("order-key-1").sends("text/plain", "{}").answer().await.refused(415).0, "content_type_unknown");
        assert_eq!(orders().key("order-key-1").sends("application/json", "{").answer().await.refused(400).0, "body_malformed");
        // Where nothing can be written, that is what is said first.
        for (path, status, code) in [("/markets", 405, "method_not_allowed"), ("/tidak/ada", 404, "not_found")] {
            let answer = client.post(path).by(&token).says(json!({})).astray().await;
            assert_eq!(answer.headers.contains_key("allow"), status == 405, "{path}");
            assert_eq!(answer.refused(status).0, code, "{path}");
        }
        let missing = orders().key("order-key-1").says(json!({})).answer().await.refused(422);
        assert_eq!(missing, ("field_missing".into(), "quote_id".into()));
        let huge = "x".repeat(300 * 1_024);
        assert_eq!(orders().key("order-key-1").says(json!({ "a": huge })).answer().await.refused(413).0, "body_too_large");
        for (path, code, field) in [
            ("/offers?limit=0", "number_out_of_range", "limit"),
            ("/offers?limit=201", "number_out_of_range", "limit"),
            ("/offers?limit=x", "field_wrong", "limit"),
            ("/offers?after=x", "cursor_malformed", "after"),
            ("/offers?color=red", "field_unknown", "color"),
            ("/search?q=a%00b", "text_not_allowed", ""),
        ] {
            assert_eq!(client.get(path).answer().await.refused(422), (code.into(), field.into()), "{path}");
        }
        for path in ["/markets/tidak-ada", "/stalls/tidak-ada/statement", "/orders/tidak-ada", "/settlements/x"] {
            assert_eq!(client.get(path).by(&token).answer().await.refused(404).0, "not_found", "{path}");
        }
        assert_eq!(client.get("/tidak/ada").astray().await.refused(404).0, "not_found");
        assert_eq!(client.delete("/markets").key("delete-key-1").astray().await.refused(405).0, "method_not_allowed");
    });
}

#[test]
fn callers_are_known_or_refused() {
    both(async |house| {
        let client = Client::new(&house).await;
        for said in ["Bearer x", "Basic eDp5", "Bearer", ""] {
            let answer = client.get("/markets").with("authorization", said).answer().await;
            assert!(answer.headers.contains_key("www-authenticate"));
            assert_eq!(answer.refused(401).0, "token_invalid", "{said}");
        }
        assert_eq!(client.get("/me").answer().await.refused(401).0, "sign_in_first");
        assert_eq!(client.get("/orders").answer().await.refused(401).0, "sign_in_first");
        let token = client.token(client.town.buyer).await;
        let price =
            client.put(format!("/offers/{}/price", client.town.offer("rawit-a"))).key("price-key-1").says(json!({ "price_rupiah": 1 }));
        assert_eq!(price.by(&token).answer().await.refused(403).0, "not_allowed");
        // A browser sends its cookie by itself: a write also needs the page's token.
        let cookie = format!("laris_sesi={token}; laris_tamu={}", "ab".repeat(16));
        assert_eq!(client.get("/me").with("cookie", &cookie).answer().await.is(200)["name"], "Sari");
        let end = client.delete("/sessions/current").with("cookie", &cookie).key("sign-out-1");
        assert_eq!(end.answer().await.refused(403).0, "csrf_missing");
        let english = client.get("/me").with("accept-language", "en-GB").answer().await;
        assert_eq!(english.headers["content-language"], "en");
        assert_eq!(english.is(401)["detail"], "Please sign in first.");
        assert_eq!(client.get("/me?lang=jv").with("accept-language", "en").answer().await.headers["content-language"], "jv");
    });
}

#[test]
fn answers_carry_tags_rates_and_pages() {
    both(async |house| {
        let client = Client::new(&house).await;
        let first = client.get("/offers?limit=4").answer().await;
        assert_eq!(first.headers["ratelimit-policy"], "\"session\";q=1200;w=60");
        assert_eq!(first.headers["ratelimit"], "\"session\";r=1200;t=0", "this very machine is not limited");
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = client.get("/offers?limit=4").with("if-none-match", &tag).answer().await;
        assert_eq!((again.status, &again.body), (304, &Value::Null));
        let mut seen = first.is(200);
        let mut ids: Vec<Value> = Vec::new();
        loop {
            ids.extend(seen["items"].as_array().unwrap().iter().map(|offer| offer["id"].clone()));
            let Some(next) = seen["next"].as_str().map(str::to_owned) else { break };
            seen = client.get(format!("/offers?limit=4&after={next}")).answer().await.is(200);
        }
        assert_eq!(ids.len(), client.town.offers.len());
        let seller = client.token(client.town.sellers[0]).await;
        let price = client.put(format!("/offers/{}/price", client.town.offer("rawit-a"))).by(&seller);
        assert_eq!(price.key("price-key-1").says(json!({ "price_rupiah": 61_000 })).answer().await.is(200)["is_changed"], true);
        for path in ["/markets", "/markets/pasar-contoh", "/markets/pasar-contoh/stalls", "/wards", "/prices", "/search"] {
            assert!(client.get(path).answer().await.headers.contains_key("etag"), "{path}");
        }
    });
}

#[test]
fn the_same_key_with_another_body_is_refused() {
    both(async |house| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.buyer).await;
        let quote =
            |milli: i64| client.post("/quotes").by(&token).key("quote-key-1").says(basket(&client, json!({ "quantity_milli": milli })));
        quote(250).answer().await.is(201);
        let again = quote(500).answer().await.refused(422);
        assert_eq!(again, ("idempotency_key_reused".into(), "Idempotency-Key".into()));
    });
}

#[test]
fn lines_that_changed_are_told_one_by_one() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let token = client.token(town.buyer).await;
        let basket = basket(&client, json!({ "quantity_milli": 250 }));
        let quote = client.post("/quotes").by(&token).key("quote-key-1").says(basket).answer().await.is(201);
        let seller = town.actor(town.sellers[0]).await;
        service::set_price(house.house(), &seller, town.offer("rawit-a"), Rupiah(70_000)).await.unwrap();
        let order = |address: Value, key: &str| {
            let slot = client.get("/markets/pasar-contoh/slots").answer();
            let (quote, call) = (quote["id"].clone(), client.post("/orders").by(&token).key(key));
            async move {
                let slot = slot.await.is(200)["items"][0]["id"].clone();
                let body =
                    json!({ "quote_id": quote, "slot_id": slot, "recipient": "Sari", "phone": "0812 0000 0001", "address": address });
                call.says(body).answer().await
            }
        };
        let door = json!({ "street": "Jl. Contoh 1", "rt": "1", "rw": "2", "ward_code": "Kidul" });
        let problem = order(door, "order-key-1").await.is(409);
        assert_eq!((&problem["code"], &problem["errors"][0]["problem"]), (&json!("lines_changed"), &json!("price_changed")));
        assert_eq!((&problem["errors"][0]["position"], &problem["errors"][0]["price_rupiah"]), (&json!(0), &json!(70_000)));
        let elsewhere = json!({ "street": "Jl. Jauh 1", "rt": "1", "rw": "2", "ward_code": "Surabaya" });
        assert_eq!(order(elsewhere, "order-key-2").await.refused(422), ("ward_unknown".into(), "address.ward_code".into()));
    });
}

#[test]
fn a_loop_is_told_to_wait() {
    both(async |house| {
        let client = Client::new(&house).await;
        let token = client.token(client.town.buyer).await;
        for _ in 0..1_200 {
            assert_eq!(client.get("/tidak/ada").by(&token).astray().await.status, 404);
        }
        let waits = client.get("/me").by(&token).answer().await;
        assert_eq!(
            (&waits.headers["retry-after"], &waits.headers["ratelimit"]),
            (&"1".parse().unwrap(), &"\"session\";r=0;t=1".parse().unwrap())
        );
        assert_eq!(waits.refused(429).0, "too_many_requests");
        house.clock.advance(kernel::time::SECOND);
        client.get("/me").by(&token).answer().await.is(200);
    });
}

//! The whole run through the API: code, session, search, quote, order, decision, assignment, a short weight, a substitute
//! asked and answered, delivery, cash, closing, settlement, payout.

use kernel::Phone;
use market::settlement;
use serde_json::{Value, json};
use testkit::both;

use super::client::Client;

const PHONE: &str = "0812-0000-0001";

async fn check(client: &Client) {
    let mut tx = client.town.house.db.reader().await.unwrap();
    let violations = settlement::invariants::check(&mut tx, &client.town.desk).await.unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
}

/// Signs in with a code, as a buyer who has a quote already.
async fn sign_in(client: &Client, visitor: &str) -> String {
    let ask = || client.post("/codes").key("code-key-1").says(json!({ "phone": PHONE }));
    let sent = ask().answer().await.is(200);
    assert_eq!(sent["to"], Phone::parse(PHONE).unwrap().masked());
    assert_eq!(ask().answer().await.is(200)["demo_code"], sent["demo_code"], "a retry sends no other code");
    let begin = || {
        let body = json!({ "phone": "+62 812 0000 0001", "code": sent["demo_code"] });
        client.post("/sessions").key("session-key-1").with("laris-visitor", visitor).says(body)
    };
    let session = begin().answer().await.is(201);
    assert_eq!(begin().answer().await.is(201)["token"], session["token"], "a lost answer costs no new code");
    session["token"].as_str().unwrap().to_owned()
}

/// Finds goods, prices them as a visitor, signs in and orders them twice under one key.
async fn order(client: &Client) -> (String, Value) {
    let found = client.get("/search?q=cabai%20rawit&lang=en").answer().await.is(200);
    assert_eq!(found["total"], 2);
    let chilli = client.town.offer("rawit-a").to_string();
    assert!(found["items"].as_array().unwrap().iter().any(|offer| offer["id"] == chilli));
    let basket = json!({
        "market": "pasar-contoh",
        "ward_code": "Kidul",
        "lines": [
            { "offer_id": chilli, "quantity": "seprapat", "substitution": "refund" },
            { "offer_id": client.town.offer("bayam-a"), "quantity": "2 ikat", "note": "yang muda", "substitution": "ask" },
            { "offer_id": client.town.offer("telur-d"), "amount_rupiah": 14_000 },
        ],
    });
    let quoted = client.post("/quotes").key("quote-key-1").says(&basket).answer().await;
    let visitor = quoted.headers["laris-visitor"].to_str().unwrap().to_owned();
    let quote = quoted.is(201);
    assert_eq!((&quote["lines"][0]["quantity_milli"], &quote["lines"][0]["estimate_rupiah"]), (&json!(250), &json!(15_000)));
    assert_eq!((&quote["lines"][2]["quantity_milli"], &quote["goods_rupiah"]), (&json!(500), &json!(15_000 + 6_000 + 14_000)));
    let again = client.post("/quotes").key("quote-key-2").with("laris-visitor", &visitor).says(&basket);
    let second = again.answer().await.is(201);
    let retry = client.post("/quotes").key("quote-key-2").with("laris-visitor", &visitor).says(&basket);
    assert_eq!(retry.answer().await.is(201), second);

    let token = sign_in(client, &visitor).await;
    let slots = client.get("/markets/pasar-contoh/slots").answer().await.is(200);
    let slot = slots["items"].as_array().unwrap().iter().find(|slot| slot["kind"] == "window").unwrap()["id"].clone();
    let wanted = json!({
        "quote_id": quote["id"], "slot_id": slot, "recipient": "Sari", "phone": PHONE, "payment": "cash",
        "address": { "street": "Jl. Contoh 1", "rt": "1", "rw": "02", "ward_code": "kidul", "landmark": "pagar hijau" },
    });
    let place = || client.post("/orders").by(&token).key("order-key-1").with("laris-visitor", &visitor).says(&wanted);
    let placed = place().answer().await;
    let location = placed.headers["location"].to_str().unwrap().to_owned();
    let placed = placed.is(201);
    assert_eq!(location, format!("/api/v1/orders/{}", placed["id"].as_str().unwrap()));
    assert_eq!(place().answer().await.is(201), placed, "the same key gives the same order");
    assert_eq!(client.get("/orders").by(&token).answer().await.is(200)["items"].as_array().unwrap().len(), 1);
    (token, placed)
}

/// What the order is now, as the buyer sees it.
async fn now(client: &Client, token: &str, order: &str) -> Value {
    client.get(format!("/orders/{order}")).by(token).answer().await.is(200)
}

/// The stall decides, the manager assigns, the runner weighs less chilli, and asks about the spinach.
async fn pick(client: &Client, buyer: &str, order: &str) {
    let town = &client.town;
    let (seller, manager) = (client.token(town.sellers[0]).await, client.token(town.manager).await);
    let runner = client.token(town.runners[0]).await;
    let parts = client.get("/stalls/lapak-1/orders").by(&seller).answer().await.is(200);
    let (part, lines) = (&parts["items"][0]["id"], &parts["items"][0]["lines"]);
    let spinach = lines.as_array().unwrap().iter().find(|line| line["unit"] == "ikat").unwrap()["id"].clone();
    let decision = json!({ "lines": [{ "line_id": spinach, "is_accepted": false, "reason": "habis" }] });
    let decide =
        || client.post(format!("/seller-orders/{}/decision", part.as_str().unwrap())).by(&seller).key("decide-key-1").says(&decision);
    decide().answer().await.is(200);
    decide().answer().await.is(200);
    check(client).await;

    let assign = client.put(format!("/orders/{order}/runner")).by(&manager).key("assign-1").says(json!({ "runner_id": town.runners[0] }));
    assert_eq!(assign.answer().await.is(200)["runner_id"], town.runners[0].to_string());
    let list = client.get("/runners/me/pick-list").by(&runner).answer().await.is(200);
    assert_eq!(list["stops"].as_array().unwrap().len(), 2);
    assert!(list["orders"][0]["pin"].is_null(), "the runner is told the PIN at the door");
    client.post(format!("/orders/{order}/start-picking")).by(&runner).key("start-pick-1").answer().await.is(200);

    let propose = json!({ "offer_id": town.offer("sawi-b") });
    let ask = client
        .post(format!("/orders/{order}/lines/{}/substitutions", spinach.as_str().unwrap()))
        .by(&runner)
        .key("api-key-ask-1")
        .says(propose);
    let asked = ask.answer().await.is(201);
    assert_eq!((&asked["state"], &asked["quantity_milli"]), (&json!("asked"), &json!(2_000)));
    let path = format!("/orders/{order}/substitutions/{}/answer", asked["id"].as_str().unwrap());
    let answer = || client.post(&path).by(buyer).key("answer-key-1").says(json!({ "is_accepted": true }));
    answer().answer().await.is(200);
    answer().answer().await.is(200);
    check(client).await;

    for line in now(client, buyer, order).await["lines"].as_array().unwrap() {
        let (id, version) = (line["id"].as_str().unwrap(), &line["version"]);
        let picked = match line["position"].as_i64() {
            Some(0) => json!({ "version": version, "picked": "2 ons", "device_time": "2026-11-21T05:29:00+07:00" }),
            _ => json!({ "version": version, "picked_milli": line["quantity_milli"] }),
        };
        let enter = client.put(format!("/orders/{order}/lines/{id}/pick")).by(&runner).key(&format!("pick-{id}")).says(picked);
        enter.answer().await.is(200);
    }
    let done = client.post(format!("/orders/{order}/finish-picking")).by(&runner).key("finish-key-1").answer().await.is(200);
    assert_eq!((&done["state"], &done["goods_final_rupiah"]), (&json!("picked"), &json!(12_000 + 6_000 + 14_000)));
    check(client).await;
}

/// Delivers against the PIN; gives what was paid.
async fn deliver(client: &Client, buyer: &str, order: &str) -> i64 {
    let runner = client.token(client.town.runners[0]).await;
    client.post(format!("/orders/{order}/start-delivery")).by(&runner).key("api-key-leave-1").answer().await.is(200);
    let seen = now(client, buyer, order).await;
    let due = seen["total_final_rupiah"].as_i64().unwrap();
    let hand = |key: &str, pin: &Value, cash: i64| {
        client.post(format!("/orders/{order}/hand-over")).by(&runner).key(key).says(json!({ "pin": pin, "cash_rupiah": cash }))
    };
    assert_eq!(hand("hand-over-1", &json!("x"), due).answer().await.refused(422), ("wrong_pin".into(), "pin".into()));
    assert_eq!(hand("hand-over-2", &seen["pin"], due - 1).answer().await.refused(422), ("wrong_cash".into(), "cash_rupiah".into()));
    assert_eq!(hand("hand-over-3", &seen["pin"], due).answer().await.is(200)["state"], "delivered");
    hand("hand-over-3", &seen["pin"], due).answer().await.is(200);
    check(client).await;
    due
}

/// Cash, closing, settlement and payouts, with maker and checker.
async fn settle(client: &Client, due: i64) {
    let town = &client.town;
    let (manager, treasurer) = (client.token(town.manager).await, client.token(town.treasurer).await);
    let returned = json!({ "runner_id": town.runners[0], "counted_rupiah": due - 500, "reason": "kurang kembalian" });
    let count = client.post("/markets/pasar-contoh/cash-returns").by(&manager).key("return-key-1").says(&returned).answer().await.is(201);
    assert_eq!(count["difference_rupiah"], -500);
    let close = json!({ "counted_rupiah": due - 500 });
    client.post("/markets/pasar-contoh/closings").by(&manager).key("close-key-1").says(&close).answer().await.is(201);
    let made = client.post("/markets/pasar-contoh/settlements").by(&manager).key("settle-key-1").says(json!({})).answer().await.is(201);
    let batch = made["id"].as_str().unwrap();
    let approve = |token: &str, key: &str| client.post(format!("/settlements/{batch}/approval")).by(token).key(key);
    assert_eq!(approve(&manager, "approve-key-0").answer().await.refused(403).0, "not_allowed");
    assert_eq!(approve(&treasurer, "approve-key-1").answer().await.is(200)["state"], "approved");
    let payouts = client.get("/payouts?state=approved").by(&manager).answer().await.is(200);
    assert_eq!(payouts["items"].as_array().unwrap().len(), 4, "three stalls and a runner");
    for payout in payouts["items"].as_array().unwrap() {
        let id = payout["id"].as_str().unwrap();
        let pay = || client.post(format!("/payouts/{id}/payment")).by(&manager).key(&format!("pay-{id}"));
        pay().answer().await.is(200);
        pay().answer().await.is(200);
    }
    assert_eq!(client.get(format!("/settlements/{batch}")).by(&treasurer).answer().await.is(200)["state"], "paid");
    let seller = client.token(town.sellers[0]).await;
    let statement = client.get("/stalls/lapak-1/statement").by(&seller).answer().await.is(200);
    assert_eq!(statement["closing_rupiah"], 0);
    assert!(statement["lines"].as_array().unwrap().iter().any(|line| line["reason"] == "goods_sold" && line["change_rupiah"] == 12_000));
    check(client).await;
}

#[test]
fn an_order_runs_through_the_api() {
    both(async |house| {
        let client = Client::new(&house).await;
        let (buyer, placed) = order(&client).await;
        let order = placed["id"].as_str().unwrap();
        check(&client).await;
        pick(&client, &buyer, order).await;
        let due = deliver(&client, &buyer, order).await;
        settle(&client, due).await;
        let me = client.get("/me").by(&buyer).answer().await.is(200);
        assert_eq!((&me["name"], &me["roles"]), (&json!("Sari"), &json!([])));
        let end = || client.delete("/sessions/current").by(&buyer).key("sign-out-1");
        assert_eq!(end().answer().await.status, 204);
        assert_eq!(end().answer().await.refused(401).0, "token_invalid");
    });
}

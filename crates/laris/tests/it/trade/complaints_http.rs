//! Complaints and ratings over HTTP: the API's story, the pages' forms, and the messages.

use kernel::id::OrderId;
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use serde_json::json;
use testkit::both;

use super::{Browser, messages};
use crate::api::client::Client;
use crate::settlement::{check, delivered};

async fn an_order(client: &Client) -> (OrderId, String) {
    let lines = vec![client.town.line("rawit-a", 250, Drop), client.town.line("beras-d", 2_000, Drop)];
    let (order, _) = delivered(&client.town, lines, "http-order", client.town.runners[0]).await;
    let number = client.town.detail(order).await.order.number;
    (order, number)
}

#[test]
fn a_complaint_goes_its_way_through_the_api() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let (order, _) = an_order(&client).await;
        messages(&client).await;
        let [buyer, seller, manager, treasurer, stranger] = [town.buyer, town.sellers[3], town.manager, town.treasurer, town.stranger];
        let token = async |person| client.token(person).await;
        let (buyer, seller, manager) = (token(buyer).await, token(seller).await, token(manager).await);
        let (treasurer, stranger) = (token(treasurer).await, token(stranger).await);
        let rice = town.detail(order).await.lines[1].id;
        let path = format!("/orders/{order}/complaints");
        let make =
            || client.post(&path).by(&buyer).key("api-complain").says(json!({ "line_id": rice, "reason": "bad_quality", "note": "apek" }));
        let made = make().answer().await;
        let place = made.headers["location"].to_str().unwrap().to_owned();
        let made = made.is(201);
        assert_eq!(place, format!("/api/v1/complaints/{}", made["id"].as_str().unwrap()));
        assert_eq!((&made["state"], &made["parties"][0]["is_held"]), (&json!("open"), &json!(true)));
        assert_eq!(make().answer().await.is(201), made, "the same key gives the same complaint");
        let twice = client.post(&path).by(&buyer).key("api-complain-2").says(json!({ "line_id": rice, "reason": "bad_quality" }));
        assert_eq!(twice.answer().await.refused(409).0, "already_done");
        let typo = client.post(&path).by(&buyer).key("api-complain-3").says(json!({ "reason": "bad_mood" }));
        typo.answer().await.refused(422);
        let told = messages(&client).await;
        assert!(told.iter().any(|(_, text)| text.contains("/jual/keluhan")), "{told:#?}");
        assert!(told.iter().any(|(_, text)| text.contains("/kelola/pasar-contoh/keluhan/")), "{told:#?}");
        let at = format!("/complaints/{}", made["id"].as_str().unwrap());
        client.get(&at).by(&stranger).answer().await.refused(404);
        client.post(format!("{at}/answer")).by(&seller).key("api-answer-1").says(json!({ "answer": "maaf" })).answer().await.is(200);
        assert_eq!(client.get("/complaints?stall=lapak-4").by(&seller).answer().await.is(200)["items"].as_array().unwrap().len(), 1);
        let decide = json!({ "is_upheld": true, "amount_rupiah": 120_000, "liable": "stall", "reason": "apek" });
        let decided = client.post(format!("{at}/decision")).by(&manager).key("api-decide").says(&decide).answer().await.is(200);
        assert_eq!(decided["state"], "proposed");
        assert_eq!(client.get("/complaints").by(&treasurer).answer().await.is(200)["items"].as_array().unwrap().len(), 1);
        let agree = client.post(format!("{at}/approval")).by(&manager).key("api-self").says(json!({ "is_approved": true }));
        assert_eq!(agree.answer().await.refused(403).0, "maker_is_checker");
        let agree = client.post(format!("{at}/approval")).by(&treasurer).key("api-agree").says(json!({ "is_approved": true }));
        let upheld = agree.answer().await.is(200);
        assert_eq!((&upheld["state"], upheld["refund_id"].is_string()), (&json!("upheld"), true));
        let told = messages(&client).await;
        assert!(told.iter().any(|(_, text)| text.contains("Rp120.000")), "{told:#?}");
        check(town).await;

        let rate = json!({ "payee_kind": "stall", "payee_id": town.stalls[3], "stars": 2, "words": "apek" });
        let rated = client.post(format!("/orders/{order}/ratings")).by(&buyer).key("api-rate-1").says(&rate).answer().await.is(200);
        let public = client.get("/stalls/lapak-4/ratings").answer().await.is(200);
        assert_eq!(public, json!({ "count": 1, "items": [] }), "one voice is not shown");
        let hide = json!({ "is_hidden": true, "reason": "kasar" });
        let hidden = client.post(format!("/ratings/{}/hiding", rated["id"].as_str().unwrap())).by(&manager).key("api-hide-1").says(&hide);
        assert_eq!(hidden.answer().await.is(200)["is_hidden"], true);
        assert_eq!(client.get("/markets/pasar-contoh/ratings").by(&manager).answer().await.is(200)["items"][0]["is_hidden"], true);
        assert_eq!(client.get(format!("/orders/{order}/ratings")).by(&buyer).answer().await.is(200)["items"][0]["stars"], 2);
    });
}

#[test]
fn a_complaint_goes_its_way_through_the_pages() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let (order, number) = an_order(&client).await;
        let buyer = Browser::of(&client, town.buyer).await;
        let (status, page) = buyer.get(&format!("/pesanan/{number}")).await;
        assert!(status == 200 && page.contains("/keluhan\"") && page.contains("/nilai\""), "{status}");
        let (status, page) = buyer.post(&format!("/pesanan/{number}/keluhan"), "page-wrong-1", "note=apek+semua").await;
        assert!(status == 422 && page.contains("apek semua"), "nothing typed is lost: {status}");
        let rice = town.detail(order).await.lines[1].id;
        let fields = format!("line={rice}&reason=bad_quality&note=apek");
        let (status, to) = buyer.post(&format!("/pesanan/{number}/keluhan"), "page-complain", &fields).await;
        assert_eq!((status, to.as_str()), (303, format!("/pesanan/{number}").as_str()));
        let subject = format!("subject=stall:{}&stars=4&words=lumayan", town.stalls[3]);
        assert_eq!(buyer.post(&format!("/pesanan/{number}/nilai"), "page-rate-1", &subject).await.0, 303);
        assert!(buyer.get(&format!("/pesanan/{number}")).await.1.contains("lumayan"));

        let seller = Browser::of(&client, town.sellers[3]).await;
        let (_, page) = seller.get("/jual/keluhan").await;
        assert!(page.contains(&number) && page.contains("apek") && page.contains("lumayan"), "{page}");
        let id = page.split("/jual/keluhan/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        assert_eq!(seller.post(&format!("/jual/keluhan/{id}/jawab"), "page-answer", "answer=maaf").await.0, 303);

        let manager = Browser::of(&client, town.manager).await;
        assert!(manager.get("/kelola/pasar-contoh").await.1.contains("/kelola/pasar-contoh/keluhan"));
        assert!(manager.get("/kelola/pasar-contoh/keluhan").await.1.contains(&id));
        let at = format!("/kelola/pasar-contoh/keluhan/{id}");
        assert!(manager.get(&at).await.1.contains("maaf"));
        let (status, page) =
            manager.post(&format!("{at}/putus"), "page-decide-1", "verdict=uphold&amount=999999&liable=stall&reason=ya").await;
        assert!(status == 422 && page.contains("999999"), "{status}");
        let fields = "verdict=uphold&amount=120000&liable=stall&reason=apek";
        assert_eq!(manager.post(&format!("{at}/putus"), "page-decide-2", fields).await.0, 303);
        let treasurer = Browser::of(&client, town.treasurer).await;
        assert!(treasurer.get("/kota/keluhan").await.1.contains(&id));
        assert!(treasurer.get(&at).await.1.contains("/setuju"));
        assert_eq!(treasurer.post(&format!("{at}/setuju"), "page-agree-1", "verdict=agree").await.0, 303);
        assert!(buyer.get(&format!("/pesanan/{number}")).await.1.contains("Rp120.000"));
        assert_eq!(Browser::of(&client, town.runners[0]).await.get("/kurir/keluhan").await.0, 200);
        assert!(manager.get("/kelola/pasar-contoh/nilai").await.1.contains("lumayan"));
        check(town).await;
    });
}

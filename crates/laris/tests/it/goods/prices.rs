//! The prices of a stall's day.

use ::registry::audit;
use axum::http::StatusCode;
use kernel::error::Kinded as _;
use kernel::{Rupiah, time};
use market::catalogue::store as rows;
use market::catalogue::today::{self, OfferToday, PriceChange, SavePrices};
use market::catalogue::{CatalogueError, service};
use serde_json::json;
use testkit::{TestHouse, both};

use super::{Visit, between, client};
use crate::town::Town;

fn change(stands: &OfferToday, price: i64, is_out: bool) -> PriceChange {
    PriceChange { offer: stands.offer, version: stands.version, price: Rupiah(price), is_out, confirmed: None }
}

async fn stands(town: &Town, name: &str) -> OfferToday {
    let seller = town.actor(town.sellers[0]).await;
    let all = today::list(&town.desk, &seller, town.stalls[0]).await.unwrap();
    all.into_iter().find(|offer| offer.offer == town.offer(name)).unwrap()
}

async fn save(town: &Town, key: &str, changes: Vec<PriceChange>) -> Result<(), CatalogueError> {
    let seller = town.actor(town.sellers[0]).await;
    today::save(&town.desk, &seller, key, SavePrices { stall: town.stalls[0], changes }).await
}

/// The town on its second day, with yesterday's prices in its books.
async fn second_day(house: &TestHouse) -> Town {
    let town = Town::build(house).await;
    let (city, offers, now) = (town.desk.city_id(), town.offers.clone(), house.now());
    let prices: Vec<_> = [("rawit-a", 60_000), ("bayam-a", 3_000)]
        .map(|(name, price)| (offers.iter().find(|(other, _)| *other == name).unwrap().1, now, Rupiah(price)))
        .into();
    house.db.write(prices, move |tx, prices| Box::pin(async move { rows::insert_offer_prices(tx, city, None, prices) })).await.unwrap();
    house.clock.advance(time::DAY);
    town
}

#[test]
fn a_list_is_saved_at_once_and_once() {
    both(async |house| {
        let town = second_day(&house).await;
        let (rawit, bayam) = (stands(&town, "rawit-a").await, stands(&town, "bayam-a").await);
        assert_eq!(
            (rawit.price, rawit.yesterday, rawit.version, rawit.is_out(house.now())),
            (Rupiah(60_000), Some(Rupiah(60_000)), 0, false)
        );
        let changes = vec![change(&rawit, 65_000, false), change(&bayam, 3_000, true)];
        save(&town, "morning-key-1", changes.clone()).await.unwrap();
        save(&town, "morning-key-1", changes).await.unwrap();
        let (later, out) = (stands(&town, "rawit-a").await, stands(&town, "bayam-a").await);
        assert_eq!((later.price, later.yesterday, later.version), (Rupiah(65_000), Some(Rupiah(60_000)), 1));
        assert_eq!((out.price, out.is_out(house.now()), out.version), (Rupiah(3_000), true, 1));
        let mut tx = house.db.reader().await.unwrap();
        assert_eq!(rows::price_history(&mut tx, town.desk.city_id(), rawit.offer, 10).await.unwrap().len(), 2);
        let logged = audit::list(&mut tx, town.desk.city_id(), rawit.offer).await.unwrap();
        assert_eq!(logged.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["offer.price_saved"]);
        drop(tx);
        // There again by a tap; tomorrow by itself.
        save(&town, "morning-key-2", vec![change(&out, 3_000, false)]).await.unwrap();
        assert!(!stands(&town, "bayam-a").await.is_out(house.now()));
        let out = stands(&town, "bayam-a").await;
        save(&town, "morning-key-3", vec![change(&out, 3_000, true)]).await.unwrap();
        house.clock.advance(time::DAY);
        assert!(!stands(&town, "bayam-a").await.is_out(house.now()));
    });
}

#[test]
fn of_two_phones_the_later_is_asked() {
    both(async |house| {
        let town = second_day(&house).await;
        let (rawit, bayam) = (stands(&town, "rawit-a").await, stands(&town, "bayam-a").await);
        save(&town, "phone-one-1", vec![change(&rawit, 62_000, false)]).await.unwrap();
        let refused = save(&town, "phone-two-1", vec![change(&bayam, 3_500, false), change(&rawit, 64_000, false)]).await.unwrap_err();
        let CatalogueError::ChangedElsewhere(conflicts) = &refused else { panic!("{refused}") };
        assert_eq!((conflicts.len(), conflicts[0].position, conflicts[0].now.price), (1, 1, Rupiah(62_000)));
        assert_eq!(stands(&town, "bayam-a").await, bayam, "all or nothing");
        // Both want the same: nobody is asked.
        save(&town, "phone-two-2", vec![change(&rawit, 62_000, false)]).await.unwrap();
        // Having seen what the other did, the later hand decides.
        let now = conflicts[0].now;
        save(&town, "phone-two-3", vec![change(&bayam, 3_500, false), change(&now, 64_000, false)]).await.unwrap();
        assert_eq!((stands(&town, "rawit-a").await.price, stands(&town, "bayam-a").await.price), (Rupiah(64_000), Rupiah(3_500)));
        // A tap elsewhere on the site counts as another phone.
        let seen = stands(&town, "rawit-a").await;
        let seller = town.actor(town.sellers[0]).await;
        service::set_price(house.house(), &seller, seen.offer, Rupiah(61_000)).await.unwrap();
        assert_eq!(save(&town, "phone-two-4", vec![change(&seen, 63_000, false)]).await.unwrap_err().code(), "changed_elsewhere");
    });
}

#[test]
fn a_jump_is_asked_about_and_strangers_are_refused() {
    both(async |house| {
        let town = second_day(&house).await;
        let rawit = stands(&town, "rawit-a").await;
        let refused = save(&town, "jump-key-1", vec![change(&rawit, 6_000, false)]).await.unwrap_err();
        let CatalogueError::PriceJumps(jumps) = &refused else { panic!("{refused}") };
        assert_eq!((jumps[0].position, jumps[0].from, jumps[0].to), (0, Rupiah(60_000), Rupiah(6_000)));
        let sure = PriceChange { confirmed: Some(Rupiah(6_000)), ..change(&rawit, 6_000, false) };
        save(&town, "jump-key-2", vec![sure]).await.unwrap();
        let rawit = stands(&town, "rawit-a").await;
        for (changes, code) in [
            (vec![change(&rawit, 0, false)], "price_out_of_range"),
            (vec![change(&rawit, i64::MAX, false)], "price_out_of_range"),
            (vec![PriceChange { offer: town.offer("sawi-b"), ..change(&rawit, 7_000, false) }], "not_found"),
            (vec![change(&rawit, 7_000, false); 201], "too_many_goods"),
        ] {
            assert_eq!(save(&town, "jump-key-3", changes).await.unwrap_err().code(), code);
        }
        let command = || SavePrices { stall: town.stalls[0], changes: vec![change(&rawit, 7_000, false)] };
        for person in [town.buyer, town.stranger, town.sellers[1], town.runners[0], town.treasurer] {
            let refused = today::save(&town.desk, &town.actor(person).await, "jump-key-4", command()).await.unwrap_err();
            assert_eq!(refused.code(), "not_allowed");
        }
        assert_eq!(stands(&town, "rawit-a").await, rawit);
    });
}

#[test]
fn the_page_works_without_scripts() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        let (rawit, bayam) = (town.offer("rawit-a").to_string(), town.offer("bayam-a").to_string());
        let phone = Visit::of(&client, town.sellers[0]).await;
        let page = phone.get("/jual/harga").await;
        let was = |html: &str, offer: &str| between(html, &format!("name=\"was-{offer}\" value=\""), "\"").to_owned();
        assert_eq!((page.status, was(&page.html, &rawit).as_str()), (StatusCode::OK, "0:60000:0"));
        let (price, seen, out) = (format!("price-{rawit}"), format!("was-{rawit}"), format!("out-{bayam}"));
        let (other_price, other_seen) = (format!("price-{bayam}"), format!("was-{bayam}"));
        let fields = |act: &'static str, typed: &'static str| {
            [
                ("do", act),
                (price.as_str(), typed),
                (seen.as_str(), "0:60000:0"),
                (other_price.as_str(), "3.000"),
                (other_seen.as_str(), "0:3000:0"),
            ]
        };
        // A tap on + keeps what was typed and writes nothing.
        let tap = format!("up:{rawit}");
        let mut tapped = fields("save", "61.000").to_vec();
        tapped[0] = ("do", &tap);
        let tapped = phone.post("/jual/harga", "prices-page-1", &tapped).await;
        assert_eq!(
            (tapped.status, between(&tapped.html, &format!("name=\"{price}\""), "<small").contains("value=\"62.000\"")),
            (StatusCode::OK, true)
        );
        // What cannot be read is said beside the field, what was typed stays.
        let wrong = phone.post("/jual/harga", "prices-page-2", &fields("save", "enam puluh x")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.html.contains("value=\"enam puluh x\"") && wrong.html.contains(&format!("price-{rawit}-wrong")));
        // A jump is asked about; the form that comes back confirms it.
        let asked = phone.post("/jual/harga", "prices-page-3", &fields("save", "6000")).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(between(&asked.html, &format!("name=\"sure-{rawit}\" value=\""), "\""), "6000");
        let sure = format!("sure-{rawit}");
        let mut confirmed = fields("save", "6000").to_vec();
        confirmed.extend([(sure.as_str(), "6000"), (out.as_str(), "1")]);
        let saved = phone.post("/jual/harga", "prices-page-4", &confirmed).await;
        assert_eq!((saved.status, saved.to.as_str()), (StatusCode::SEE_OTHER, "/jual/harga"));
        let page = phone.get("/jual/harga").await;
        assert_eq!((was(&page.html, &rawit).as_str(), was(&page.html, &bayam).as_str()), ("1:6000:0", "1:3000:1"));
        // A second phone that still shows the first page.
        let late = phone.post("/jual/harga", "prices-page-5", &fields("save", "61.000")).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.html.contains(&format!("value=\"take:{rawit}\"")) && late.html.contains("value=\"61.000\""));
        for lang in ["jv", "en"] {
            assert_eq!(phone.get(&format!("/jual/harga?bahasa={lang}")).await.status, StatusCode::OK);
        }
    });
}

#[test]
fn one_tap_says_the_same_as_yesterday() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        let phone = Visit::of(&client, town.sellers[0]).await;
        let rawit = town.offer("rawit-a");
        let now = house.now();
        let city = town.desk.city_id();
        house
            .db
            .write((), move |tx, ()| Box::pin(async move { rows::insert_offer_prices(tx, city, None, &[(rawit, now, Rupiah(60_000))]) }))
            .await
            .unwrap();
        house.clock.advance(time::DAY);
        let seller = town.actor(town.sellers[0]).await;
        service::set_price(house.house(), &seller, rawit, Rupiah(90_000)).await.unwrap();
        let (price, was) = (format!("price-{rawit}"), format!("was-{rawit}"));
        let fields = [("do", "same"), (price.as_str(), "90.000"), (was.as_str(), "1:90000:0")];
        let same = phone.post("/jual/harga", "same-key-1", &fields).await;
        assert_eq!(same.status, StatusCode::SEE_OTHER, "going back is no jump");
        assert_eq!(stands(town, "rawit-a").await.price, Rupiah(60_000));
    });
}

#[test]
fn programs_save_a_day_too() {
    both(async |house| {
        let client = client(&house).await;
        let (stall, token) = (client.town.stalls[0], client.token(client.town.sellers[0]).await);
        let path = format!("/stalls/{stall}/prices");
        let list = client.get(&path).by(&token).answer().await.is(200);
        let rawit = list["offers"].as_array().unwrap().iter().find(|offer| offer["name"] == "cabai-rawit").unwrap().clone();
        assert_eq!((&rawit["price_rupiah"], &rawit["version"], &rawit["is_sold_out"]), (&json!(60_000), &json!(0), &json!(false)));
        let body = |price: i64| json!({ "offers": [{ "offer_id": rawit["offer_id"], "version": 0, "price_rupiah": price }] });
        let jump = client.put(&path).by(&token).key("day-prices-1").says(body(6_000)).answer().await.is(422);
        assert_eq!((&jump["code"], &jump["errors"][0]["problem"]), (&json!("price_jumps"), &json!("price_jump")));
        for _ in 0..2 {
            let saved = client.put(&path).by(&token).key("day-prices-2").says(body(61_000)).answer().await.is(200);
            assert!(saved["offers"].as_array().unwrap().iter().any(|offer| offer["price_rupiah"] == 61_000));
        }
        let late = client.put(&path).by(&token).key("day-prices-3").says(body(62_000)).answer().await.is(409);
        assert_eq!((&late["code"], &late["errors"][0]["price_rupiah"]), (&json!("changed_elsewhere"), &json!(61_000)));
    });
}

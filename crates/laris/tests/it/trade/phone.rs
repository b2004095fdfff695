//! Orders taken on the phone, by page and by API: whose they are, who entered them, and who may.

use kernel::Phone;
use market::orders::read;
use registry::{audit, people};
use serde_json::json;
use testkit::both;

use super::{Browser, messages};
use crate::api::client::Client;
use crate::settlement::check;

const PAGE: &str = "/kelola/pasar-contoh/telepon";

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split(start).nth(1).and_then(|rest| rest.split(end).next()).unwrap_or_else(|| panic!("{start} in {text}"))
}

#[test]
fn a_manager_takes_an_order_on_the_phone() {
    both(async |house| {
        let client = Client::new(&house).await;
        let (town, desk) = (&client.town, &client.town.desk);
        let manager = Browser::of(&client, town.manager).await;
        assert_eq!(manager.get(PAGE).await.0, 200);
        let slot = town.slot().await;
        let rest = format!("street=Jl.+Mawar+2&rt=1&rw=2&ward=99.99.01.1001&landmark=&slot={slot}&agrees=yes");
        let typed = format!("phone=0812-9999-0007&name=Bu+Sri&goods=bayam+2+ikat%0Ahelikopter+3&{rest}");
        let (status, page) = manager.post(PAGE, "phone-key-1", &format!("act=price&{typed}")).await;
        assert!(status == 200 && page.contains("<s>helikopter 3</s>") && page.contains("Bu Sri"), "{page}");
        let typed = format!("phone=0812-9999-0007&name=Bu+Sri&goods=bayam+2+ikat%0Acabai+rawit+seprapat&{rest}");
        let (_, page) = manager.post(PAGE, "phone-key-1", &format!("act=price&{typed}")).await;
        let quote = between(&page, "name=\"quote\" value=\"", "\"").to_owned();
        assert!(!quote.is_empty() && page.contains("2 ikat"), "{page}");
        let other = typed.replace("bayam+2+ikat", "bayam+3+ikat");
        assert_eq!(manager.post(PAGE, "phone-key-1", &format!("act=place&quote={quote}&{other}")).await.0, 409, "told again first");
        let nameless = typed.replace("Bu+Sri", "");
        assert_eq!(manager.post(PAGE, "phone-key-1", &format!("act=place&quote={quote}&{nameless}")).await.0, 422);

        let send = || async { manager.post(PAGE, "phone-key-1", &format!("act=place&quote={quote}&{typed}")).await };
        let (status, to) = send().await;
        assert!(status == 303 && to.starts_with("/kelola/pasar-contoh/pesanan/"), "{status} {to}");
        assert_eq!(send().await, (303, to.clone()), "sent twice, ordered once");
        let number = to.rsplit('/').next().unwrap();
        let detail = read::get_by_number(desk, &desk.system(), number).await.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let phone = Phone::parse("081299990007").unwrap();
        let caller = people::find_by_phone(&mut tx, desk.city_id(), &phone).await.unwrap().expect("a person now");
        assert_eq!((caller.name.as_str(), detail.order.buyer, detail.order.placed_by), ("Bu Sri", caller.id, town.manager));
        assert_eq!(detail.lines.len(), 2);
        let allows = registry::consents::holds(&mut tx, desk.city_id(), caller.id, registry::consents::Purpose::OrderMessages);
        assert!(allows.await.unwrap(), "said by phone");
        let trail = audit::list(&mut tx, desk.city_id(), detail.order.id).await.unwrap();
        assert!(trail.iter().any(|entry| entry.action == "order.entered" && entry.person == Some(town.manager)));
        drop(tx);
        let told = messages(&client).await;
        let (_, text) = told.iter().find(|(to, _)| *to == phone.as_str()).expect("the caller is told");
        assert!(text.contains(&detail.order.pin) && text.contains(&format!("http://laris.test/pesanan/{number}")), "{text}");
        let (_, page) = manager.get(&format!("/pesanan/{number}")).await;
        assert!(!page.contains("class=\"pin\""), "the PIN is the buyer's");
        assert_eq!(Browser::of(&client, caller.id).await.get(&format!("/pesanan/{number}")).await.0, 200);
        check(town).await;
    });
}

#[test]
fn a_program_takes_an_order_for_a_caller() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let manager = client.token(town.manager).await;
        let basket = json!({ "market": "pasar-contoh", "ward_code": "Kidul", "lines": [{ "offer_id": town.offer("bayam-a"), "quantity": "2 ikat" }] });
        let quote = client.post("/quotes").by(&manager).key("phone-quote").says(&basket).answer().await.is(201);
        let wanted = json!({
            "quote_id": quote["id"], "slot_id": town.slot().await, "phone": "0812-0000-0001", "name": "Orang Lain Lagi",
            "address": { "street": "Jl. Contoh 1", "rt": "1", "rw": "02", "ward_code": "kidul" },
        });
        let path = "/markets/pasar-contoh/phone-orders";
        let place = |token: String| client.post(path).by(&token).key("phone-api-1").says(&wanted);
        for person in [town.buyer, town.runners[0], town.treasurer] {
            assert_eq!(place(client.token(person).await).answer().await.refused(403).0, "not_allowed");
        }
        let placed = place(manager.clone()).answer().await.is(201);
        assert!(placed.get("pin").is_none(), "the PIN is the buyer's");
        assert_eq!(place(manager.clone()).answer().await.is(201)["id"], placed["id"]);
        let mine = client.get("/orders").by(&client.token(town.buyer).await).answer().await.is(200);
        assert_eq!(mine["items"][0]["id"], placed["id"], "it belongs to whoever has the number");
        let found = people::find(&mut house.db.reader().await.unwrap(), town.desk.city_id(), town.buyer).await.unwrap().unwrap();
        assert_eq!(found.name, "Sari", "a name that was told stays");
        check(town).await;
    });
}

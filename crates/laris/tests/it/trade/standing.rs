//! Standing orders: prepared once, placed once, asked about when anything is not as it was.

use kernel::Rupiah;
use kernel::id::OfferId;
use kernel::time::{DAY, HOUR};
use market::MarketError;
use market::catalogue::{NewStock, service};
use market::orders::model::SubstitutionPolicy::Refund as Drop;
use market::orders::{OrderState, slots};
use market::standing::{self, NewStanding, RunState, StandingId, StandingState, timers};
use registry::holidays::{self, Holiday, HolidayKind};
use serde_json::json;
use testkit::{TestHouse, both};

use super::{Browser, messages};
use crate::api::client::Client;
use crate::settlement::{check, code};
use crate::town::{Town, door};

/// Every day in the window at 08.00; the town's clock stands at 05.30 on Saturday, so that today's is due already.
fn every_day(town: &Town, total_max: Option<i64>) -> NewStanding {
    NewStanding {
        market: town.market,
        lines: vec![town.line("rawit-a", 250, Drop), town.line("beras-d", 1_000, Drop)],
        weekdays: 127,
        starts_minute: 8 * 60,
        recipient: "Sari".into(),
        phone: kernel::Phone::parse("081200000001").unwrap(),
        address: door(),
        payment: "cash".into(),
        total_max: total_max.map(Rupiah),
    }
}

async fn tomorrow(house: &TestHouse, town: &Town) {
    house.clock.advance(DAY);
    slots::ensure(&town.desk).await.unwrap();
}

#[test]
fn a_day_is_prepared_and_placed_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let id = standing::create(desk, &buyer, "standing-1", every_day(&town, Some(200_000))).await.unwrap();
        assert_eq!(standing::create(desk, &buyer, "standing-1", every_day(&town, Some(200_000))).await.unwrap(), id);
        let today = desk.today();
        assert_eq!(standing::get(desk, &buyer, id).await.unwrap().order.next_day, today);
        let first = timers::run(desk).await.unwrap();
        assert_eq!((first.days, first.placed), (1, 1));
        assert_eq!(timers::run(desk).await.unwrap().days, 0, "tomorrow is not due yet");
        let detail = standing::get(desk, &buyer, id).await.unwrap();
        let run = &detail.runs[0];
        assert_eq!((run.state, run.day, detail.order.next_day), (RunState::Placed, today, today.plus_days(1)));
        let order = town.detail(run.order.unwrap()).await.order;
        assert_eq!((order.buyer, order.placed_by, order.state), (town.buyer, town.buyer, OrderState::Placed));
        let again = standing::confirm(desk, &buyer, id, today, Rupiah(1)).await.unwrap();
        assert_eq!(again, order.id, "confirming what is placed gives its order");
        assert_eq!(code(standing::skip(desk, &buyer, id, today).await), "wrong_state");
        check(&town).await;

        tomorrow(&house, &town).await;
        let both_at_once = tokio::join!(timers::run(desk), timers::run(desk));
        assert_eq!(both_at_once.0.unwrap().placed + both_at_once.1.unwrap().placed, 1, "two timers, one order");
        assert_eq!(market::orders::read::mine(desk, &buyer, None, 10).await.unwrap().items.len(), 2);
        check(&town).await;
    });
}

#[test]
fn its_owner_is_asked_when_something_is_not_as_it_was() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let (asks, itself) = (
            standing::create(desk, &buyer, "asks-each-time", every_day(&town, None)).await.unwrap(),
            standing::create(desk, &buyer, "asks-too-little", every_day(&town, Some(50_000))).await.unwrap(),
        );
        assert_eq!(timers::run(desk).await.unwrap(), timers::Prepared { days: 2, placed: 0 });
        let today = desk.today();
        for (id, person, expected) in [(asks, town.stranger, "not_found"), (asks, town.manager, "not_found")] {
            assert_eq!(code(standing::confirm(desk, &town.actor(person).await, id, today, Rupiah(1)).await), expected);
        }
        assert_eq!(code(standing::confirm(desk, &buyer, asks, today, Rupiah(1)).await), "stale");
        let total = standing::preview(desk, &buyer, asks, today).await.unwrap().quote.unwrap().total();
        let order = standing::confirm(desk, &buyer, asks, today, total).await.unwrap();
        assert_eq!(standing::confirm(desk, &buyer, asks, today, total).await.unwrap(), order, "twice running, one order");
        standing::skip(desk, &buyer, itself, today).await.unwrap();
        standing::skip(desk, &buyer, itself, today).await.expect("again is no error");
        assert_eq!(code(standing::confirm(desk, &buyer, itself, today, total).await), "wrong_state");
        check(&town).await;

        // Dearer than the cap, gone, a holiday: each is named and asked about, whatever was agreed beforehand.
        tomorrow(&house, &town).await;
        let seller = town.actor(town.sellers[3]).await;
        service::set_price(house.house(), &seller, town.offer("beras-d"), Rupiah(90_000)).await.unwrap();
        let rich = standing::create(desk, &buyer, "asks-when-dearer", every_day(&town, Some(500_000))).await.unwrap();
        service::set_price(house.house(), &seller, town.offer("beras-d"), Rupiah(72_500)).await.unwrap();
        named(&town, rich, "beras-d", Some(99_001), "dearer").await;
        tomorrow(&house, &town).await;
        named(&town, rich, "beras-d", None, "sold_out").await;
        tomorrow(&house, &town).await;
        let (city, day) = (desk.city_id(), desk.today());
        let holiday = [Holiday { day, name: "Libur".into(), kind: HolidayKind::National }];
        house.db.write(holiday, move |tx, days| Box::pin(async move { holidays::insert_all(tx, city, days) })).await.unwrap();
        service::set_stock(house.house(), &seller, town.offer("beras-d"), NewStock::Ask).await.unwrap();
        timers::run(desk).await.unwrap();
        let run = standing::get(desk, &buyer, rich).await.unwrap().runs.remove(0);
        assert_eq!((run.state, run.why.as_str(), run.day), (RunState::Waiting, "holiday", day));
        house.clock.advance(3 * HOUR);
        assert_eq!(code(standing::confirm(desk, &buyer, rich, day, run.total).await), "too_late");
    });
}

/// Sets a price or takes the stock away, prepares the day, and sees the goods named.
async fn named(town: &Town, id: StandingId, goods: &str, price: Option<i64>, problem: &str) {
    let (desk, buyer, offer): (_, _, OfferId) = (&town.desk, town.actor(town.buyer).await, town.offer(goods));
    let seller = town.actor(town.sellers[3]).await;
    match price {
        Some(price) => drop(service::set_price(&desk.house, &seller, offer, Rupiah(price)).await.unwrap()),
        None => drop(service::set_stock(&desk.house, &seller, offer, NewStock::Counted(kernel::Quantity::ZERO)).await.unwrap()),
    }
    timers::run(desk).await.unwrap();
    let run = standing::get(desk, &buyer, id).await.unwrap().runs.remove(0);
    assert_eq!((run.state, run.day), (RunState::Waiting, desk.today()), "{problem}");
    assert!(run.problems.iter().any(|found| found.problem == problem), "{problem}: {run:#?}");
}

/// A pause of an hour after today was prepared: today must not be looked for again, or no day ever comes.
#[test]
fn after_a_pause_the_next_day_comes_that_was_not_prepared() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        let id = standing::create(desk, &buyer, "short-pause", every_day(&town, Some(200_000))).await.unwrap();
        let today = desk.today();
        assert_eq!(timers::run(desk).await.unwrap(), timers::Prepared { days: 1, placed: 1 });
        standing::set_state(desk, &buyer, id, StandingState::Paused).await.unwrap();
        standing::set_state(desk, &buyer, id, StandingState::Active).await.unwrap();
        assert_eq!(standing::get(desk, &buyer, id).await.unwrap().order.next_day, today.plus_days(1));
        assert_eq!(timers::run(desk).await.unwrap().days, 0);
        tomorrow(&house, &town).await;
        assert_eq!(timers::run(desk).await.unwrap(), timers::Prepared { days: 1, placed: 1 });
        check(&town).await;
    });
}

#[test]
fn it_is_paused_skipped_and_stopped() {
    both(async |house| {
        let town = Town::build(&house).await;
        let (desk, buyer) = (&town.desk, town.actor(town.buyer).await);
        for (key, new, expected) in [
            ("bad-days-1", NewStanding { weekdays: 0, ..every_day(&town, None) }, "missing"),
            ("bad-window", NewStanding { starts_minute: 61, ..every_day(&town, None) }, "slot_closed"),
            ("bad-lines-1", NewStanding { lines: Vec::new(), ..every_day(&town, None) }, "no_lines"),
            ("bad-payment", NewStanding { payment: "qris".into(), ..every_day(&town, None) }, "payment_unknown"),
            ("bad-total", every_day(&town, Some(0)), "bad_amount"),
        ] {
            assert_eq!(code(standing::create(desk, &buyer, key, new).await), expected, "{key}");
        }
        let id = standing::create(desk, &buyer, "moods-order", every_day(&town, Some(200_000))).await.unwrap();
        let today = desk.today();
        standing::skip(desk, &buyer, id, today).await.unwrap();
        assert_eq!(timers::run(desk).await.unwrap().days, 0, "today is skipped");
        assert_eq!(code(standing::skip(desk, &buyer, id, today.plus_days(5)).await), "wrong_state");
        standing::set_state(desk, &buyer, id, StandingState::Paused).await.unwrap();
        tomorrow(&house, &town).await;
        assert_eq!(timers::run(desk).await.unwrap().days, 0, "paused");
        standing::set_state(desk, &buyer, id, StandingState::Active).await.unwrap();
        let manager = town.actor(town.manager).await;
        let until = desk.now().plus(DAY);
        service::set_market_closed(house.house(), &manager, town.market, until).await.unwrap();
        assert_eq!(timers::run(desk).await.unwrap(), timers::Prepared { days: 1, placed: 0 });
        let run = standing::get(desk, &buyer, id).await.unwrap().runs.remove(0);
        assert_eq!((run.state, run.why.as_str()), (RunState::Impossible, "market_closed"));
        let stranger = town.actor(town.stranger).await;
        assert!(matches!(standing::set_state(desk, &stranger, id, StandingState::Stopped).await, Err(MarketError::NotFound(_))));
        standing::set_state(desk, &buyer, id, StandingState::Stopped).await.unwrap();
        assert_eq!(code(standing::set_state(desk, &buyer, id, StandingState::Active).await), "wrong_state");
    });
}

#[test]
fn pages_api_and_messages_say_the_same() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let token = client.token(town.buyer).await;
        let new = json!({
            "market": "pasar-contoh", "weekdays": [0, 1, 2, 3, 4, 5, 6], "starts_minute": 480,
            "lines": [{ "offer_id": town.offer("bayam-a"), "quantity": "2 ikat" }],
            "address": { "street": "Jl. Contoh 1", "rt": "1", "rw": "02", "ward_code": "kidul" },
        });
        let make = || client.post("/standing-orders").by(&token).key("standing-api").says(&new);
        let made = make().answer().await.is(201);
        assert_eq!(make().answer().await.is(201)["id"], made["id"]);
        timers::run(&town.desk).await.unwrap();
        let (id, day) = (made["id"].as_str().unwrap().to_owned(), town.desk.today().to_string());
        let told = messages(&client).await;
        assert!(told.iter().any(|(_, text)| text.contains(&format!("http://laris.test/langganan/{id}/{day}"))), "{told:#?}");
        let browser = Browser::of(&client, town.buyer).await;
        assert!(browser.get("/langganan").await.1.contains(&format!("/langganan/{id}/{day}")));
        let (status, page) = browser.get(&format!("/langganan/{id}/{day}")).await;
        assert!(status == 200 && page.contains("value=\"confirm\""), "{page}");
        let found = client.get(format!("/standing-orders/{id}")).by(&token).answer().await.is(200);
        let total = found["days"][0]["total_rupiah"].clone();
        let path = format!("/standing-orders/{id}/days/{day}/confirmation");
        let wrong = client.post(&path).by(&token).key("standing-stale").says(json!({ "total_rupiah": 1 }));
        assert_eq!(wrong.answer().await.refused(409).0, "stale");
        let confirm = || client.post(&path).by(&token).key("standing-confirm").says(json!({ "total_rupiah": total }));
        let order = confirm().answer().await.is(200);
        assert_eq!(confirm().answer().await.is(200)["id"], order["id"]);
        assert_eq!(browser.post(&format!("/langganan/{id}/{day}"), "page-confirm-1", "act=confirm&total=1").await.0, 303);
        assert_eq!(client.get("/orders").by(&token).answer().await.is(200)["items"].as_array().unwrap().len(), 1);
        let next = client.get(format!("/standing-orders/{id}")).by(&token).answer().await.is(200)["next_day"].as_str().unwrap().to_owned();
        client.post(format!("/standing-orders/{id}/days/{next}/skip")).by(&token).key("standing-skip").answer().await.is(200);
        let paused =
            client.post(format!("/standing-orders/{id}/state")).by(&token).key("standing-pause").says(json!({ "state": "paused" }));
        assert_eq!(paused.answer().await.is(200)["state"], "paused");
        assert_eq!(browser.post(&format!("/langganan/{id}"), "page-stop-1", "act=stop").await.0, 303);

        // From the basket by page.
        let added = format!("offer={}&quantity=2", town.offer("bayam-a"));
        assert_eq!(browser.post("/keranjang/tambah", "page-add-1", &added).await.0, 303);
        assert!(browser.get("/langganan/baru").await.1.contains("name=\"weekday\""));
        let fields = "market=pasar-contoh&weekday=0&weekday=3&starts=480&address=new&street=Jl.+Contoh+1&rt=1&rw=2&ward=99.99.01.1001";
        assert_eq!(browser.post("/langganan", "page-none-1", &fields.replace("weekday=0&weekday=3&", "")).await.0, 422);
        let (status, to) = browser.post("/langganan", "page-make-1", fields).await;
        assert!(status == 303 && to.starts_with("/langganan#l-"), "{status} {to}");
        check(town).await;
    });
}

//! The catalogue's acts and its snapshot, over the demonstration city, on both databases.

#![allow(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

use std::sync::Arc;
use std::time::Duration;

use ::jobs::feed::Feed;
use ::registry::audit;
use kernel::actor::Grant;
use kernel::error::Kinded as _;
use kernel::id::{CityId, OfferId, PersonId, RawId};
use kernel::{Actor, Cursor, Lang, Quantity, Role, Rupiah, Scope, Timestamp, time};
use laris::seed;
use market::catalogue::search::Query;
use market::catalogue::service::{
    add_offer, back_in_stock, close_stall, mark_sold_out, reopen_stall, set_market_closed, set_price, set_stock, withdraw_offer,
};
use market::catalogue::store as rows;
use market::catalogue::{Availability, Catalogue, LiveCatalogue, NewStock, Offer, Outcome, StockKind};
use testkit::{TestHouse, both};

/// The city, an offer with counted stock, and the trader who sells it.
async fn start(house: &TestHouse) -> (CityId, Offer, Actor) {
    let city = seed::malang(house.house(), &|_, _| ()).await.unwrap().city.unwrap();
    let mut tx = house.db.reader().await.unwrap();
    let stall = rows::stall_by_slug(&mut tx, city, "oro-oro-dowo-f-1").await.unwrap().unwrap();
    let offers = rows::offers_of_stall(&mut tx, city, stall.id).await.unwrap();
    let offer =
        *offers.iter().find(|offer| offer.stock_kind == StockKind::Counted && offer.sold_out_until == Timestamp::default()).unwrap();
    (city, offer, trader(city, &[Grant { role: Role::Seller, scope: Scope::Stall(stall.id) }]))
}

fn trader(city: CityId, grants: &[Grant]) -> Actor {
    Actor { city, person: Some(PersonId(RawId::from_u128(1))), lang: Lang::Id, grants: grants.to_vec(), is_system: false }
}

async fn stored(house: &TestHouse, city: CityId, offer: OfferId) -> Offer {
    rows::find_offer(&mut house.db.reader().await.unwrap(), city, offer).await.unwrap().unwrap()
}

#[test]
fn a_price_is_set_once_and_its_history_kept() {
    both(async |house| {
        let (city, offer, trader) = start(&house).await;
        let price = offer.price + Rupiah(700);
        assert_eq!(set_price(house.house(), &trader, offer.id, price).await.unwrap(), Outcome::Changed);
        assert_eq!(set_price(house.house(), &trader, offer.id, price).await.unwrap(), Outcome::Unchanged);
        assert_eq!(stored(&house, city, offer.id).await.price, price);
        let mut tx = house.db.reader().await.unwrap();
        let history = rows::price_history(&mut tx, city, offer.id, 10).await.unwrap();
        assert_eq!((history[0].price, history[0].person, history[1].price), (price, trader.person, offer.price));
        let logged = audit::list(&mut tx, city, offer.id).await.unwrap();
        assert_eq!(logged.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["offer.price_set"]);
    });
}

#[test]
fn strangers_and_bad_input_are_refused() {
    both(async |house| {
        let (city, offer, seller) = start(&house).await;
        let (home, stranger) = (house.house(), trader(city, &[]));
        for (refused, code) in [
            (set_price(home, &stranger, offer.id, Rupiah(1_000)).await.unwrap_err(), "not_allowed"),
            (set_price(home, &seller, offer.id, Rupiah(0)).await.unwrap_err(), "price_out_of_range"),
            (set_price(home, &seller, offer.id, Rupiah(1_000_000_000)).await.unwrap_err(), "price_out_of_range"),
            (set_price(home, &seller, house.id(), Rupiah(1_000)).await.unwrap_err(), "not_found"),
            (mark_sold_out(home, &seller, offer.id, house.now()).await.unwrap_err(), "time_out_of_range"),
            (mark_sold_out(home, &seller, offer.id, house.now().plus(90 * time::DAY)).await.unwrap_err(), "time_out_of_range"),
            (withdraw_offer(home, &stranger, offer.id).await.unwrap_err(), "not_allowed"),
            (set_stock(home, &stranger, offer.id, NewStock::Ask).await.unwrap_err(), "not_allowed"),
            (close_stall(home, &stranger, offer.stall, house.now().plus(time::HOUR)).await.unwrap_err(), "not_allowed"),
            (set_market_closed(home, &seller, offer.market, house.now().plus(time::HOUR)).await.unwrap_err(), "not_allowed"),
        ] {
            assert_eq!(refused.code(), code);
        }
        assert_eq!(stored(&house, city, offer.id).await, offer);
        let manager = trader(city, &[Grant { role: Role::Manager, scope: Scope::Market(offer.market) }]);
        assert_eq!(set_price(home, &manager, offer.id, offer.price + Rupiah(100)).await.unwrap(), Outcome::Changed);
    });
}

#[test]
fn what_is_sold_out_or_closed_comes_back_by_itself() {
    both(async |house| {
        let (city, offer, seller) = start(&house).await;
        let until = house.now().plus(3 * time::HOUR);
        let state = async |house: &TestHouse| {
            let mut tx = house.db.reader().await.unwrap();
            let catalogue = Catalogue::load(&mut tx, city, seed::OFFSET_MINUTES, house.now()).await.unwrap();
            catalogue.offer(offer.id).unwrap().availability(house.now())
        };
        mark_sold_out(house.house(), &seller, offer.id, until).await.unwrap();
        assert_eq!(state(&house).await, Availability::SoldOut { until: Some(until) });
        assert_eq!(back_in_stock(house.house(), &seller, offer.id).await.unwrap(), Outcome::Changed);
        assert_eq!(state(&house).await, Availability::Open);
        set_stock(house.house(), &seller, offer.id, NewStock::Counted(Quantity::ZERO)).await.unwrap();
        assert_eq!(state(&house).await, Availability::SoldOut { until: None });
        assert_eq!(set_stock(house.house(), &seller, offer.id, NewStock::Ask).await.unwrap(), Outcome::Changed);
        assert_eq!(set_stock(house.house(), &seller, offer.id, NewStock::Ask).await.unwrap(), Outcome::Unchanged);
        close_stall(house.house(), &seller, offer.stall, until).await.unwrap();
        assert_eq!(state(&house).await, Availability::ClosedToday { until });
        house.clock.set(until);
        assert_eq!(state(&house).await, Availability::Open);
        assert_eq!(reopen_stall(house.house(), &seller, offer.stall).await.unwrap(), Outcome::Changed);
    });
}

#[test]
fn an_offer_is_withdrawn_and_added_again() {
    both(async |house| {
        let (city, offer, seller) = start(&house).await;
        assert_eq!(withdraw_offer(house.house(), &seller, offer.id).await.unwrap(), Outcome::Changed);
        assert_eq!(withdraw_offer(house.house(), &seller, offer.id).await.unwrap(), Outcome::Unchanged);
        let stock = NewStock::Counted(Quantity::from_milli(2_000).unwrap());
        let added = add_offer(house.house(), &seller, offer.stall, offer.product, Rupiah(9_900), stock).await.unwrap();
        assert_eq!(added, (offer.id, Outcome::Changed));
        let again = add_offer(house.house(), &seller, offer.stall, offer.product, Rupiah(8_800), stock).await.unwrap();
        assert_eq!(again, (offer.id, Outcome::Unchanged));
        assert_eq!(stored(&house, city, offer.id).await.price, Rupiah(9_900));
        let mut tx = house.db.reader().await.unwrap();
        let shoes = rows::product_by_slug(&mut tx, city, "nasi-rawon").await.unwrap().unwrap();
        let refused = add_offer(house.house(), &seller, offer.stall, shoes.id, Rupiah(9_900), stock).await.unwrap_err();
        assert_eq!(refused.code(), "other_cluster");
    });
}

#[test]
fn pages_follow_each_other_without_gaps() {
    both(async |house| {
        let (city, offer, _) = start(&house).await;
        let mut tx = house.db.reader().await.unwrap();
        let (mut after, mut seen) = (Cursor::START, Vec::new());
        loop {
            let page = rows::offers_page(&mut tx, city, offer.market, after, 100).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Cursor(last.id.into());
            seen.extend(page.iter().map(|offer| offer.id));
        }
        let catalogue = Catalogue::load(&mut tx, city, seed::OFFSET_MINUTES, house.now()).await.unwrap();
        assert_eq!(seen.len(), catalogue.offers_of_market(offer.market).count());
        assert!(seen.is_sorted());
    });
}

#[test]
fn the_snapshot_tells_what_the_city_is() {
    both(async |house| {
        let (city, offer, _) = start(&house).await;
        let mut tx = house.db.reader().await.unwrap();
        let catalogue = Catalogue::load(&mut tx, city, seed::OFFSET_MINUTES, house.now()).await.unwrap();
        let market = catalogue.market("oro-oro-dowo").unwrap();
        let walk: Vec<i64> = catalogue.stalls_of(market.id).map(|view| view.stall.walking_order).collect();
        assert_eq!(walk, (1..=251).collect::<Vec<i64>>());
        let groups: usize = catalogue.groups_of_market(market.id).iter().map(|(_, count)| count).sum();
        assert_eq!(groups, catalogue.offers_of_market(market.id).count());
        assert!(catalogue.offers_of_stall(offer.stall).all(|view| view.stall.id == offer.stall && view.market.id == market.id));
        assert_eq!(catalogue.board().rows.len(), 50);
        for row in &catalogue.board().rows {
            assert!(row.low <= row.median && row.median <= row.high && row.stalls > 0 && row.stalls_compared <= row.stalls);
            assert_eq!(row.above_ceiling, 0, "{row:?}");
        }
        assert_eq!(catalogue.movers(5).len(), 5);
        let found = catalogue.search(&Query { text: "depot rawon", limit: 20, ..Query::default() }, house.now());
        assert!(found.stalls.iter().any(|view| view.stall.slug == "depot-rawon-kendilwening"), "{:?}", found.stalls);
    });
}

#[test]
fn every_replica_is_fresh_within_a_second() {
    both(async |house| {
        let (city, offer, seller) = start(&house).await;
        let feed = Feed::start(house.house().clone(), city);
        let live = LiveCatalogue::start(house.house().clone(), city, seed::OFFSET_MINUTES, feed.subscribe()).await.unwrap();
        let price = offer.price + Rupiah(1_100);
        set_price(house.house(), &seller, offer.id, price).await.unwrap();
        assert!(becomes(&live, |catalogue| catalogue.offer(offer.id).unwrap().offer.price == price).await);
        close_stall(house.house(), &seller, offer.stall, house.now().plus(time::HOUR)).await.unwrap();
        assert!(becomes(&live, |catalogue| !catalogue.stall_by_id(offer.stall).unwrap().is_open(house.now())).await);
        let product = {
            let catalogue = live.snapshot();
            let sold: Vec<_> = catalogue.offers_of_stall(offer.stall).map(|view| view.product.id).collect();
            catalogue.products().iter().find(|product| product.group == "buah" && !sold.contains(&product.id)).unwrap().id
        };
        let (added, _) = add_offer(house.house(), &seller, offer.stall, product, Rupiah(12_000), NewStock::Ask).await.unwrap();
        assert!(becomes(&live, |catalogue| catalogue.offer(added).is_some()).await);
    });
}

/// Whether the snapshot comes to fulfil this within a generous three seconds; a busy test machine is slower than a server.
async fn becomes(live: &Arc<LiveCatalogue>, is_so: impl Fn(&Catalogue) -> bool) -> bool {
    for _ in 0..150 {
        if is_so(&live.snapshot()) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

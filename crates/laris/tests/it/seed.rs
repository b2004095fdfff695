//! The demonstration city, on both databases.

#![allow(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use ::registry::areas::Areas;
use ::registry::people;
use kernel::{Role, Scope, Unit};
use laris::seed::{self, SeedError, SeedReport, demo_people};
use market::catalogue::store as rows;
use market::catalogue::{Cluster, ComparableUnit, StallKind, rules};
use testkit::both;

async fn seeded(house: &testkit::TestHouse) -> SeedReport {
    seed::malang(house.house(), &|_, _| ()).await.unwrap()
}

#[test]
fn the_city_is_whole_and_made_once() {
    both(async |house| {
        let told = Mutex::new(Vec::new());
        let report = seed::malang(house.house(), &|what, percent| told.lock().unwrap().push((what.to_owned(), percent))).await.unwrap();
        assert_eq!(told.into_inner().unwrap().last(), Some(&("done".to_owned(), 100)));
        assert_eq!((report.districts, report.wards, report.rws), (5, 57, 551));
        assert_eq!((report.markets, report.delivery_markets, report.commodities), (32, 6, 50));
        assert!(report.stalls >= 800 && report.market_offers >= 6_000, "{report:?}");
        assert!(report.shops >= 150 && report.shop_offers >= 1_500, "{report:?}");
        let again = seed::malang(house.house(), &|_, _| ()).await.unwrap_err();
        assert!(matches!(again.downcast_ref(), Some(SeedError::Exists)), "{again:?}");
        let mut tx = house.db.reader().await.unwrap();
        let city = report.city.unwrap();
        assert_eq!(rows::offers(&mut tx, city).await.unwrap().len(), report.market_offers + report.shop_offers);
        assert_eq!(rows::products(&mut tx, city).await.unwrap().len(), report.products);
    });
}

#[test]
fn stalls_stand_as_the_layout_says() {
    both(async |house| {
        let city = seeded(&house).await.city.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let market = rows::market_by_slug(&mut tx, city, "oro-oro-dowo").await.unwrap().unwrap();
        let stalls = rows::stalls_of_market(&mut tx, city, market.id).await.unwrap();
        let kiosks = stalls.iter().filter(|stall| stall.kind == StallKind::Kiosk).count();
        assert_eq!((kiosks, stalls.len() - kiosks), (71, 180));
        let walk: Vec<i64> = stalls.iter().map(|stall| stall.walking_order).collect();
        assert_eq!(walk, (1..=251).collect::<Vec<i64>>());
        let second = stalls.iter().filter(|stall| stall.block == "B").map(|stall| stall.number).collect::<Vec<_>>();
        assert_eq!(second, (1..=15).rev().collect::<Vec<_>>(), "block B is walked from its far end");
        let plans = rows::slot_plans(&mut tx, city, market.id).await.unwrap();
        assert_eq!((plans.len(), plans.iter().filter(|plan| plan.is_on_sunday).count()), (4, 3));
    });
}

#[test]
fn prices_are_round_and_below_the_ceilings() {
    both(async |house| {
        let city = seeded(&house).await.city.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let products: HashMap<_, _> = rows::products(&mut tx, city).await.unwrap().into_iter().map(|it| (it.id, it)).collect();
        let ceilings = rows::ceilings(&mut tx, city).await.unwrap();
        let mut checked = 0;
        for offer in rows::offers(&mut tx, city).await.unwrap() {
            let product = &products[&offer.product];
            assert_eq!(offer.price.amount() % 100, 0, "{}", product.slug);
            let Some(price) = rules::comparable(offer.price, product) else { continue };
            let unit = if price.unit == ComparableUnit::Kilogram { "kg" } else { "liter" };
            for ceiling in ceilings.iter().filter(|it| Some(&it.commodity) == product.commodity.as_ref() && it.unit == unit) {
                assert!(price.price <= ceiling.high, "{} {:?} > {:?}", product.slug, price.price, ceiling.high);
                checked += 1;
            }
        }
        assert!(checked > 400, "{checked}");
        assert!(products.values().all(|product| product.sold_by != Unit::Weight || product.unit == "kg"));
    });
}

#[test]
fn everybody_on_the_demonstration_page_is_there() {
    both(async |house| {
        let report = seeded(&house).await;
        let city = report.city.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let areas = Areas::load(&mut tx, city).await.unwrap();
        assert_eq!((areas.wards().len(), report.addresses), (57, 12));
        let shown = demo_people();
        let phones: BTreeSet<_> = shown.iter().map(|person| person.phone.as_str()).collect();
        assert_eq!(phones.len(), shown.len());
        for person in &shown {
            let found = people::find_by_phone(&mut tx, city, &person.phone).await.unwrap().unwrap_or_else(|| panic!("{person:?}"));
            let scope = match (person.stall, person.market) {
                (Some(stall), _) => Scope::Stall(rows::stall_by_slug(&mut tx, city, stall).await.unwrap().unwrap().id),
                (None, Some(market)) => Scope::Market(rows::market_by_slug(&mut tx, city, market).await.unwrap().unwrap().id),
                (None, None) => Scope::City,
            };
            if let Some(role) = person.role {
                let holders = people::list_by_role(&mut tx, city, role, scope).await.unwrap();
                assert!(holders.contains(&found), "{person:?}");
                assert!(role != Role::Runner || holders.len() == 3, "{person:?}");
            }
        }
    });
}

#[test]
fn shops_sell_only_what_their_cluster_makes() {
    both(async |house| {
        let city = seeded(&house).await.city.unwrap();
        let mut tx = house.db.reader().await.unwrap();
        let markets: HashMap<_, _> = rows::markets(&mut tx, city).await.unwrap().into_iter().map(|it| (it.id, it.cluster)).collect();
        let products: HashMap<_, _> = rows::products(&mut tx, city).await.unwrap().into_iter().map(|it| (it.id, it.cluster)).collect();
        let mut clusters = BTreeSet::new();
        for offer in rows::offers(&mut tx, city).await.unwrap() {
            assert_eq!(markets[&offer.market], products[&offer.product]);
            clusters.insert(markets[&offer.market]);
        }
        assert_eq!(clusters.len(), Cluster::ALL.len());
    });
}

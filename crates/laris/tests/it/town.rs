//! A small town for tests: one market with four stalls, two runners, a manager, a treasurer and a buyer.

use std::sync::Arc;

use ::registry::addresses::DeliveryAddress;
use ::registry::areas::{Areas, District, Ward};
use ::registry::cities::{self, CitySettings, NewCity};
use ::registry::{areas, people, roles, sellers};
use kernel::actor::Grant;
use kernel::area::{Area, Point};
use kernel::id::{MarketId, OfferId, OrderId, PersonId, ProductId, SellerId, SlotId, StallId};
use kernel::{Actor, BasisPoints, Lang, Phone, Quantity, Role, Rupiah, Scope, Timestamp, Unit};
use market::catalogue::store as catalogue;
use market::catalogue::{Cluster, Market, MarketFacts, MarketKind, Offer, PinPrecision, Product, SlotPlan, Stall, StallKind, StockKind};
use market::orders::model::{Quote, SubstitutionPolicy, WantedLine};
use market::orders::place::PlaceOrder;
use market::orders::quote::{QuoteRequest, quote};
use market::orders::{OrderDetail, place, read, slots};
use market::{Desk, MarketError};
use providers::payments::{Cash, PaymentProvider};
use sandbox::Sandbox;
use testkit::TestHouse;

/// Where the market stands: the middle of the town's first ward.
const MARKET_PIN: Point = Point { lat_e6: -7_970_000, lng_e6: 112_630_000 };

/// The town and who lives in it.
pub struct Town {
    pub house: TestHouse,
    pub desk: Desk,
    pub market: MarketId,
    /// In walking order.
    pub stalls: Vec<StallId>,
    /// By name: `rawit-a`, `rawit-b`, `bayam-a`, `sawi-b`, `ayam-c`, `beras-d`, `telur-d`.
    pub offers: Vec<(&'static str, OfferId)>,
    pub buyer: PersonId,
    pub stranger: PersonId,
    pub manager: PersonId,
    pub treasurer: PersonId,
    pub runners: [PersonId; 2],
    pub sellers: Vec<PersonId>,
    /// Who makes codes to be paid, with books of its own.
    pub sandbox: Option<Sandbox>,
}

/// What a stall sells: name, product slug, name, measure, unit, price, tolerance, counted stock in thousandths (none: ask), substitutes.
type Goods = (&'static str, usize, &'static str, Unit, &'static str, i64, i64, Option<i64>, &'static [&'static str]);

const GOODS: &[Goods] = &[
    ("rawit-a", 0, "cabai-rawit", Unit::Weight, "kg", 60_000, 1_000, Some(5_000), &["cabai-keriting"]),
    ("rawit-b", 1, "cabai-rawit", Unit::Weight, "kg", 62_000, 1_000, Some(5_000), &["cabai-keriting"]),
    ("bayam-a", 0, "bayam", Unit::Bunch, "ikat", 3_000, 0, None, &["sawi"]),
    ("sawi-b", 1, "sawi", Unit::Bunch, "ikat", 3_000, 0, None, &["bayam"]),
    ("ayam-c", 2, "ayam-utuh", Unit::Weight, "kg", 38_000, 1_500, Some(50_000), &[]),
    ("beras-d", 3, "beras-5kg", Unit::Pack, "sak 5 kg", 72_500, 0, Some(50_000), &[]),
    ("telur-d", 3, "telur", Unit::Weight, "kg", 28_000, 500, Some(20_000), &[]),
];

impl Town {
    /// Builds the town with slots for three days.
    pub async fn build(house: &TestHouse) -> Self {
        let city = cities::create(
            house.house(),
            NewCity {
                slug: "kota-contoh".into(),
                name: "Kota Contoh".into(),
                code: "99.99".into(),
                offset_minutes: 420,
                is_demo: true,
                settings: CitySettings::default(),
            },
        )
        .await
        .unwrap();
        let town = Self::populate(house, city).await;
        slots::ensure(&town.desk).await.unwrap();
        town
    }

    #[expect(clippy::too_many_lines, reason = "one town, read from top to bottom")]
    async fn populate(house: &TestHouse, city: cities::City) -> Self {
        let id = city.id;
        let now = house.now();
        let mut number = 0;
        let mut person = |name: &str| {
            number += 1;
            let phone = Phone::parse(&format!("0812000000{number:02}")).unwrap();
            people::Person { id: house.id(), name: name.into(), phone, lang: Lang::Id }
        };
        let folk: Vec<people::Person> =
            ["Sari", "Orang Lain", "Bu Manajer", "Pak Bendahara", "Kurir Satu", "Kurir Dua", "Bu A", "Pak B", "Bu C", "Pak D"]
                .map(&mut person)
                .into();
        let ids: Vec<PersonId> = folk.iter().map(|person| person.id).collect();
        let market = town_market(house.id());
        let businesses: Vec<sellers::Seller> = ids[6..10]
            .iter()
            .map(|person| sellers::Seller { id: house.id::<SellerId>(), person: *person, name: "Lapak".into(), ward_code: None })
            .collect();
        let stalls: Vec<Stall> =
            businesses.iter().enumerate().map(|(index, seller)| town_stall(house.id(), market.id, seller.id, index)).collect();
        let (products, offers, names) = town_goods(house, &market, &stalls);
        let mut grants: Vec<(PersonId, Grant)> = stalls
            .iter()
            .zip(&ids[6..10])
            .map(|(stall, person)| (*person, Grant { role: Role::Seller, scope: Scope::Stall(stall.id) }))
            .collect();
        let here = Scope::Market(market.id);
        grants.extend(
            [
                (ids[2], Role::Manager, here),
                (ids[3], Role::Treasurer, Scope::City),
                (ids[4], Role::Runner, here),
                (ids[5], Role::Runner, here),
            ]
            .map(|(person, role, scope)| (person, Grant { role, scope })),
        );
        let plans: Vec<SlotPlan> = [(6, 8), (8, 10)]
            .map(|(from, to)| SlotPlan {
                market: market.id,
                starts_minute: from * 60,
                ends_minute: to * 60,
                cutoff_minutes: 15,
                capacity: 400,
                is_on_sunday: true,
            })
            .into();
        let stall_ids: Vec<StallId> = stalls.iter().map(|stall| stall.id).collect();
        let market_id = market.id;
        let rows = (folk, grants, businesses, market, stalls, products, offers, plans);
        house
            .db
            .write(rows, move |tx, (folk, grants, businesses, market, stalls, products, offers, plans)| {
                Box::pin(async move {
                    areas::insert_districts(tx, id, &[District { code: "99.99.01".into(), name: "Tengah".into() }])?;
                    areas::insert_wards(tx, id, &town_wards())?;
                    people::insert_all(tx, id, folk, now)?;
                    sellers::insert_all(tx, id, businesses, now)?;
                    catalogue::insert_markets(tx, id, std::slice::from_ref(market))?;
                    catalogue::insert_slot_plans(tx, id, plans)?;
                    catalogue::insert_stalls(tx, id, stalls)?;
                    catalogue::insert_products(tx, id, products)?;
                    catalogue::insert_offers(tx, id, offers)?;
                    roles::insert_all(tx, id, grants, now)
                })
            })
            .await
            .unwrap();
        let areas = Areas::load(&mut house.db.reader().await.unwrap(), id).await.unwrap();
        let sandbox = Sandbox::new(house.house().clone(), id, "Kota Contoh".to_owned(), [9; 32]);
        let payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash), Arc::new(sandbox.clone())];
        let desk = Desk { house: house.house().clone(), city: Arc::new(city), areas: Arc::new(areas), payments };
        Self {
            house: house.clone(),
            desk,
            market: market_id,
            stalls: stall_ids,
            offers: names,
            buyer: ids[0],
            stranger: ids[1],
            manager: ids[2],
            treasurer: ids[3],
            runners: [ids[4], ids[5]],
            sellers: ids[6..10].to_vec(),
            sandbox: Some(sandbox),
        }
    }

    /// The person as actor, with the rights they hold.
    pub async fn actor(&self, person: PersonId) -> Actor {
        let mut tx = self.house.db.reader().await.unwrap();
        let grants = roles::grants_of(&mut tx, self.desk.city_id(), person).await.unwrap();
        Actor { city: self.desk.city_id(), person: Some(person), lang: Lang::Id, grants, is_system: false }
    }

    /// The offer of that name.
    pub fn offer(&self, name: &str) -> OfferId {
        self.offers.iter().find(|(other, _)| *other == name).unwrap_or_else(|| panic!("no offer {name}")).1
    }

    /// So much of an offer, with a rule for when it is missing.
    pub fn line(&self, name: &str, milli: i64, policy: SubstitutionPolicy) -> WantedLine {
        WantedLine {
            offer: self.offer(name),
            quantity: Quantity::from_milli(milli).unwrap(),
            amount: None,
            note: String::new(),
            policy,
            alternative: None,
        }
    }

    /// Prices these lines for the buyer.
    pub async fn quote(&self, lines: Vec<WantedLine>) -> Result<Quote, MarketError> {
        let request = QuoteRequest { market: self.market, lines, door: Some(MARKET_PIN) };
        Ok(quote(&self.desk, self.buyer.into(), &request).await?.quote)
    }

    /// The next window slot.
    pub async fn slot(&self) -> SlotId {
        let slots = slots::list(&self.desk, self.market).await.unwrap();
        slots.iter().find(|slot| slot.kind == market::orders::SlotKind::Window).expect("a slot").id
    }

    /// What the buyer sends to order a quote.
    pub fn command(&self, quote: &Quote, slot: SlotId) -> PlaceOrder {
        PlaceOrder {
            quote: quote.id,
            slot,
            recipient: "Sari".into(),
            phone: Phone::parse("081200000001").unwrap(),
            address: door(),
            payment: "cash".into(),
            buyer: None,
            visitor: None,
        }
    }

    /// Quotes and places; panics on refusal.
    pub async fn order(&self, lines: Vec<WantedLine>, key: &str) -> OrderId {
        let quote = self.quote(lines).await.unwrap();
        let command = self.command(&quote, self.slot().await);
        place::place(&self.desk, &self.actor(self.buyer).await, key, command).await.unwrap()
    }

    /// The order with all its parts, as the house sees it.
    pub async fn detail(&self, order: OrderId) -> OrderDetail {
        read::get(&self.desk, &self.desk.system(), order).await.unwrap_or_else(|error| panic!("{error}"))
    }

    /// Stock of an offer, in thousandths.
    pub async fn stock(&self, name: &str) -> i64 {
        let mut tx = self.house.db.reader().await.unwrap();
        catalogue::find_offer(&mut tx, self.desk.city_id(), self.offer(name)).await.unwrap().unwrap().stock.milli()
    }
}

/// A door in the first ward.
pub fn door() -> DeliveryAddress {
    DeliveryAddress {
        label: String::new(),
        street: "Jl. Contoh 1".into(),
        rt: 1,
        rw: 2,
        ward_code: "99.99.01.1001".into(),
        landmark: "pagar hijau".into(),
        pin: Some(MARKET_PIN),
    }
}

fn town_wards() -> Vec<Ward> {
    let square = |west: i64| {
        let corner = |lat, lng| Point { lat_e6: lat, lng_e6: lng };
        Area {
            rings: vec![vec![
                corner(-7_980_000, west),
                corner(-7_980_000, west + 20_000),
                corner(-7_960_000, west + 20_000),
                corner(-7_960_000, west),
            ]],
        }
    };
    [("1001", "Kidul", 112_620_000), ("1002", "Lor", 112_640_000)]
        .map(|(code, name, west)| Ward {
            code: format!("99.99.01.{code}"),
            district_code: "99.99.01".into(),
            district: "Tengah".into(),
            name: name.into(),
            postcode: "65100".into(),
            rw_count: 5,
            rt_count: 20,
            centre: Point { lat_e6: -7_970_000, lng_e6: west + 10_000 },
            area: square(west),
        })
        .into()
}

fn town_market(id: MarketId) -> Market {
    Market {
        id,
        slug: "pasar-contoh".into(),
        name: "Pasar Contoh".into(),
        kind: MarketKind::Traditional,
        cluster: Cluster::Market,
        street: "Jl. Pasar".into(),
        ward_code: Some("99.99.01.1001".into()),
        pin: Some(MARKET_PIN),
        pin_precision: PinPrecision::Unknown,
        does_deliver: true,
        opens_minute: 0,
        closes_minute: 1_440,
        delivery_base: Rupiah(5_000),
        delivery_km: Rupiah(1_500),
        service_fee: Rupiah(1_000),
        facts: MarketFacts::default(),
        closed_until: Timestamp::default(),
    }
}

fn town_stall(id: StallId, market: MarketId, seller: SellerId, index: usize) -> Stall {
    let number = i64::try_from(index).unwrap() + 1;
    Stall {
        id,
        market,
        seller,
        slug: format!("lapak-{number}"),
        name: format!("Lapak {number}"),
        kind: StallKind::Kiosk,
        block: "A".into(),
        number,
        walking_order: number,
        ward_code: None,
        street: String::new(),
        opens_minute: 0,
        closes_minute: 1_440,
        closed_until: Timestamp::default(),
        payout_method: "cash".into(),
    }
}

fn town_goods(house: &TestHouse, market: &Market, stalls: &[Stall]) -> (Vec<Product>, Vec<Offer>, Vec<(&'static str, OfferId)>) {
    let mut products: Vec<Product> = Vec::new();
    let mut offers = Vec::new();
    let mut names = Vec::new();
    for (name, stall, slug, sold_by, unit, price, tolerance, stock, substitutes) in GOODS.iter().copied() {
        let product = match products.iter().find(|product| product.slug == slug) {
            Some(known) => known.id,
            None => {
                let id: ProductId = house.id();
                products.push(town_product(id, slug, sold_by, unit, tolerance, substitutes));
                id
            }
        };
        let id: OfferId = house.id();
        names.push((name, id));
        offers.push(Offer {
            id,
            stall: stalls[stall].id,
            market: market.id,
            product,
            price: Rupiah(price),
            stock_kind: if stock.is_some() { StockKind::Counted } else { StockKind::Ask },
            stock: Quantity::from_milli(stock.unwrap_or(0)).unwrap(),
            sold_out_until: Timestamp::default(),
            is_withdrawn: false,
            updated: house.now(),
        });
    }
    (products, offers, names)
}

fn town_product(id: ProductId, slug: &str, sold_by: Unit, unit: &str, tolerance: i64, substitutes: &[&str]) -> Product {
    let (step, min) = if sold_by == Unit::Weight { (50, 50) } else { (1_000, 1_000) };
    Product {
        id,
        slug: slug.into(),
        commodity: None,
        illustration: "sayur-umum".into(),
        name_id: slug.into(),
        name_jv: slug.into(),
        name_en: slug.into(),
        cluster: Cluster::Market,
        group: "sayur".into(),
        sold_by,
        unit: unit.into(),
        pack_grams: None,
        pack_ml: None,
        tolerance: BasisPoints(tolerance),
        step: Quantity::from_milli(step).unwrap(),
        min: Quantity::from_milli(min).unwrap(),
        phrases: Vec::new(),
        substitutes: substitutes.iter().map(|slug| (*slug).to_owned()).collect(),
        ready_minutes: 0,
    }
}

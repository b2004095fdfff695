//! What happens in the city, by service, at the minute at which it would happen.

use std::sync::Arc;

use kernel::id::{MarketId, OfferId, OrderId, StallId};
use kernel::time::{DAY, MINUTE};
use kernel::{Actor, Lang, Phone, Quantity, Role, Rupiah, Scope, Unit};
use market::catalogue::{Offer, Product};
use market::delivery::handover::Proof;
use market::orders::place::PlaceOrder;
use market::orders::quote::{QuoteRequest, quote};
use market::orders::{OrderDetail, SellerOrderState, SlotKind, SubstitutionPolicy, WantedLine, place, read, slots};
use market::picking::{LineDecision, PickInput};
use market::{Desk, catalogue, delivery, picking, settlement};
use registry::areas::Areas;
use registry::cities::City;
use registry::{addresses, people, roles};
use testkit::TestHouse;

/// Somebody's wish: product, thousandths of its unit, what to do when it is missing, a note.
pub type Wish = (&'static str, i64, SubstitutionPolicy, &'static str);

/// The city at its clock.
pub struct Day {
    house: TestHouse,
    pub desk: Desk,
    offers: Vec<(Offer, Product, i64)>,
    keys: u32,
}

impl Day {
    pub async fn begin(house: &TestHouse, city: City) -> Self {
        let mut tx = house.db.reader().await.unwrap();
        let areas = Areas::load(&mut tx, city.id).await.unwrap();
        let products = catalogue::store::products(&mut tx, city.id).await.unwrap();
        let found = catalogue::store::offers(&mut tx, city.id).await.unwrap();
        let mut offers = Vec::with_capacity(found.len());
        for offer in found {
            let product = products.iter().find(|product| product.id == offer.product).unwrap().clone();
            offers.push((offer, product, 0));
        }
        let payments: Vec<Arc<dyn providers::payments::PaymentProvider>> = vec![Arc::new(providers::payments::Cash)];
        let desk = Desk { house: house.house().clone(), city: Arc::new(city), areas: Arc::new(areas), payments };
        Self { house: house.clone(), desk, offers, keys: 0 }
    }

    /// Sets the clock: so many days from Saturday, at this minute of the day.
    pub async fn at(&self, days: i64, hour: i64, minute: i64) {
        let morning = testkit::morning();
        self.house.clock.set(morning.plus(days * DAY + (hour * 60 + minute - 330) * MINUTE));
        slots::ensure(&self.desk).await.unwrap();
    }

    /// Asserts every invariant of money and goods.
    pub async fn check(&self) {
        let mut tx = self.house.db.reader().await.unwrap();
        let broken = settlement::invariants::check(&mut tx, &self.desk).await.unwrap();
        assert!(broken.is_empty(), "{broken:#?}");
    }

    /// Whoever has this number, with their rights.
    pub async fn actor(&self, phone: &Phone) -> Actor {
        let mut tx = self.house.db.reader().await.unwrap();
        let city = self.desk.city_id();
        let person = people::find_by_phone(&mut tx, city, phone).await.unwrap().expect("somebody");
        let grants = roles::grants_of(&mut tx, city, person.id).await.unwrap();
        Actor { city, person: Some(person.id), lang: Lang::Id, grants, is_system: false }
    }

    pub async fn market(&self, slug: &str) -> MarketId {
        let mut tx = self.house.db.reader().await.unwrap();
        catalogue::store::market_by_slug(&mut tx, self.desk.city_id(), slug).await.unwrap().expect("a market").id
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        format!("picture-{:05}", self.keys)
    }

    pub async fn order(&self, id: OrderId) -> OrderDetail {
        read::get(&self.desk, &self.desk.system(), id).await.unwrap()
    }

    /// A stall of the market that sells it: one where something is bought anyway, one that is shown, else the cheapest.
    async fn offer(&mut self, market: MarketId, product: &str, milli: i64, visited: &[StallId]) -> (OfferId, StallId) {
        let mut tx = self.house.db.reader().await.unwrap();
        let stalls = catalogue::store::stalls_of_market(&mut tx, self.desk.city_id(), market).await.unwrap();
        let now = self.house.now();
        let is_shown = |offer: &Offer| {
            stalls
                .iter()
                .any(|stall| stall.id == offer.stall && laris::seed::demo_people().iter().any(|it| it.stall == Some(stall.slug.as_str())))
        };
        let mut found: Vec<&(Offer, Product, i64)> = self
            .offers
            .iter()
            .filter(|(offer, kind, taken)| {
                let has = offer.stock_kind == catalogue::StockKind::Ask || offer.stock.milli() - taken >= milli;
                offer.market == market && kind.slug == product && has && offer.sold_out_until <= now && !offer.is_withdrawn
            })
            .filter(|(offer, _, _)| stalls.iter().any(|stall| stall.id == offer.stall && stall.closed_until <= now))
            .collect();
        found.sort_by_key(|(offer, _, _)| (!visited.contains(&offer.stall), !is_shown(offer), offer.price));
        let found = &found.first().unwrap_or_else(|| panic!("{product} is not sold")).0;
        let (id, stall) = (found.id, found.stall);
        self.offers.iter_mut().filter(|(offer, _, _)| offer.id == id).for_each(|(_, _, taken)| *taken += milli);
        (id, stall)
    }

    /// A buyer orders from a market, to the address they saved.
    pub async fn place(&mut self, buyer: &Phone, market: &str, wishes: &[Wish]) -> OrderId {
        let actor = self.actor(buyer).await;
        let market = self.market(market).await;
        let (mut lines, mut visited) = (Vec::new(), Vec::new());
        for (product, milli, policy, note) in wishes {
            let (offer, stall) = self.offer(market, product, *milli, &visited).await;
            visited.push(stall);
            let quantity = Quantity::from_milli(*milli).unwrap();
            lines.push(WantedLine { offer, quantity, amount: None, note: (*note).to_owned(), policy: *policy, alternative: None });
        }
        let saved = addresses::list(self.house.house(), &actor).await.unwrap().remove(0);
        let owner = actor.person.unwrap().into();
        let request = QuoteRequest { market, lines, door: saved.address.pin };
        let quoted = quote(&self.desk, owner, &request).await.unwrap();
        assert!(quoted.problems.is_empty(), "{:?}", quoted.problems);
        let slots = slots::list(&self.desk, market).await.unwrap();
        let slot = slots.iter().find(|slot| slot.kind == SlotKind::Window).expect("a window").id;
        let mut tx = self.house.db.reader().await.unwrap();
        let recipient = people::find(&mut tx, self.desk.city_id(), actor.person.unwrap()).await.unwrap().unwrap().name;
        drop(tx);
        let command = PlaceOrder {
            quote: quoted.quote.id,
            slot,
            recipient,
            phone: buyer.clone(),
            address: saved.address,
            payment: "cash".to_owned(),
            buyer: None,
            visitor: None,
        };
        let key = self.key();
        place::place(&self.desk, &actor, &key, command).await.unwrap()
    }

    /// Who sells at the stall of a market that has most lines to answer; of equals the one that sold most yesterday.
    pub async fn busiest_seller(&self, market: &str) -> Phone {
        let market = self.market(market).await;
        let mut tx = self.house.db.reader().await.unwrap();
        let stalls = catalogue::store::stalls_of_market(&mut tx, self.desk.city_id(), market).await.unwrap();
        drop(tx);
        let mut busiest = ((0, Rupiah::ZERO), None);
        for stall in stalls {
            let Some(seller) = self.sellers(stall.id).await.into_iter().next() else { continue };
            let actor = self.actor(&seller.phone).await;
            let orders = market::orders::staff::of_stall(&self.desk, &actor, stall.id).await.unwrap();
            let waiting = orders.iter().filter(|order| order.part.state == SellerOrderState::Waiting);
            let lines = waiting.map(|order| order.lines.len()).sum::<usize>();
            let sold = settlement::money_of_stall_today(&self.desk, &actor, stall.id).await.unwrap().yesterday;
            if (lines, sold) > busiest.0 {
                busiest = ((lines, sold), Some(seller.phone));
            }
        }
        busiest.1.expect("a stall with an order that waits")
    }

    async fn sellers(&self, stall: StallId) -> Vec<people::Person> {
        let mut tx = self.house.db.reader().await.unwrap();
        people::list_by_role(&mut tx, self.desk.city_id(), Role::Seller, Scope::Stall(stall)).await.unwrap()
    }

    /// Every stall of an order has everything, but for the line at `lacking`.
    pub async fn accept(&mut self, order: OrderId, lacking: Option<usize>) {
        let detail = self.order(order).await;
        let lacking = lacking.map(|position| detail.lines[position].clone());
        for part in &detail.seller_orders {
            let seller = self.actor(&self.sellers(part.stall).await[0].phone).await;
            let refused = lacking.iter().filter(|line| line.seller_order == part.id);
            let decisions = refused.map(|line| LineDecision { line: line.id, accepts: false, reason: "sold_out".to_owned() }).collect();
            let key = self.key();
            picking::decide(&self.desk, &seller, &key, part.id, decisions).await.unwrap();
        }
    }

    pub async fn assign(&self, order: OrderId, manager: &Phone, runner: &Phone) {
        let (manager, runner) = (self.actor(manager).await, self.actor(runner).await);
        delivery::assign(&self.desk, &manager, order, runner.person.unwrap()).await.unwrap();
    }

    pub async fn start(&self, order: OrderId, runner: &Phone) {
        picking::start_picking(&self.desk, &self.actor(runner).await, order).await.unwrap();
    }

    /// Weighs the first `lines` of an order; what is sold by weight comes out a little different.
    pub async fn pick(&mut self, order: OrderId, runner: &Phone, lines: usize) {
        let runner = self.actor(runner).await;
        for line in self.order(order).await.lines.into_iter().filter(|line| line.is_unsettled()).take(lines) {
            let differs = if line.sold_by == Unit::Weight { line.quantity.milli() * line.tolerance.0 / 30_000 } else { 0 };
            let picked = Quantity::from_milli(line.quantity.milli() + if line.position % 2 == 0 { differs } else { -differs }).unwrap();
            self.enter(&runner, order, line.position, picked).await;
        }
    }

    /// The stall has none of the line.
    pub async fn miss(&mut self, order: OrderId, runner: &Phone, position: i64) {
        let runner = self.actor(runner).await;
        self.enter(&runner, order, position, Quantity::ZERO).await;
    }

    async fn enter(&mut self, runner: &Actor, order: OrderId, position: i64, picked: Quantity) {
        let line = self.order(order).await.lines.into_iter().find(|line| line.position == position).unwrap();
        let input = PickInput { version: line.version, picked, price: None, device: None };
        let key = self.key();
        picking::record_pick(&self.desk, runner, &key, order, line.id, input).await.unwrap();
    }

    /// Asks the buyer whether the line may be this instead.
    pub async fn ask(&mut self, order: OrderId, runner: &Phone, position: usize, instead: &str) {
        let runner = self.actor(runner).await;
        let line = self.order(order).await.lines.remove(position);
        let market = self.order(order).await.order.market;
        let (offer, _) = self.offer(market, instead, line.quantity.milli(), &[]).await;
        let key = self.key();
        picking::propose(&self.desk, &runner, &key, order, line.id, offer, None).await.unwrap();
    }

    pub async fn finish(&self, order: OrderId, runner: &Phone) {
        picking::finish_picking(&self.desk, &self.actor(runner).await, order).await.unwrap();
    }

    pub async fn leave(&self, order: OrderId, runner: &Phone) {
        delivery::start_delivery(&self.desk, &self.actor(runner).await, order).await.unwrap();
    }

    pub async fn hand_over(&mut self, order: OrderId, runner: &Phone) {
        let runner = self.actor(runner).await;
        let found = self.order(order).await.order;
        let key = self.key();
        let due = found.total_final.unwrap();
        delivery::hand_over(&self.desk, &runner, &key, order, Proof::Pin(found.pin), due, None).await.unwrap();
    }

    /// From placed to delivered.
    pub async fn deliver(&mut self, order: OrderId, manager: &Phone, runner: &Phone) {
        self.accept(order, None).await;
        self.assign(order, manager, runner).await;
        self.start(order, runner).await;
        self.pick(order, runner, usize::MAX).await;
        self.finish(order, runner).await;
        self.leave(order, runner).await;
        self.hand_over(order, runner).await;
    }

    pub async fn cancel(&mut self, order: OrderId, buyer: &Phone) {
        let (actor, key) = (self.actor(buyer).await, self.key());
        market::orders::cancel::cancel(&self.desk, &actor, &key, order, "salah pilih jam").await.unwrap();
    }

    /// Every runner of a market brings their cash; one of them is `short`.
    pub async fn bring(&mut self, market: &str, manager: &Phone, short: Rupiah) {
        let (actor, id) = (self.actor(manager).await, self.market(market).await);
        let preview = settlement::closing_preview(&self.desk, &actor, id, self.desk.today()).await.unwrap();
        for (index, float) in preview.floats.into_iter().enumerate() {
            let counted = if index == 0 { float.amount - short } else { float.amount };
            let reason = if counted == float.amount { "" } else { "kembalian kurang" }.to_owned();
            let key = self.key();
            let brought = settlement::ReturnCash { market: id, runner: float.runner, counted, expected: None, reason };
            settlement::return_cash(&self.desk, &actor, &key, brought).await.unwrap();
        }
    }

    /// Closes a market's day and prepares what it owes; gives the batch.
    pub async fn close(&mut self, market: &str, manager: &Phone) -> kernel::id::SettlementId {
        let (actor, market, date) = (self.actor(manager).await, self.market(market).await, self.desk.today());
        let counted = settlement::closing_preview(&self.desk, &actor, market, date).await.unwrap().expected;
        let keys = (self.key(), self.key());
        let command = settlement::CloseCash { market, date, counted, expected: None, reason: String::new() };
        settlement::close_cash(&self.desk, &actor, &keys.0, command).await.unwrap();
        settlement::create_settlement(&self.desk, &actor, &keys.1, market, date).await.unwrap()
    }

    /// The treasurer approves; the manager hands out the first `paid` payouts.
    pub async fn approve(&mut self, batch: kernel::id::SettlementId, treasurer: &Phone, manager: &Phone, paid: usize) {
        let (checker, payer) = (self.actor(treasurer).await, self.actor(manager).await);
        let key = self.key();
        settlement::approve_settlement(&self.desk, &checker, &key, batch).await.unwrap();
        for payout in settlement::get_settlement(&self.desk, &payer, batch).await.unwrap().payouts.into_iter().take(paid) {
            let key = self.key();
            settlement::pay_payout(&self.desk, &payer, &key, payout.id).await.unwrap();
        }
    }
}

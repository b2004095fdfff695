//! Placing orders through the service, in this process: five lines over three stalls, from quotes made beforehand.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use kernel::id::{MarketId, QuoteId, SlotId};
use kernel::{Actor, Lang};
use market::Desk;
use market::orders::place::{self, PlaceOrder};
use market::orders::quote::{QuoteRequest, quote};
use market::orders::{SubstitutionPolicy, WantedLine};
use registry::addresses::DeliveryAddress;
use registry::areas::Ward;

use super::figures::Report;
use crate::city::{Basket, Plan, Town};
use crate::database::Database;
use crate::load::{self, Caller, Meters};

/// Who asks at once, in the runs over the whole city, and how many quotes are made for them before the clock runs. A quote is
/// ordered once, so a run ends when they are used up.
const RUNS: [(usize, usize); 3] = [(1, 8_192), (16, 24_576), (64, 40_960)];
/// Quotes for those who all want one slot.
const RUSH: usize = 8_192;

/// What every caller orders from.
pub(super) struct Counter {
    desk: Desk,
    plan: Arc<Plan>,
    quotes: Vec<(Actor, QuoteId, MarketId)>,
    slots: HashMap<MarketId, Vec<SlotId>>,
    placed: Arc<AtomicU64>,
}

/// One who orders.
pub(super) struct Buyer {
    /// From what.
    pub counter: Arc<Counter>,
    /// Begins the keys of this run.
    pub run: String,
}

impl Caller for Buyer {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let (counter, at) = (&self.counter, usize::try_from(number)?);
        let (actor, quote, market) = &counter.quotes[at % counter.quotes.len()];
        let slots = counter.slots.get(market).filter(|slots| !slots.is_empty()).context("a market without slots")?;
        let command = command(&counter.plan, at, *quote, slots[at % slots.len()]);
        place::place(&counter.desk, actor, &format!("{}-{number}", self.run), command).await?;
        counter.placed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// What a buyer orders by.
pub(super) fn command(plan: &Plan, at: usize, quote: QuoteId, slot: SlotId) -> PlaceOrder {
    let buyer = plan.buyer(at);
    PlaceOrder {
        quote,
        slot,
        recipient: buyer.name.clone(),
        phone: buyer.phone.clone(),
        address: door(plan.ward(at)),
        payment: "cash".to_owned(),
        buyer: None,
        visitor: None,
    }
}

/// Runs with 1, 16 and 64 callers over the whole city, and with 64 who all want the same slot.
pub async fn measure(database: &Database, town: &Town, time: Duration, report: &mut Report) -> anyhow::Result<()> {
    let meters = meters(database).await?;
    let placed = Arc::new(AtomicU64::new(0));
    let all = RUNS.map(|(callers, quotes)| ("place_order", callers, quotes, false));
    for (what, callers, quotes, is_rush) in all.into_iter().chain([("place_order, all for one slot", 64, RUSH, true)]) {
        let counter = open(town, quotes, is_rush, &placed).await?;
        let counter = Arc::new(if is_rush { one_slot(counter)? } else { counter });
        let buyer = |_| Buyer { counter: Arc::clone(&counter), run: format!("bench-{callers}-{}", what.len()) };
        let most = counter.quotes.len() as u64;
        let (load, _) = load::run((0..callers).map(buyer).collect(), time, most, &meters).await?;
        report.run(what, Some(database.kind()), &load, String::new());
        database.settle(&town.place).await?;
    }
    super::check(&town.desk, database.kind(), placed.load(Ordering::Relaxed), report).await
}

/// Whose processor time an order costs.
pub(super) async fn meters(database: &Database) -> anyhow::Result<Meters> {
    let mut processes = vec![("laris", std::process::id(), false)];
    processes.extend(database.server().await?.map(|pid| ("postgres", pid, true)));
    let thread = processes.len() == 1;
    Ok(Meters { processes, thread: thread.then_some(("of that the writer", "laris-writer")) })
}

/// Makes so many quotes; for one market only when all want one slot.
pub(super) async fn open(town: &Town, quotes: usize, is_rush: bool, placed: &Arc<AtomicU64>) -> anyhow::Result<Counter> {
    let (desk, plan) = (&town.desk, &town.plan);
    let first = plan.basket(0).market;
    let of_market = |number: &usize| !is_rush || plan.basket(*number).market == first;
    let made = load::together((0..).filter(of_market).take(quotes), |number| {
        let (desk, plan) = (desk.clone(), Arc::clone(plan));
        async move { quoted(&desk, &plan, number).await }
    });
    let quotes = made.await?;
    Ok(Counter { desk: desk.clone(), plan: Arc::clone(plan), quotes, slots: plan.slots.clone(), placed: Arc::clone(placed) })
}

/// A buyer's quote for the basket of that number, and of which market it is.
pub(super) async fn quoted(desk: &Desk, plan: &Plan, number: usize) -> anyhow::Result<(Actor, QuoteId, MarketId)> {
    let (buyer, basket) = (plan.buyer(number).id, plan.basket(number));
    let request = QuoteRequest { market: basket.market, lines: wanted(basket), door: None };
    let quoted = quote(desk, buyer.into(), &request).await?;
    anyhow::ensure!(quoted.problems.is_empty() && quoted.quote.lines.len() == basket.lines.len(), "a basket cannot be had");
    let actor = Actor { person: Some(buyer), ..Actor::visitor(desk.city_id(), Lang::Id) };
    Ok((actor, quoted.quote.id, basket.market))
}

/// The same counter, with the last slot of its market only.
fn one_slot(counter: Counter) -> anyhow::Result<Counter> {
    let market = counter.quotes.first().context("no quotes")?.2;
    let slot = counter.slots.get(&market).and_then(|slots| slots.last()).context("a market without slots")?;
    Ok(Counter { slots: HashMap::from([(market, vec![*slot])]), ..counter })
}

/// The lines as the service takes them.
fn wanted(basket: &Basket) -> Vec<WantedLine> {
    let line = |(offer, quantity): &(_, _)| WantedLine {
        offer: *offer,
        quantity: *quantity,
        amount: None,
        note: String::new(),
        policy: SubstitutionPolicy::Ask,
        alternative: None,
    };
    basket.lines.iter().map(line).collect()
}

fn door(ward: &Ward) -> DeliveryAddress {
    DeliveryAddress {
        label: String::new(),
        street: "Jl. Contoh 12".to_owned(),
        rt: 1,
        rw: 1,
        ward_code: ward.code.clone(),
        landmark: "Pagar hijau depan musala".to_owned(),
        pin: Some(ward.centre),
    }
}

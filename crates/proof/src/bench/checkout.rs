//! The whole checkout over the JSON API, as somebody who is signed in: quote, delivery windows, order, read it back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use laris::cli::Place;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::figures::Report;
use super::http::Visit;
use super::pages::start;
use crate::city::Plan;
use crate::client::{Answer, Client};
use crate::database::Database;
use crate::load::{self, Caller};

/// Connections of the runs.
const CONNECTIONS: [usize; 2] = [1, 16];
/// The steps of a checkout.
const STEPS: [&str; 4] = ["quote", "windows", "order", "read"];

/// One who checks out over a connection of their own.
struct Shopper {
    client: Client,
    plan: Arc<Plan>,
    tokens: Arc<Vec<String>>,
    run: String,
    /// Time spent in each step.
    steps: [Duration; 4],
    placed: u64,
}

/// What is needed of a quote or an order.
#[derive(Deserialize)]
struct Made {
    id: String,
    lines: Vec<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Windows {
    items: Vec<Window>,
}

#[derive(Deserialize)]
struct Window {
    id: String,
    kind: String,
}

impl Caller for Shopper {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let at = usize::try_from(number)?;
        let plan = Arc::clone(&self.plan);
        let basket = plan.basket(at);
        let bearer = format!("authorization: Bearer {}\r\n", self.tokens[at % self.tokens.len()]);
        let keyed = |what: &str| format!("{bearer}idempotency-key: {}-{what}-{number}\r\n", self.run);
        let (quote_key, order_key) = (keyed("quote"), keyed("order"));

        let lines: Vec<_> = basket.lines.iter().map(|(offer, quantity)| json!({ "offer_id": offer, "quantity_milli": quantity })).collect();
        let wanted = json!({ "market": basket.slug, "lines": lines, "ward_code": plan.ward(at).code }).to_string();
        let begun = Instant::now();
        let quote: Made = read(&self.client.post("/api/v1/quotes", &quote_key, &wanted).await?, 201)?;
        ensure!(quote.lines.len() == basket.lines.len(), "a line cannot be had");
        let begun = self.step(0, begun);

        let windows: Windows = read(&self.client.get(&format!("/api/v1/markets/{}/slots", basket.slug), &bearer).await?, 200)?;
        let open: Vec<&Window> = windows.items.iter().filter(|window| window.kind == "window").collect();
        ensure!(!open.is_empty(), "no window is open");
        let begun = self.step(1, begun);

        let order = order(&plan, at, &quote.id, &open[at % open.len()].id);
        let placed: Made = read(&self.client.post("/api/v1/orders", &order_key, &order).await?, 201)?;
        self.placed += 1;
        let begun = self.step(2, begun);

        let seen: Made = read(&self.client.get(&format!("/api/v1/orders/{}", placed.id), &bearer).await?, 200)?;
        ensure!(seen.id == placed.id && seen.lines.len() == basket.lines.len(), "another order came back");
        self.step(3, begun);
        Ok(())
    }
}

impl Shopper {
    fn step(&mut self, step: usize, begun: Instant) -> Instant {
        let now = Instant::now();
        self.steps[step] += now - begun;
        now
    }
}

/// The body of an order.
fn order(plan: &Plan, at: usize, quote: &str, slot: &str) -> String {
    let buyer = plan.buyer(at);
    let address = json!({
        "street": "Jl. Contoh 12", "rt": "1", "rw": "1", "ward_code": plan.ward(at).code, "landmark": "Pagar hijau depan musala",
    });
    let order = json!({
        "quote_id": quote, "slot_id": slot, "recipient": buyer.name, "phone": buyer.phone.as_str(), "address": address, "payment": "cash",
    });
    order.to_string()
}

/// An answer of that status as what it should be.
fn read<T: DeserializeOwned>(answer: &Answer, status: u16) -> anyhow::Result<T> {
    ensure!(answer.status == status, "answered {}: {}", answer.status, start(&answer.body));
    serde_json::from_slice(&answer.body).with_context(|| format!("an answer cannot be read: {}", start(&answer.body)))
}

/// Runs over one and over sixteen connections; gives the orders placed.
pub async fn measure(visit: &Visit<'_>, database: &Database, place: &Place, time: Duration, report: &mut Report) -> anyhow::Result<u64> {
    let probe = Client::connect(visit.address).await?.get("/api/v1/markets", "").await?;
    if probe.status != 200 {
        report.skip(format!("checkout: /api/v1/markets answers {}", probe.status));
        return Ok(0);
    }
    let mut placed = 0;
    for connections in CONNECTIONS {
        let mut shoppers = Vec::new();
        for _ in 0..connections {
            shoppers.push(Shopper {
                client: Client::connect(visit.address).await?,
                plan: Arc::clone(visit.plan),
                tokens: Arc::clone(visit.tokens),
                run: format!("bench-{connections}"),
                steps: [Duration::ZERO; 4],
                placed: 0,
            });
        }
        let (load, shoppers) = load::run(shoppers, time, u64::MAX, &visit.meters).await?;
        let orders: u64 = shoppers.iter().map(|shopper| shopper.placed).sum();
        let mean =
            |step: usize| shoppers.iter().map(|shopper| shopper.steps[step]).sum::<Duration>().as_secs_f64() * 1e3 / orders.max(1) as f64;
        let steps: Vec<String> = STEPS.iter().enumerate().map(|(step, name)| format!("{name} {:.2} ms", mean(step))).collect();
        report.run("checkout over HTTP", Some(visit.kind), &load, steps.join(", "));
        placed += orders;
        database.settle(place).await?;
    }
    Ok(placed)
}

//! Shoppers who order over HTTP and do not give up: whatever becomes of the server, each asks again, under the same key, until
//! it is answered. What was asked and what was answered stands in their books.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use kernel::id::{OfferId, OrderId, SlotId};
use kernel::random::SplitMix;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::city::Plan;
use crate::client::{Answer, Client};

/// How long somebody waits before asking again.
const PAUSE: Duration = Duration::from_millis(20);
/// How long an answer may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often one request is asked before the run has failed.
const TRIES_MAX: u32 = 2_000;

/// An order that was acknowledged.
#[derive(Debug, Clone)]
pub struct Placed {
    /// As it was answered.
    pub id: OrderId,
    /// In which slot.
    pub slot: SlotId,
    /// What was taken of which offer, in thousandths.
    pub lines: Vec<(OfferId, i64)>,
    /// Whether its buyer called it off, and was told so.
    pub is_cancelled: bool,
}

/// What one shopper, or all together, went through.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Every order that was acknowledged.
    pub placed: Vec<Placed>,
    /// Requests that got no answer, or one that said "later", and were asked again.
    pub unanswered: u64,
    /// Orders whose first request got no answer, so that the answer came to its repetition.
    pub repeated: u64,
    /// Acknowledged requests that were sent once more and gave the same order.
    pub confirmed: u64,
}

impl Book {
    fn add(&mut self, other: Self) {
        self.placed.extend(other.placed);
        self.unanswered += other.unanswered;
        self.repeated += other.repeated;
        self.confirmed += other.confirmed;
    }
}

/// Shoppers at work.
#[derive(Debug)]
pub struct Crowd {
    shoppers: Vec<JoinHandle<anyhow::Result<Book>>>,
    address: watch::Sender<String>,
    stop: watch::Sender<bool>,
}

impl Crowd {
    /// So many shoppers begin. `tokens` are sessions of the plan's buyers, in their order.
    #[must_use]
    pub fn gather(count: usize, seed: u64, address: &str, plan: &Arc<Plan>, tokens: &Arc<Vec<String>>) -> Self {
        let (address, stop) = (watch::Sender::new(address.to_owned()), watch::Sender::new(false));
        let mut shoppers = Vec::with_capacity(count);
        for number in 0..count {
            let shopper = Shopper {
                name: format!("proof-{seed}-{number}"),
                chance: SplitMix::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64)),
                plan: Arc::clone(plan),
                tokens: Arc::clone(tokens),
                address: address.subscribe(),
                client: None,
                book: Book::default(),
            };
            shoppers.push(tokio::spawn(shopper.shop(stop.subscribe())));
        }
        Self { shoppers, address, stop }
    }

    /// The server is now found there.
    pub fn look_at(&self, address: &str) {
        self.address.send_replace(address.to_owned());
    }

    /// Whether everybody still shops; a shopper that ended has found a fault, which [`Crowd::go_home`] tells.
    #[must_use]
    pub fn is_shopping(&self) -> bool {
        self.shoppers.iter().all(|shopper| !shopper.is_finished())
    }

    /// Everybody finishes what they asked, and shows their book.
    ///
    /// # Errors
    /// The first fault that a shopper met.
    pub async fn go_home(self) -> anyhow::Result<Book> {
        self.stop.send_replace(true);
        let mut all = Book::default();
        for shopper in self.shoppers {
            all.add(shopper.await??);
        }
        Ok(all)
    }
}

struct Shopper {
    name: String,
    chance: SplitMix,
    plan: Arc<Plan>,
    tokens: Arc<Vec<String>>,
    address: watch::Receiver<String>,
    client: Option<Client>,
    book: Book,
}

impl Shopper {
    async fn shop(mut self, stop: watch::Receiver<bool>) -> anyhow::Result<Book> {
        for number in 0_u64.. {
            if *stop.borrow() {
                break;
            }
            self.order(number).await.with_context(|| format!("{} at order {number}", self.name))?;
        }
        Ok(self.book)
    }

    /// One basket, from the quote to the answer; sometimes asked once more, sometimes called off.
    async fn order(&mut self, number: u64) -> anyhow::Result<()> {
        let plan = Arc::clone(&self.plan);
        let at = usize::try_from(self.chance.below(1 << 20))?;
        let (basket, buyer, ward) = (plan.basket(at), plan.buyer(at), plan.ward(at));
        let token = self.tokens[at % plan.buyers.len()].clone();
        let slots = plan.slots.get(&basket.market).filter(|slots| !slots.is_empty()).context("a market without slots")?;
        // The later half: none of them closes while the run goes on.
        let slot = slots[slots.len() - 1 - at % slots.len().div_ceil(2)];
        let lines: Vec<Value> = basket.lines.iter().map(|(offer, much)| json!({ "offer_id": offer, "quantity_milli": much })).collect();
        let wanted = json!({ "market": basket.slug, "lines": lines, "ward_code": ward.code });
        let (quote, _) = self.ask("/api/v1/quotes", &token, &format!("quote-{number}"), &wanted, 201).await?;
        let address = json!({ "street": "Jl. Contoh 12", "rt": "1", "rw": "1", "ward_code": ward.code, "landmark": "Pagar hijau" });
        let order = json!({
            "quote_id": quote["id"], "slot_id": slot, "recipient": buyer.name, "phone": buyer.phone.as_str(),
            "address": address, "payment": "cash",
        });
        let key = format!("order-{number}");
        let (placed, was_repeated) = self.ask("/api/v1/orders", &token, &key, &order, 201).await?;
        let id: OrderId = placed["id"].as_str().context("an order without an id")?.parse().ok().context("an odd id")?;
        self.book.repeated += u64::from(was_repeated);
        if self.chance.below(4) == 0 {
            let (again, _) = self.ask("/api/v1/orders", &token, &key, &order, 201).await?;
            ensure!(again["id"] == placed["id"], "the same key gave another order: {} and {}", placed["id"], again["id"]);
            self.book.confirmed += 1;
        }
        let is_cancelled = self.chance.below(8) == 0;
        if is_cancelled {
            self.ask(&format!("/api/v1/orders/{id}/cancel"), &token, &format!("cancel-{number}"), &json!({}), 200).await?;
        }
        let lines = basket.lines.iter().map(|(offer, much)| (*offer, much.milli())).collect();
        self.book.placed.push(Placed { id, slot, lines, is_cancelled });
        Ok(())
    }

    /// Asks until there is an answer; says whether it was asked more than once. "Later" is no answer, any other refusal is a fault.
    async fn ask(&mut self, path: &str, token: &str, key: &str, body: &Value, status: u16) -> anyhow::Result<(Value, bool)> {
        let headers = format!("authorization: Bearer {token}\r\nidempotency-key: {}-{key}\r\n", self.name);
        let body = body.to_string();
        for tries in 0..TRIES_MAX {
            match tokio::time::timeout(PATIENCE, self.send(path, &headers, &body)).await {
                Ok(Ok(answer)) if answer.status == status => return Ok((serde_json::from_slice(&answer.body)?, tries > 0)),
                Ok(Ok(answer)) if !matches!(answer.status, 429 | 503) => {
                    bail!("{path} answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body))
                }
                Ok(Ok(_)) => {}
                // The connection broke, or nothing came: a fresh one, to wherever the server is now.
                Ok(Err(_)) | Err(_) => self.client = None,
            }
            self.book.unanswered += 1;
            tokio::time::sleep(PAUSE).await;
        }
        bail!("{path} was asked {TRIES_MAX} times without an answer")
    }

    async fn send(&mut self, path: &str, headers: &str, body: &str) -> anyhow::Result<Answer> {
        let mut client = match self.client.take() {
            Some(client) => client,
            None => {
                let address = self.address.borrow().clone();
                Client::connect(&address).await?
            }
        };
        let answer = client.post(path, headers, body).await?;
        self.client = Some(client);
        Ok(answer)
    }
}

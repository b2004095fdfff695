//! Shoppers who order over HTTP and do not give up: whatever becomes of the server, each asks again, under the same key, until
//! it is answered. What was asked and what was answered stands in their books.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use kernel::id::{OfferId, OrderId, SlotId};
use kernel::random::SplitMix;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::city::Plan;
use crate::errand::Errand;
use crate::patient::{Patient, Request};

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
                patient: Patient::new(address.subscribe()),
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
    patient: Patient,
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
        self.book.unanswered = self.patient.unanswered;
        Ok(self.book)
    }

    /// One basket, from the quote to the answer; sometimes asked once more, sometimes called off.
    async fn order(&mut self, number: u64) -> anyhow::Result<()> {
        let plan = Arc::clone(&self.plan);
        let at = usize::try_from(self.chance.below(1 << 20))?;
        let token = self.tokens[at % plan.buyers.len()].clone();
        let errand = Errand::new(&plan, at)?;
        let (quote, _) = self.ask("/api/v1/quotes", &token, &format!("quote-{number}"), &errand.wanted(), 201).await?;
        let order = errand.order(&quote["id"], "cash");
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
        let lines = errand.basket.lines.iter().map(|(offer, much)| (*offer, much.milli())).collect();
        self.book.placed.push(Placed { id, slot: errand.slot, lines, is_cancelled });
        Ok(())
    }

    /// Asks until there is an answer; says whether it was asked more than once. A refusal is a fault.
    async fn ask(&mut self, path: &str, token: &str, key: &str, body: &Value, status: u16) -> anyhow::Result<(Value, bool)> {
        let headers = format!("authorization: Bearer {token}\r\nidempotency-key: {}-{key}\r\n", self.name);
        let request = Request::Json { path, headers: &headers, body: &body.to_string() };
        let (answer, was_repeated) = self.patient.ask(&request, status).await?;
        Ok((serde_json::from_slice(&answer.body)?, was_repeated))
    }
}

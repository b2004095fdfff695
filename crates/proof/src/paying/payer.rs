//! Buyers who order over the API, ask for a code on the order's page, and pay it in the sandbox's wallet. Some call the order off before
//! they pay, some after; some never pay. They do not give up, whatever becomes of the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, bail};
use kernel::Rupiah;
use kernel::random::SplitMix;
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};

use super::acquirer::Paid;
use crate::city::Plan;
use crate::errand::Errand;
use crate::patient::{Patient, Request};

/// A page is looked at so often until it has its code.
const LOOKS_MAX: u32 = 20;

/// What one payer, or all together, went through.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Names of the payments that the wallet said were made.
    pub paid: Vec<String>,
    /// Orders that were acknowledged.
    pub orders: u64,
    /// Orders that were called off after they were paid.
    pub cancelled_after: u64,
    /// Orders that were paid after they were called off.
    pub cancelled_before: u64,
    /// Codes that nobody paid.
    pub unpaid: u64,
    /// Requests that got no answer and were asked again.
    pub unanswered: u64,
}

impl Book {
    /// Adds another's.
    pub fn add(&mut self, other: Self) {
        self.paid.extend(other.paid);
        self.orders += other.orders;
        self.cancelled_after += other.cancelled_after;
        self.cancelled_before += other.cancelled_before;
        self.unpaid += other.unpaid;
        self.unanswered += other.unanswered;
    }
}

/// Somebody who buys and pays.
pub struct Payer {
    name: String,
    chance: SplitMix,
    plan: Arc<Plan>,
    tokens: Arc<Vec<String>>,
    patient: Patient,
    /// The browser's own cookie, once it has one.
    visitor: Option<String>,
    acquirer: mpsc::UnboundedSender<Paid>,
    book: Book,
}

/// An order's page, and who looks at it.
struct Sight<'a> {
    path: String,
    token: &'a str,
}

impl Payer {
    /// One of many; `tokens` are sessions of the plan's buyers, in their order.
    pub fn new(
        number: usize,
        seed: u64,
        plan: (&Arc<Plan>, &Arc<Vec<String>>),
        address: watch::Receiver<String>,
        acquirer: mpsc::UnboundedSender<Paid>,
    ) -> Self {
        Self {
            name: format!("payer-{seed}-{number}"),
            chance: SplitMix::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64)),
            plan: Arc::clone(plan.0),
            tokens: Arc::clone(plan.1),
            patient: Patient::new(address),
            visitor: None,
            acquirer,
            book: Book::default(),
        }
    }

    /// Buys until so many payments were made by all together.
    ///
    /// # Errors
    /// The first answer that is none of those it may be.
    pub async fn buy(mut self, paid: Arc<AtomicU64>, most: u64) -> anyhow::Result<Book> {
        for number in 0_u64.. {
            if paid.load(Ordering::Relaxed) >= most {
                break;
            }
            let did_pay = self.order(number).await.with_context(|| format!("{} at order {number}", self.name))?;
            paid.fetch_add(u64::from(did_pay), Ordering::Relaxed);
        }
        self.book.unanswered = self.patient.unanswered;
        Ok(self.book)
    }

    async fn order(&mut self, number: u64) -> anyhow::Result<bool> {
        let plan = Arc::clone(&self.plan);
        let at = usize::try_from(self.chance.below(1 << 20))?;
        let token = self.tokens[at % plan.buyers.len()].clone();
        let errand = Errand::new(&plan, at)?;
        let quote = self.post("/api/v1/quotes", &token, &format!("quote-{number}"), &errand.wanted(), 201).await?;
        let order = errand.order(&quote["id"], if self.chance.chance(50) { "cash" } else { sandbox::NAME });
        let placed = self.post("/api/v1/orders", &token, &format!("order-{number}"), &order, 201).await?;
        self.book.orders += 1;
        let text = |field: &str| placed[field].as_str().map(str::to_owned).with_context(|| format!("an order without {field}"));
        let (id, number_told) = (text("id")?, text("number")?);
        let amount = Rupiah(placed["total_max_rupiah"].as_i64().context("an order without its most")?);
        let sight = Sight { path: format!("/pesanan/{number_told}"), token: &token };
        let reference = self.code(&sight).await?;
        let (cancel, key) = (format!("/api/v1/orders/{id}/cancel"), format!("cancel-{number}"));
        let lot = self.chance.below(100);
        if lot < 8 {
            self.book.unpaid += 1;
            return Ok(false);
        }
        if lot < 16 {
            self.post(&cancel, &token, &key, &json!({}), 200).await?;
            self.book.cancelled_before += 1;
        }
        self.pay(&sight, &reference).await?;
        self.acquirer.send(Paid { reference: reference.clone(), amount }).ok().context("the acquirer has gone")?;
        self.book.paid.push(reference);
        if (16..28).contains(&lot) {
            self.post(&cancel, &token, &key, &json!({}), 200).await?;
            self.book.cancelled_after += 1;
        }
        Ok(true)
    }

    /// Asks for a code and reads its name off the page; asks again when the server died over it.
    async fn code(&mut self, sight: &Sight<'_>) -> anyhow::Result<String> {
        for _ in 0..LOOKS_MAX {
            let (page, csrf) = self.look(sight).await?;
            if let Some(reference) = between(&page, "/coba-bayar/", "\"") {
                return Ok(reference.to_owned());
            }
            let (path, body) = (format!("{}/qris", sight.path), format!("csrf={csrf}"));
            self.send(&path, sight.token, &body).await?;
        }
        bail!("{} shows no code", sight.path)
    }

    /// Pays in the wallet. It tells nobody: that is the acquirer's line.
    async fn pay(&mut self, sight: &Sight<'_>, reference: &str) -> anyhow::Result<()> {
        let path = format!("/coba-bayar/{reference}");
        let (_, csrf) = self.look(&Sight { path: path.clone(), token: sight.token }).await?;
        self.send(&path, sight.token, &format!("csrf={csrf}&manner=lost")).await
    }

    /// A page, and the token of its forms.
    async fn look(&mut self, sight: &Sight<'_>) -> anyhow::Result<(String, String)> {
        let cookies = self.cookies(sight.token);
        let (answer, _) = self.patient.ask(&Request::Get { path: &sight.path, headers: &cookies }, 200).await?;
        if let Some(visitor) = between(&answer.head, "laris_tamu=", ";") {
            self.visitor = Some(visitor.to_owned());
        }
        let page = String::from_utf8(answer.body)?;
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").unwrap_or_default().to_owned();
        Ok((page, csrf))
    }

    async fn send(&mut self, path: &str, token: &str, body: &str) -> anyhow::Result<()> {
        let headers = self.cookies(token);
        self.patient.ask(&Request::Form { path, headers: &headers, body }, 303).await.map(drop)
    }

    fn cookies(&self, token: &str) -> String {
        let visitor = self.visitor.as_ref().map(|visitor| format!("; laris_tamu={visitor}")).unwrap_or_default();
        format!("cookie: laris_sesi={token}{visitor}\r\n")
    }

    async fn post(&mut self, path: &str, token: &str, key: &str, body: &Value, status: u16) -> anyhow::Result<Value> {
        let headers = format!("authorization: Bearer {token}\r\nidempotency-key: {}-{key}\r\n", self.name);
        let request = Request::Json { path, headers: &headers, body: &body.to_string() };
        Ok(serde_json::from_slice(&self.patient.ask(&request, status).await?.0.body)?)
    }
}

/// What stands between two marks, the first time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    rest.split_once(to).map(|(found, _)| found)
}
